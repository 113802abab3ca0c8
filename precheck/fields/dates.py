"""Days and months as they are printed, in Arabic and in Chinese numerals.

Read: 2018年6月30日, 2018.06.30, 2018-6-30, 2018/6/30, 20180630, 二〇一八年六月三十日 (zero as 〇 ○ 零 O 0), 廿 and 卅,
spaces anywhere, letters for digits, 日 lost or read as 曰 or 目, and 07 MAR 1990 of passports."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from precheck.domain.text import Found
from precheck.fields.field_type import DATES, FieldType
from precheck.fields.glyphs import DIGIT_FOR, fold

_ARABIC = r"[0-9OoQDIil|ZSsBbG]"
_CHINESE = "〇零一二三四五六七八九"
_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾", "一二二三三四五六六七八九十")
_NUMERALS = "〇一二三四五六七八九"
_VALUES = {char: value for value, char in enumerate(_NUMERALS)} | dict.fromkeys("零Oo0", 0) | {"-": 1}
# 一 is often read as a dash; between 年, 月 and 日 nothing else can be meant.
# The round zero is thin and easily lost: 二一八年 is 2018, 二〇八年 2008, 一九九年 1990.
_HAN_YEAR = (
    rf"[一二](?:\s*[{_CHINESE}OoQ0\-]){{3}}|(?<![{_CHINESE}])二\s*[〇零OoQ0一二]\s*[{_CHINESE}](?=\s*年)"
    rf"|(?<![{_CHINESE}])一\s*九\s*[一二三四五六七八九](?=\s*年)"
)
_HAN_SMALL = r"[一二三四五六七八九十廿卅〇零\-](?:\s*[一二三四五六七八九十〇\-]){0,2}"
_HAN_DAY = r"(?:[二三]?\s*十\s*[一二三四五六七八九]?|[廿卅]\s*[一二三四五六七八九]?|[一二三四五六七八九])"
_ARABIC_YEAR = rf"[12IilZ|](?:\s*{_ARABIC}){{3}}"
_ARABIC_SMALL = rf"{_ARABIC}(?:\s*{_ARABIC})?"
_YEAR = rf"(?P<y>{_ARABIC_YEAR}|{_HAN_YEAR})"
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # 2018年6月30日; without 日 only where the number ends there
        rf"(?<![0-9]){_YEAR}\s*年\s*(?P<m>{_ARABIC_SMALL}|{_HAN_SMALL})\s*月"
        rf"(?:\s*(?P<d>(?:{_ARABIC_SMALL}|{_HAN_SMALL})(?=\s*[日号曰目])"
        rf"|(?:[0-9]{{1,2}}|{_HAN_DAY})(?!\s*[0-9A-Za-z〇零一二三四五六七八九十年月个周]))(?:\s*[日号曰目])?)?",
        # 2018.06.30
        rf"(?<![0-9A-Za-z]){_YEAR.replace('|' + _HAN_YEAR, '')}\s*[.\-/·,:]\s*(?P<m>{_ARABIC_SMALL})"
        rf"(?:\s*[.\-/·,:]\s*(?P<d>{_ARABIC}(?:\s?{_ARABIC})?)(?![0-9A-Za-z]))?(?![0-9A-Za-z])",
        # 20180630
        r"(?<![0-9A-Za-z])(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3][0-9])(?![0-9A-Za-z])",
        # 07 MAR 1990, 07 3月/MAR 1990
        rf"(?<![0-9])(?P<d>[0-3]?[0-9])\s*(?:[01]?[0-9]\s*月\s*/?\s*)?(?P<m>{'|'.join(_MONTHS)})[A-Z]*[\s,]*"
        r"(?P<y>(?:19|20)[0-9]{2})(?![0-9])",
    )
)

_REST = re.compile(
    rf"[^，,。月日]{{0,7}}年\s*(?P<m>{_ARABIC_SMALL}|{_HAN_SMALL})\s*月\s*(?P<d>{_ARABIC_SMALL}|{_HAN_SMALL})\s*[日号曰目]\s*"
)
_YEAR_ALONE = re.compile(r"\s*((?:19|20)[0-9]{2})\s*年?\s*")


@dataclass(frozen=True, slots=True)
class SeenDate:
    """A day (or, with ``day`` None, a month) read at ``text[start:end]``; it need not exist."""

    start: int
    end: int
    year: int
    month: int
    day: int | None

    @property
    def iso(self) -> str:
        month = f"{self.year:04d}-{self.month:02d}"
        return month if self.day is None else f"{month}-{self.day:02d}"

    @property
    def dotted(self) -> str:
        return self.iso.replace("-", ".")


def scan(text: str) -> list[SeenDate]:
    """All days and months of a text, from left to right, none inside another."""
    folded = fold(text).translate(_FORMAL)
    taken: list[SeenDate] = []
    for pattern in _PATTERNS:
        for seen in _matches(pattern, folded):
            if all(seen.end <= other.start or other.end <= seen.start for other in taken):
                taken.append(seen)
    return sorted(taken, key=lambda seen: seen.start)


def rest(text: str) -> tuple[int, int, int, int] | None:
    """What is left of a date that stands alone and whose year was lost: start, end, month and day (年七月十日)."""
    match = _REST.fullmatch(fold(text).translate(_FORMAL))
    if match is None:
        return None
    month, day = _number(match["m"]), _number(match["d"])
    return None if month is None or day is None else (match.start("m"), match.end(), month, day)


def styles(iso: str) -> list[str]:
    """A day or month of ISO form in each style of print, likeliest first: as many and in the same order for
    every day (so that two days of one style can be paired); empty where the text is not ISO."""
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", iso):
        return []
    parts = iso.split("-")
    short = [parts[0], *(str(int(part)) for part in parts[1:])]
    han = ["".join(_NUMERALS[int(digit)] for digit in parts[0]), *(_numeral(int(part)) for part in parts[1:])]
    return [
        _with_units(short),
        _with_units(parts),
        ".".join(parts),
        "-".join(parts),
        "/".join(parts),
        ".".join(short),
        *(_with_units([han[0].replace("〇", zero), *han[1:]]) for zero in "〇○零"),
    ]


def printed(iso: str) -> list[str]:
    """How a day or month of ISO form may be printed, likeliest first; empty where the text is not ISO."""
    forms = styles(iso)
    day = int(iso[8:] or 0) if forms else 0
    if day > 20:
        tens = "廿" if day < 30 else "卅"
        forms.append(forms[6].partition("月")[0] + "月" + tens + _numeral(day % 10) + "日")
    return list(dict.fromkeys(forms))


def exists(iso: str) -> bool:
    """Whether an ISO day, or month, is one of the calendar."""
    try:
        datetime.date.fromisoformat(iso if len(iso) != 7 else iso + "-01")
    except ValueError:
        return False
    return True


def _matches(pattern: re.Pattern[str], folded: str) -> Iterator[SeenDate]:
    for match in pattern.finditer(folded):
        year, month, day = _number(match["y"]), _number(match["m"]), _number(match["d"])
        if year is None or month is None or not 1900 <= year <= 2199 or month > 19 or (day or 0) > 39:
            continue
        end = match.end()
        yield SeenDate(match.start(), end, year, month, day)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    text = re.sub(r"\s", "", text)
    if text in _MONTHS:
        return _MONTHS.index(text) + 1
    if re.fullmatch(rf"[{_CHINESE}十廿卅OoQ0\-]+", text) and re.search(rf"[{_CHINESE}十廿卅\-]", text):
        return _chinese(text)
    return int("".join(DIGIT_FOR.get(char, char)[0] for char in text))


def _chinese(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十").replace("Q", "0").replace("十十", "十")
    if "十" not in text:
        digits = "".join(str(_VALUES[char]) for char in text)
        if len(digits) == 3:
            # What was lost stood in the middle of this century's years, at the end of the last one's.
            return int("20" + digits[-2:] if digits[0] == "2" else digits + "0")
        return int(digits)
    tens, _, ones = text.partition("十")
    return 10 * (_VALUES[tens[-1]] if tens else 1) + (_VALUES[ones[0]] if ones else 0)


def _with_units(parts: list[str]) -> str:
    return "".join(part + unit for part, unit in zip(parts, "年月日", strict=False))


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _NUMERALS[tens] + "十")
    return head + (_NUMERALS[ones] if ones else "")


class Date(FieldType):
    """A day, or a month where only that is printed: ISO, ``YYYY-MM-DD`` or ``YYYY-MM``. A year alone (``YYYY``) is
    understood where it is the whole value, as when a diploma's number implies it, and never found in a line."""

    confidence = DATES

    def find(self, text: str) -> Sequence[Found]:
        """Whole days first, then months, each in the order in which they stand."""
        seen = sorted(scan(text), key=lambda s: (s.day is None, not exists(s.iso), s.start))
        return [Found(s.start, s.end, s.iso) for s in seen]

    def normalise(self, text: str) -> str:
        year = _YEAR_ALONE.fullmatch(text)
        return year[1] if year else super().normalise(text)

    def problems(self, value: str) -> Sequence[str]:
        if not value:
            return ["未能识别出日期"]
        return [] if exists(value) or _YEAR_ALONE.fullmatch(value) else ["日期不存在"]

    def printed_forms(self, declared: str) -> Sequence[str]:
        return printed(self.normalise(declared))

    def agree(self, read: str, declared: str) -> bool:
        """As exactly as was declared: a day agrees with its declared month or year."""
        wanted, got = self.normalise(declared), self.normalise(read)
        return len(wanted) >= len("YYYY") and got[: len(wanted)] == wanted

    def agree_partly(self, read: str, declared: str) -> bool:
        """Whether only a month or a year was read, and it is that of the declared day: older diplomas print no day."""
        wanted, got = self.normalise(declared), self.normalise(read)
        return len("YYYY") <= len(got) < len(wanted) and wanted.startswith(got)

    def complete(self, value: str, text: str) -> Found | None:
        """The day of which ``value`` is the month, where ``text`` is what is left of a date whose year a seal covers (年七月十日);
        None where it is not, or of another month."""
        left = rest(text)
        if left is None or len(value) != len("YYYY-MM"):
            return None
        start, end, month, day = left
        whole = f"{value}-{day:02d}"
        return Found(start, end, whole) if value.endswith(f"-{month:02d}") and exists(whole) else None


date = Date()
