"""Pipeline files: what is read from a material, which checks run on it and how strict they are.

A file ``<material>.toml`` may ``include`` others; a table that stands in both is merged key by key, and
the including file wins. Folders are searched in order, so that a province's own folder in front replaces
single files (a material, or a shared part) and leaves the rest. Everything is checked when loaded: an
unknown key, an impossible value or an unknown check, type or code is refused with the file and the key.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from precheck import checks, fields
from precheck.checks import Check
from precheck.domain.errors import Invalid
from precheck.domain.flag import FlagKind, Severity
from precheck.domain.material import FieldRule, Material, PrintedLayout, ViewRule
from precheck.domain.registration import Registration
from precheck.reading.settings import ReadingSettings

VARIANT = "@"
"""``[fields."name@info"]`` is the field ``name`` once more, as another view of the material prints it."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Recognise(_Strict):
    titles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    headed: bool = False


class _Layout(_Strict):
    size_mm: tuple[float, float]
    anchors_mm: dict[str, tuple[float, float, float]]
    marks_mm: dict[str, tuple[float, float]] = {}


class _View(_Strict):
    title: str
    title_en: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    face_heights: float | None = Field(default=None, gt=0)
    id_types: tuple[str, ...] = ()
    layout: _Layout | None = None
    required: bool = False
    apart: bool = False
    enough: int = Field(default=2, ge=1)


class _Field(_Strict):
    label: str
    label_en: str
    type: str
    declared: str | None = None
    alternatives: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    lines: int = Field(default=1, ge=1, le=8)
    below: bool = False
    required: bool = False
    unlabelled: bool = False
    filled_in: tuple[str, ...] = ()
    strict: bool = False
    instead: tuple[str, ...] = ()


class _FlagWords(_Strict):
    severity: Severity | None = None
    message: str | None = None
    message_en: str | None = None


class _File(_Strict):
    title: str
    title_en: str
    include: tuple[str, ...] = ()
    entries: str | None = Field(default=None, pattern="^(diplomas|employers)$")
    aspect_ratio: float | None = Field(default=None, gt=0)
    recognise: _Recognise = _Recognise()
    views: dict[str, _View] = {}
    fields: dict[str, _Field] = {}
    checks: dict[str, dict[str, Any]] = {}
    flags: dict[str, _FlagWords] = {}
    reading: ReadingSettings = ReadingSettings()


@dataclass(frozen=True, slots=True)
class ConfiguredCheck:
    """A check with its strictness and its words."""

    name: str
    module: Check
    params: BaseModel
    flags: Mapping[str, FlagKind]


@dataclass(frozen=True, slots=True)
class Definition:
    """One material's pipeline, ready to run. ``sha256`` covers everything that stands in its files."""

    material: Material
    checks: tuple[ConfiguredCheck, ...]
    reading: ReadingSettings
    path: Path
    sha256: str


def load(folders: Sequence[Path]) -> dict[str, Definition]:
    """All pipelines in these folders, by slug; a file in an earlier folder hides its namesakes.

    Raises:
        Invalid: naming the file, the key and what is allowed.
    """
    paths: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise Invalid(f"流水线目录不存在 (no such pipeline folder): {folder}")
        for path in sorted(folder.glob("*.toml")):
            paths.setdefault(path.stem, path)
    if not paths:
        raise Invalid(f"没有流水线文件 (no pipeline files) in: {', '.join(map(str, folders))}")
    return {slug: _load_one(slug, path, folders) for slug, path in sorted(paths.items())}


def _load_one(slug: str, path: Path, folders: Sequence[Path]) -> Definition:
    raw = _with_includes(path, folders, ())
    try:
        file = _File.model_validate(raw)
    except ValidationError as error:
        raise Invalid(_explain(path, error)) from None
    material = Material(
        slug=slug,
        title=file.title,
        title_en=file.title_en,
        titles=file.recognise.titles,
        words=file.recognise.words,
        not_words=file.recognise.not_words,
        headed=file.recognise.headed,
        views=tuple(_view(name, view) for name, view in file.views.items()),
        fields=tuple(_field(path, name, rule, file) for name, rule in file.fields.items()),
        entries=file.entries,
        aspect_ratio=file.aspect_ratio,
    )
    configured = tuple(_check(path, name, settings, file.flags) for name, settings in file.checks.items())
    known = {code for check in configured for code in check.module.FLAGS}
    for code in file.flags:
        if code not in known and f"{code.split('.')[0]}.*" not in known:
            raise Invalid(
                f"{path}: flags.{code}: 本流水线没有这个代码 (no such code here); {', '.join(sorted(known))}"
            )
    digest = hashlib.sha256(
        json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str).encode()
    ).hexdigest()
    return Definition(material, configured, file.reading, path, digest)


def _with_includes(path: Path, folders: Sequence[Path], seen: tuple[Path, ...]) -> dict[str, Any]:
    if path in seen:
        raise Invalid(f"{path}: include 循环引用 (includes itself)")
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"{path}: {error}") from None
    merged: dict[str, Any] = {}
    for name in own.get("include", []):
        found = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if found is None:
            raise Invalid(f"{path}: include: 找不到 (not found): {name}")
        merged = _merge(merged, _with_includes(found, folders, (*seen, path)))
    return _merge(merged, own)


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _view(name: str, view: _View) -> ViewRule:
    layout = None if view.layout is None else PrintedLayout(**view.layout.model_dump())
    return ViewRule(name=name, layout=layout, **view.model_dump(exclude={"layout"}))


def _field(path: Path, name: str, rule: _Field, file: _File) -> FieldRule:
    where = f"{path}: fields.{name}"
    try:
        fields.load(rule.type)
    except Invalid as error:
        raise Invalid(f"{where}.type: {error}") from None
    for key in (rule.declared, *rule.alternatives):
        if key is not None and key not in Registration.model_fields:
            raise Invalid(f"{where}.declared: {key!r}; {', '.join(sorted(Registration.model_fields))}")
    for view in rule.views:
        if view not in file.views:
            raise Invalid(f"{where}.views: {view!r}; {', '.join(file.views)}")
    for pattern in (*rule.patterns, *rule.rows):
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise Invalid(f"{where}.patterns: {pattern!r}: {error}") from None
        if "value" not in compiled.groupindex:
            raise Invalid(f"{where}.patterns: {pattern!r}: 缺少名为 value 的组 (no group named value)")
    return FieldRule(name=name.partition(VARIANT)[0], **rule.model_dump())


def _check(
    path: Path, name: str, settings: Mapping[str, Any], words: Mapping[str, _FlagWords]
) -> ConfiguredCheck:
    try:
        module = checks.load(name)
    except Invalid as error:
        raise Invalid(f"{path}: checks.{name}: {error}") from None
    try:
        params: BaseModel = module.Params.model_validate(settings)
    except ValidationError as error:
        raise Invalid(_explain(path, error, f"checks.{name}.", sorted(module.Params.model_fields))) from None
    flags = dict(module.FLAGS)
    for code, change in words.items():
        general = f"{code.split('.')[0]}.*"
        base = flags.get(code) or flags.get(general)
        if base is not None:
            flags[code] = replace(base, **change.model_dump(exclude_none=True))
    return ConfiguredCheck(name, module, params, flags)


def _explain(path: Path, error: ValidationError, prefix: str = "", allowed: Sequence[str] = ()) -> str:
    parts = []
    for item in error.errors(include_url=False):
        key = prefix + ".".join(str(part) for part in item["loc"])
        parts.append(
            f"{key}: {item['msg']} (got {item['input']!r})"
            if not _is_unknown(item)
            else f"{key}: 未知的键 (unknown key)"
        )
    hint = f"; 可用的键 (allowed): {', '.join(allowed)}" if allowed else ""
    return f"{path}: " + "; ".join(parts) + hint


def _is_unknown(item: Mapping[str, Any]) -> bool:
    return bool(item["type"] == "extra_forbidden")
