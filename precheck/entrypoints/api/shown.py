"""From what is stored to what a caller may see. Flags for staff leave only with a reviewer's key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from precheck.domain.flag import Audience, Flag, Severity
from precheck.domain.material import Material
from precheck.domain.report import Report
from precheck.domain.verdict import verdict
from precheck.entrypoints.api.schemas import MessageAnswer, SubmissionAnswer, UploadAnswer
from precheck.service.handing_in import still_waiting
from precheck.service.reports import parsed, report_of
from precheck.storage.values import Message, StoredReport, StoredSubmission, StoredUpload
from precheck.submission.assess import assess
from precheck.submission.rules import Rules
from precheck.wiring import CHINA


def at(seconds: float) -> datetime:
    """A moment in China's time."""
    return datetime.fromtimestamp(round(seconds, 3), CHINA)


def for_caller(report: Report, *, staff: bool) -> Report:
    """The report without what is for staff only; its verdict follows from what is left."""
    return report if staff else replace(report, flags=_visible(report.flags, staff=staff))


def upload(
    stored: StoredUpload, report: StoredReport | None, held: StoredSubmission | None, *, staff: bool
) -> UploadAnswer:
    """An upload's answer."""
    content = None
    if report is not None and report.data is not None:
        content = for_caller(report_of(report.data), staff=staff).to_dict()
    return UploadAnswer(
        id=stored.id,
        submission=stored.submission_id,
        material=stored.material,
        status=stored.status,
        report=content,
        file=stored.file,
        bytes=stored.bytes,
        locked=held is not None and held.locks(stored.material),
        version=stored.version,
        created_at=at(stored.created_at),
        updated_at=at(stored.updated_at),
    )


def submission(
    held: StoredSubmission,
    uploads: Sequence[StoredUpload],
    reports: Sequence[StoredReport],
    messages: Sequence[Message],
    materials: Mapping[str, Material],
    rules: Rules,
    *,
    staff: bool,
) -> SubmissionAnswer:
    """A submission's answer, with all its uploads, and what the notice's table (``rules``) asks for."""
    by_upload = {report.upload_id: report for report in reports}
    ready = parsed(reports)
    content = None
    if ready or held.registration is not None:
        waiting = still_waiting(uploads, ready)
        found = assess(held.id, ready, materials, held.registration, rules, waiting)
        if not staff:
            flags = _visible(found.flags, staff=staff)
            theirs = [flag for report in ready for flag in _visible(report.flags, staff=staff)]
            unable = [*found.unable, *(item for report in ready for item in report.unable)]
            found = replace(found, flags=flags, verdict=verdict([*flags, *theirs], unable))
        content = found.to_dict()
    declared = held.registration
    return SubmissionAnswer(
        id=held.id,
        state="未锁定" if held.locked_at is None else "已锁定",
        locked=held.locked_at is not None,
        locked_at=None if held.locked_at is None else at(held.locked_at),
        unlocked=sorted(held.unlocked),
        registration=None if declared is None else declared.model_dump(mode="json", exclude_none=True),
        uploads=[upload(item, by_upload.get(item.id), held, staff=staff) for item in uploads],
        report=content,
        messages=told(messages, uploads, reports),
        version=held.version,
    )


def told(
    messages: Sequence[Message], uploads: Sequence[StoredUpload], reports: Sequence[StoredReport]
) -> list[MessageAnswer]:
    """What staff wrote, and what the checks ask of the candidate, newest first."""
    lines = [(m.at, m.text, m.upload_id, m.material) for m in messages]
    material = {item.id: item.material for item in uploads}
    for report in reports:
        if report.data is None:
            continue
        asked = [
            flag
            for flag in _visible(report_of(report.data).flags, staff=False)
            if flag.severity is Severity.REUPLOAD
        ]
        lines += [
            (report.created_at, f.message, report.upload_id, material.get(report.upload_id)) for f in asked
        ]
    lines.sort(key=lambda line: line[0], reverse=True)
    return [
        MessageAnswer(at=at(when), text=text, shown=f"{_guide(at(when))} {text}", upload=id, material=slug)
        for when, text, id, slug in lines
    ]


def _guide(when: datetime) -> str:
    return f"{when.year}/{when.month}/{when.day} {when:%H:%M:%S}"


def _visible(flags: Sequence[Flag], *, staff: bool) -> tuple[Flag, ...]:
    return tuple(flag for flag in flags if staff or flag.audience is not Audience.STAFF)
