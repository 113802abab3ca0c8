"""A day, or a month where only that is printed: ISO, ``YYYY-MM-DD`` or ``YYYY-MM``.

A year alone (``YYYY``) is understood where it is the whole value, as when a diploma's number implies it, and never
found in a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._dates import exists, printed, scan

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
    """As exactly as both say it: where one gives only the month (older diplomas print no day), the month decides;
    where one gives only the year, the year."""
    wanted, got = normalise(declared), normalise(read)
    shorter = min(len(wanted), len(got))
    return shorter >= len("YYYY") and got[:shorter] == wanted[:shorter]
