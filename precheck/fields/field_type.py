"""What a field type is: one kind of value, on text alone. Where the text stands is the business of :mod:`precheck.reading`."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from precheck.domain.text import Found

NUMBERS, DATES, LISTS, WORDS = "numbers", "dates", "lists", "words"
CONFIDENCE_CLASSES = (NUMBERS, DATES, LISTS, WORDS)
"""The curves that say how probable it is that a value is right (``precheck/reading/confidence.toml``)."""


class FieldType(ABC):
    """One kind of value. ``structure``: the regular expression that a printed value, without spaces, must fit as a
    whole; None where values have no structure to speak of. ``confidence``: the curve that its certainties follow; by
    default numbers where there is a structure, words where there is none."""

    structure: str | None = None
    confidence: str | None = None

    @property
    def confidence_class(self) -> str:
        """One of :data:`CONFIDENCE_CLASSES`."""
        return self.confidence or (NUMBERS if self.structure is not None else WORDS)

    @abstractmethod
    def find(self, text: str) -> Sequence[Found]:
        """Values of this type in a line as read, best first: OCR's spaces, widths and usual confusions
        are understood; ``start`` and ``end`` are offsets into ``text``."""

    def normalise(self, text: str) -> str:
        """The canonical form of a value, read or declared; '' where nothing is left."""
        return next((found.value for found in self.find(text)), "")

    @abstractmethod
    def problems(self, value: str) -> Sequence[str]:
        """Why a normalised value cannot be one of this type (short Chinese phrases); empty where it can."""

    def printed_forms(self, declared: str) -> Sequence[str]:
        """The ways in which a declared value may stand on the page, without spaces, likeliest first."""
        value = self.normalise(declared)
        return [value] if value else []

    def loose_forms(self, declared: str) -> Sequence[str]:
        """The printed forms, and those that only count where the page need not print the value exactly as registered."""
        return self.printed_forms(declared)

    def agree(self, read: str, declared: str) -> bool:
        """Whether a reading and a declared value, both in any form, mean the same."""
        value = self.normalise(read)
        return value != "" and value == self.normalise(declared)

    def agree_loosely(self, read: str, declared: str) -> bool:
        """The same where the page need not print the value exactly as registered."""
        return self.agree(read, declared)

    def agree_partly(self, read: str, declared: str) -> bool:
        """Whether a reading agrees with a declared value as far as it goes: a month where a day was declared."""
        return False

    def implies(self, value: str) -> Mapping[str, str]:
        """What a value says about other fields of the same page, by field name: an ID number holds a birth date."""
        return {}

    def complete(self, value: str, text: str) -> Found | None:
        """A value of which only part was read, completed by another piece of the same page: a month by 年七月十日."""
        return None
