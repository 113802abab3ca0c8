"""Finds what is registered by a file's name, and what installed packages add by an entry point of the same group.

Looking up names imports nothing; a module is imported when it is asked for."""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

from precheck.domain.errors import Invalid


@dataclass(frozen=True, slots=True)
class Registry:
    """What a package of ours offers, and what entry points add.

    Args:
        own: by name, the dotted name of a module, or the thing itself.
        group: the entry points' group, as ``precheck.checks``.
        what: what one of them is called in messages.
        offers: the names that every one must have.
    """

    own: Mapping[str, Any]
    group: str
    what: str
    offers: tuple[str, ...]

    def names(self) -> list[str]:
        """All there are, in order. Raises Invalid: two have the same name."""
        outside = _entry_points(self.group)
        for name, points in outside.items():
            if name in self.own or len(points) > 1:
                raise Invalid(f"{self.group}: 名称重复 (two of the name) {name!r}: {_sources(points)}")
        return sorted({*self.own, *outside})

    def load(self, name: str) -> Any:
        """What has this name.
        Raises Invalid: there is none, and the message lists what there is; or a package's cannot be imported, or
        lacks something."""
        found = self.own.get(name)
        if found is not None and name not in _entry_points(self.group):
            return importlib.import_module(found) if isinstance(found, str) else found
        if name not in self.names():
            raise Invalid(f"no {self.what} {name!r}; there are: {', '.join(self.names())}")
        (point,) = _entry_points(self.group)[name]
        try:
            found = point.load()
        except Exception as error:
            raise Invalid(
                f"{self.group}: {name} ({_sources([point])}): {type(error).__name__}: {error}"
            ) from error
        lacking = [attribute for attribute in self.offers if not hasattr(found, attribute)]
        if lacking:
            raise Invalid(f"{self.group}: {name} ({_sources([point])}): 缺少 (lacks): {', '.join(lacking)}")
        return found

    def origin(self, name: str) -> str | None:
        """Package and version that added it, None where it is one of ours."""
        return _sources(_entry_points(self.group)[name]) if name not in self.own else None


def modules_of(package: str, path: Sequence[str]) -> dict[str, str]:
    """The modules of a package that do not begin with ``_``, by name; nothing is imported."""
    names = [module.name for module in pkgutil.iter_modules(path) if not module.name.startswith("_")]
    return {name: f"{package}.{name}" for name in names}


def _sources(points: Sequence[metadata.EntryPoint]) -> str:
    return ", ".join(
        f"{point.dist.name} {point.dist.version}" if point.dist else point.value for point in points
    )


@cache
def _entry_points(group: str) -> dict[str, tuple[metadata.EntryPoint, ...]]:
    found: dict[str, tuple[metadata.EntryPoint, ...]] = {}
    for point in _installed().select(group=group):
        found[point.name] = (*found.get(point.name, ()), point)
    return found


@cache
def _installed() -> Any:
    """What packages offer to any group (its type changed with Python 3.12): looking through them takes 15 ms."""
    return metadata.entry_points()
