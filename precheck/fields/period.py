"""A period: ``YYYY-MM-DD/YYYY-MM-DD`` (ISO 8601), with ``YYYY-MM`` where no day is printed.

自2019年7月1日至2020年7月31日, 2019.07-2020.08; an end that is still open (至今) is ``..``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from precheck.domain.text import Found
from precheck.fields._dates import Seen, exists, scan, styles
from precheck.fields._glyphs import fold

CONFIDENCE = "dates"

_BETWEEN = re.compile(r"[\s起(]*[-~～—一至到]{0,3}[\s)]*")
_TODAY = re.compile(r"[\s起]*[-~～—至到]+\s*今")
# 2025.02.122026.02.12: a thin dash between the days that a reader lost.
_RUN_TOGETHER = re.compile(
    r"((?:19|20)\d\d)([.\-/])([01]\d)\2([0-3]\d)((?:19|20)\d\d)\2([01]\d)\2([0-3]\d)(?!\d)"
)
_END = r"\d{4}-\d{2}(?:-\d{2})?"
_FORM = re.compile(rf"({_END})/({_END}|\.\.)")


def find(text: str) -> Sequence[Found]:
    found = sorted(_read(text), key=lambda f: (bool(problems(f.value)), f.start))
    return found


def normalise(text: str) -> str:
    plain = text.strip()
    if _FORM.fullmatch(plain):
        return plain
    return next((found.value for found in find(text)), "")


def problems(value: str) -> Sequence[str]:
    match = _FORM.fullmatch(value)
    if match is None:
        return ["未能识别出起止日期"]
    first, last = match.groups()
    if not exists(first) or (last != ".." and not exists(last)):
        return ["起止日期中有不存在的日期"]
    precision = min(len(first), len(last))
    if last != ".." and first[:precision] > last[:precision]:
        return ["截止日期早于起始日期"]
    return []


def printed_forms(declared: str) -> Sequence[str]:
    match = _FORM.fullmatch(normalise(declared))
    if match is None:
        return []
    begins = styles(match[1])
    ends = ["今"] * len(begins) if match[2] == ".." else styles(match[2])
    signs = (("自", "至"), ("", "至")) if match[2] == ".." else (("自", "至"), ("", "至"), ("", "-"))
    return list(
        dict.fromkeys(
            f"{prefix}{first}{between}{last}"
            for prefix, between in signs
            for first, last in zip(begins, ends, strict=True)
        )
    )


def agree(read: str, declared: str) -> bool:
    """As exactly as was declared, each end by itself."""
    got, wanted = _FORM.fullmatch(normalise(read)), _FORM.fullmatch(normalise(declared))
    if got is None or wanted is None:
        return False
    return all(
        end == goal or (len(goal) == 7 and end[:7] == goal)
        for end, goal in zip(got.groups(), wanted.groups(), strict=True)
    )


def _read(text: str) -> Iterator[Found]:
    folded = fold(text)
    for match in _RUN_TOGETHER.finditer(folded):
        first, last = "-".join(match.group(1, 3, 4)), "-".join(match.group(5, 6, 7))
        yield Found(*match.span(), f"{first}/{last}")
    days: list[Seen] = scan(text)
    place = 0
    while place < len(days):
        seen = days[place]
        following = days[place + 1] if place + 1 < len(days) else None
        today = _TODAY.match(folded, seen.end)
        if today:
            yield Found(seen.start, today.end(), f"{seen.iso}/..")
        elif following is not None and _BETWEEN.fullmatch(folded[seen.end : following.start]):
            yield Found(seen.start, following.end, f"{seen.iso}/{following.iso}")
            place += 1
        place += 1
