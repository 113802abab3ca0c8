"""Options that several commands share, and where their output goes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from precheck.domain.errors import Invalid

if TYPE_CHECKING:
    from precheck.domain.registration import Registration
    from precheck.service import Intake

Engine = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="识别引擎 · the reader (see: precheck doctor) [default: PRECHECK_ENGINE or tiered]",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON · JSON instead of a table")]
Unmasked = Annotated[
    bool, typer.Option("--unmasked", help="不遮盖姓名与号码 · show names and numbers in full")
]
Flagged = Annotated[bool, typer.Option("--flagged", help="只列出有问题的图片 · print flagged pictures only")]
Annotate = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="把标注图 (SVG) 写到此目录 · write the pictures with what was found drawn on them"
    ),
]
Explain = Annotated[bool, typer.Option("--explain", help="说明判断依据 · say what led to the result")]
Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="只含此时以后上传的 · uploaded since"),
]
Profile = Annotated[bool, typer.Option("--profile", help="各步骤用时 · say how long each step took")]


def console(*, stderr: bool = False) -> Any:
    """Colours on a terminal, else plain text of a width that suits logs and files."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() else 140)


def block(title: Any, *rows: tuple[str, Sequence[str]]) -> Any:
    """A heading with labelled lists below it, which no width cuts: words stay whole where they fit."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for label, items in rows:
        if items:
            # A name and its key are not parted from each other.
            table.add_row(
                label,
                Text("  ".join(item.replace(" ", "\u00a0") if len(items) > 1 else item for item in items)),
            )
    return Group(title, Padding(table, (0, 0, 1, 2)))


def write_line(text: str) -> None:
    """A line of results in UTF-8, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def write_json(value: object) -> None:
    import json

    write_line(json.dumps(value, ensure_ascii=False))


def say(message: str) -> None:
    sys.stderr.write(f"precheck: {message}\n")
    sys.stderr.flush()


@contextmanager
def refusals() -> Iterator[None]:
    """What a use case refuses is bad usage here."""
    from precheck.service.errors import Refusal

    try:
        yield
    except Refusal as error:
        raise Invalid(str(error)) from None


def folder(path: Path) -> Path:
    """A folder for results, made where it is missing.
    Raises Invalid: it cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(f"无法建立结果目录 (cannot make the folder): {path}: {error.strerror}") from None
    return path


def running_intake() -> Intake:
    """What takes uploads into a running service's store.
    Raises Invalid: there is no service here, or a setting is wrong."""
    from precheck.entrypoints.deployment import deployment
    from precheck.wiring import load_pipelines

    place = deployment()
    return place.intake(place.running_store(), list(load_pipelines(place.settings.pipelines).definitions))


def read_declared(path: Path | None) -> Registration | None:
    """The registration in a file; what was cleaned in it is said.
    Raises Invalid: it cannot be used."""
    from precheck.entrypoints.registrations import read_registration

    if path is None:
        return None
    declared, changes = read_registration(path)
    for change in changes:
        say(f"{path}: 已整理 (cleaned): {change}")
    return declared
