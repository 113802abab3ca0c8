"""A passport's date of birth: beside its label, or in line 2 of the machine readable zone with its check digit.

ISO, ``YYYY-MM-DD``.
"""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields import _zone_days, date

CONFIDENCE = "dates"

printed_forms = date.printed_forms
problems = date.problems
agree_partly = date.agree_partly


def find(text: str) -> Sequence[Found]:
    """The zone's day first: it has been checked."""
    seen = _zone_days.birth(text)
    zone = [] if seen is None else [Found(seen.start, seen.end, seen.day.isoformat())]
    return [*zone, *date.find(text)]


def normalise(text: str) -> str:
    seen = _zone_days.birth(text)
    return date.normalise(text) if seen is None else seen.day.isoformat()


def agree(read: str, declared: str) -> bool:
    return date.agree(normalise(read), normalise(declared))
