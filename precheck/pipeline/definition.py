"""Pipeline files: what is read from a material, which checks run on it and how strict they are.

A file ``<material>.toml`` may ``include`` others; a table that stands in both is merged key by key, and the including
file wins. The last folder is the shipped one; files of the folders before it are laid over its own
(:mod:`precheck.pipeline.overlay`). Everything is checked when loaded: an unknown key, an impossible value, an unknown
check, type or code, or a file that nothing reads is refused with the file and the key.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from precheck import checks, fields
from precheck.checks import Check
from precheck.domain.errors import Invalid, did_you_mean
from precheck.domain.flag import FlagKind, Severity
from precheck.domain.material import FieldRule, Material, ViewRule
from precheck.domain.registration import Registration
from precheck.pipeline import overlay, wording
from precheck.pipeline.overlay import Layered
from precheck.reading.settings import ReadingSettings
from precheck.submission.duplicates import Settings as DuplicateSettings

VARIANT = "@"
"""``[fields."name@info"]`` is the field ``name`` once more, as another view of the material prints it."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Recognise(_Strict):
    titles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()


class _FlagWords(_Strict):
    severity: Severity | None = None
    message: str | None = None
    message_en: str | None = None


class _File(_Strict):
    title: str
    title_en: str
    include: tuple[str, ...] = ()
    entries: str | None = Field(default=None, pattern="^(diplomas|employers)$")
    recognise: _Recognise = _Recognise()
    views: dict[str, ViewRule] = {}
    fields: dict[str, FieldRule] = {}
    checks: dict[str, dict[str, Any]] = {}
    flags: dict[str, _FlagWords] = {}
    reading: ReadingSettings = ReadingSettings()
    duplicates: DuplicateSettings = DuplicateSettings()

    @field_validator("views", "fields", mode="before")
    @classmethod
    def name_rules(cls, tables: Any) -> Any:
        """A rule's name is its table's."""
        if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
            return tables
        if twice := [key for key, table in tables.items() if "name" in table]:
            raise ValueError(f"{twice[0]}.name: 未知的键 (unknown key)")
        return {key: {**table, "name": key.partition(VARIANT)[0]} for key, table in tables.items()}


@dataclass(frozen=True, slots=True)
class ConfiguredCheck:
    """A check with its strictness and its words."""

    name: str
    module: Check
    params: BaseModel
    flags: Mapping[str, FlagKind]


@dataclass(frozen=True, slots=True)
class Definition:
    """One material's pipeline, ready to run. ``sha256`` covers everything that stands in its files; ``off``: the checks
    that were removed."""

    material: Material
    checks: tuple[ConfiguredCheck, ...]
    reading: ReadingSettings
    path: Path
    sha256: str
    off: tuple[str, ...] = ()
    duplicates: DuplicateSettings = field(default_factory=DuplicateSettings)


def load(folders: Sequence[Path]) -> dict[str, Definition]:
    """All pipelines in these folders, by slug; files of an earlier folder are laid over their namesakes.
    Raises Invalid: naming the file, the key and what is allowed."""
    found = layers(folders)
    every_field = frozenset(
        name.partition(VARIANT)[0] for layered in found.values() for name in layered.values.get("fields", ())
    )
    return {slug: _load_one(slug, folders, layered, every_field) for slug, layered in found.items()}


def layers(folders: Sequence[Path]) -> dict[str, Layered]:
    """What the files of each material say together, by slug. Raises Invalid: as for :func:`load`."""
    for folder in folders:
        if not folder.is_dir():
            raise Invalid(f"流水线目录不存在 (no such pipeline folder): {folder}")
    names = {path.name for folder in folders for path in folder.glob("*.toml")}
    if not names:
        raise Invalid(f"没有流水线文件 (no pipeline files) in: {', '.join(map(str, folders))}")
    found = {Path(name).stem: overlay.load(name, folders) for name in sorted(names)}
    included = frozenset[str]().union(*(layered.includes for layered in found.values()))
    overlay.refuse_strangers(folders, included)
    return {slug: overlay.without_off(layered, ("checks",)) for slug, layered in found.items()}


def _load_one(
    slug: str, folders: Sequence[Path], layered: Layered, every_field: frozenset[str]
) -> Definition:
    path = next(folder / f"{slug}.toml" for folder in folders if (folder / f"{slug}.toml").is_file())
    raw = {key: value for key, value in layered.values.items() if key != overlay.NEW}
    try:
        file = _File.model_validate(raw)
    except ValidationError as error:
        raise Invalid(overlay.explain(error, layered, path, _File)) from None
    material = Material(
        slug=slug,
        title=file.title,
        title_en=file.title_en,
        **file.recognise.model_dump(),
        views=tuple(file.views.values()),
        fields=tuple(file.fields.values()),
        entries=file.entries,
    )
    for name, rule in file.fields.items():
        _refuse_bad_field(layered.origin(("fields", name), path), name, rule, file)
    for view in file.duplicates.shared_views:
        if view not in file.views:
            raise Invalid(f"{path}: duplicates.shared_views: {view!r}; {', '.join(file.views)}")
    configured = tuple(
        _check(path, name, settings, file.flags, layered) for name, settings in file.checks.items()
    )
    _refuse_unknown_codes(slug, path, file, configured, layered, every_field)
    said = json.dumps([raw, layered.off, *_outside(file)], sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(said.encode()).hexdigest()
    return Definition(material, configured, file.reading, path, digest, layered.off, file.duplicates)


def _outside(file: _File) -> list[str]:
    """Checks and field types that installed packages add, with the packages' versions: another one is another pipeline."""
    origins = {f"checks.{name}": checks.REGISTRY.origin(name) for name in file.checks}
    origins |= {f"fields.{rule.type}": fields.REGISTRY.origin(rule.type) for rule in file.fields.values()}
    return sorted(f"{what} {origin}" for what, origin in origins.items() if origin is not None)


def _refuse_bad_field(path: Path, name: str, rule: FieldRule, file: _File) -> None:
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


def _check(
    path: Path, name: str, settings: Mapping[str, Any], words: Mapping[str, _FlagWords], layered: Layered
) -> ConfiguredCheck:
    try:
        module = checks.load(name)
    except Invalid as error:
        where = f"{layered.origin(('checks', name), path)}: checks.{name}"
        raise Invalid(f"{where}: {error}{did_you_mean(name, checks.names())}") from None
    try:
        params: BaseModel = module.Params.model_validate(settings)
    except ValidationError as error:
        raise Invalid(overlay.explain(error, layered, path, module.Params, ("checks", name))) from None
    flags = dict(module.FLAGS)
    for code, change in words.items():
        general = f"{code.split('.')[0]}.*"
        base = flags.get(code) or flags.get(general)
        if base is not None:
            _refuse_bad_words(code, change, base, layered, path)
            flags[code] = replace(base, **change.model_dump(exclude_none=True))
    return ConfiguredCheck(name, module, params, flags)


def _refuse_unknown_codes(
    slug: str,
    path: Path,
    file: _File,
    configured: Sequence[ConfiguredCheck],
    layered: Layered,
    every_field: frozenset[str],
) -> None:
    """Every code whose words are changed must be one that a check of this material raises."""
    known = {code for check in configured for code in check.module.FLAGS}
    own_fields = frozenset(name.partition(VARIANT)[0] for name in file.fields)
    for code in file.flags:
        check, _, what = code.partition(".")
        origin = layered.origin(("flags", code), path)
        # A table that several materials share may speak of fields that only some of them have.
        fields_there = own_fields if origin.stem == slug else every_field
        if code in known or (f"{check}.*" in known and what in fields_there):
            continue
        possible = {*known, *(f"{check}.{name}" for name in fields_there if f"{check}.*" in known)}
        raise Invalid(
            f"{origin}: flags.{code}: 本流水线没有这个代码 (no such code here){did_you_mean(code, possible)}; "
            f"{', '.join(sorted(known))}"
        )


def _refuse_bad_words(code: str, change: _FlagWords, base: FlagKind, layered: Layered, path: Path) -> None:
    allowed = wording.placeholders(base.message) | wording.placeholders(base.message_en)
    if allowed & {"label", "label_en"}:
        allowed |= {"label", "label_en"}
    for key in ("message", "message_en"):
        said = getattr(change, key)
        why = None if said is None else wording.fault(said, allowed)
        if why is not None:
            place = ("flags", code, key)
            raise Invalid(f"{layered.origin(place, path)}: {'.'.join(place)}: {why}")
