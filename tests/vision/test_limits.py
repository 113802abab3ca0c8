"""What tells where things lie stands in ``limits.toml``, each number with what it is; none of it
stands in code (tests/test_shape.py)."""

from __future__ import annotations

import dataclasses
import importlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from precheck import vision
from precheck.vision import limits

FOLDER = Path(str(vision.__file__)).parent
TEXT = (FOLDER / "limits.toml").read_text(encoding="utf-8")


def tables() -> dict[str, Any]:
    """Every table that some module of the package reads."""
    found: dict[str, Any] = {}
    for file in FOLDER.glob("*.py"):
        for name, kind in re.findall(r'limits\.read\("(\w+)", (\w+)\)', file.read_text(encoding="utf-8")):
            found[name] = getattr(importlib.import_module(f"precheck.vision.{file.stem}"), kind)
    return found


def test_every_number_is_read_and_none_is_unknown() -> None:
    written = tomllib.loads(TEXT)
    read = tables()
    assert written.keys() == read.keys()
    for name, kind in read.items():
        assert dataclasses.asdict(limits.read(name, kind)) == written[name]
        for field in dataclasses.fields(kind):
            assert type(written[name][field.name]) is field.type, f"[{name}] {field.name}"


def test_a_number_too_many_or_too_few_is_refused() -> None:
    @dataclasses.dataclass
    class Other:
        look_px: int

    with pytest.raises(TypeError, match="sure"):
        limits.read("faces", Other)


def test_the_file_says_where_each_was_measured() -> None:
    page = Path("docs/evaluation/checks.md")
    assert str(page) in TEXT
    for heading in ("证件四角 · Corners", "手持证件照 · Who holds the card"):
        assert heading in TEXT
        assert f"## {heading}" in page.read_text(encoding="utf-8")
