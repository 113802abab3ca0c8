"""Checks: one a file; the file's name is the check's name and the first part of its codes.

A check is a module with ``Params`` (how strict; filled from the pipeline file), ``FLAGS`` (the codes it
may raise, with their words) and ``check(subject, params)``, which yields findings. Checks know neither
each other nor any material's name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from precheck.domain.errors import Invalid
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind


class Strictness(BaseModel):
    """The settings of a check: typed, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Check(Protocol):
    """What a check module offers."""

    __name__: str
    __doc__: str | None
    Params: type[Any]
    FLAGS: Mapping[str, FlagKind]

    def check(self, subject: Examined, params: Any) -> Iterator[Finding]:
        """The defects found; raising means that the check could not run."""
        ...


def names() -> list[str]:
    """The checks there are."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def load(name: str) -> Check:
    """The check of this name.

    Raises:
        Invalid: there is none; the message lists what there is.
    """
    if name not in names():
        raise Invalid(f"no check {name!r}; there are: {', '.join(names())}")
    module: Check = importlib.import_module(f"{__name__}.{name}")
    return module
