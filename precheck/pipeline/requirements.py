"""Loads ``rules/requirements.toml``: the notice's table of required materials, as data.

It has a folder of its own, so that it does not load as a material. A province's file of the same name is laid over it,
key by key (:mod:`precheck.pipeline.overlay`); every rule has a name, so that one can be changed or turned off. All is
checked when loaded: an unknown key, category or material, a key or value that no registration has, a pattern that is none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from precheck.domain.errors import Invalid, did_you_mean
from precheck.domain.material import Material
from precheck.domain.registration import CATEGORIES, BadRegistration, Registration
from precheck.pipeline import overlay, wording
from precheck.pipeline.overlay import Layered, Place
from precheck.submission.rules import MESSAGE_WORDS, SECTIONS, Rules

NAME = "rules/requirements.toml"


def load(folders: Sequence[Path], materials: Mapping[str, Material]) -> Rules:
    """The table, the last folder's own and those of the others laid over it; an empty one where none has any.
    Raises Invalid: naming the file, the key and what is allowed."""
    layered = layers(folders)
    if not layered.values:
        return Rules(title="", title_en="", min_confidence=1.0)
    path = next(folder / NAME for folder in folders if (folder / NAME).is_file())
    try:
        rules = Rules.model_validate(layered.values)
    except ValidationError as error:
        raise Invalid(overlay.explain(error, layered, path, Rules)) from None
    wrong = next(_wrong(rules, materials), None)
    if wrong is not None:
        place, why = wrong
        raise Invalid(f"{layered.origin(place, path)}: {'.'.join(place)}: {why}")
    return rules.model_copy(update={"off": layered.off})


def layers(folders: Sequence[Path]) -> Layered:
    """What the files say together. Raises Invalid: as for :func:`load`."""
    return overlay.without_off(overlay.load(NAME, folders), SECTIONS)


def _wrong(rules: Rules, materials: Mapping[str, Material]) -> Iterator[tuple[Place, str]]:
    """What names something that does not exist, with its place."""
    if rules.off:
        yield ("off",), "须写在规则自己的表中 (it stands in a rule's own table)"
    for name in sorted(rules.categories.keys() - set(CATEGORIES)):
        yield ("categories", name), f"没有这种报考类型 (no such category){did_you_mean(name, CATEGORIES)}"
    for place, slug in _materials(rules):
        if slug not in materials:
            yield place, f"没有这种材料 (no such material): {slug!r}; {', '.join(sorted(materials))}"
    known = sorted(Registration.model_fields)
    for place, key in _keys(rules):
        if key not in known:
            yield place, f"报名信息没有这一项 (no such key of a registration): {key!r}; {', '.join(known)}"
    for place, condition in _conditions(rules):
        yield from ((place, why) for why in _impossible(condition, rules))
    for name, rule in rules.require.items():
        for slug, _, field in (item.partition(".") for item in rule.read):
            if slug not in materials or field not in {known.name for known in materials[slug].fields}:
                yield ("require", name, "read"), f"没有这个字段 (no such field): {f'{slug}.{field}'!r}"
    for name, page in rules.pages.items():
        names = [view.name for view in materials[page.material].views]
        if page.view not in names:
            yield ("pages", name, "view"), f"{page.view!r}; {', '.join(names)}"
    for place, message, allowed in _messages(rules):
        if (why := wording.fault(message, allowed)) is not None:
            yield place, why
    for place, pattern in _patterns(rules):
        try:
            re.compile(pattern)
        except re.error as error:
            yield place, f"{pattern!r}: {error}"


def _impossible(condition: Mapping[str, Any], rules: Rules) -> Iterator[str]:
    """What no registration says, so that the rule would never hold."""
    for key, named in condition.items():
        for value in named if isinstance(named, tuple) else (named,):
            if key == "applicant_category" and value not in rules.categories:
                yield f"没有这种报考类型 (no such category): {value!r}; {', '.join(rules.categories)}"
                continue
            try:
                cleaned = getattr(Registration.parse({key: value}), key)
            except BadRegistration as error:
                yield str(error)
                continue
            if cleaned != value:
                yield f"{key} = {value!r}: 应写作 (write) {cleaned!r}"


def _materials(rules: Rules) -> Iterator[tuple[Place, str]]:
    for section in ("categories", "allow", "each"):
        for name, table in getattr(rules, section).items():
            yield from (((section, name, "materials"), slug) for slug in table.materials)
    for section in ("add", "waive", "replace", "pages", "documents"):
        for name, rule in getattr(rules, section).items():
            yield (section, name, "material"), rule.material
    yield from ((("replace", name, "by"), rule.by) for name, rule in rules.replace.items())
    yield from ((("agree", name, "of"), slug) for name, rule in rules.agree.items() for slug in rule.of)
    if rules.limits is not None:
        yield from ((("limits", "pictures", slug), slug) for slug in rules.limits.pictures)


def _conditions(rules: Rules) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    for section in ("exempt", "add", "waive", "replace", "allow", "pages", "documents", "each", "require"):
        for name, rule in getattr(rules, section).items():
            yield (section, name, "when"), rule.when
            yield (section, name, "unless"), rule.unless
    yield from ((("replace", name, "expected"), rule.expected) for name, rule in rules.replace.items())


def _keys(rules: Rules) -> Iterator[tuple[Place, str]]:
    for place, condition in _conditions(rules):
        yield from ((place, key) for key in condition)
    for section in ("require", "agree"):
        for name, rule in getattr(rules, section).items():
            yield from (((section, name, "declared"), key) for key in rule.declared)
    for name, rule in rules.require.items():
        if rule.until is not None:
            yield ("require", name, "until"), rule.until.key
    yield from ((("each", name, "entries"), rule.entries) for name, rule in rules.each.items())
    for name, derived in rules.derive.items():
        yield from ((("derive", name), key) for key in (derived.key, *derived.same_year))


def _patterns(rules: Rules) -> Iterator[tuple[Place, str]]:
    for name, rule in rules.require.items():
        yield from ((("require", name), item) for item in (rule.matches, rule.lacks) if item is not None)
    for name, document in rules.documents.items():
        yield from ((("documents", name, "shown_by"), item) for item in document.shown_by.values())


def _messages(rules: Rules) -> Iterator[tuple[Place, str, tuple[str, ...]]]:
    for section, allowed in MESSAGE_WORDS.items():
        for name, rule in getattr(rules, section).items():
            yield (section, name, "message"), rule.message, allowed
            yield (section, name, "message_en"), rule.message_en, allowed
