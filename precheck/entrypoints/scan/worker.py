"""What a scan's child process does: load once, then one row or one thumbnail at a time. Never raises."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from precheck.domain.flag import Unable
from precheck.domain.report import Report
from precheck.entrypoints.scan.refused import refused
from precheck.entrypoints.scan.rows import Row

log = logging.getLogger(__name__)

# One thread a process: two processes with one thread each did 18-20 inferences a second, with two each 12.
# To be in force before NumPy, OpenCV or an engine is loaded.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
}

THUMBNAIL_SIDE_PX = 560
THUMBNAIL_QUALITY = 68


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Asks for a JPEG of a file, its longer side at most ``side_px``."""

    path: Path
    side_px: int = THUMBNAIL_SIDE_PX


Task = Row | Thumbnail
Answer = Callable[[Task], object]


def prepare(engine: str | None, pipelines: Path | None, today: date) -> Answer:
    """Load everything. Raises Invalid for a wrong configuration."""
    import cv2

    cv2.setNumThreads(1)
    from precheck.wiring import Precheck

    precheck = Precheck(engine, pipelines, today)
    _ = precheck.engine
    return answering(precheck.check, frozenset(precheck.materials))


def answering(check: Callable[..., Report], materials: frozenset[str]) -> Answer:
    """A row's report, or a thumbnail's JPEG (None where there is no picture)."""

    def answer(task: Task) -> object:
        if isinstance(task, Thumbnail):
            return thumbnail(task.path, task.side_px)
        return check_row(task, check, materials)

    return answer


def check_row(row: Row, check: Callable[..., Report], materials: frozenset[str]) -> Report:
    """The row's report. What is wrong with the row itself stands under ``unable``."""
    if row.path is None:
        return refused(row, "manifest", row.problem or "")
    if row.material not in materials:
        known = ", ".join(sorted(materials))
        return refused(
            row, "material", f"没有这种材料 (no such material): {row.material!r}; {known}", digest=True
        )
    try:
        data = row.path.read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "impossible file name"
        return refused(row, "file", f"无法读取文件 (cannot read the file): {why}")
    try:
        report = check(data, row.material, row.registration, file=row.file, submission=row.submission)
    except Exception as error:  # a defect of ours must not end the scan
        log.warning("row %d could not be checked: %s", row.number, type(error).__name__, exc_info=True)
        return refused(row, "process", f"未能运行 (could not run): {type(error).__name__}", digest=True)
    if row.problem is not None:
        report = replace(report, unable=(*report.unable, Unable("registration", row.problem)))
    return report


def thumbnail(path: Path, side_px: int = THUMBNAIL_SIDE_PX) -> bytes | None:
    """A JPEG of the picture as a viewer shows it; None where it cannot be decoded."""
    from precheck.imaging import encode, header
    from precheck.imaging.decode import Undecodable, decode

    try:
        data = path.read_bytes()
        return encode.jpeg(decode(data, header.probe(data)), side_px, THUMBNAIL_QUALITY)
    except (OSError, ValueError, Undecodable):
        return None
