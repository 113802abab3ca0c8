"""What a province's settings change of the shipped ones, key by key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from precheck.pipeline import definition, requirements
from precheck.pipeline.overlay import Layered, flat

RULES = Path(requirements.NAME).stem
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One key. ``before`` None: it is new; ``after`` None: it is gone, as with what ``off = true`` removed."""

    key: str
    before: Any
    after: Any
    path: Path | None


def differences(folders: Sequence[Path]) -> dict[str, list[Difference]]:
    """By material, and for the table of rules under its own name; empty where nothing differs.
    Raises Invalid: a file is wrong."""
    shipped, present = _all(folders[-1:]), _all(folders)
    found = {name: list(_between(shipped.get(name, Layered()), layered)) for name, layered in present.items()}
    return {name: changes for name, changes in found.items() if changes}


def _all(folders: Sequence[Path]) -> dict[str, Layered]:
    return {**definition.layers(folders), RULES: requirements.layers(folders)}


def _between(shipped: Layered, present: Layered) -> Iterator[Difference]:
    before, after = flat(shipped.values), flat(present.values)
    for place in present.off:
        if place not in shipped.off:
            yield Difference(f"{place}.off", None, True, present.origin(place.split("."), Path()))
    for key in {**before, **after}:
        if before.get(key, _MISSING) != after.get(key, _MISSING) and not _is_under(key, present.off):
            yield Difference(key, before.get(key), after.get(key), _file(present, key, after))


def _is_under(key: str, off: Sequence[str]) -> bool:
    return any(key == place or key.startswith(f"{place}.") for place in off)


def _file(layered: Layered, key: str, after: Mapping[str, Any]) -> Path | None:
    places = {".".join(place): path for place, path in layered.origins.items()}
    return places.get(key) if key in after else None
