"""What goes into a running service's store: ``precheck submit`` (uploads), ``watch`` (a folder that a portal writes uploads
into) and ``register`` (a registration list)."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from precheck.domain.errors import Invalid, Transient
from precheck.domain.flag import Verdict
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.cli import options
from precheck.entrypoints.cli.check import exit_code
from precheck.entrypoints.folder_watcher import FolderWatcher
from precheck.entrypoints.layout import display_name
from precheck.entrypoints.registrations import RegistrationList, read_list
from precheck.entrypoints.scan.rows import Row, Source
from precheck.reporting.text import report_view
from precheck.service import Intake
from precheck.service.errors import Refusal
from precheck.service.registering import Actor, Registered
from precheck.service.viewing import report_of
from precheck.storage.values import StoredUpload

DONE, ROWS_REFUSED, REFUSED, STILL_WAITING = 0, 1, 2, 75
LINES_SHOWN = 50
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
    declared = options.read_declared(registration)
    refused: Counter[str] = Counter()
    rows = list(_rows(files, submission, material, declared, refused))
    intake = options.running_intake()
    uploads = list(_submit_rows(rows, intake, refused))
    if not wait:
        for upload in uploads:
            _print_upload(upload, json)
    reports = list(_reports(uploads, intake, wait)) if wait else []
    for report in reports:
        if not flagged or is_flagged(report):
            _print_report(report, json, unmasked)
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
    for file in files:
        if file.is_dir() or file.suffix.lower() in (".jsonl", ".csv"):
            found = list(_read_rows(file, declared, submission))
            yield from found
            if not found:
                options.say(f"{file}: 没有可提交的图片，应为 <报名编号>/<材料>/<文件> (nothing to hand in)")
                refused["没有可提交的图片 (nothing to hand in)"] += 1
            continue
        if submission is None or material is None:
            raise Invalid("须有 --submission 与 --material (wanted for a single picture)")
        yield Row(0, display_name(file), file, material, submission, declared)


def _submit_rows(rows: Sequence[Row], intake: Intake, refused: Counter[str]) -> Iterator[StoredUpload]:
    """The uploads taken; what is refused is said, and counted by its reason."""
    for row in rows:
        for change in row.changes:
            options.say(f"{row.file}: 已整理 (cleaned): {change}")
        try:
            if row.path is None or row.submission is None or row.problem is not None:
                raise Invalid(row.problem or "没有报名编号 (no submission)")
            data = row.path.read_bytes()
            accepted = intake.submit_upload(
                row.submission, row.material, data, display_name(row.path), registration=row.registration
            )
        except (Invalid, Refusal, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            options.say(f"{row.file or row.number}: {why}")
            refused[why or type(error).__name__] += 1
            continue
        yield accepted.upload


def _reports(uploads: Sequence[StoredUpload], intake: Intake, wait: float) -> Iterator[Report]:
    """Each report as soon as it is there; those that are not ready in time are left out."""
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
    return report.verdict is not Verdict.PASS


def _read_rows(path: Path, declared: Registration | None, submission: str | None) -> Iterator[Row]:
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


def _print_upload(upload: StoredUpload, json: bool) -> None:
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


def _print_report(report: Report, json: bool, unmasked: bool) -> None:
    if json:
        options.write_line(report.to_json())
        return

    options.console().print(report_view(report, None, unmasked=unmasked))


def watch(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="收件文件夹 · laid out as for scan")],
    reports: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="检查结果 JSON 写到此目录 · write each upload's report here"),
    ] = None,
    every: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.05, help="查看间隔 · how often to look")
    ] = 1.0,
    once: Annotated[
        bool,
        typer.Option(
            "--once", help="处理完现有文件后退出 · end when all that is there is taken and reported"
        ),
    ] = False,
) -> int:
    """监视文件夹 · Hand every file that appears in a folder to the running service.

    The folder is laid out as <submission>/<material>/<any name> with <submission>/registration.json. A file of the
    same name with other content replaces the upload; a file that vanishes changes nothing.

    退出码 · Exit: 0 with --once; 130 ended by Ctrl-C or SIGTERM; 2 bad usage.
    """
    if not path.is_dir():
        raise Invalid(f"不是文件夹 (not a folder): {path}")
    folder = FolderWatcher(path.absolute(), options.running_intake(), reports)
    idle = 0
    while True:
        try:
            taken = folder.poll()
            waiting = folder.write_reports()
        except Transient as error:
            options.say(str(error))
            time.sleep(max(1.0, every))
            continue
        for line in taken.said:
            options.say(line)
        busy = taken.uploads or taken.registrations or taken.refused
        if busy:
            options.say(
                f"收到 {taken.uploads} 件，报名信息 {taken.registrations} 份，拒收 {taken.refused} 件 "
                "(uploads, registrations, refused)"
            )
        # A file is taken in the second look at the earliest.
        idle = 0 if busy or waiting else idle + 1
        if once and idle >= 2:
            return 0
        time.sleep(every)


def register(
    path: Annotated[
        Path, typer.Argument(metavar="LIST", help="报名名单 (CSV 或 XLSX) · a list as the office exports it")
    ],
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="HEADING", help="不读取的列，可多次 · a column that is not wanted"),
    ] = None,
    trial: Annotated[bool, typer.Option("--trial", help="只检查，不写入 · look only, keep nothing")] = False,
    json: options.Json = False,
) -> int:
    """导入报名名单 · Put a registration list into a running service's store.

    Every row is one submission (报名编号) and replaces what it declared before. Where any row is refused, nothing is
    imported.

    退出码 · Exit: 0 imported; 1 some rows are refused, nothing was imported; 2 bad usage, or the file is no list.
    """
    found = read_list(path, ignore or ())
    rows = options.running_intake().registrations.put_registrations(
        found.entries, Actor("register", staff=True), trial=trial
    )
    if json:
        for row in rows:
            sheet = row.entry.sheet or None
            options.write_json({"sheet": sheet, "row": row.entry.row, **row.to_dict()})
    else:
        _print_rows(found, rows)
    counts = Counter(row.outcome for row in rows)
    refused = counts["refused"]
    said = f"新增 {counts['new']}，更改 {counts['changed']}，未变 {counts['same']}，拒收 {refused} (new, changed, same, refused)"
    if refused:
        options.say(f"{said}；有拒收，未导入任何一行 (nothing was imported)")
    else:
        options.say(f"{said}；{'未写入 (trial)' if trial else '已导入 (imported)'}")
    return ROWS_REFUSED if refused else DONE


def _print_rows(found: RegistrationList, rows: Sequence[Registered]) -> None:
    """Refused rows and changed ones, each with its place; keys only, never values."""
    lines = []
    for row in rows:
        place = row.entry.place
        lines += [f"{place}  拒收 (refused)  {fault.key}: {fault.why}" for fault in row.faults]
        if row.changed:
            lines.append(f"{place}  更改 (changed)  {'、'.join(row.changed)}")
        lines += [f"{place}  已整理 (cleaned)  {change}" for change in row.entry.changes]
    for line in lines[:LINES_SHOWN]:
        options.write_line(line)
    if len(lines) > LINES_SHOWN:
        options.write_line(f"… 共 {len(lines)} 条，--json 列出全部 (all of them: --json)")
    if found.left_out:
        options.say(f"未读取 (left out): {'、'.join(found.left_out)}")
