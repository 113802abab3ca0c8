"""Field types: one kind of value a file, named by the file (``type = "resident_id"`` in a pipeline file).

A field type is a module with the functions of :class:`FieldType`. All of them work on text alone; where
the text stands on the page is the business of :mod:`precheck.reading`. Installed packages add some by entry points of the
group ``precheck.fields``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from precheck.domain.errors import Invalid
from precheck.domain.text import Found
from precheck.plugins import Registry

REGISTRY = Registry(
    __name__,
    __path__,
    "precheck.fields",
    "field type",
    ("find", "normalise", "problems", "printed_forms", "agree"),
)

NUMBERS, DATES, LISTS, WORDS = "numbers", "dates", "lists", "words"
CONFIDENCE_CLASSES = (NUMBERS, DATES, LISTS, WORDS)
"""The curves that say how probable it is that a value is right (``precheck/reading/confidence.toml``)."""


class FieldType(Protocol):
    """What a field module offers."""

    def find(self, text: str) -> Sequence[Found]:
        """Values of this type in a line as read, best first: OCR's spaces, widths and usual confusions
        are understood; ``start`` and ``end`` are offsets into ``text``."""
        ...

    def normalise(self, text: str) -> str:
        """The canonical form of a value, read or declared; '' where nothing is left."""
        ...

    def problems(self, value: str) -> Sequence[str]:
        """Why a normalised value cannot be one of this type (short Chinese phrases); empty where it can."""
        ...

    def printed_forms(self, declared: str) -> Sequence[str]:
        """The ways in which a declared value may stand on the page, without spaces, likeliest first."""
        ...

    def agree(self, read: str, declared: str) -> bool:
        """Whether a reading and a declared value, both in any form, mean the same."""
        ...


def names() -> list[str]:
    """The field types there are."""
    return REGISTRY.names()


@cache
def load(name: str) -> FieldType:
    """The field type of this name.

    Raises:
        Invalid: there is none, and the message lists what there is; or a package's does not offer what a type must.
    """
    module: FieldType = REGISTRY.load(name)
    if confidence_class(module) not in CONFIDENCE_CLASSES:
        raise Invalid(f"field type {name!r}: CONFIDENCE: {', '.join(CONFIDENCE_CLASSES)}")
    return module


def confidence_class(kind: FieldType) -> str:
    """The curve that a type's certainties follow: its module's ``CONFIDENCE``, else numbers where values have a structure
    and words where they have none."""
    declared: str | None = getattr(kind, "CONFIDENCE", None)
    return declared or (NUMBERS if structure(kind) is not None else WORDS)


def agree_partly(kind: FieldType, read: str, declared: str) -> bool:
    """Whether a reading agrees with a declared value as far as it goes, and does not go all the way: a module may offer
    ``agree_partly(read, declared)`` (a month was printed where a day was declared)."""
    partly = getattr(kind, "agree_partly", None)
    return partly is not None and bool(partly(read, declared))


def implied(kind: FieldType, value: str) -> dict[str, str]:
    """What a value of this type says about other fields of the same page, by field name: a module may offer
    ``implies(value)`` (an ID number holds a birth date and a sex). Empty for most types and for broken values."""
    implies = getattr(kind, "implies", None)
    said: dict[str, str] = implies(value) if implies is not None else {}
    return said


def completed(kind: FieldType, value: str, text: str) -> Found | None:
    """A value of which only part was read, completed by another piece of the same page: a module may offer
    ``completed(value, text)`` (a month by 年七月十日)."""
    complete = getattr(kind, "completed", None)
    found: Found | None = complete(value, text) if complete is not None else None
    return found


def structure(kind: FieldType) -> str | None:
    """The regular expression that a printed value of this type, without spaces, must fit as a whole: a module may offer
    ``STRUCTURE``. None where values have no structure to speak of."""
    expression: str | None = getattr(kind, "STRUCTURE", None)
    return expression


def agree_loosely(kind: FieldType, read: str, declared: str) -> bool:
    """Whether a reading agrees with a declared value where the page need not print it exactly as registered: a module may
    offer ``agree_loosely(read, declared)`` (one of an institution's names, its city before it)."""
    loosely = getattr(kind, "agree_loosely", None)
    return kind.agree(read, declared) or (loosely is not None and bool(loosely(read, declared)))


def loose_forms(kind: FieldType, declared: str) -> Sequence[str]:
    """The printed forms of a declared value and, where the module offers ``loose_forms(declared)``, those that only count
    where the page need not print it exactly as registered."""
    loosely = getattr(kind, "loose_forms", None)
    forms = list(kind.printed_forms(declared))
    return forms if loosely is None else list(dict.fromkeys([*forms, *loosely(declared)]))
