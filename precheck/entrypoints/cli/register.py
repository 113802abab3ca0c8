"""``precheck register``: a registration list into a running service's store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from precheck.entrypoints.cli import options

if TYPE_CHECKING:
    from precheck.entrypoints.registration_list import RegistrationList
    from precheck.service.errors import Refusal
    from precheck.service.intake import Registered

DONE, REFUSED = 0, 1
LINES_SHOWN = 50


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
    from precheck.entrypoints.deployment import deployment
    from precheck.entrypoints.registration_list import read_list
    from precheck.service.intake import By
    from precheck.wiring import known_materials

    place = deployment()
    found = read_list(path, ignore or ())
    good = [
        (entry.submission, entry.registration)
        for entry in found.entries
        if entry.submission is not None and entry.registration is not None
    ]
    bad = len(good) < len(found.entries)
    intake = place.intake(
        place.running_store(), [item.slug for item in known_materials(place.settings.pipelines)]
    )
    outcomes = intake.put_registrations(good, By("register", staff=True), trial=trial or bad)
    rows = list(_rows(found, outcomes))
    if json:
        for row in rows:
            options.write_json(row)
    else:
        _say(found, rows)
    refused = sum(row["outcome"] == "refused" for row in rows)
    counts = {name: sum(row["outcome"] == name for row in rows) for name in ("new", "changed", "same")}
    said = f"新增 {counts['new']}，更改 {counts['changed']}，未变 {counts['same']}，拒收 {refused} (new, changed, same, refused)"
    if refused:
        options.say(f"{said}；有拒收，未导入任何一行 (nothing was imported)")
    else:
        options.say(f"{said}；{'未写入 (trial)' if trial else '已导入 (imported)'}")
    return REFUSED if refused else DONE


def _rows(found: RegistrationList, outcomes: list[Registered | Refusal]) -> Any:
    """One object a row of the list, with what became of it."""
    following = iter(outcomes)
    for entry in found.entries:
        row: dict[str, Any] = {"sheet": entry.sheet or None, "row": entry.row, "submission": entry.submission}
        cleaned = [{"at": change.key, "how": change.what} for change in entry.changes]
        if entry.registration is None:
            why = [{"at": fault.key, "why": fault.why} for fault in entry.faults]
            yield {**row, "outcome": "refused", "errors": why, "changed": [], "cleaned": cleaned}
        else:
            yield {**row, **_outcome(next(following)), "cleaned": cleaned}


def _outcome(outcome: Registered | Refusal) -> dict[str, Any]:
    from precheck.service.errors import Refusal

    if isinstance(outcome, Refusal):
        return {"outcome": "refused", "errors": [{"at": "submission", "why": str(outcome)}], "changed": []}
    name = "new" if outcome.new else "changed" if outcome.changed else "same"
    return {"outcome": name, "errors": [], "changed": [] if outcome.new else list(outcome.changed)}


def _say(found: RegistrationList, rows: list[dict[str, Any]]) -> None:
    """Refused rows and changed ones, each with its place; keys only, never values."""
    lines = []
    for entry, row in zip(found.entries, rows, strict=True):
        lines += [f"{entry.place}  拒收 (refused)  {error['at']}: {error['why']}" for error in row["errors"]]
        if row["outcome"] == "changed":
            lines.append(f"{entry.place}  更改 (changed)  {'、'.join(row['changed'])}")
        lines += [
            f"{entry.place}  已整理 (cleaned)  {change['at']}: {change['how']}" for change in row["cleaned"]
        ]
    for line in lines[:LINES_SHOWN]:
        options.write_line(line)
    if len(lines) > LINES_SHOWN:
        options.write_line(f"… 共 {len(lines)} 条，--json 列出全部 (all of them: --json)")
    if found.left_out:
        options.say(f"未读取 (left out): {'、'.join(found.left_out)}")
