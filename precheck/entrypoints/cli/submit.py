"""``precheck submit``: uploads into a running service's store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from precheck.entrypoints.cli import options

if TYPE_CHECKING:
    from precheck.domain.registration import Registration
    from precheck.domain.report import Report
    from precheck.entrypoints.scan.rows import Row
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
    json: options.Json = False,
    unmasked: options.Unmasked = False,
) -> int:
    """提交到服务 · Hand pictures to a running service, which checks them.

    The same file in the same place is one upload, however often it is handed in. Prints the uploads, or with --wait
    their reports.

    退出码 · Exit: without --wait 0; with it as for check, or 75 where a report is not ready in time. 2: something was
    refused; the rest is handed in all the same.
    """
    import time

    from precheck.domain.errors import Invalid
    from precheck.entrypoints.cli.check import exit_code, shown
    from precheck.entrypoints.deployment import deployment
    from precheck.entrypoints.scan.rows import Row
    from precheck.service.errors import Refusal
    from precheck.service.reports import report_of
    from precheck.wiring import known_materials

    place = deployment()
    materials = {item.slug: item for item in known_materials(place.settings.pipelines)}
    declared = options.read_declared(registration)
    rows: list[Row] = []
    refused = 0
    for file in files:
        if file.is_dir() or file.suffix.lower() in (".jsonl", ".csv"):
            rows += (found := list(_listed(file, declared, submission)))
            if not found:
                options.say(f"{file}: 没有可提交的图片，应为 <报名编号>/<材料>/<文件> (nothing to hand in)")
                refused += 1
            continue
        if submission is None or material is None:
            raise Invalid("须有 --submission 与 --material (wanted for a single picture)")
        rows.append(Row(len(rows), shown(file), file, material, submission, declared))
    store = place.running_store()
    intake = place.intake(store, materials)
    uploads: list[StoredUpload] = []
    for row in rows:
        for change in row.changes:
            options.say(f"{row.file}: 已整理 (cleaned): {change}")
        try:
            if row.path is None or row.submission is None or row.problem is not None:
                raise Invalid(row.problem or "没有报名编号 (no submission)")
            data = row.path.read_bytes()
            accepted = intake.submit_upload(
                row.submission, row.material, data, row.path.name, registration=row.registration
            )
        except (Invalid, Refusal, OSError) as error:
            options.say(
                f"{row.file or row.number}: {error.strerror if isinstance(error, OSError) else error}"
            )
            refused += 1
            continue
        uploads.append(accepted.upload)
        if not wait:
            _say_upload(accepted.upload, json)
    if not wait:
        return REFUSED if refused else DONE
    reports: list[Report] = []
    until = time.monotonic() + wait
    for upload in uploads:
        while True:
            now, stored = intake.get_upload(upload.id)
            if now.status in ("checked", "failed") and stored is not None and stored.data is not None:
                reports.append(report_of(stored.data))
                _say_report(reports[-1], json, unmasked)
                break
            if time.monotonic() > until:
                _say_upload(now, json)
                break
            time.sleep(POLL_SECONDS)
    if refused:
        return REFUSED
    return exit_code(reports) if len(reports) == len(uploads) else STILL_WAITING


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
