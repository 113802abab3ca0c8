"""``make attack``: the project's own list of attacks against a fresh ``precheck serve``. One line a trial; exit 0 where every
one of them fails to harm."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.attack import connections, data, disk, doors, requests
from tests.attack.target import ATTACKS, target

MODULES = (doors, data, requests, connections, disk)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make attack", description=__doc__)
    parser.add_argument("--only", help="attacks whose name holds this")
    parser.add_argument("--encrypted", action="store_true", help="with PRECHECK_KEY")
    options = parser.parse_args()
    chosen = {name: act for name, act in ATTACKS.items() if not options.only or options.only in name}
    settings = {"PRECHECK_KEY": "A" * 43 + "="} if options.encrypted else {}
    held = 0
    with (
        tempfile.TemporaryDirectory(prefix="attack-", dir="/tmp") as home,
        target(Path(home) / "data", **settings) as attacked,
    ):
        for name, act in chosen.items():
            begun = time.monotonic()
            try:
                seen, good = act(attacked), True
            except Exception as error:
                place = error.__traceback__
                while place is not None and place.tb_next is not None:
                    place = place.tb_next
                where = (
                    f"{place.tb_frame.f_code.co_filename.rpartition('/')[2]}:{place.tb_lineno}"
                    if place
                    else ""
                )
                seen, good = f"{type(error).__name__} {str(error)[:200]} ({where})", False
            held += good
            sys.stdout.write(
                f"{'holds ' if good else 'BROKEN'} {name}: {seen} ({time.monotonic() - begun:.1f} s)\n"
            )
            sys.stdout.flush()
    sys.stdout.write(f"{held} of {len(chosen)} hold\n")
    return 0 if held == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
