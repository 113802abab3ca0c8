"""What there is: ``precheck materials`` (the kinds of document) and ``precheck checks`` (the flag codes)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple
from json import dumps
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from precheck import config, wiring
from precheck.entrypoints.cli import options
from precheck.pipeline.differences import differences
from precheck.reporting import catalogue
from precheck.reporting.text import STYLES


def materials(
    json: options.Json = False,
    diff: Annotated[
        bool,
        typer.Option(
            "--diff", help="与自带规则的差别 · what PRECHECK_PIPELINES changes of the shipped rules"
        ),
    ] = False,
) -> None:
    """材料一览 · List the kinds of document.

    With their views (* required) and their fields."""
    own = config.settings().pipelines
    entries = catalogue.materials(wiring.load_pipelines(own).materials.values())
    if diff:
        _differences(own, entries, json)
        return
    if json:
        options.write_json(entries)
        return

    console = options.console()
    for entry in entries:
        views = [
            f"{view['title']} {view['name']}{'*' if view['required'] else ''}" for view in entry["views"]
        ]
        fields = [f"{field['label']} {field['name']}" for field in entry["fields"]]
        title = Text.assemble((entry["slug"], "bold"), "  ", entry["title"], "  ", (entry["title_en"], "dim"))
        console.print(options.block(title, ("页面 views", views), ("字段 fields", fields)))


def _differences(own: Path | None, entries: Sequence[object], json: bool) -> None:
    """One line a key: its value as shipped, its value here, and the file that says so."""
    found = differences(wiring.pipeline_folders(own))
    if json:
        options.write_json(
            [
                {
                    "name": name,
                    "key": item.key,
                    "before": item.before,
                    "after": item.after,
                    "file": str(item.path),
                }
                for name, items in found.items()
                for item in items
            ]
        )
        return
    if not found:
        options.write_line("与自带规则相同 (as shipped)")
        return
    # What a shared table changes is said once, with the materials that it holds for.
    names = defaultdict(list)
    for name, items in found.items():
        for item in items:
            names[repr(astuple(item))].append((name, item))
    for same in names.values():
        item = same[0][1]
        every = len(same) >= len(entries)
        options.write_line("全部材料 (all materials)" if every else "、".join(name for name, _ in same))
        turned_off = item.key.removesuffix(".off")
        options.write_line(
            f"  {turned_off}: 已取消 (off)"
            if item.key != turned_off
            else f"  {item.key}: {_value(item.before)} → {_value(item.after)}"
        )
        options.write_line(f"  {item.path or ''}")


def _value(value: object) -> str:
    return "（无 none）" if value is None else dumps(value, ensure_ascii=False, default=str)


def checks(
    json: options.Json = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Markdown 表格 · the reference's table")
    ] = False,
) -> None:
    """检查项一览 · List the flag codes.

    With severity, message, unit and what the check is about. A pipeline file may change severities and words.
    """
    entries = catalogue.codes()
    if json:
        options.write_json(entries)
        return
    if markdown:
        options.write_line(catalogue.markdown(entries).rstrip("\n"))
        return

    console = options.console()
    for entry in entries:
        title = Text.assemble((entry["code"], "bold"), "  ", (entry["severity"], STYLES[entry["severity"]]))
        rows = [("", [entry["message"]]), ("", [entry["message_en"]])]
        rows += [("单位 unit", [entry["unit"]])] if entry["unit"] else []
        console.print(options.block(title, *rows, ("关于 about", [entry["about"]])))
