"""``precheck materials``: the kinds of document there are."""

from __future__ import annotations

from precheck.entrypoints.cli import options


def materials(json: options.Json = False) -> None:
    """材料一览 · List the kinds of document.

    With their views (* required) and their fields."""
    from precheck import config, wiring
    from precheck.reporting import catalogue

    entries = catalogue.materials(wiring.known_materials(config.settings().pipelines))
    if json:
        options.write_json(entries)
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("SLUG", "材料", "页面 views", "字段 fields"):
        table.add_column(heading, overflow="fold")
    for entry in entries:
        views = "、".join(
            f"{view['title']} {view['name']}{'*' if view['required'] else ''}" for view in entry["views"]
        )
        fields = "、".join(f"{field['label']} {field['name']}" for field in entry["fields"])
        table.add_row(
            Text(entry["slug"]), Text(f"{entry['title']}\n{entry['title_en']}"), Text(views), Text(fields)
        )
    options.console().print(table)
