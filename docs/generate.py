"""Writes docs/reference: what the programs say of themselves. ``make docs``; a test compares the pages with them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from precheck import config, wiring
from precheck.entrypoints.cli import COMMANDS
from precheck.reporting import catalogue

FOLDER = Path(__file__).parent / "reference"

EXIT_CODES = """## 退出码 · Exit codes

| command | code | meaning |
|---|---|---|
| `check` | 0 | no flag above `info` |
| | 1 | some flag asks for a review or another upload |
| | 3 | something could not be checked (goes before 1) |
| | 2 | bad usage, or a file that is not there (the others are reported all the same) |
| `scan` | 0 | every row has a report, flagged or not |
| | 2 | bad usage or configuration |
| | 130 | interrupted; what is done is kept |
| `doctor` | 0, 1 | the chosen engine can run here, or not |

"""


def commands() -> str:
    """``precheck --help`` and the help of every command."""
    parts = [
        f"## precheck {name}".rstrip() + f"\n\n```text\n{_help(*name.split())}\n```\n"
        for name in ("", *COMMANDS)
    ]
    return "\n".join(parts)


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
    for entry in catalogue.materials(wiring.load_pipelines().materials.values()):
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


PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "commands": ("命令 · Commands", commands),
    "checks": ("检查项 · Checks and flag codes", checks),
    "materials": ("材料 · Materials", materials),
    "settings": ("设置 · Settings", settings),
}
NOTES = {
    "commands": EXIT_CODES,
    "settings": "环境变量，也可写在工作目录的 `.env` 中。 Environment variables; a `.env` in the working folder is read too.\n\n",
}


def page(name: str) -> str:
    """A reference page as it should be."""
    title, body = PAGES[name]
    return f"# {title}\n\n{NOTES.get(name, '')}{body()}"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in PAGES:
        (FOLDER / f"{name}.md").write_text(page(name), encoding="utf-8")
