"""Labelled pictures: a manifest as ``precheck scan`` takes it, with a ``truth`` object in each row, or a ``labels.csv``."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from precheck.domain.errors import Invalid
from precheck.domain.registration import Registration
from precheck_evaluation import labels
from precheck_evaluation.truth import Truth


@dataclass(frozen=True, slots=True)
class Labelled:
    """One picture with what it was uploaded as, what was declared, and what is true of it. ``group``: whose figures it counts
    in."""

    file: str
    path: Path
    material: str
    registration: Registration | None
    truth: Truth
    group: str = ""
    half: labels.Half | None = None


def read(path: Path, material: str = "diploma") -> list[Labelled]:
    """All rows of a manifest: JSON lines, TOML (``[[picture]]`` tables), CSV (:mod:`precheck_evaluation.labels`), or a folder
    that holds one of them. ``material``: what a picture was uploaded as where its label does not say.
    Raises Invalid: naming the file and the row that cannot be used."""
    if path.is_dir():
        found = [
            path / name
            for name in ("manifest.jsonl", "manifest.toml", labels.LABELS)
            if (path / name).is_file()
        ]
        if not found:
            raise Invalid(f"没有 manifest.jsonl 或 labels.csv (no manifest in the folder): {path}")
        path = found[0]
    if path.suffix == ".csv":
        return _labels(path, material)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"无法读取清单 (cannot read the manifest): {path}: {error}") from None
    entries = _toml(path, text) if path.suffix == ".toml" else _jsonl(path, text)
    return [_row(path, number, entry) for number, entry in entries]


def _labels(path: Path, material: str) -> list[Labelled]:
    rows = labels.rows(path)
    found = []
    for row, half in zip(rows, labels.halves(rows), strict=True):
        picture = path.parent / row["file"]
        try:
            truth = labels.truth(row, picture)
        except Invalid as error:
            raise Invalid(f"{path}: {row['file']}: {error}") from None
        found.append(
            Labelled(row["file"], picture, row.get("material", material), None, truth, f"real {half}", half)
        )
    return found


def _jsonl(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError:
            raise Invalid(f"{path}: 第 {number} 行不是 JSON (line {number} is no JSON)") from None
        if not isinstance(entry, dict):
            raise Invalid(f"{path}: 第 {number} 行不是 JSON 对象 (line {number} is no JSON object)")
        yield number, entry


def _toml(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"{path}: {error}") from None
    beside = path.with_name("truth.jsonl")
    more = (
        {entry.get("file"): entry for _, entry in _jsonl(beside, beside.read_text("utf-8"))}
        if beside.is_file()
        else {}
    )
    for table in (value for value in document.values() if isinstance(value, list)):
        for number, entry in enumerate(table, start=1):
            if isinstance(entry, dict) and "file" in entry:
                yield number, {**more.get(entry["file"], {}), **entry}


def _row(path: Path, number: int, entry: Mapping[str, Any]) -> Labelled:
    file, material = entry.get("file"), entry.get("material")
    if not isinstance(file, str) or not isinstance(material, str):
        raise Invalid(f"{path}: {number}: 须有 file 与 material (a row needs file and material)")
    # Where there is no truth of its own, the row itself may say it: the samples' manifest does.
    said = entry.get("truth", entry)
    try:
        return Labelled(
            file=file,
            path=path.parent / file,
            material=material,
            registration=_registration(_declared(entry, file, path.parent), path.parent),
            truth=Truth.parse(said),
        )
    except Invalid as error:
        raise Invalid(f"{path}: {number}: {error}") from None


def _declared(entry: Mapping[str, Any], file: str, home: Path) -> object:
    """The row's registration, or the one in its submission's folder, as ``precheck scan`` finds it."""
    beside = Path(file).parts[0] + "/registration.json"
    given = entry.get("registration")
    return beside if given is None and len(Path(file).parts) == 3 and (home / beside).is_file() else given


def _registration(given: object, home: Path) -> Registration | None:
    if isinstance(given, str):
        try:
            given = json.loads(given if given.lstrip().startswith("{") else (home / given).read_text("utf-8"))
        except (OSError, ValueError):
            raise Invalid("登记信息无法读取 (the registration cannot be read)") from None
    return None if given is None else Registration.parse(given)
