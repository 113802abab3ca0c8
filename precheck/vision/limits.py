"""The numbers that tell where things lie: ``limits.toml`` beside this module, a table a module of this package."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any, TypeVar

T = TypeVar("T")


def read(table: str, kind: type[T]) -> T:
    """A table as a dataclass. Raises TypeError: it lacks a number, or has one that is not known."""
    return kind(**_tables()[table])


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = resources.files("precheck.vision").joinpath("limits.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
