"""``precheck scan``: a manifest or a folder of pictures."""

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from precheck import Precheck, config
from precheck.domain.errors import Invalid
from precheck.entrypoints.cli import options
from precheck.entrypoints.process_pool import Pool
from precheck.entrypoints.scan import run, triage
from precheck.entrypoints.scan.duplicates import find_duplicates
from precheck.entrypoints.scan.rows import Source
from precheck.entrypoints.scan.run import ScanOutcome
from precheck.entrypoints.scan.triage import Triage, TriageFiles
from precheck.entrypoints.scan.worker import Thumbnail
from precheck.reporting import text

# Lines of the table at the end; the rest is in the report.
SHOWN = 100
ROWS_SHOWN = 10


ScanPath = Annotated[
    Path, typer.Argument(metavar="PATH", help="清单 (JSONL/CSV) 或文件夹 · a manifest or a folder")
]
Out = Annotated[Path, typer.Option(metavar="DIR", help="结果目录 · where the results go")]
Jobs = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="进程数 · processes [default: one a core]")
]
Resume = Annotated[bool, typer.Option("--resume", help="接着上次做 · go on where an earlier scan stopped")]


def scan(
    path: ScanPath,
    out: Out = Path("precheck-report"),
    jobs: Jobs = None,
    resume: Resume = False,
    flagged: options.Flagged = False,
    engine: options.Engine = None,
    annotate: options.Annotate = None,
    explain: options.Explain = False,
    profile: options.Profile = False,
    unmasked: options.Unmasked = False,
) -> int:
    """批量检查 · Check many pictures.

    Writes reports, submissions and the triage report.

    PATH is a manifest (JSONL or CSV: file, material, submission, optional registration) or a folder laid out as
    <submission>/<material>/<any name> with <submission>/registration.json, or one such submission.

    退出码 · Exit: 0 every row has a report, flagged or not; 2 bad usage; 130 interrupted (go on with --resume).
    """
    if explain:
        # A scan keeps reports, not what led to them: that is some hundred lines a picture.
        raise Invalid(
            "请对单张图片用 precheck check --explain (a scan keeps reports only: use precheck check --explain)"
        )
    source = Source(path)
    precheck = Precheck(engine)  # loads no engine: that is for the processes
    total = run.count(source)
    triage.clear(options.folder(out))
    jobs = min(jobs or len(os.sched_getaffinity(0)), max(total, 1))
    settings = run.Options(out, jobs=jobs, resume=resume, engine=engine or config.settings().engine)
    shas = {slug: pipeline.sha256 for slug, pipeline in precheck.pipelines.items()}
    with settings.pool() as pool:
        try:
            with run.progress(total, jobs) as advance:
                done = run.scan(source, settings, shas, advance, pool)
        except KeyboardInterrupt:
            options.say(f"已中断，已保存，加 --resume 继续 (interrupted; go on with --resume): {out}")
            raise
        with triage.StoredReports(out / triage.REPORTS) as stored:
            home = path if path.is_dir() else path.parent
            pictures = triage.scanned_pictures(home, out, partial(_thumbnails, pool))
            shared = {slug: pipeline.duplicates for slug, pipeline in precheck.pipelines.items()}
            same = find_duplicates(stored, home, done.registrations, shared, pool)
            name, declared = path.resolve().name, done.registrations
            report = triage.Triage(
                stored, precheck.materials, declared, precheck.rules, pictures, unmasked, name, same
            )
            written = report.write(out)
            if annotate is not None:
                report.write_annotated(annotate)
            _summary(report, written, source, done, flagged=flagged, profile=profile)
    return 0


def _thumbnails(pool: Pool, paths: Sequence[Path], side_px: int) -> Iterator[bytes | None]:
    got: dict[int, bytes | None] = {}
    for number, answer in pool.run([Thumbnail(path, side_px) for path in paths], window=len(paths)):
        got[number] = answer if isinstance(answer, bytes) else None
    yield from (got[number] for number in range(len(paths)))


def _summary(
    report: Triage, written: TriageFiles, source: Source, done: ScanOutcome, *, flagged: bool, profile: bool
) -> None:
    console, stored = options.console(), report.stored
    passed = stored.verdicts.get("pass", 0)
    total = len(stored) - passed if flagged else len(stored)
    worst = list(stored.at(stored.worst_first(0, min(SHOWN, total))))
    console.print(text.overview(worst, report.materials, total=total, unmasked=report.unmasked))
    console.print()
    if written.flagged_submissions:
        console.print(text.submissions_view(written.flagged_submissions[:SHOWN]))
        console.print()
    console.print(text.counts_view(stored.verdicts, stored.codes + written.submission_flags))
    notes = [
        f"{done.rows} 张图片 (pictures)，有问题 {len(stored) - passed} 张 (flagged)，{done.seconds:.1f} 秒 (seconds)"
    ]
    if stored.unable:
        notes.append(f"未能检查 {stored.unable} 张 (could not be checked)")
    if done.reused:
        notes.append(f"沿用上次结果 {done.reused} 张 (taken over)")
    if done.lost:
        notes.append(f"进程终止 {done.lost} 次 (processes lost)")
    if source.ignored:
        notes.append(f"忽略 {source.ignored} 个其他文件 (other files ignored)")
    if source.unreadable:
        notes.append(f"{source.unreadable} 个文件夹无法进入 (folders not readable)")
    console.print(Text("；".join(notes)))
    for what, numbers in done.refused.items():
        options.say(f"第 {_rows(numbers)} 行 (rows): {what}")
    for what, numbers in done.cleaned.items():
        options.say(f"第 {_rows(numbers)} 行已整理 (rows, cleaned): {what}")
    if profile:
        stages = sorted(stored.seconds.items(), key=lambda item: -item[1])
        console.print(Text("  ".join(f"{stage} {seconds:.2f}" for stage, seconds in stages)))
    console.print(Text(f"报告 (report): {written.html}", style="bold"), soft_wrap=True)


def _rows(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:ROWS_SHOWN]))
    return shown if len(numbers) <= ROWS_SHOWN else f"{shown} … 共 {len(numbers)}"
