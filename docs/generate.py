"""Writes docs/reference: what the programs say of themselves. ``make docs``; a test compares the pages with them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
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


EACH_HELP = """
import contextlib, io, json, sys
from precheck.entrypoints.cli import main
said = []
for command in json.loads(sys.stdin.read()):
    sys.argv = ["precheck", *command, "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit):
        main()
    said.append(out.getvalue())
json.dump(said, sys.stdout)
"""
"""One program for all, in an environment of its own: how wide a terminal is, is asked once."""


def commands() -> str:
    """``precheck --help`` and the help of every command."""
    asked = [name.split() for name in ("", *COMMANDS)]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    environment.pop("FORCE_COLOR", None)
    done = subprocess.run(
        [sys.executable, "-c", EACH_HELP],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env=environment,
    )
    return "\n".join(map(_shown, asked, json.loads(done.stdout)))


def _shown(command: Sequence[str], said: str) -> str:
    lines = "\n".join(line.rstrip() for line in said.strip().splitlines())
    title = " ".join(("## precheck", *command))
    return f"{title}\n\n```text\n$ precheck {' '.join((*command, '--help'))}\n{lines}\n```\n"


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
