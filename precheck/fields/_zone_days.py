"""The two days in line 2 of a passport's machine readable zone, each with its check digit (ICAO 9303-4).

Only the line's first 28 characters are needed, so that lost fillers behind them do no harm; a day whose check digit does
not fit is none, since one digit of it was misread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from precheck.fields._glyphs import fold
from precheck.fields._numbers import DIGIT_FOR
from precheck.fields.mrz import check_digit

_D = "[0-9OQDILZSBG]"
_LINE = re.compile(
    rf"[A-Z0-9<]{{9}}{_D}[A-Z<0-9]{{3}}(?P<birth>{_D}{{6}})(?P<bc>{_D})[MFX<](?P<expiry>{_D}{{6}})(?P<ec>{_D})"
)

ADULT_YEARS = 16
"""Years at least from birth to expiry: candidates are adults."""


@dataclass(frozen=True, slots=True)
class ZoneDay:
    """A day, and the piece of the line that says it and proves it."""

    day: date
    start: int
    end: int


def expiry(text: str) -> ZoneDay | None:
    """When the passport expires; the century is 20."""
    return next((_seen(match, "expiry", where, 2000) for match, where in _sound(text, "expiry", "ec")), None)


def birth(text: str) -> ZoneDay | None:
    """When its holder was born: in the last century that makes an adult of the holder before the passport expires."""
    for match, where in _sound(text, "birth", "bc"):
        until = 2000 + int(_digits(match["expiry"])[:2])
        century = 2000 if 2000 + int(_digits(match["birth"])[:2]) + ADULT_YEARS <= until else 1900
        return _seen(match, "birth", where, century)
    return None


def _sound(text: str, name: str, check: str) -> Iterator[tuple[re.Match[str], list[int]]]:
    where = [place for place, char in enumerate(text) if not char.isspace()]
    line = "".join("<" if text[place] in "«‹" else fold(text[place]).upper()[:1] for place in where)
    match = _LINE.search(line)
    if match and check_digit(_digits(match[name])) == _digits(match[check]):
        yield match, where


def _seen(match: re.Match[str], name: str, where: list[int], century: int) -> ZoneDay | None:
    digits = _digits(match[name])
    try:
        day = date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return None
    return ZoneDay(day, where[match.start()], where[match.end() - 1] + 1)


def _digits(text: str) -> str:
    return "".join(DIGIT_FOR.get(char, char)[0] for char in text)
