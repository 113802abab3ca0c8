"""A day, or a month where only that is printed: ISO, ``YYYY-MM-DD`` or ``YYYY-MM``."""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._dates import exists, printed, scan


def find(text: str) -> Sequence[Found]:
    """Whole days first, then months, each in the order in which they stand."""
    seen = sorted(scan(text), key=lambda s: (s.day is None, not exists(s.iso), s.start))
    return [Found(s.start, s.end, s.iso) for s in seen]


def normalise(text: str) -> str:
    return next((found.value for found in find(text)), "")


def problems(value: str) -> Sequence[str]:
    if not value:
        return ["未能识别出日期"]
    return [] if exists(value) else ["日期不存在"]


def printed_forms(declared: str) -> Sequence[str]:
    return printed(normalise(declared))


def agree(read: str, declared: str) -> bool:
    """As exactly as was declared: a day agrees with its declared month, a month not with a declared day."""
    wanted, got = normalise(declared), normalise(read)
    return wanted != "" and (got == wanted or (len(wanted) == 7 and got[:7] == wanted))
