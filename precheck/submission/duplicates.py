"""The same file uploaded twice in one submission.

Flags: ``duplicate.same_submission``, one a repeated file, naming the first upload of it. Found by SHA-256, so only
the very same file counts. For staff: a candidate who took the wrong file gets told by the other checks. The same
name in the same slot twice is one upload listed twice, not a duplicate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from precheck.domain.flag import Audience, Flag, FlagKind, Severity
from precheck.domain.report import Report

CODE = "duplicate.same_submission"

FLAGS = {
    CODE: FlagKind(
        Severity.REVIEW,
        "同一图片上传了两次：{first} 与 {second}，请核对是否传错材料。",
        "The same file was uploaded twice: {first} and {second}; was the wrong one taken?",
        audience=Audience.STAFF,
    ),
}


def same_submission(reports: Sequence[Report]) -> Iterator[Flag]:
    """A flag for each upload whose file stood in the submission before."""
    first: dict[str, Report] = {}
    for report in reports:
        digest = report.upload.sha256
        if digest is None:
            continue
        other = first.setdefault(digest, report)
        if other is report or _slot(other) == _slot(report):
            continue
        kind = FLAGS[CODE]
        values = {"first": other.upload.shown, "second": report.upload.shown}
        yield Flag(
            code=CODE,
            severity=kind.severity,
            message=kind.message.format(**values),
            message_en=kind.message_en.format(**values),
            remedy=kind.remedy,
            audience=kind.audience,
            other_upload=other.upload.id or other.upload.file or "?",
        )


def _slot(report: Report) -> tuple[str | None, str | None, str]:
    return report.upload.id, report.upload.file, report.upload.material
