"""The notice's table of rules, and what it makes an application owe before any upload is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from precheck.domain.flag import Audience, Remedy, Severity
from precheck.domain.registration import Registration

Declarations = Mapping[str, Any]
"""What a registration says, by key; what it does not say is not there."""

Value = bool | str | int
Condition = Mapping[str, Value | tuple[Value, ...]]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Rule(_Table):
    """``when``: holds only where the registration says so; ``unless``: not where it says so."""

    when: Condition = {}
    unless: Condition = {}
    paragraph: str

    def holds(self, said: Declarations) -> bool:
        """Whether the rule holds for this registration."""
        return all(is_declared(said, key, value) for key, value in self.when.items()) and not any(
            is_declared(said, key, value) for key, value in self.unless.items()
        )


class Category(_Table):
    """One kind of applicant, as the notice lists them, with the materials it asks of them."""

    title: str
    title_en: str
    paragraph: str
    materials: tuple[str, ...]


class Exempt(_Rule):
    """Nothing is uploaded at all. ``when`` must say for whom: without it everybody would be exempt."""

    when: Condition = Field(min_length=1)


class Derive(_Table):
    """``key`` counts as true where it was not declared and two declared dates or years fall in the same year."""

    key: str
    same_year: tuple[str, str]


class Add(_Rule):
    """A material that is asked for besides the category's own."""

    material: str


class Waive(_Rule):
    """A material that is not asked for; uploading it does no harm."""

    material: str


class Replace(_Rule):
    """Another material that may stand in the place of one that is asked for. ``expected``: where the registration says
    this, the other one is asked for. ``rule`` with its words: a person is told when the other one does stand there."""

    material: str
    by: str
    expected: Condition = {}
    rule: str | None = None
    message: str = ""
    message_en: str = ""


class Allow(_Rule):
    """Materials that nobody asks for and that are not called superfluous."""

    materials: tuple[str, ...]


class Page(_Rule):
    """A view that a material owes; ``field``: shown too where this field was read on another view."""

    material: str
    view: str
    field: str | None = None


class Document(_Rule):
    """A further document of a material; ``shown_by``: regular expressions for fields' values that tell it."""

    material: str
    role: str
    title: str
    title_en: str
    shown_by: Mapping[str, str] = Field(min_length=1)


class Each(_Rule):
    """Materials of which there is one for each entry of a list of the registration."""

    materials: tuple[str, ...]
    entries: str


class Limits(_Table):
    """How many pictures of one document there may be at most."""

    paragraph: str
    pictures: Mapping[str, int] = {}


class Until(_Table):
    """A day counted from a declared year: ``years`` is added to it, ``month_day`` is ``MM-DD``."""

    key: str
    years: int
    month_day: str = Field(pattern=r"^\d\d-\d\d$")


class Require(_Rule):
    """A question to what was declared, else to what was read (``material.field``): ``requirement.<rule>`` where it
    fails. Exactly one question: ``given``, ``matches`` (some value does), ``lacks`` (no value may), ``until``,
    ``months``."""

    rule: str
    declared: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    given: bool = False
    matches: str | None = None
    lacks: str | None = None
    until: Until | None = None
    months: int | None = Field(default=None, ge=1)
    severity: Severity = Severity.REVIEW
    remedy: Remedy = Remedy.CONTACT_SITE
    audience: Audience = Audience.CANDIDATE
    message: str
    message_en: str

    @model_validator(mode="after")
    def _one_question(self) -> Require:
        asked = [self.given or None, self.matches, self.lacks, self.until, self.months]
        if sum(item is not None for item in asked) != 1:
            raise ValueError("exactly one of given, matches, lacks, until, months")
        return self


class Agree(_Table):
    """A field that says the same on several materials; ``any``: enough that one value of each fits."""

    field: str
    of: tuple[str, ...] = Field(min_length=1)
    declared: tuple[str, ...] = ()
    any: bool = False


class Rules(_Table):
    """The whole table, each rule under a name of its own; ``off``: the rules that a province removed."""

    title: str
    title_en: str
    min_confidence: float = Field(ge=0, le=1)
    categories: Mapping[str, Category] = {}
    exempt: Mapping[str, Exempt] = {}
    derive: Mapping[str, Derive] = {}
    add: Mapping[str, Add] = {}
    waive: Mapping[str, Waive] = {}
    replace: Mapping[str, Replace] = {}
    allow: Mapping[str, Allow] = {}
    pages: Mapping[str, Page] = {}
    documents: Mapping[str, Document] = {}
    each: Mapping[str, Each] = {}
    limits: Limits | None = None
    require: Mapping[str, Require] = {}
    agree: Mapping[str, Agree] = {}
    off: tuple[str, ...] = ()


SECTIONS = tuple(
    name
    for name in Rules.model_fields
    if name not in ("title", "title_en", "min_confidence", "limits", "off")
)
"""The tables of named rules."""

MESSAGE_WORDS = {"require": ("seen", "limit", "paragraph"), "replace": ("paragraph", "paragraph_of_category")}
"""What a rule's message may name in braces."""


def is_declared(said: Declarations, key: str, value: Value | tuple[Value, ...]) -> bool:
    """Whether the registration says this of the key: the value, or one of several."""
    return said.get(key) in (value if isinstance(value, tuple) else (value,))


def declarations(registration: Registration | None, rules: Rules) -> Declarations:
    """What the registration says, with what follows from it (``derive``)."""
    if registration is None:
        return {}
    said = registration.model_dump(exclude_none=True)
    for rule in rules.derive.values():
        first, second = (str(said.get(key, ""))[:4] for key in rule.same_year)
        if rule.key not in said and first and first == second:
            said[rule.key] = True
    return said


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
    ``paragraph`` is the category's, or that of the rule by which nothing is asked for."""

    needs: tuple[Need, ...]
    welcome: frozenset[str]
    paragraph: str


def required_materials(rules: Rules, said: Declarations) -> RequiredMaterials | None:
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


def _need(rules: Rules, said: Declarations, material: str, paragraph: str) -> Need:
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
