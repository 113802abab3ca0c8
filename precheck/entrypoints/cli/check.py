"""``precheck check``: one report a file."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from precheck import Precheck
from precheck.domain.errors import Invalid
from precheck.domain.flag import Severity
from precheck.domain.report import Report
from precheck.domain.upload import Upload
from precheck.entrypoints.cli import options
from precheck.pipeline.examination import Examination

CLEAR, FLAGGED, BAD_USAGE, UNABLE = 0, 1, 2, 3


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="图片 · pictures (JPEG, PNG)")],
    material: Annotated[
        str, typer.Option(metavar="SLUG", help="材料 · the kind of document (see: precheck materials)")
    ],
    registration: Annotated[
        Path | None, typer.Option(metavar="FILE", help="报名信息 JSON · what the candidate declared")
    ] = None,
    flagged: options.Flagged = False,
    json: options.Json = False,
    engine: options.Engine = None,
    annotate: options.Annotate = None,
    explain: options.Explain = False,
    profile: options.Profile = False,
    unmasked: options.Unmasked = False,
) -> int:
    """检查图片 · Check pictures and print a report on each.

    退出码 · Exit: 0 no flag above info; 1 some flag asks for a review or another upload; 3 something could not be
    checked; 2 bad usage, or a file that is not there (the others are reported all the same).
    """
    declared = options.read_declared(registration)
    reports: list[Report] = []
    unreadable = False
    with Precheck(engine) as precheck:
        if material not in precheck.materials:
            raise Invalid(f"没有这种材料 (no such material): {material!r}; {', '.join(precheck.materials)}")
        for number, file in enumerate(files, start=1):
            try:
                data = file.read_bytes()
            except OSError as error:
                options.say(f"无法读取文件 (cannot read the file): {utf8_path(file)}: {error.strerror}")
                unreadable = True
                continue
            examination = precheck.examine(
                Upload.from_bytes(data, material=material, file=utf8_path(file)), declared
            )
            report = examination.report
            reports.append(report)
            if annotate is not None:
                _annotate(examination, number, annotate, unmasked=unmasked)
            if flagged and exit_code([report]) == CLEAR:
                continue
            if json:
                options.write_line(report.to_json())
            else:
                from precheck.reporting.text import report_view

                chosen = precheck.materials[material]
                options.console().print(report_view(report, chosen, unmasked=unmasked, profile=profile))
            if explain:
                _explain(examination, to_stderr=json, unmasked=unmasked)
            if json and profile:
                options.say("  ".join(f"{stage} {seconds:.3f}" for stage, seconds in report.seconds.items()))
    return BAD_USAGE if unreadable else exit_code(reports)


def exit_code(reports: Iterable[Report]) -> int:
    """Unable before flagged before clear."""
    code = CLEAR
    for report in reports:
        if report.unable:
            return UNABLE
        if any(flag.severity is not Severity.INFO for flag in report.flags):
            code = FLAGGED
    return code


def utf8_path(file: Path) -> str:
    """A path that can be written as UTF-8, whatever bytes the disk holds."""
    return str(file).encode("utf-8", "replace").decode()


def _annotate(examination: Examination, number: int, folder: Path, *, unmasked: bool) -> None:
    from precheck.imaging import encode
    from precheck.reporting import html
    from precheck.reporting.card import card

    report = examination.report
    try:
        picture = encode.jpeg(examination.subject.image, html.SIDE_PX * 2)
    except Exception:  # a picture that cannot be opened is said to be so, in words
        picture = None
    drawn = card(report, examination.subject.material, unmasked=unmasked, picture=picture)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / html.file_name(number, report.upload.file or "")).write_text(html.svg(drawn), encoding="utf-8")


def _explain(examination: Examination, *, to_stderr: bool, unmasked: bool) -> None:
    from precheck.reporting import explain

    for line in explain.lines(examination.subject, unmasked=unmasked):
        if to_stderr:
            options.say(line)
        else:
            options.write_line("  " + line)
