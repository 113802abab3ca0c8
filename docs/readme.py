"""Writes the parts of README.md that programs know better: ``make docs``. A test compares them.

A part stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from precheck import config, wiring
from precheck.entrypoints.cli import COMMANDS
from precheck.reporting import catalogue

README = Path(__file__).parent.parent / "README.md"


def commands() -> str:
    """``precheck --help`` and the help of every command."""
    helps = [_help(), *(_help(name) for name in COMMANDS)]
    return "```text\n" + "\n\n".join(helps) + "\n```\n"


def _help(*command: str) -> str:
    code = "import sys; sys.argv[0] = 'precheck'; from precheck.entrypoints.cli import main; main()"
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    environment.pop("FORCE_COLOR", None)
    done = subprocess.run(
        [sys.executable, "-c", code, *command, "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env=environment,
    )
    lines = (line.rstrip() for line in done.stdout.strip().splitlines())
    return f"$ precheck {' '.join((*command, '--help'))}\n" + "\n".join(lines)


def checks() -> str:
    """The table of checks."""
    return catalogue.markdown(catalogue.codes())


def materials() -> str:
    """The table of materials."""
    lines = ["| slug | 材料 · material | 页面 · views (* required) | 字段 · fields |", "|---|---|---|---|"]
    for entry in catalogue.materials(wiring.known_materials()):
        views = ", ".join(f"{view['name']}{'*' if view['required'] else ''}" for view in entry["views"])
        fields = ", ".join(dict.fromkeys(f"`{field['name']}`" for field in entry["fields"]))
        lines.append(f"| `{entry['slug']}` | {entry['title']}<br>{entry['title_en']} | {views} | {fields} |")
    return "\n".join(lines) + "\n"


def settings() -> str:
    """The table of settings."""
    lines = ["| variable | default | 说明 · meaning |", "|---|---|---|"]
    for name, field in config.Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        lines.append(f"| `{config.PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


PARTS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "checks": checks,
    "materials": materials,
    "settings": settings,
}


def renewed(text: str) -> str:
    """The text with every part as it should be."""
    for name, part in PARTS.items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise SystemExit(f"README.md has no part {name!r}")
        text = f"{before}{begin}\n{part()}\n{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
