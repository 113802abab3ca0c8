"""The whole catalogue in one process that may grow by 200 MiB, and what happens in one that may not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.hostile.catalogue import Hostile, catalogue, named


def outcomes(folder: Path, entries: list[Hostile], mib: int) -> list[str]:
    """What each file came to in a process of its own with that much memory above its warm state."""
    paths = []
    for index, entry in enumerate(entries):
        paths.append(folder / f"{index}.jpg")
        paths[-1].write_bytes(entry.data)
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.measure", str(mib), *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_no_file_needs_more_than_200_mib(tmp_path: Path) -> None:
    entries = list(catalogue())
    assert outcomes(tmp_path, entries, 200) == [",".join(entry.codes) or "ok" for entry in entries]


def test_running_out_of_memory_is_told_as_such(tmp_path: Path) -> None:
    """Not as a fault of the file, and the process goes on."""
    entries = [
        named("largest 16-bit png with alpha"),
        named("largest progressive jpeg"),
        named("largest png with alpha"),
        named("jpeg ending in mid-grey"),
    ]
    assert outcomes(tmp_path, entries, 40) == ["memory", "memory", "memory", "ok"]
