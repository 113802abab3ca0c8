"""Settings files laid over each other: a province's file changes the keys it names and nothing else.

Tables are merged key by key; everything else (a number, a text, a list) is replaced as a whole. ``off = true`` in a
check's or a rule's own table removes it. Which file gave each key is kept, so that an error names the file that holds it.
"""

import dataclasses
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from precheck.domain.errors import Invalid, did_you_mean

OFF = "off"
NEW = "new"
Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layered:
    """``values`` as all files together say; ``origins``: the file that said it last, for every table and key; ``off``:
    what was removed, as ``checks.blurred``; ``includes``: the names of all files included."""

    values: Mapping[str, Any] = field(default_factory=dict)
    origins: Mapping[Place, Path] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    includes: frozenset[str] = frozenset()

    def origin(self, place: Sequence[object], otherwise: Path) -> Path:
        """The file that holds a key, or else the nearest table around it."""
        keys = tuple(str(part) for part in place)
        found = (self.origins.get(keys[:length]) for length in range(len(keys), 0, -1))
        return next((path for path in found if path is not None), otherwise)


def read(path: Path) -> dict[str, Any]:
    """One file. Raises Invalid: it cannot be read, or is no TOML."""
    try:
        return _parsed(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise Invalid(f"{path}: 须以 UTF-8 保存 (not UTF-8)") from None
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise Invalid(f"{path}: {error}") from None


@lru_cache(maxsize=128)
def _parsed(text: str) -> dict[str, Any]:
    """Kept, since every material includes the same few files; nobody changes it."""
    return tomllib.loads(text)


def load(name: str, folders: Sequence[Path], seen: tuple[str, ...] = ()) -> Layered:
    """The file of this name in all folders, the last folder's first, with what it includes; empty where none has it.
    Raises Invalid: a file is none, includes what there is not, or removes what there is not."""
    found = [folder / name for folder in reversed(folders) if (folder / name).is_file()]
    layers = Layered()
    for path in found:
        own = read(path)
        if not layers.values:
            for part in own.get("include", []):
                layers = merge(layers, _included(str(part), path, folders, (*seen, name)))
        elif "include" in own and own["include"] != layers.values.get("include"):
            raise Invalid(f"{path}: include: 只能用于新材料 (an overlay may not change what is included)")
        _refuse_unknown_off(own, layers, path)
        layers = merge(layers, Layered(own, dict(_origins(own, path, ()))))
    return layers


def merge(base: Layered, over: Layered) -> Layered:
    """The second laid over the first."""
    return Layered(
        _merged(base.values, over.values),
        {**base.origins, **over.origins},
        includes=base.includes | over.includes,
    )


def without_off(layers: Layered, sections: Iterable[str]) -> Layered:
    """Without the tables of these sections in which ``off = true`` stands.
    Raises Invalid: ``off`` is neither true nor false."""
    values, off = dict(layers.values), list(layers.off)
    for section in sections:
        tables = values.get(section)
        if not isinstance(tables, Mapping):
            continue
        kept = {}
        for name, table in tables.items():
            if not isinstance(table, Mapping) or OFF not in table:
                kept[name] = table
            elif not isinstance(table[OFF], bool):
                place = (section, name, OFF)
                raise Invalid(f"{layers.origin(place, Path())}: {'.'.join(place)}: true / false")
            elif table[OFF]:
                off.append(f"{section}.{name}")
            else:
                kept[name] = {key: value for key, value in table.items() if key != OFF}
        values[section] = kept
    return Layered(values, layers.origins, tuple(off), layers.includes)


def refuse_strangers(folders: Sequence[Path], included: Collection[str]) -> None:
    """Every file of the overlays must be one that is read: a material, a shared table, the table of rules.
    Raises Invalid: a file would not be; names the nearest one that would."""
    *overlays, shipped = folders
    known = {str(path.relative_to(shipped)) for path in shipped.rglob("*.toml")}
    for folder in overlays:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.is_dir() or path.suffix == ".md" or any(part.startswith(".") for part in name.parts):
                continue
            own = name.parent == Path() and name.suffix == ".toml" and read(path).get(NEW) is True
            if own and str(name) in known:
                raise Invalid(
                    f"{path}: new: 已有此材料，只写要改的键 (this material exists: name changed keys only)"
                )
            if not own and str(name) not in known and str(name) not in included:
                raise Invalid(
                    f"{path}: 不是已有的材料或共用表，不会被读取 (no material and no shared table)"
                    f"{did_you_mean(str(name), known)}；新材料须写 new = true (a new material says new = true)"
                )


def explain(
    error: ValidationError, layers: Layered, otherwise: Path, model: type[BaseModel], prefix: Place = ()
) -> str:
    """What is wrong, with the file that holds it, the key, and the nearest known one."""
    said = []
    for item in error.errors(include_url=False):
        place = (*prefix, *(str(part) for part in item["loc"]))
        where = f"{layers.origin(place, otherwise)}: {'.'.join(place)}"
        if item["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
            allowed = _allowed(model, item["loc"][:-1])
            said.append(
                f"{where}: 未知的键 (unknown key){did_you_mean(place[-1], allowed)}; 可用的键 (allowed): {', '.join(allowed)}"
            )
        elif item["type"] == "dict_type" and isinstance(item["input"], list):
            said.append(f"{where}: 每条须有名称 (each has a name of its own): [{'.'.join(place)}.…]")
        elif item["type"] == "missing":
            # A misspelt name of a table makes a new one, of which most is missing.
            beside = _beside(layers.values, item["loc"][:-1])
            hint = did_you_mean(str(item["loc"][-2]), beside) if beside else ""
            said.append(f"{where}: {item['msg']}{hint}")
        else:
            said.append(f"{where}: {item['msg']} (got {item['input']!r:.200})")
    return "; ".join(said)


def flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Every value by its dotted key."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            found |= flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found


def _included(name: str, path: Path, folders: Sequence[Path], seen: tuple[str, ...]) -> Layered:
    if name in seen:
        raise Invalid(f"{path}: include 循环引用 (includes itself)")
    if not any((folder / name).is_file() for folder in folders):
        raise Invalid(f"{path}: include: 找不到 (not found): {name}")
    part = load(name, folders, seen)
    return Layered(part.values, part.origins, includes=part.includes | {name})


def _refuse_unknown_off(own: Mapping[str, Any], below: Layered, path: Path) -> None:
    for section, tables in own.items():
        if not isinstance(tables, Mapping):
            continue
        there = below.values.get(section, {})
        for name, table in tables.items():
            if isinstance(table, Mapping) and table.get(OFF) is True and name not in there:
                raise Invalid(
                    f"{path}: {section}.{name}: 没有可取消的项目 (nothing there to turn off){did_you_mean(name, there)}"
                )


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = (
            _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
        )
    return merged


def _origins(values: Mapping[str, Any], path: Path, prefix: Place) -> Iterator[tuple[Place, Path]]:
    for key, value in values.items():
        yield (*prefix, key), path
        if isinstance(value, Mapping):
            yield from _origins(value, path, (*prefix, key))


def _beside(values: Mapping[str, Any], place: Sequence[str | int]) -> list[str]:
    """The names of the other tables beside the one that stands at this place."""
    if not place:
        return []
    for part in place[:-1]:
        inner = values.get(str(part))
        values = inner if isinstance(inner, Mapping) else {}
    return [name for name in values if name != place[-1]]


def _allowed(model: type[Any], place: Sequence[str | int]) -> list[str]:
    """The keys of the table that stands at this place."""
    for part in place:
        if isinstance(part, str) and part in _keys(model):
            model = _table(_keys(model)[part]) or model
    return sorted(_keys(model))


def _keys(model: type[Any]) -> dict[str, Any]:
    """A table's keys and their types; a rule's name is the table's own."""
    if issubclass(model, BaseModel):
        return {name: field.annotation for name, field in model.model_fields.items()}
    return {field.name: field.type for field in dataclasses.fields(model) if field.name != "name"}


def _table(annotation: Any) -> type[Any] | None:
    if isinstance(annotation, type) and (
        issubclass(annotation, BaseModel) or dataclasses.is_dataclass(annotation)
    ):
        return annotation
    return next((found for part in get_args(annotation) if (found := _table(part)) is not None), None)
