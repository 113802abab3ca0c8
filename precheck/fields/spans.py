"""Spans of time: a period of work or training, and from when to when a document is valid."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence

from precheck.domain.text import Found
from precheck.fields.dates import SeenDate, exists, printed, scan, styles
from precheck.fields.field_type import DATES, FieldType
from precheck.fields.glyphs import fold

_BETWEEN = re.compile(r"[\s起(]*[-~～—一至到]{0,3}[\s)]*")
_TODAY = re.compile(r"[\s起]*[-~～—至到]+\s*今")
# 2025.02.122026.02.12: a thin dash between the days that a reader lost.
_RUN_TOGETHER = re.compile(
    r"((?:19|20)\d\d)([.\-/])([01]\d)\2([0-3]\d)((?:19|20)\d\d)\2([01]\d)\2([0-3]\d)(?!\d)"
)
_END = r"\d{4}-\d{2}(?:-\d{2})?"
_FORM = re.compile(rf"({_END})/({_END}|\.\.)")


class Period(FieldType):
    """A period: ``YYYY-MM-DD/YYYY-MM-DD`` (ISO 8601), with ``YYYY-MM`` where no day is printed.
    自2019年7月1日至2020年7月31日, 2019.07-2020.08; an end that is still open (至今) is ``..``."""

    confidence = DATES

    def find(self, text: str) -> Sequence[Found]:
        return sorted(_periods(text), key=lambda f: (bool(self.problems(f.value)), f.start))

    def normalise(self, text: str) -> str:
        plain = text.strip()
        return plain if _FORM.fullmatch(plain) else super().normalise(text)

    def problems(self, value: str) -> Sequence[str]:
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

    def printed_forms(self, declared: str) -> Sequence[str]:
        match = _FORM.fullmatch(self.normalise(declared))
        if match is None:
            return []
        is_open = match[2] == ".."
        signs = (("自", "至"), ("", "至"), *(() if is_open else (("", "-"),)))
        return _printed(match[1], "今" if is_open else match[2], signs)

    def agree(self, read: str, declared: str) -> bool:
        """As exactly as was declared, each end by itself."""
        got, wanted = _FORM.fullmatch(self.normalise(read)), _FORM.fullmatch(self.normalise(declared))
        if got is None or wanted is None:
            return False
        return all(
            end == goal or (len(goal) == 7 and end[:7] == goal)
            for end, goal in zip(got.groups(), wanted.groups(), strict=True)
        )


def _printed(first: str, last: str, signs: Iterable[tuple[str, str]]) -> list[str]:
    """Both ends in each style of print, joined by each of ``signs`` (before the first, between them)."""
    begins = styles(first)
    ends = styles(last) or [last] * len(begins)
    pairs = list(zip(begins, ends, strict=True))
    return list(dict.fromkeys(f"{sign}{a}{between}{b}" for sign, between in signs for a, b in pairs))


def _periods(text: str) -> Iterator[Found]:
    folded = fold(text)
    for match in _RUN_TOGETHER.finditer(folded):
        first, last = "-".join(match.group(1, 3, 4)), "-".join(match.group(5, 6, 7))
        yield Found(*match.span(), f"{first}/{last}")
    days: list[SeenDate] = scan(text)
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


_BETWEEN_DAYS = re.compile(r"[\s起(]*[-~～—一至到]{1,3}[\s)]*|[\s起]*")
_LONG = re.compile(r"[\s起(]*[-~～一至到]{0,3}[\s)]*长\s*期")
_UNTIL = re.compile(r"[至到]\s*:?\s*$|截\s*止\s*(?:日期)?\s*:?\s*$")
# Sixteen digits of two days whose dots or dash were lost.
_DAY = r"((?:19|20)\d\d)[.\s]?(\d\d)[.\s]?(\d\d)"
_CRAMMED = re.compile(rf"{_DAY}[-~.\s]?(?:{_DAY}|长\s*期)(?!\d)")
_VALIDITY = re.compile(r"(?:(\d{4}\.\d{2}\.\d{2})?-)(\d{4}\.\d{2}\.\d{2}|长期)")


class Validity(FieldType):
    """有效期限: from when to when a document is valid. ``YYYY.MM.DD-YYYY.MM.DD`` or ``YYYY.MM.DD-长期``;
    ``-YYYY.MM.DD`` where only the end is printed (有效期至…)."""

    confidence = DATES

    def find(self, text: str) -> Sequence[Found]:
        found = list(_validities(text))
        return sorted(found, key=lambda f: (f.value.startswith("-"), bool(self.problems(f.value)), f.start))

    def problems(self, value: str) -> Sequence[str]:
        match = _VALIDITY.fullmatch(value)
        if match is None:
            return ["未能识别出有效期限"]
        days = [day.replace(".", "-") for day in match.groups() if day and day != "长期"]
        if not all(exists(day) for day in days):
            return ["有效期限中的日期不存在"]
        if len(days) == 2 and days[0] >= days[1]:
            return ["有效期限的截止日期不晚于起始日期"]
        return []

    def printed_forms(self, declared: str) -> Sequence[str]:
        match = _VALIDITY.fullmatch(self.normalise(declared))
        if match is None:
            return []
        first, last = (part.replace(".", "-") if part else "" for part in match.groups())
        if not first:
            return [f"至{form}" for form in printed(last)]
        if self.problems(match[0]):
            return [match[0]]
        return list(dict.fromkeys([match[0], *_printed(first, last, (("", "-"), ("自", "至"), ("", "至")))]))

    def ends_on(self, value: str) -> datetime.date | None:
        """The last valid day; None for 长期 and where the value does not say."""
        match = _VALIDITY.fullmatch(self.normalise(value))
        day = match[2].replace(".", "-") if match else "长期"
        return datetime.date.fromisoformat(day) if day != "长期" and exists(day) else None


def _validities(text: str) -> Iterator[Found]:
    folded = fold(text)
    days = [seen for seen in scan(text) if seen.day is not None]
    used: set[int] = set()
    for place, seen in enumerate(days):
        following = days[place + 1] if place + 1 < len(days) else None
        long = _LONG.match(folded, seen.end)
        if following is not None and _BETWEEN_DAYS.fullmatch(folded[seen.end : following.start]):
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


period, validity = Period(), Validity()
