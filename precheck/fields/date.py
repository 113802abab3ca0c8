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
    """As exactly as both say it: where one gives only the month (older diplomas print no day), the month decides."""
    wanted, got = normalise(declared), normalise(read)
    shorter = min(len(wanted), len(got))
    return shorter >= len("YYYY-MM") and got[:shorter] == wanted[:shorter]
