"""When a passport expires: line 2 of the machine readable zone, with its check digit, or the day beside its label.

``-YYYY.MM.DD``, as :mod:`precheck.fields.validity` writes a period of which only the end matters.
"""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields import _zone_days, date, validity

CONFIDENCE = "dates"

problems = validity.problems


def find(text: str) -> Sequence[Found]:
    """The zone's day first; of printed days the last, since that of issue stands before it."""
    seen = _zone_days.expiry(text)
    zone = [] if seen is None else [Found(seen.start, seen.end, _value(seen.day.isoformat()))]
    days = [found for found in date.find(text) if len(found.value) == len("YYYY-MM-DD")]
    printed = [Found(last.start, last.end, _value(last.value)) for last in sorted(days, key=_start)[-1:]]
    return [*zone, *printed]


def normalise(text: str) -> str:
    """The end of a period too."""
    end = validity.ends_on(text)
    if end is not None:
        return _value(end.isoformat())
    return next((found.value for found in find(text)), "")


def printed_forms(declared: str) -> Sequence[str]:
    day = normalise(declared).removeprefix("-").replace(".", "-")
    return list(date.printed_forms(day)) if day else []


def agree(read: str, declared: str) -> bool:
    value = normalise(read)
    return value != "" and value == normalise(declared)


def _start(found: Found) -> int:
    return found.start


def _value(iso: str) -> str:
    return "-" + iso.replace("-", ".")
