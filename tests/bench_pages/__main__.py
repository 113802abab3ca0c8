"""``make bench-pages``: how long the reviewers' pages take over very many submissions, on SQLite and PostgreSQL.

Rows are generated from the samples' reports (eight uploads a submission, 200 pictures behind them) and written straight
into the tables; requests then go through the whole application in this process. Prints the median and the 99th percentile
of the server's time for the queue, a submission's page and a picture's page, with what they should be; of a thumbnail,
too, and of the queue by what is filtered for.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from tempfile import TemporaryDirectory

from tests.bench_pages.filling import PICTURES, UPLOADS, fill
from tests.bench_pages.measuring import measure
from tests.storage.postgresql import Postgresql


def main() -> None:
    """Exit 0 where the targets are met."""
    parser = argparse.ArgumentParser(prog="tests.bench_pages", description=__doc__)
    parser.add_argument("--submissions", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=200, help="of each page")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    met = True
    for kind in ("sqlite", "postgresql"):
        if options.only in (None, kind):
            met &= bench(kind, options.submissions, options.requests)
    sys.exit(0 if met else 1)


def bench(kind: str, submissions: int, requests: int) -> bool:
    """One database; whether the targets are met."""
    with TemporaryDirectory(prefix="precheck-bench-") as home:
        server = Postgresql() if kind == "postgresql" else None
        try:
            os.environ["PRECHECK_DATA"] = home
            os.environ["PRECHECK_ENGINE"] = "null"
            os.environ.pop("PRECHECK_DATABASE", None)
            if server is not None:
                server.execute("CREATE DATABASE bench")
                os.environ["PRECHECK_DATABASE"] = server.url("bench")
            begun = time.monotonic()
            _apart(fill, submissions)
            print(
                f"{kind}: {submissions:,} submissions × {UPLOADS} uploads, {PICTURES} pictures, "
                f"in {time.monotonic() - begun:.0f} s"
            )
            return _apart(measure, kind, submissions, requests) == 0
        finally:
            if server is not None:
                server.remove()


def _apart(task: Callable[..., None], *arguments: object) -> int:
    """Do it in a process of its own, which leaves nothing in memory and nothing open; its exit status, 0 or 1."""
    process = get_context("spawn").Process(target=task, args=arguments)
    process.start()
    process.join()
    status = process.exitcode
    assert status in (0, 1)
    return status


if __name__ == "__main__":
    main()
