"""``precheck report``: the triage report over what is stored, or over a scan's results."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from precheck.domain.errors import Invalid
from precheck.entrypoints.cli import options
from precheck.entrypoints.scan.triage import REPORTS, StoredReports, Triage, spool, stored_pictures
from precheck.reporting.words import flag_name
from precheck.wiring import load_pipelines

Format = Literal["html", "xlsx", "pdf", "csv", "json"]
ReportPath = Annotated[
    Path | None,
    typer.Argument(
        metavar="[PATH]", help="scan 的结果目录或 reports.jsonl，默认为服务中的数据 · a scan's results"
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="结果目录 · where to (json: standard output where not given)"),
]
ReportMaterial = Annotated[str | None, typer.Option(metavar="SLUG", help="只含此材料 · this material only")]
Checks = Annotated[
    bool,
    typer.Option(
        "--checks",
        help="各检查在审核人员判断中的准确率 · each check's precision, as reviewers judged its flags",
    ),
]


def report(
    path: ReportPath = None,
    format: Annotated[Format, typer.Option(help="格式 · what to write")] = "html",
    out: Out = None,
    material: ReportMaterial = None,
    since: options.Since = None,
    checks: Checks = False,
    unmasked: options.Unmasked = False,
) -> int:
    """汇总报告 · Write the triage report over all current reports.

    退出码 · Exit: 0; 2 bad usage.
    """
    if checks:
        return _checks(as_json=format == "json")
    with _triage(path, material, since) as found:
        triage = replace(found, unmasked=unmasked)
        if format == "json":
            lines = [item.to_json() for item in triage.stored]
            if out is None:
                for line in lines:
                    options.write_line(line)
            else:
                text = "".join(f"{line}\n" for line in lines)
                (options.folder(out) / REPORTS).write_text(text, encoding="utf-8")
            return 0
        folder = options.folder(out or Path("precheck-report"))
        if format == "html":
            options.say(str(triage.write(folder).html))
        else:
            options.say(str(triage.write_file(folder, format)))
    return 0


def _checks(*, as_json: bool) -> int:
    from precheck.entrypoints.deployment import deployment
    from precheck.service.precision import precision_by_check

    materials = load_pipelines().materials
    for one in precision_by_check(deployment().running_store()):
        if as_json:
            options.write_json(one.to_dict())
            continue
        low, high = one.rate.interval or (0.0, 1.0)
        options.write_line(
            f"{flag_name(one.code, materials)}  {one.code}  正确 (right) {one.rate.hits}/{one.rate.count}"
            f" = {one.rate.hits / one.rate.count:.0%}  95% {low:.0%}–{high:.0%}"
        )
        for other in one.otherwise:
            options.write_line(
                f"    限值 (limit) {other.threshold:g}: 正确 (right) {other.right}, 有误 (wrong) {other.wrong}"
            )
    return 0


@contextmanager
def _triage(path: Path | None, material: str | None, since: datetime | None) -> Iterator[Triage]:
    """Over a scan's results, or over what the service holds."""
    known = load_pipelines()
    materials = known.materials
    # What is missing can be told only where nothing was left out.
    rules = known.rules if material is None and since is None else None
    if path is not None:
        if rules is None:
            raise Invalid("--material 与 --since 只用于服务中的数据 (for what is stored only)")
        file = path / REPORTS if path.is_dir() else path
        if not file.is_file():
            raise Invalid(f"找不到 (not found): {file}")
        with StoredReports(file) as stored:
            yield Triage(stored, materials, rules=rules)
        return
    from precheck.entrypoints.deployment import deployment, private_folder
    from precheck.service.viewing import Viewing, every_current, registration_of

    place = deployment()
    store = place.running_store()
    reports = every_current(store, material=material, since=since.timestamp() if since else None)
    with spool(reports, private_folder(place.temporary)) as (stored, _):
        declared = {id: said for id in stored.submissions if (said := registration_of(store, id))}
        pictures = stored_pictures(Viewing(place.intake(store, materials)).report_picture)
        yield Triage(stored, materials, declared, rules, pictures)
