"""Loads ``rules/requirements.toml``: the notice's table of required materials, as data.

It has a folder of its own, so that it does not load as a material. Folders are searched in order and the first table
found holds, so that a province's own replaces the packaged one. All is checked when loaded: an unknown key, category or
material, a key that no registration has, a pattern that is none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from precheck.domain.errors import Invalid
from precheck.domain.material import Material
from precheck.domain.registration import Registration
from precheck.submission.rules import Rules

NAME = "rules/requirements.toml"


def load(folders: Sequence[Path], materials: Mapping[str, Material]) -> Rules:
    """The table in the first of these folders that has one; an empty table where none has.

    Raises:
        Invalid: naming the file, the key and what is allowed.
    """
    path = next((folder / NAME for folder in folders if (folder / NAME).is_file()), None)
    if path is None:
        return Rules(title="", title_en="", min_confidence=1.0)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"{path}: {error}") from None
    try:
        rules = Rules.model_validate(raw)
    except ValidationError as error:
        raise Invalid(f"{path}: " + "; ".join(_explained(item) for item in _errors(error))) from None
    wrong = next(_wrong(rules, materials), None)
    if wrong is not None:
        raise Invalid(f"{path}: {wrong}")
    return rules


def _errors(error: ValidationError) -> Iterable[Mapping[str, Any]]:
    return error.errors(include_url=False)


def _explained(item: Mapping[str, Any]) -> str:
    key = ".".join(str(part) for part in item["loc"])
    if item["type"] != "extra_forbidden":
        return f"{key}: {item['msg']} (got {item['input']!r})"
    return f"{key}: 未知的键 (unknown key); 可用的键 (allowed): {', '.join(_allowed(item['loc'][:-1]))}"


def _allowed(place: Sequence[str | int]) -> list[str]:
    """The keys of the table that stands at this place."""
    table: type[BaseModel] = Rules
    for part in place:
        if isinstance(part, str) and part in table.model_fields:
            table = _table(table.model_fields[part].annotation) or table
    return sorted(table.model_fields)


def _table(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _table(part)) is not None), None)


def _wrong(rules: Rules, materials: Mapping[str, Material]) -> Iterator[str]:
    """What names something that does not exist."""
    for slug in sorted({*_materials(rules)} - materials.keys()):
        yield f"没有这种材料 (no such material): {slug!r}; {', '.join(sorted(materials))}"
    known = set(Registration.model_fields)
    for key in sorted({*_keys(rules)} - known):
        yield f"报名信息没有这一项 (no such key of a registration): {key!r}; {', '.join(sorted(known))}"
    for where, category in _named_categories(rules):
        if category not in rules.categories:
            yield f"{where}: 没有这种报考类别 (no such category): {category!r}; {', '.join(rules.categories)}"
    for place in (place for rule in rules.require for place in rule.read):
        slug, _, field = place.partition(".")
        if slug not in materials or field not in {rule.name for rule in materials[slug].fields}:
            yield f"require.read: 没有这个字段 (no such field): {place!r}"
    for page in rules.pages:
        names = [view.name for view in materials[page.material].views]
        if page.view not in names:
            yield f"pages.view: {page.view!r}; {', '.join(names)}"
    for pattern in _patterns(rules):
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{pattern!r}: {error}"


def _materials(rules: Rules) -> Iterator[str]:
    for lists in (rules.categories.values(), rules.allow, rules.each):
        yield from (slug for table in lists for slug in table.materials)
    for single in (rules.add, rules.waive, rules.replace, rules.pages, rules.documents):
        yield from (rule.material for rule in single)
    yield from (rule.by for rule in rules.replace)
    yield from (slug for rule in rules.agree for slug in rule.of)
    if rules.limits is not None:
        yield from rules.limits.pictures


def _conditions(rules: Rules) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in ("exempt", "add", "waive", "replace", "allow", "pages", "documents", "each", "require"):
        for rule in getattr(rules, name):
            yield f"{name}.when", rule.when
            yield f"{name}.unless", rule.unless
    yield from (("replace.expected", rule.expected) for rule in rules.replace)


def _keys(rules: Rules) -> Iterator[str]:
    for _, condition in _conditions(rules):
        yield from condition
    for lists in (rules.require, rules.agree):
        yield from (key for rule in lists for key in rule.declared)
    yield from (rule.until.key for rule in rules.require if rule.until is not None)
    yield from (rule.entries for rule in rules.each)
    for derived in rules.derive:
        yield from (derived.key, *derived.same_year)


def _named_categories(rules: Rules) -> Iterator[tuple[str, str]]:
    for where, condition in _conditions(rules):
        named = condition.get("applicant_category", ())
        yield from ((where, str(one)) for one in (named if isinstance(named, tuple) else (named,)))


def _patterns(rules: Rules) -> Iterator[str]:
    for rule in rules.require:
        yield from (pattern for pattern in (rule.matches, rule.lacks) if pattern is not None)
    for document in rules.documents:
        yield from document.shown_by.values()
