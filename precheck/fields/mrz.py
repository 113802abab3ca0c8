"""The machine readable zone of a passport: ICAO 9303-4 (TD3), two lines of 44 characters.

Line 1: P, kind, issuing state (3), surname << given names. Line 2: number (9), check, nationality (3), birth
YYMMDD, check, sex, expiry YYMMDD, check, personal number (14), check, check over all. Check digits: weights
7 3 1, letters count 10 (A) to 35 (Z), < counts 0, mod 10 (ICAO 9303-3, 4.9). A value is both lines joined, or
the second alone where the first was not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from precheck.domain.text import Found
from precheck.fields._glyphs import fold
from precheck.fields._numbers import DIGIT_FOR

_LINE = 44
_FIRST = re.compile(r"[PV][A-Z<][A-Z<]{3}[A-Z<]{39}")
_SECOND = re.compile(r"[A-Z0-9<]{9}[0-9][A-Z<]{3}[0-9]{7}[MFX<][0-9]{7}[A-Z0-9<]{14}[0-9<][0-9]")
# Where line 2 holds digits, and where letters; the rest holds both.
_DIGIT_PLACES = frozenset((9, *range(13, 20), *range(21, 28), 43))
_LETTER_PLACES = frozenset((10, 11, 12))
_LETTER_FOR = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B", "6": "G"}


@dataclass(frozen=True, slots=True)
class Zone:
    """What the zone says. ``birth`` and ``expiry`` are YYMMDD as printed; names are None without line 1."""

    number: str
    nationality: str
    birth: str
    sex: str | None
    expiry: str
    surname: str | None
    given_names: str | None

    @property
    def name(self) -> str | None:
        """Surname and given names with a space between."""
        return None if self.surname is None else " ".join(filter(None, (self.surname, self.given_names)))

    def birth_date(self, on: date) -> date | None:
        """The day of birth, in the last hundred years before ``on``."""
        day = _day(self.birth, on.year // 100)
        return day if day is None or day <= on else _day(self.birth, on.year // 100 - 1)


def check_digit(text: str) -> str:
    """The check digit over capitals, digits and ``<``.

    Raises:
        ValueError: another character.
    """
    total = 0
    for place, char in enumerate(text):
        if char == "<":
            continue
        if not (char.isascii() and char.isalnum()) or char.islower():
            raise ValueError(f"{char!r} cannot stand in a machine readable zone")
        total += (7, 3, 1)[place % 3] * int(char, 36)
    return str(total % 10)


def parse(value: str) -> Zone | None:
    """The parts of a zone; None where no second line is in it. Nothing is checked: see :func:`problems`."""
    first, second = _lines(normalise(value))
    if second is None:
        return None
    surname = given = None
    if first is not None:
        before, _, after = first[5:].partition("<<")
        surname, given = _words(before), _words(after)
    sex = {"M": "男", "F": "女"}.get(second[20])
    return Zone(
        second[:9].rstrip("<"), second[10:13].rstrip("<"), second[13:19], sex, second[21:27], surname, given
    )


def find(text: str) -> Sequence[Found]:
    """The second line's zone, with the first line's where both stand in the text."""
    found: list[Found] = []
    for match in re.finditer(r"[A-Za-z0-9<«‹ \n]{40,}", _plain(text)):
        value = normalise(match[0])
        if any(_lines(value)):
            found.append(Found(match.start(), match.end(), value))
    return sorted(found, key=lambda zone: len(problems(zone.value)))


def normalise(text: str) -> str:
    """Capitals, digits and ``<`` without spaces; letters and digits put where the layout has them."""
    word = re.sub(r"\s", "", _plain(text).replace("«", "<<").replace("‹", "<")).upper()
    if len(word) == 2 * _LINE:
        return word[:_LINE] + _settled(word[_LINE:])
    if len(word) == _LINE and not _FIRST.fullmatch(word):
        return _settled(word)
    return word


def problems(value: str) -> Sequence[str]:
    _, second = _lines(value)
    if second is None:
        return ["机读码不完整"]
    parts = (
        ("护照号码", second[:9], second[9]),
        ("出生日期", second[13:19], second[19]),
        ("有效期", second[21:27], second[27]),
    )
    found = [f"机读码中{what}的校验码不符" for what, text, check in parts if check_digit(text) != check]
    personal, check = second[28:42], second[42]
    if check != check_digit(personal) and not (check == "<" and not personal.strip("<")):
        found.append("机读码中个人号码的校验码不符")
    if check_digit(second[:10] + second[13:20] + second[21:43]) != second[43]:
        found.append("机读码总校验码不符")
    return found


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return [value] if value else []


def agree(read: str, declared: str) -> bool:
    value = normalise(read)
    return value != "" and value == normalise(declared)


def _plain(text: str) -> str:
    return "".join("\n" if char == "\n" else plain for char, plain in zip(text, fold(text), strict=True))


def _lines(value: str) -> tuple[str | None, str | None]:
    first = value[:_LINE] if _FIRST.fullmatch(value[:_LINE]) else None
    second = value[-_LINE:] if _SECOND.fullmatch(value[-_LINE:]) else None
    return first, second


def _settled(line: str) -> str:
    settled: list[str] = []
    for place, char in enumerate(line):
        if place in _DIGIT_PLACES and char in DIGIT_FOR:
            settled.append(DIGIT_FOR[char][0])
        elif place in _LETTER_PLACES:
            settled.append(_LETTER_FOR.get(char, char))
        else:
            settled.append(char)
    return "".join(settled)


def _words(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def _day(yymmdd: str, century: int) -> date | None:
    try:
        return date(100 * century + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return None
