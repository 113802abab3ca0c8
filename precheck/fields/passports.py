"""Passports: the machine readable zone (ICAO 9303-4, TD3), what its lines say, and the number beside its label.

Line 1: P, kind, issuing state (3), surname << given names. Line 2: number (9), check, nationality (3), birth YYMMDD,
check, sex, expiry YYMMDD, check, personal number (14), check, check over all. Check digits: weights 7 3 1, letters
count 10 (A) to 35 (Z), < counts 0, mod 10 (ICAO 9303-3, 4.9)."""

import re
from collections.abc import Sequence
from itertools import pairwise

from precheck.domain.text import Found
from precheck.fields.dates import Date, date, exists
from precheck.fields.field_type import DATES, FieldType
from precheck.fields.glyphs import DIGIT_FOR, fold
from precheck.fields.numbers import Number, canonical, runs, search
from precheck.fields.spans import validity

_LINE = 44
_FIRST = re.compile(r"[PV][A-Z<][A-Z<]{3}[A-Z<]{39}")
_SECOND = re.compile(r"[A-Z0-9<]{9}[0-9][A-Z<]{3}[0-9]{7}[MFX<][0-9]{7}[A-Z0-9<]{14}[0-9<][0-9]")
# Where line 2 holds digits, and where letters; the rest holds both.
_DIGIT_PLACES = frozenset((9, *range(13, 20), *range(21, 28), 43))
_LETTER_PLACES = frozenset((10, 11, 12))
_LETTER_FOR = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B", "6": "G"}


def check_digit(text: str) -> str:
    """The check digit over capitals, digits and ``<``. Raises ValueError: another character."""
    total = 0
    for place, char in enumerate(text):
        if char == "<":
            continue
        if not (char.isascii() and char.isalnum()) or char.islower():
            raise ValueError(f"{char!r} cannot stand in a machine readable zone")
        total += (7, 3, 1)[place % 3] * int(char, 36)
    return str(total % 10)


class MachineReadableZone(FieldType):
    """Both lines joined, or the second alone where the first was not read."""

    def find(self, text: str) -> Sequence[Found]:
        """The second line's zone, with the first line's where both stand in the text."""
        found: list[Found] = []
        for match in re.finditer(r"[A-Za-z0-9<«‹ \n]{40,}", _plain(text)):
            value = self.normalise(match[0])
            if any(_lines(value)):
                found.append(Found(match.start(), match.end(), value))
        return sorted(found, key=lambda zone: len(self.problems(zone.value)))

    def normalise(self, text: str) -> str:
        """Capitals, digits and ``<`` without spaces; letters and digits put where the layout has them."""
        word = re.sub(r"\s", "", _plain(text).replace("«", "<<").replace("‹", "<")).upper()
        if len(word) == 2 * _LINE:
            return word[:_LINE] + _as_laid_out(word[_LINE:])
        if len(word) == _LINE and not _FIRST.fullmatch(word):
            return _as_laid_out(word)
        return word

    def problems(self, value: str) -> Sequence[str]:
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


def _plain(text: str) -> str:
    return "".join("\n" if char == "\n" else plain for char, plain in zip(text, fold(text), strict=True))


def _lines(value: str) -> tuple[str | None, str | None]:
    first = value[:_LINE] if _FIRST.fullmatch(value[:_LINE]) else None
    second = value[-_LINE:] if _SECOND.fullmatch(value[-_LINE:]) else None
    return first, second


def _as_laid_out(line: str) -> str:
    settled: list[str] = []
    for place, char in enumerate(line):
        if place in _DIGIT_PLACES and char in DIGIT_FOR:
            settled.append(DIGIT_FOR[char][0])
        elif place in _LETTER_PLACES:
            settled.append(_LETTER_FOR.get(char, char))
        else:
            settled.append(char)
    return "".join(settled)


mrz = MachineReadableZone()

# Only the second line's first 28 characters are needed for its days, so that lost fillers behind them do no harm.
_D = "[0-9OQDILZSBG]"
_DAYS_LINE = re.compile(
    rf"[A-Z0-9<]{{9}}{_D}[A-Z<0-9]{{3}}(?P<birth>{_D}{{6}})(?P<birth_check>{_D})[MFX<](?P<expiry>{_D}{{6}})(?P<expiry_check>{_D})"
)

_ADULT_YEARS = 16
"""Years at least from birth to expiry: candidates are adults."""


def _zone_day(text: str, name: str) -> Found | None:
    """The day of ``birth`` or ``expiry`` (ISO) in line 2, and the piece of the line that says it and proves it by its check
    digit: one that does not fit is none, since one digit of it was misread."""
    where = [place for place, char in enumerate(text) if not char.isspace()]
    line = "".join("<" if text[place] in "«‹" else fold(text[place]).upper()[:1] for place in where)
    match = _DAYS_LINE.search(line)
    if match is None or check_digit(_digits(match[name])) != _digits(match[f"{name}_check"]):
        return None
    digits, until = _digits(match[name]), 2000 + int(_digits(match["expiry"])[:2])
    year = 2000 + int(digits[:2])
    # Born in the last century that makes an adult of the holder before the passport expires.
    year -= 100 if name == "birth" and year + _ADULT_YEARS > until else 0
    iso = f"{year}-{digits[2:4]}-{digits[4:]}"
    return Found(where[match.start()], where[match.end() - 1] + 1, iso) if exists(iso) else None


def _digits(text: str) -> str:
    return "".join(DIGIT_FOR.get(char, char)[0] for char in text)


class PassportBirth(Date):
    """A passport's date of birth: beside its label, or in line 2 of the machine readable zone. ISO, ``YYYY-MM-DD``."""

    def find(self, text: str) -> Sequence[Found]:
        """The zone's day first: it has been checked."""
        zone = _zone_day(text, "birth")
        return [*([zone] if zone else []), *super().find(text)]

    def normalise(self, text: str) -> str:
        zone = _zone_day(text, "birth")
        return zone.value if zone else super().normalise(text)


class PassportExpiry(FieldType):
    """When a passport expires: line 2 of the machine readable zone, or the day beside its label. ``-YYYY.MM.DD``, as a
    validity is written of which only the end matters."""

    confidence = DATES

    def find(self, text: str) -> Sequence[Found]:
        """The zone's day first; of printed days the last, since that of issue stands before it."""
        zone = _zone_day(text, "expiry")
        days = [found for found in date.find(text) if len(found.value) == len("YYYY-MM-DD")]
        last = sorted(days, key=lambda found: found.start)[-1:]
        return [Found(one.start, one.end, _until(one.value)) for one in ([zone] if zone else []) + last]

    def normalise(self, text: str) -> str:
        """The end of a period too."""
        end = validity.ends_on(text)
        return super().normalise(text) if end is None else _until(end.isoformat())

    def problems(self, value: str) -> Sequence[str]:
        return validity.problems(value)

    def printed_forms(self, declared: str) -> Sequence[str]:
        day = self.normalise(declared).removeprefix("-").replace(".", "-")
        return date.printed_forms(day) if day else []


def _until(iso: str) -> str:
    return "-" + iso.replace("-", ".")


_NAME_LINE = re.compile(r"[PV][A-Z<][A-Z0-9<]{3}(?P<name>[A-Z0-9<]{20,39})")
_BARE_NAME = re.compile(r"(?P<name>[A-Z0-9]+(?:<+[A-Z0-9]+)+)<*")
"""The name without the head of its line, as where a reader lost it."""
_NO_NAME = re.compile(r"[0-9]{5}")
"""Line 2 of the zone, which no name is: a day and its check digit are seven."""
_LETTER_IN_NAME = str.maketrans("015826", "OISBZG")


class PassportName(FieldType):
    """The holder's name in line 1 of the zone: surname and given names in capitals with spaces between. Readers see the
    letters O and I as digits there; names have none, so digits that look like letters are taken as letters."""

    def find(self, text: str) -> Sequence[Found]:
        """The name alone, without what stands before it and the fillers behind."""
        places = [place for place, char in enumerate(text) if not char.isspace()]
        plain = "".join("<" if text[place] == "«" else fold(text[place]).upper()[:1] for place in places)
        match = _NAME_LINE.match(plain) or _BARE_NAME.fullmatch(plain)
        if match is None or _NO_NAME.search(match["name"]):
            return []
        value = self.normalise(match["name"].translate(_LETTER_IN_NAME).replace("<", " "))
        inked = [place for place in range(*match.span("name")) if plain[place] != "<"]
        return [Found(places[inked[0]], places[inked[-1]] + 1, value)] if value else []

    def normalise(self, text: str) -> str:
        """Letters only, in capitals, one space between words."""
        return " ".join(re.sub(r"[^A-Z\u3400-\u9fff]+", " ", fold(text).upper()).split())

    def problems(self, value: str) -> Sequence[str]:
        return [] if len(value) >= 2 else ["未能识别出姓名"]

    def printed_forms(self, declared: str) -> Sequence[str]:
        """The surname apart from the given names, and (which of the words it is may be unknown) all alike."""
        name = self.normalise(declared)
        forms = (name.replace(" ", "<<", 1).replace(" ", "<"), name.replace(" ", "<"))
        return list(dict.fromkeys(forms)) if name else []

    def agree(self, read: str, declared: str) -> bool:
        """Letter by letter; the order of surname and given names does not matter."""
        seen, wanted = self.normalise(read).split(), self.normalise(declared).split()
        return bool(wanted) and ("".join(seen) == "".join(wanted) or sorted(seen) == sorted(wanted))


_CHINESE = re.compile(r"[EGDSPHM]\d{8}|E[A-HJ-NP-Z]\d{7}|[HM]\d{10}|\d{8}")
_ANY = re.compile(r"[A-Z0-9]{6,11}")


class PassportNumber(Number):
    """护照号码 and the numbers of travel permits: no check of their own. Chinese passports: E and 8 digits, or E, a
    letter (not I or O) and 7 digits; older G, D, S, P and 8 digits. Permits for Hong Kong and Macao residents: H or M
    and 8 digits (old: 10); for Taiwan residents: 8 digits. Foreign passports: up to 9 letters and digits (ICAO 9303).
    What is none of the first is not wrong."""

    templates = ("aa" + "d" * 7, "a" + "d" * 8, "a" + "d" * 10, "d" * 8)

    def find(self, text: str) -> Sequence[Found]:
        found = [f for f in search(text, self.templates, _unusual, shortest=None) if not _unusual(f.value)]
        for run in runs(text):
            for start, end in pairwise(sorted(run.gaps)):
                word = run.chars[start:end].upper()
                if _ANY.fullmatch(word) and sum(char.isdigit() for char in word) >= 4:
                    found.append(run.found(word, start, end))
        unique: dict[tuple[int, int], Found] = {}
        for number in found:
            unique.setdefault((number.start, number.end), number)
        return list(unique.values())

    def normalise(self, text: str) -> str:
        word = "".join(run.chars for run in runs(text))
        number = canonical(word, self.templates, _unusual)
        # Letters of other countries' numbers are kept.
        return word.upper() if _unusual(number) else number

    def problems(self, value: str) -> Sequence[str]:
        return [] if _ANY.fullmatch(value) else ["证件号码的字符或长度不合理"]


def _unusual(value: str) -> list[str]:
    return [] if _CHINESE.fullmatch(value) else ["不是中国护照或通行证的号码格式"]


passport_birth, passport_expiry = PassportBirth(), PassportExpiry()
passport_name, passport_number = PassportName(), PassportNumber()
