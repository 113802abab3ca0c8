"""What is still open about a field: whether, and how, a second look could change how it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from precheck import fields
from precheck.domain.material import FieldRule, Material
from precheck.domain.reading import FieldReading, Page, Status
from precheck.fields.glyphs import is_han
from precheck.reading.fields import carried
from precheck.reading.fuse import CLEAR, stands
from precheck.reading.settings import ReadingSettings


class Doubt(StrEnum):
    """Kinds of open questions, by the names under which looks' worths stand in ``looks.toml``."""

    OWED = "owed"
    """Owed and not found."""
    OPTIONAL = "optional"
    """Declared and not owed; its place was found."""
    HALF = "half"
    """Less was read than was declared: the month of a day."""
    BROKEN = "broken"
    """What was read breaks its structure."""
    UNSURE = "unsure"
    """Read, and not surely enough to match or contradict."""
    CONTRADICTS = "contradicts"
    """Something else than declared was read, and not clearly."""
    UNLIKELY = "unlikely"
    """It matched, though something else was likelier."""
    WORDS = "words"
    """Words that were read otherwise than declared, and not surely: a seal may have changed a character."""


MISSING = frozenset({Doubt.OWED, Doubt.OPTIONAL, Doubt.HALF})
"""Those about a value that text may have to be looked for again."""


@dataclass(frozen=True, slots=True)
class Question:
    """A field that may end otherwise, by ``rule``."""

    doubt: Doubt
    reading: FieldReading
    rule: FieldRule

    @property
    def name(self) -> str:
        """The field's."""
        return self.reading.name


def questions(
    readings: Mapping[str, FieldReading], material: Material, pages: Sequence[Page], settings: ReadingSettings
) -> list[Question]:
    """All that are open."""
    found = []
    for reading in readings.values():
        if reading.value is None:
            doubt = _missing(reading, material, pages)
        elif is_half(reading):
            doubt = Doubt.HALF
        elif fields.load(reading.type).structure is None:
            doubt = _of_words(reading, reading.value)
        else:
            doubt = _of_number(reading, reading.value, settings)
        if doubt is not None:
            found.append(Question(doubt, reading, reading.rule_in(material)))
    return found


def _of_words(reading: FieldReading, value: str) -> Doubt | None:
    """Of as many characters as were declared, or with digits as addresses have them: other words are another place's."""
    as_long = any(map(str.isdigit, value)) or _han(value) == _han(reading.expected or "")
    return Doubt.WORDS if reading.status is Status.UNREADABLE and as_long else None


def _of_number(reading: FieldReading, value: str, settings: ReadingSettings) -> Doubt | None:
    certainty = reading.readability or 0.0
    if reading.expected is None and stands(fields.load(reading.type), value, certainty):
        return None
    if reading.status is Status.MATCH:
        sure = (reading.log_ratio or 0.0) >= settings.surely_matches_above
        return None if sure else Doubt.UNLIKELY
    if reading.problems:
        return Doubt.BROKEN
    if reading.status is Status.MISMATCH:
        # A sound number that was clearly seen is read no differently by the same engine.
        return None if certainty >= CLEAR else Doubt.CONTRADICTS
    return Doubt.UNSURE if reading.status is Status.UNREADABLE else None


def is_half(reading: FieldReading) -> bool:
    """Whether less was read than was declared: the month of a day (the day may stand under a seal)."""
    return reading.status is Status.UNVERIFIED and reading.expected is not None and reading.value is not None


def _missing(reading: FieldReading, material: Material, pages: Sequence[Page]) -> Doubt | None:
    """Of a value that the page owes or always prints; or that was declared and has its place here: its label was found, it stands on
    a row of its own, or the view shown carries it."""
    if reading.status is Status.UNREADABLE:
        return Doubt.OWED
    placed = any(
        reading.areas or rule.rows or rule.views
        for rule in material.fields
        if rule.name == reading.name and carried(rule, pages)
    )
    return Doubt.OPTIONAL if reading.expected is not None and placed else None


def _han(text: str) -> int:
    return sum(map(is_han, text))
