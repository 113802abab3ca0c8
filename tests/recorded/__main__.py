"""Reads the listed pictures again and keeps what was made of them; draws those of ``drawn.toml`` that are not there."""

from __future__ import annotations

import json
import sys
import tomllib

from precheck import Precheck
from precheck.domain.upload import Upload
from samples.generator import batch
from tests.recorded import DRAWN, HERE, listed, save


def draw() -> None:
    """The pictures that only the checks' tests need, with what their candidates declared."""
    for name, entry in tomllib.loads(DRAWN.read_text("utf-8")).items():
        if (HERE / f"{name}.jpg").exists():
            continue
        job = batch.Job(name, entry["layout"], entry["seed"], "sharp", defects=entry["defects"], scan=0.0)
        data, _, row = batch.make(job)
        (HERE / f"{name}.jpg").write_bytes(data)
        (HERE / f"{name}.json").write_text(json.dumps(row["registration"], ensure_ascii=False), "utf-8")


def main() -> None:
    """Names of pictures may be given, to read those alone."""
    draw()
    with Precheck() as precheck:
        for entry in listed():
            if sys.argv[1:] and entry.name not in sys.argv[1:]:
                continue
            declared = json.loads(entry.registration.read_text("utf-8"))
            upload = Upload.from_bytes(
                entry.picture.read_bytes(), material=entry.material, file=entry.picture.name
            )
            found = precheck.examine(upload, declared)
            save(entry.name, found.subject)
            codes = sorted({flag.code for flag in found.report.flags})
            if codes != sorted(entry.flags):
                print(
                    f"{entry.name}: {', '.join(codes) or '-'} instead of {', '.join(entry.flags) or '-'}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
