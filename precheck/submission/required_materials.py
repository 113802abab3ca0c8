"""Which materials a registration makes an application owe: the table applied, before any upload is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from precheck.submission.rules import Replace, Rules, Said

CATEGORY = "applicant_category"


@dataclass(frozen=True, slots=True)
class Option:
    """A material that satisfies a need; ``rule``: by which it may stand in another's place, None for the one listed."""

    material: str
    rule: Replace | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is asked for: any of ``options``, of which the first is the one to ask for."""

    options: tuple[Option, ...]
    paragraph: str


@dataclass(frozen=True, slots=True)
class RequiredMaterials:
    """All that an application needs, and ``welcome``: what it may hold besides without being called superfluous.

    ``paragraph`` is the category's, or that of the rule by which nothing is asked for.
    """

    needs: tuple[Need, ...]
    welcome: frozenset[str]
    paragraph: str


def required_materials(rules: Rules, said: Said) -> RequiredMaterials | None:
    """What is asked for; None where the registration names no category that the table knows, so that nobody can tell."""
    free = next((rule for rule in rules.exempt.values() if rule.holds(said)), None)
    if free is not None:
        return RequiredMaterials((), frozenset(), free.paragraph)
    category = rules.categories.get(str(said.get(CATEGORY)))
    if category is None:
        return None
    asked = dict.fromkeys(category.materials, category.paragraph)
    for addition in rules.add.values():
        if addition.holds(said):
            asked.setdefault(addition.material, addition.paragraph)
    waived = {rule.material for rule in rules.waive.values() if rule.holds(said)}
    allowed = {material for rule in rules.allow.values() if rule.holds(said) for material in rule.materials}
    stand_ins = {rule.by for rule in rules.replace.values() if rule.material in asked and rule.holds(said)}
    return RequiredMaterials(
        tuple(_need(rules, said, slug, paragraph) for slug, paragraph in asked.items() if slug not in waived),
        frozenset({*asked, *allowed, *stand_ins}),
        category.paragraph,
    )


def _need(rules: Rules, said: Said, material: str, paragraph: str) -> Need:
    """The material with what may replace it; what the registration promises in its place comes first."""
    possible = list(
        _first_of_each(
            rule for rule in rules.replace.values() if rule.material == material and rule.holds(said)
        )
    )
    own = Option(material)
    for rule in possible:
        if rule.expected and all(said.get(key) == value for key, value in rule.expected.items()):
            return Need((Option(rule.by, rule), own), rule.paragraph)
    return Need((own, *(Option(rule.by, rule) for rule in possible)), paragraph)


def _first_of_each(rules: Iterator[Replace]) -> Iterator[Replace]:
    """The first rule for each substitute: the special one stands before the general one in the table."""
    seen: set[str] = set()
    for rule in rules:
        if rule.by not in seen:
            seen.add(rule.by)
            yield rule
