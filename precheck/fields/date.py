"""A day, or a month where only that is printed: ISO, ``YYYY-MM-DD`` or ``YYYY-MM``.

A year alone (``YYYY``) is understood where it is the whole value, as when a diploma's number implies it, and never
found in a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._dates import exists, printed, rest, scan

CONFIDENCE = "dates"

_YEAR = re.compile(r"\s*((?:19|20)[0-9]{2})\s*年?\s*")


def find(text: str) -> Sequence[Found]:
    """Whole days first, then months, each in the order in which they stand."""
    seen = sorted(scan(text), key=lambda s: (s.day is None, not exists(s.iso), s.start))
    return [Found(s.start, s.end, s.iso) for s in seen]


def normalise(text: str) -> str:
    year = _YEAR.fullmatch(text)
    return year[1] if year else next((found.value for found in find(text)), "")


def problems(value: str) -> Sequence[str]:
    if not value:
        return ["未能识别出日期"]
    return [] if exists(value) or _YEAR.fullmatch(value) else ["日期不存在"]


def printed_forms(declared: str) -> Sequence[str]:
    return printed(normalise(declared))


def agree(read: str, declared: str) -> bool:
    """As exactly as was declared: a day agrees with its declared month or year."""
    wanted, got = normalise(declared), normalise(read)
    return len(wanted) >= len("YYYY") and got[: len(wanted)] == wanted


def agree_partly(read: str, declared: str) -> bool:
    """Whether only a month or a year was read, and it is that of the declared day: older diplomas print no day."""
    wanted, got = normalise(declared), normalise(read)
    return len("YYYY") <= len(got) < len(wanted) and wanted.startswith(got)


def completed(value: str, text: str) -> Found | None:
    """The day of which ``value`` is the month, where ``text`` is what is left of a date whose year a seal covers (年七月十日);
    None where it is not, or of another month."""
    left = rest(text)
    if left is None or len(value) != len("YYYY-MM"):
        return None
    start, end, month, day = left
    whole = f"{value}-{day:02d}"
    return Found(start, end, whole) if value.endswith(f"-{month:02d}") and exists(whole) else None
