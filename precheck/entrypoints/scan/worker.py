"""What a scan's child process does: load once, then one row or one thumbnail at a time. Never raises: the report on a
row that could not be checked at all says so, and is never a pass, never an end of the scan."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from precheck.domain.flag import Unable
from precheck.domain.report import Report, UploadFacts
from precheck.entrypoints.process_pool import LostTask
from precheck.entrypoints.scan.duplicates import Comparison, Guesses, compare, guesses
from precheck.entrypoints.scan.rows import Row


def refused_report(row: Row, check: str, reason: str, *, digest: bool = False) -> Report:
    """A report with nothing but ``unable``. ``digest``: the file is there, so say which it was."""
    sha256, size = _digest(row) if digest else (None, None)
    upload = UploadFacts(None, row.file, row.material, row.submission, sha256, size)
    return Report.unchecked(datetime.now().astimezone(), upload, Unable(check, reason))


def lost_report(row: Row, loss: LostTask) -> Report:
    """The report on a picture whose process died or hung."""
    if loss.exit_code is None:
        reason = f"检查超过 {loss.seconds:.0f} 秒，已中止 (took too long and was stopped)"
    elif loss.exit_code < 0:
        reason = f"检查进程被信号 {-loss.exit_code} 终止，可能是内存不足 (the process was killed, maybe out of memory)"
    else:
        reason = f"检查进程意外退出 (the process ended): {loss.exit_code}"
    return refused_report(row, "process", reason, digest=True)


def _digest(row: Row) -> tuple[str | None, int | None]:
    if row.path is None:
        return None, None
    try:
        with row.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return digest, file.tell()
    except (OSError, ValueError):
        return None, None


log = logging.getLogger(__name__)

THUMBNAIL_SIDE_PX = 560
THUMBNAIL_QUALITY = 68


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Asks for a JPEG of a file, its longer side at most ``side_px``."""

    path: Path
    side_px: int = THUMBNAIL_SIDE_PX


Task = Row | Thumbnail | Guesses | Comparison
Answer = Callable[[Task], object]


def prepare(engine: str | None, pipelines: Path | None, today: date) -> Answer:
    """Load everything. Raises Invalid for a wrong configuration."""
    import cv2

    cv2.setNumThreads(1)
    from precheck.wiring import Precheck

    precheck = Precheck(engine, pipelines, today)
    _ = precheck.engine
    return make_answer(precheck.check, frozenset(precheck.materials))


def make_answer(check: Callable[..., Report], materials: frozenset[str]) -> Answer:
    """A row's report, a thumbnail's JPEG (None where there is no picture), or what the search for duplicates asks."""

    def answer(task: Task) -> object:
        if isinstance(task, Thumbnail):
            return thumbnail(task.path, task.side_px)
        if isinstance(task, Guesses):
            return guesses(task.path)
        if isinstance(task, Comparison):
            return compare(task)
        return check_row(task, check, materials)

    return answer


def check_row(row: Row, check: Callable[..., Report], materials: frozenset[str]) -> Report:
    """The row's report. What is wrong with the row itself stands under ``unable``."""
    if row.path is None:
        return refused_report(row, "manifest", row.problem or "")
    if row.material not in materials:
        known = ", ".join(sorted(materials))
        return refused_report(
            row, "material", f"没有这种材料 (no such material): {row.material!r}; {known}", digest=True
        )
    try:
        data = row.path.read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "impossible file name"
        return refused_report(row, "file", f"无法读取文件 (cannot read the file): {why}")
    try:
        report = check(data, row.material, row.registration, file=row.file, submission=row.submission)
    except Exception as error:  # a defect of ours must not end the scan
        log.warning("row %d could not be checked: %s", row.number, type(error).__name__, exc_info=True)
        return refused_report(
            row, "process", f"未能运行 (could not run): {type(error).__name__}", digest=True
        )
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
