"""Checks: one a file; the file's name is the check's name and the first part of its codes.

A check is a module with ``Params`` (how strict; filled from the pipeline file), ``FLAGS`` (the codes it
may raise, with their words) and ``check(subject, params)``, which yields findings. Checks know neither
each other nor any material's name. Installed packages add some by entry points of the group ``precheck.checks``.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from precheck.domain.errors import Invalid
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind
from precheck.plugins import Registry, modules_of

REGISTRY = Registry(modules_of(__name__, __path__), "precheck.checks", "check", ("Params", "FLAGS", "check"))


class CheckParams(BaseModel):
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
    return REGISTRY.names()


def load(name: str) -> Check:
    """The check of this name.

    Raises:
        Invalid: there is none, and the message lists what there is; or a package's does not offer what a check must.
    """
    module: Check = REGISTRY.load(name)
    strange = [code for code in module.FLAGS if code.partition(".")[0] != name]
    if strange:
        raise Invalid(
            f"check {name!r}: 代码须以检查名开头 (codes begin with the check's name): {', '.join(strange)}"
        )
    return module
