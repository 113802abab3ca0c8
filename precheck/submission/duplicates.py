"""The same file uploaded twice in one submission.

Flags: ``duplicate.same_submission``, one a repeated file, naming the first upload of it. Found by SHA-256, so only
the very same file counts. For staff: a candidate who took the wrong file gets told by the other checks. The same
name in the same slot twice is one upload listed twice, not a duplicate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from precheck.domain.flag import Audience, Flag, Remedy, Severity
from precheck.domain.report import Report


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
        yield Flag(
            code="duplicate.same_submission",
            severity=Severity.REVIEW,
            message=f"同一图片上传了两次：{_shown(other)} 与 {_shown(report)}，请核对是否传错材料。",
            message_en=f"The same file was uploaded twice: {_shown(other)} and {_shown(report)}; was the wrong one taken?",
            remedy=Remedy.REUPLOAD,
            audience=Audience.STAFF,
            other_upload=_shown(other),
        )


def _slot(report: Report) -> tuple[str | None, str | None, str]:
    return report.upload.id, report.upload.file, report.upload.material


def _shown(report: Report) -> str:
    return report.upload.id or report.upload.file or "?"
