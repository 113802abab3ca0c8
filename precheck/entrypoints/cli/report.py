"""``precheck report``: the triage report over what is stored, or over a scan's results."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from precheck.entrypoints.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from precheck.domain.material import Material
    from precheck.domain.registration import Registration
    from precheck.entrypoints.scan.outputs import Kept
    from precheck.entrypoints.scan.stored import Stored

REPORTS = "reports.jsonl"


class Format(StrEnum):
    """What to write."""

    HTML = "html"
    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"
    JSON = "json"


def report(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]", help="scan 的结果目录或 reports.jsonl，默认为服务中的数据 · a scan's results"
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="格式 · what to write")] = Format.HTML,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="结果目录 · where to (json: standard output where not given)"),
    ] = None,
    material: Annotated[
        str | None, typer.Option(metavar="SLUG", help="只含此材料 · this material only")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="只含此时以后上传的 · uploaded since"),
    ] = None,
    checks: Annotated[
        bool,
        typer.Option(
            "--checks",
            help="各检查在审核人员判断中的准确率 · each check's precision, as reviewers judged its flags",
        ),
    ] = False,
    unmasked: options.Unmasked = False,
) -> int:
    """汇总报告 · Write the triage report over all current reports.

    退出码 · Exit: 0; 2 bad usage.
    """
    from precheck.entrypoints.scan import outputs
    from precheck.reporting import table
    from precheck.wiring import known_materials, known_rules

    if checks:
        return _checks(as_json=format is Format.JSON)
    materials = {item.slug: item for item in known_materials()}
    with _reports(path, material, since) as (stored, registrations):
        if format is Format.JSON:
            lines = [item.to_json() for item in stored]
            if out is None:
                for line in lines:
                    options.write_line(line)
                return 0
            _folder(out)
            (out / REPORTS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            return 0
        folder = _folder(out or Path("precheck-report"))
        if format is Format.HTML:
            # What is missing can be told only where nothing was left out.
            rules = known_rules() if material is None and since is None else None
            written = outputs.write(
                stored,
                folder,
                materials,
                registrations,
                rules=rules,
                kept=_pictures(materials) if path is None else None,
                unmasked=unmasked,
                title="precheck",
            )
            options.say(str(written.html))
        elif format is Format.CSV:
            with (folder / outputs.CSV).open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
                table.write_csv(file, stored, materials, unmasked=unmasked)
            options.say(str(folder / outputs.CSV))
        elif format is Format.PDF:
            from precheck.reporting import pdf
            from precheck.wiring import CHINA

            filed = folder / "triage.pdf"
            worst = stored.at(stored.worst_first(0, len(stored)))
            pdf.write(filed, worst, materials, title="", made_at=datetime.now(CHINA), unmasked=unmasked)
            options.say(str(filed))
        else:
            outputs.workbook(folder / outputs.XLSX, stored, materials, unmasked=unmasked)
            options.say(str(folder / outputs.XLSX))
    return 0


def _checks(*, as_json: bool) -> int:
    """What reviewers said of flags, counted."""
    from precheck.entrypoints.deployment import deployment
    from precheck.reporting.names import flag_name
    from precheck.service.precision import precision_by_check
    from precheck.wiring import known_materials

    materials = {item.slug: item for item in known_materials()}
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


def _pictures(materials: Mapping[str, Material]) -> Kept:
    """Thumbnails of what the service keeps."""
    from precheck.entrypoints.deployment import deployment
    from precheck.service.viewing import Viewing

    place = deployment()
    return Viewing(place.intake(place.running_store(), materials)).of_report


@contextmanager
def _reports(
    path: Path | None, material: str | None, since: datetime | None
) -> Iterator[tuple[Stored, Mapping[str, Registration]]]:
    from precheck.domain.errors import Invalid
    from precheck.entrypoints.scan.stored import Stored

    if path is not None:
        if material is not None or since is not None:
            raise Invalid("--material 与 --since 只用于服务中的数据 (for what is stored only)")
        file = path / REPORTS if path.is_dir() else path
        if not file.is_file():
            raise Invalid(f"找不到 (not found): {file}")
        with Stored(file) as stored:
            yield stored, {}
        return
    from precheck.entrypoints.deployment import deployment, private_folder
    from precheck.service.reports import every_current, registration_of

    place = deployment()
    store = place.running_store()
    registrations: dict[str, Registration] = {}
    # Held in a file, since a hundred thousand reports do not fit into memory; below the data folder, where only this user
    # may look and where the service's next start sweeps up what a crash leaves.
    with TemporaryDirectory(dir=private_folder(place.temporary)) as home:
        file = Path(home) / REPORTS
        with file.open("w", encoding="utf-8") as lines:
            before = since.timestamp() if since else None
            for item in every_current(store, material=material, since=before):
                lines.write(item.to_json() + "\n")
                submission = item.upload.submission
                if submission is not None and submission not in registrations:
                    declared = registration_of(store, submission)
                    if declared is not None:
                        registrations[submission] = declared
        with Stored(file) as stored:
            file.unlink()  # it is open, and needs no name
            yield stored, registrations


def _folder(path: Path) -> Path:
    from precheck.domain.errors import Invalid

    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(f"无法建立结果目录 (cannot make the folder): {path}: {error.strerror}") from None
    return path
