"""Small file systems of their own, where this user may mount one, and filling them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEBIBYTE = 2**20


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path | None]:
    """The folder, made, as a file system of so many bytes; None: this user may not mount one."""
    folder.mkdir(mode=0o700)
    options = ["-t", "tmpfs", "-o", f"size={size},mode=700"]
    mounted = subprocess.run(["mount", *options, "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode != 0:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """The disk, full to the last byte."""
    ballast = disk / "ballast"
    for size in (MEBIBYTE, 512):
        with ballast.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(size))
    try:
        yield
    finally:
        ballast.unlink()
