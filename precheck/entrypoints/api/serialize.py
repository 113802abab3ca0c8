"""From what is stored to what a caller may see. Flags for staff leave only with a reviewer's key."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from precheck.domain.flag import Audience, Flag, Severity, verdict
from precheck.domain.material import Material
from precheck.domain.report import Report
from precheck.entrypoints.api.schemas import MessageAnswer, SubmissionAnswer, UploadAnswer, china_time
from precheck.service.review import assess_stored
from precheck.service.viewing import parse_reports, report_of
from precheck.storage.values import Message, StoredReport, StoredSubmission, StoredUpload
from precheck.submission.rules import Rules


def for_caller(report: Report, *, staff: bool) -> Report:
    """The report without what is for staff only; its verdict follows from what is left."""
    return report if staff else replace(report, flags=_visible(report.flags, staff=staff))


def upload(
    stored: StoredUpload, report: StoredReport | None, held: StoredSubmission | None, *, staff: bool
) -> UploadAnswer:
    content = None
    if report is not None and report.data is not None:
        content = for_caller(report_of(report.data), staff=staff).to_dict()
    return UploadAnswer.from_stored(
        stored, report=content, locked=held is not None and held.locks(stored.material)
    )


def submission(
    stored: tuple[StoredSubmission, Sequence[StoredUpload], Sequence[StoredReport]],
    messages: Sequence[Message],
    materials: Mapping[str, Material],
    rules: Rules,
    *,
    staff: bool,
) -> SubmissionAnswer:
    """A submission's answer, with all its uploads, and what the notice's table (``rules``) asks for."""
    held, uploads, reports = stored
    by_upload = {report.upload_id: report for report in reports}
    ready = parse_reports(reports)
    content = None
    if ready or held.registration is not None:
        found = assess_stored(held, uploads, ready, materials, rules)
        if not staff:
            flags = _visible(found.flags, staff=staff)
            theirs = [flag for report in ready for flag in _visible(report.flags, staff=staff)]
            unable = [*found.unable, *(item for report in ready for item in report.unable)]
            found = replace(found, flags=flags, verdict=verdict([*flags, *theirs], unable))
        content = found.to_dict()
    declared = held.registration
    return SubmissionAnswer.from_stored(
        held,
        state="未锁定" if held.locked_at is None else "已锁定",
        locked=held.locked_at is not None,
        unlocked=sorted(held.unlocked),
        registration=None if declared is None else declared.model_dump(mode="json", exclude_none=True),
        uploads=[upload(item, by_upload.get(item.id), held, staff=staff) for item in uploads],
        report=content,
        messages=candidate_messages(messages, uploads, reports),
    )


def candidate_messages(
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
        MessageAnswer(
            at=china_time(seconds), text=text, shown=f"{guide_time(seconds)} {text}", upload=id, material=slug
        )
        for seconds, text, id, slug in lines
    ]


def guide_time(seconds: float) -> str:
    """A time as the guide prints it: ``2022/3/12 22:02:08``."""
    when = china_time(seconds)
    return f"{when.year}/{when.month}/{when.day} {when:%H:%M:%S}"


def _visible(flags: Sequence[Flag], *, staff: bool) -> tuple[Flag, ...]:
    return tuple(flag for flag in flags if staff or flag.audience is not Audience.STAFF)
