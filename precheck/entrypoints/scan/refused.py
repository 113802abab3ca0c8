"""The report on a row that could not be checked at all: never a pass, never an end of the scan."""

from __future__ import annotations

import hashlib
from datetime import datetime
from importlib import metadata

from precheck.domain.flag import Unable
from precheck.domain.report import ImageFacts, Provenance, Report, UploadFacts
from precheck.entrypoints.scan.pool import Lost
from precheck.entrypoints.scan.rows import Row


def refused(row: Row, check: str, reason: str, *, digest: bool = False) -> Report:
    """A report with nothing but ``unable``. ``digest``: the file is there, so say which it was."""
    sha256, size = _digest(row) if digest else (None, None)
    return Report(
        checked_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        upload=UploadFacts(
            id=None,
            file=row.file,
            material=row.material,
            submission=row.submission,
            sha256=sha256,
            bytes=size,
        ),
        flags=(),
        image=ImageFacts(),
        fields={},
        unable=(Unable(check, reason),),
        provenance=Provenance(
            precheck=metadata.version("precheck"), pipeline=None, registration=None, ocr=None
        ),
    )


def lost(row: Row, loss: Lost) -> Report:
    """The report on a picture whose process died or hung."""
    if loss.exit_code is None:
        reason = f"检查超过 {loss.seconds:.0f} 秒，已中止 (took too long and was stopped)"
    elif loss.exit_code < 0:
        reason = f"检查进程被信号 {-loss.exit_code} 终止，可能是内存不足 (the process was killed, maybe out of memory)"
    else:
        reason = f"检查进程意外退出 (the process ended): {loss.exit_code}"
    return refused(row, "process", reason, digest=True)


def _digest(row: Row) -> tuple[str | None, int | None]:
    if row.path is None:
        return None, None
    try:
        with row.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return digest, file.tell()
    except (OSError, ValueError):
        return None, None
