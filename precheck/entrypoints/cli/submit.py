"""``precheck submit``: uploads into a running service's store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from precheck.entrypoints.cli import options

if TYPE_CHECKING:
    from precheck.domain.registration import Registration
    from precheck.domain.report import Report
    from precheck.entrypoints.scan.rows import Row
    from precheck.service import Intake
    from precheck.storage.values import StoredUpload

DONE, REFUSED, STILL_WAITING = 0, 2, 75
POLL_SECONDS = 0.05


def submit(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="图片，或 scan 所用的清单、文件夹 · pictures, or what scan takes"
        ),
    ],
    submission: Annotated[
        str | None, typer.Option(metavar="ID", help="报名编号 · the candidate's submission")
    ] = None,
    material: Annotated[str | None, typer.Option(metavar="SLUG", help="材料 · the kind of document")] = None,
    registration: Annotated[
        Path | None, typer.Option(metavar="FILE", help="报名信息 · what the candidate declared")
    ] = None,
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="等待检查结果 · wait for the reports")
    ] = 0,
    flagged: options.Flagged = False,
    json: options.Json = False,
    unmasked: options.Unmasked = False,
) -> int:
    """提交到服务 · Hand pictures to a running service, which checks them.

    The same file in the same place is one upload, however often it is handed in. Prints the uploads, or with --wait
    their reports.

    退出码 · Exit: without --wait 0; with it as for check, or 75 where a report is not ready in time. 2: something was
    refused; the rest is handed in all the same.
    """
    from precheck.entrypoints.cli.check import exit_code
    from precheck.entrypoints.deployment import deployment
    from precheck.wiring import known_materials

    place = deployment()
    materials = {item.slug: item for item in known_materials(place.settings.pipelines)}
    declared = options.read_declared(registration)
    refused: Counter[str] = Counter()
    rows = list(_rows(files, submission, material, declared, refused))
    intake = place.intake(place.running_store(), materials)
    uploads = list(_handed_in(rows, intake, refused))
    if not wait:
        for upload in uploads:
            _say_upload(upload, json)
    reports = list(_reports(uploads, intake, wait)) if wait else []
    for report in reports:
        if not flagged or is_flagged(report):
            _say_report(report, json, unmasked)
    _summarise(len(uploads), refused, reports, wait)
    if refused:
        return REFUSED
    if not wait:
        return DONE
    return exit_code(reports) if len(reports) == len(uploads) else STILL_WAITING


def _rows(
    files: Sequence[Path],
    submission: str | None,
    material: str | None,
    declared: Registration | None,
    refused: Counter[str],
) -> Iterator[Row]:
    from precheck.domain.errors import Invalid
    from precheck.entrypoints.layout import shown
    from precheck.entrypoints.scan.rows import Row

    for file in files:
        if file.is_dir() or file.suffix.lower() in (".jsonl", ".csv"):
            found = list(_listed(file, declared, submission))
            yield from found
            if not found:
                options.say(f"{file}: 没有可提交的图片，应为 <报名编号>/<材料>/<文件> (nothing to hand in)")
                refused["没有可提交的图片 (nothing to hand in)"] += 1
            continue
        if submission is None or material is None:
            raise Invalid("须有 --submission 与 --material (wanted for a single picture)")
        yield Row(0, shown(file), file, material, submission, declared)


def _handed_in(rows: Sequence[Row], intake: Intake, refused: Counter[str]) -> Iterator[StoredUpload]:
    """The uploads taken; what is refused is said, and counted by its reason."""
    from precheck.domain.errors import Invalid
    from precheck.entrypoints.layout import shown
    from precheck.service.errors import Refusal

    for row in rows:
        for change in row.changes:
            options.say(f"{row.file}: 已整理 (cleaned): {change}")
        try:
            if row.path is None or row.submission is None or row.problem is not None:
                raise Invalid(row.problem or "没有报名编号 (no submission)")
            data = row.path.read_bytes()
            accepted = intake.submit_upload(
                row.submission, row.material, data, shown(row.path), registration=row.registration
            )
        except (Invalid, Refusal, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            options.say(f"{row.file or row.number}: {why}")
            refused[why or type(error).__name__] += 1
            continue
        yield accepted.upload


def _reports(uploads: Sequence[StoredUpload], intake: Intake, wait: float) -> Iterator[Report]:
    """Each report as soon as it is there; those that are not ready in time are left out."""
    import time

    from precheck.service.reports import report_of

    until = time.monotonic() + wait
    for upload in uploads:
        while True:
            now, stored = intake.get_upload(upload.id)
            if now.status in ("checked", "failed") and stored is not None and stored.data is not None:
                yield report_of(stored.data)
                break
            if time.monotonic() > until:
                break
            time.sleep(POLL_SECONDS)


def _summarise(taken: int, refused: Counter[str], reports: Sequence[Report], wait: float) -> None:
    said = [f"收到 {taken} (taken)", f"拒收 {refused.total()} (refused)"]
    if wait:
        said.append(f"有问题 {sum(map(is_flagged, reports))} (flagged)")
    options.say("，".join(said))
    for why, count in refused.most_common():
        options.say(f"  拒收 {count}: {why}")
    if wait and len(reports) < taken:
        options.say(
            f"等待 {wait:g} 秒已到，{taken - len(reports)} 件尚未检查完 (timed out: not checked yet)；"
            "稍后再次运行同一命令即可查看 (run the same command again later)"
        )


def is_flagged(report: Report) -> bool:
    """Whether there is something to look at: a flag above info, or what could not be checked."""
    from precheck.domain.verdict import Verdict

    return report.verdict is not Verdict.PASS


def _listed(path: Path, declared: Registration | None, submission: str | None) -> Iterator[Row]:
    from dataclasses import replace

    from precheck.domain.errors import Invalid
    from precheck.entrypoints.scan.rows import Source

    source = Source(path)
    if submission is not None and path.is_dir() and not source.alone:
        raise Invalid(
            f"--submission 只用于单张图片或单个报名的文件夹 (only for a picture or one submission's folder): {path}"
        )
    for row in source.rows():
        named = row if submission is None or not path.is_dir() else replace(row, submission=submission)
        yield (
            named
            if declared is None or row.registration is not None
            else replace(named, registration=declared)
        )


def _say_upload(upload: StoredUpload, json: bool) -> None:
    if json:
        options.write_json(
            {
                "id": upload.id,
                "submission": upload.submission_id,
                "material": upload.material,
                "status": str(upload.status),
                "report": None,
            }
        )
    else:
        options.write_line(f"{upload.id}  {upload.submission_id}  {upload.material}  {upload.status}")


def _say_report(report: Report, json: bool, unmasked: bool) -> None:
    if json:
        options.write_line(report.to_json())
        return
    from precheck.reporting.text import report_view

    options.console().print(report_view(report, None, unmasked=unmasked))
