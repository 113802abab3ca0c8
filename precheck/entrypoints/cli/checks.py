"""``precheck checks``: the flag codes there are."""

from __future__ import annotations

from typing import Annotated

import typer

from precheck.entrypoints.cli import options


def checks(
    json: options.Json = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Markdown 表格 · the reference's table")
    ] = False,
) -> None:
    """检查项一览 · List the flag codes.

    With severity, message, unit and what the check is about. A pipeline file may change severities and words.
    """
    from precheck.reporting import catalogue

    entries = catalogue.codes()
    if json:
        options.write_json(entries)
        return
    if markdown:
        options.write_line(catalogue.markdown(entries).rstrip("\n"))
        return
    from rich.table import Table
    from rich.text import Text

    from precheck.reporting.text import STYLES

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("代码 code", "级别"):
        table.add_column(heading, no_wrap=True)
    for heading in ("说明 message", "单位 unit", "关于 about"):
        table.add_column(heading, overflow="fold")
    told = ""
    for entry in entries:
        table.add_row(
            Text(entry["code"]),
            Text(entry["severity"], style=STYLES[entry["severity"]]),
            Text(f"{entry['message']}\n{entry['message_en']}"),
            Text(entry["unit"] or ""),
            Text("" if entry["check"] == told else entry["about"]),
        )
        told = entry["check"]
    options.console().print(table)
