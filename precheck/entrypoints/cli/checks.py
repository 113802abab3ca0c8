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
    from rich.text import Text

    from precheck.reporting.text import STYLES

    console = options.console()
    for entry in entries:
        title = Text.assemble((entry["code"], "bold"), "  ", (entry["severity"], STYLES[entry["severity"]]))
        rows = [("", [entry["message"]]), ("", [entry["message_en"]])]
        rows += [("单位 unit", [entry["unit"]])] if entry["unit"] else []
        console.print(options.block(title, *rows, ("关于 about", [entry["about"]])))
