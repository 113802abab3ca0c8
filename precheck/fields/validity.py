"""有效期限: from when to when a document is valid.

``YYYY.MM.DD-YYYY.MM.DD`` or ``YYYY.MM.DD-长期``; ``-YYYY.MM.DD`` where only the end is printed (有效期至…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from precheck.domain.text import Found
from precheck.fields._dates import exists, printed, scan, styles
from precheck.fields._glyphs import fold

CONFIDENCE = "dates"

_BETWEEN = re.compile(r"[\s起(]*[-~～—一至到]{1,3}[\s)]*|[\s起]*")
_LONG = re.compile(r"[\s起(]*[-~～一至到]{0,3}[\s)]*长\s*期")
_UNTIL = re.compile(r"[至到]\s*:?\s*$|截\s*止\s*(?:日期)?\s*:?\s*$")
# Sixteen digits of two days whose dots or dash were lost.
_DAY = r"((?:19|20)\d\d)[.\s]?(\d\d)[.\s]?(\d\d)"
_CRAMMED = re.compile(rf"{_DAY}[-~.\s]?(?:{_DAY}|长\s*期)(?!\d)")
_FORM = re.compile(r"(?:(\d{4}\.\d{2}\.\d{2})?-)(\d{4}\.\d{2}\.\d{2}|长期)")


def find(text: str) -> Sequence[Found]:
    found = list(_read(text))
    return sorted(found, key=lambda f: (f.value.startswith("-"), bool(problems(f.value)), f.start))


def normalise(text: str) -> str:
    return next((found.value for found in find(text)), "")


def problems(value: str) -> Sequence[str]:
    match = _FORM.fullmatch(value)
    if match is None:
        return ["未能识别出有效期限"]
    days = [day.replace(".", "-") for day in match.groups() if day and day != "长期"]
    if not all(exists(day) for day in days):
        return ["有效期限中的日期不存在"]
    if len(days) == 2 and days[0] >= days[1]:
        return ["有效期限的截止日期不晚于起始日期"]
    return []


def printed_forms(declared: str) -> Sequence[str]:
    match = _FORM.fullmatch(normalise(declared))
    if match is None:
        return []
    first, last = (part.replace(".", "-") if part else "" for part in match.groups())
    if not first:
        return [f"至{form}" for form in printed(last)]
    if problems(match[0]):
        return [match[0]]
    begins = styles(first)
    ends = [last] * len(begins) if last == "长期" else styles(last)
    pairs = list(zip(begins, ends, strict=True))
    joined = [
        f"{prefix}{a}{between}{b}"
        for prefix, between in (("", "-"), ("自", "至"), ("", "至"))
        for a, b in pairs
    ]
    return list(dict.fromkeys([match[0], *joined]))


def agree(read: str, declared: str) -> bool:
    value = normalise(read)
    return value != "" and value == normalise(declared)


def ends_on(value: str) -> date | None:
    """The last valid day; None for 长期 and where the value does not say."""
    return _day(value, 2)


def _day(value: str, group: int) -> date | None:
    match = _FORM.fullmatch(normalise(value))
    day = match[group] if match else None
    if not day or day == "长期" or not exists(day.replace(".", "-")):
        return None
    return date.fromisoformat(day.replace(".", "-"))


def _read(text: str) -> Iterator[Found]:
    folded = fold(text)
    days = [seen for seen in scan(text) if seen.day is not None]
    used: set[int] = set()
    for place, seen in enumerate(days):
        following = days[place + 1] if place + 1 < len(days) else None
        long = _LONG.match(folded, seen.end)
        if following is not None and _BETWEEN.fullmatch(folded[seen.end : following.start]):
            used |= {place, place + 1}
            yield Found(seen.start, following.end, f"{seen.dotted}-{following.dotted}")
        elif long:
            used.add(place)
            yield Found(seen.start, long.end(), f"{seen.dotted}-长期")
    for place, seen in enumerate(days):
        before = folded[: seen.start].rstrip()
        if place not in used and (_UNTIL.search(before) or before == "-"):
            yield Found(seen.start, seen.end, f"-{seen.dotted}")
    if not used:
        for match in _CRAMMED.finditer(folded):
            first, last = ".".join(match.group(1, 2, 3)), "长期"
            if match[4]:
                last = ".".join(match.group(4, 5, 6))
            yield Found(match.start(), match.end(), f"{first}-{last}")
