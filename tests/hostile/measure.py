"""Takes the check of some files apart from everybody else: in a process whose memory is limited.

Run as ``python -m tests.hostile.measure`` it prints, for every file of the catalogue, what it cost.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from precheck.imaging.decode import Reason, Undecodable
from tests.hostile import jpeg_files as jpegs
from tests.hostile import png_files as pngs
from tests.hostile.examining import findings

_MIB = 1024 * 1024


def warm_up() -> None:
    """Everything imported, every decoder used once."""
    cv2.setNumThreads(1)
    for data in (jpegs.jpeg(jpegs.photograph()), pngs.black(50, 50, 8, 6), pngs.black(50, 50, 16, 0)):
        assert not findings(data)


def limit_memory(above: int) -> None:
    """From now on the process may map ``above`` bytes more than it does."""
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + above, mapped + above))


def outcome(data: bytes) -> str:
    """The flags, joined with commas; ``ok`` without any, ``memory`` where it ran out."""
    try:
        return ",".join(finding.code for finding in findings(data)) or "ok"
    except Undecodable as problem:
        return "memory" if problem.reason is Reason.OUT_OF_MEMORY else repr(problem)


def main(above: int, paths: list[str]) -> None:
    """Prints one outcome a line for the files at ``paths``, with ``above`` bytes of memory to work in."""
    warm_up()
    contents = [np.fromfile(path, np.uint8).tobytes() for path in paths]
    limit_memory(above)
    for data in contents:
        sys.stdout.write(outcome(data) + "\n")


def costs() -> Iterator[tuple[float, float, int, str, str]]:
    """Processor seconds, MiB above before, KiB of the file, name and outcome for each file of the catalogue."""
    from tests.hostile.catalogue import catalogue

    warm_up()
    for entry in catalogue():
        Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
        before = _memory("VmRSS")
        begin = time.process_time()
        said = outcome(entry.data)
        seconds = time.process_time() - begin
        yield seconds, (_memory("VmHWM") - before) / 1024, len(entry.data) // 1024, entry.name, said


def _memory(key: str) -> int:
    found = re.search(rf"{key}:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(int(sys.argv[1]) * _MIB, sys.argv[2:])
    else:
        for seconds, mib, kib, name, said in sorted(costs(), reverse=True):
            sys.stdout.write(f"{seconds:6.2f} s {mib:6.1f} MiB {kib:7} KiB  {name}: {said}\n")
