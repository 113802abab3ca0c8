"""``make soak``: one checking process over thousands of pictures; prints what memory it holds.

The process is set up as the worker's: one thread, the same limit of memory. Pictures come from evaluation sets, taken
in turn from all of them and again from the beginning, so that every material comes by early and often.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from precheck.entrypoints import process_pool
from precheck_evaluation.manifest import Labelled, read

TARGET_MIB = 600
GROWTH_MIB = 30
"""Flat: what the second half may hold more than the first."""


def main() -> None:
    """Exit 0 where the process stayed below :data:`TARGET_MIB` and flat."""
    parser = argparse.ArgumentParser(prog="tests.soak", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET", help="folders with a manifest.jsonl")
    parser.add_argument("--pictures", type=int, default=5000)
    options = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in process_pool.MALLOC.items()):
        # Read by the C library when a process begins.
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.soak", *sys.argv[1:]],
            {**os.environ, **process_pool.MALLOC, "OMP_NUM_THREADS": "1"},
        )

    import cv2

    from precheck import config
    from precheck.wiring import Precheck

    cv2.setNumThreads(1)
    limit = config.settings().worker_memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    held: list[tuple[int, float]] = []
    begun = time.process_time()
    with Precheck() as precheck:
        print("pictures  resident  of it ours  peak (MiB)  processor s a picture")  # noqa: T201
        pictures = enumerate(itertools.islice(_pictures(options.sets), options.pictures), start=1)
        for count, picture in pictures:
            precheck.check(picture.path, picture.material, picture.registration, file=picture.file)
            process_pool.give_memory_back()
            if count in (1, 10, 30) or count % 100 == 0 or count == options.pictures:
                resident, ours, peak = (_status(name) for name in ("VmRSS", "RssAnon", "VmHWM"))
                held.append((count, resident))
                spent = (time.process_time() - begun) / count
                print(f"{count:8} {resident:9.0f} {ours:11.0f} {peak:11.0f} {spent:10.2f}", flush=True)  # noqa: T201
    half = max(value for count, value in held if count <= options.pictures / 2)
    whole = max(value for _, value in held)
    sys.exit(0 if whole < TARGET_MIB and whole - half < GROWTH_MIB else 1)


def _pictures(sets: Sequence[Path]) -> Iterator[Labelled]:
    lists = [read(folder) for folder in sets]
    while True:
        for row in itertools.zip_longest(*lists):
            yield from (picture for picture in row if picture is not None)


def _status(name: str) -> float:
    """A line of ``/proc/self/status``, MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise KeyError(name)


if __name__ == "__main__":
    main()
