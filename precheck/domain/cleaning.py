"""Cleaning of declared values: what spreadsheets, copy and paste and other programs do to them.

Every function takes the value as it came (text of a cell, or a JSON value) and gives the value that is meant, None where
nothing was declared. :class:`Unclean` says why a value cannot be used; it never repeats the value, which is personal.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

CHINA = timezone(timedelta(hours=8))
_SUMMER = timezone(timedelta(hours=9))
# Summer time in China (tz database, rule PRC): a birth date of then was midnight one hour earlier.
_SUMMERS = {
    1986: (date(1986, 5, 4), date(1986, 9, 14)),
    1987: (date(1987, 4, 12), date(1987, 9, 13)),
    1988: (date(1988, 4, 17), date(1988, 9, 11)),
    1989: (date(1989, 4, 16), date(1989, 9, 17)),
    1990: (date(1990, 4, 15), date(1990, 9, 16)),
    1991: (date(1991, 4, 14), date(1991, 9, 15)),
}

_ABSENT = frozenset(
    {"nan", "null", "none", "nil", "undefined", "nat", "n/a", "#n/a", "<na>", "(null)", "[null]", "\\n"}
    | {"无", "暂无", "空", "未填", "未填写", "(空)", "(无)"}
)
_NOTHING = re.compile(r"[-‐‑‒–—―−_/\\.\s]*")
# Invisible, and not of the Unicode category of formatting characters.
_INVISIBLE = "\u034f\u115f\u1160\u2800\u3164\uffa0\u17b4\u17b5"
_SPREADSHEET_ERROR = re.compile(r"#(REF|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC|GETTING_DATA)[!?]?|#+", re.I)
_QUOTES = (('="', '"'), ("=“", "”"), ('"', '"'), ("“", "”"))
_APOSTROPHES = "'’‘`´"
_HAN = r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·•・()]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+[eE][+-]?|[eE][+-])\d{1,3}")
_DECIMAL = re.compile(r"[+-]?\d+[.,]0*")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_EXACT_DIGITS = 15
"""Decimal digits that a spreadsheet keeps of a number (IEEE 754 double)."""

_TRUE = frozenset(["true", "t", "yes", "y", "on", "1", "是", "对", "有", "真", "√", "✓", "✔"])
_FALSE = frozenset(
    ["false", "f", "no", "n", "off", "0", "否", "不", "不是", "非", "没有", "假", "×", "✗", "✘"]
)
_YEAR_ALONE = re.compile(r"((?:19|20)\d\d)\s*年?")
_DAY = re.compile(
    r"((?:19|20)\d\d)\s*(?:年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号]?)?|([-/.])\s*(\d{1,2})(?:\s*\4\s*(\d{1,2}))?)"
)
_RUN_TOGETHER = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)")
_HAN_DAY = re.compile(
    r"([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十廿卅]{1,3})[日号])?"
)
_STAMP = re.compile(
    r"(\S+?)[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?", re.I
)
_SERIAL = re.compile(r"(\d{5})(?:\.0*)?")
_SERIAL_BEGINS = date(1899, 12, 30)
_MILLISECONDS = 10**11
"""From here on a whole number in a column of dates counts milliseconds since 1970 (10^11: March 1973)."""
_YEARS = range(1900, 2100)


class Unclean(ValueError):
    """A value that cannot be used. ``why`` is Chinese, ``why_en`` English; neither repeats the value."""

    def __init__(self, why: str, why_en: str) -> None:
        super().__init__(f"{why} ({why_en})")
        self.why = why
        self.why_en = why_en


def clean(value: object) -> str | None:
    """A text without what nobody sees and what a spreadsheet put around it; None where it says nothing.
    Raises Unclean: it is no text, or characters of it are lost."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise Unclean("应为文本", "text is wanted")
    text = _bare(str(value))
    if _is_absent(text):
        return None
    if _SPREADSHEET_ERROR.fullmatch(text):
        raise Unclean("是表格软件的错误值，请重新导出", "an error value of a spreadsheet")
    if "\ufffd" in text:
        raise Unclean("含有转码时损坏的字符，请用 UTF-8 重新导出", "a character was lost in conversion")
    if "?" in text or "*" in text:
        raise Unclean("含有“?”或“*”，有字符丢失或被遮盖", "a ? or * stands for lost or hidden characters")
    if any(unicodedata.category(char) in ("Co", "Cs") for char in text):
        raise Unclean(
            "含有自造字（私用区字符），请改用标准字符", "a private-use character that Unicode does not know"
        )
    return text


def clean_number(value: object) -> str | None:
    """A document's number, without spaces.
    Raises Unclean: a spreadsheet has destroyed it: scientific notation, a float, digits lost after the fifteenth."""
    if isinstance(value, float) and not math.isnan(value):
        raise Unclean(
            "号码成了小数，末尾数字已丢失，请以文本格式重新导出",
            "a float: its last digits are lost; export it as text",
        )
    text = clean(value)
    if text is None:
        return None
    text = re.sub(r"\s", "", text)
    if _SCIENTIFIC.fullmatch(text):
        raise Unclean("号码成了科学计数法，请以文本格式重新导出", "scientific notation; export it as text")
    if _DECIMAL.fullmatch(text) or _GROUPED.fullmatch(text):
        raise Unclean(
            "号码被当作数值处理过，请以文本格式重新导出", "it was treated as an amount; export it as text"
        )
    if text.isdecimal() and not is_resident_id(text) and (_ends_in_zeros(text) or _was_a_double(value)):
        raise Unclean(
            "号码末尾的数字已被表格软件改为 0，请以文本格式重新导出",
            "its last digits were lost in a spreadsheet; export it as text",
        )
    return text


def clean_day(value: object, *, shortest: int = len("YYYY-MM-DD")) -> str | None:
    """An ISO day; with a smaller ``shortest`` also a month (7) or a year (4). A time stamp is a day only where it is
    midnight in China; whole numbers of five digits are a spreadsheet's days.
    Raises Unclean: it is no day, none of the calendar, or less exact than wanted."""
    if isinstance(value, datetime):
        return _midnight(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isnan(value) and value.is_integer():
        value = int(value)
    text = clean(None if isinstance(value, float) and math.isnan(value) else value)
    if text is None:
        return None
    found = _day(text)
    if len(found) < shortest:
        raise Unclean("日期不完整，须为 YYYY-MM-DD", "an incomplete date; YYYY-MM-DD is wanted")
    return found


def clean_boolean(value: object) -> bool | None:
    """Yes or no. Raises Unclean: it is neither."""
    if isinstance(value, bool):
        return value
    text = _word(value)
    if text is None:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise Unclean("须为 true 或 false（是、否、1、0 亦可）", "true or false is wanted")


def clean_choice(value: object, meanings: Mapping[str, str]) -> str | None:
    """One of the values of ``meanings``, whose keys are the spellings understood, in small letters.
    Raises Unclean: none of them; names those that are allowed."""
    if isinstance(value, bool):
        raise Unclean("应为文本", "text is wanted")
    text = _word(value)
    if text is None:
        return None
    meant = meanings.get(text) or meanings.get(re.sub(r"[\s_-]+", "_", text))
    if meant is None:
        allowed = "、".join(dict.fromkeys(meanings.values()))
        raise Unclean(f"不在允许的取值之列：{allowed}", "not one of the values allowed")
    return meant


def clean_year(value: object) -> int | None:
    """A year. Raises Unclean: it is none."""
    text = _word(value)
    if text is None:
        return None
    match = re.fullmatch(r"((?:19|20)\d\d)\s*(?:年度?)?", text)
    if match is None:
        raise Unclean("须为四位年份", "a year of four digits is wanted")
    return int(match[1])


def _bare(text: str) -> str:
    """Visible characters without quoting."""
    text = _visible(text)
    while (inner := _unquoted(text)) != text:
        text = inner
    return _BETWEEN_HAN.sub("", text)


def _visible(text: str) -> str:
    """In today's composed characters, without invisible ones, one space for any number of them."""
    text = unicodedata.normalize("NFKC", text.translate(PRESENT_CODE_POINTS))
    return " ".join("".join(char for char in text if not _is_hidden(char)).split())


def _unquoted(text: str) -> str:
    for begins, ends in _QUOTES:
        if len(text) >= len(begins) + len(ends) and text.startswith(begins) and text.endswith(ends):
            return text[len(begins) : -len(ends)].strip()
    text = text.removeprefix("=")
    return text.strip(_APOSTROPHES).strip()


def _is_hidden(char: str) -> bool:
    if char.isspace():
        return False
    variation = 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF
    return variation or char in _INVISIBLE or unicodedata.category(char) in ("Cf", "Cc")


def _is_absent(text: str) -> bool:
    return text.lower() in _ABSENT or _NOTHING.fullmatch(text) is not None


def _word(value: object) -> str | None:
    """A cell that holds a word, in small letters; whole floats as a spreadsheet writes them (``1.0``)."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = clean(None if isinstance(value, float) and math.isnan(value) else value)
    if text is None:
        return None
    return re.sub(r"(?<=\d)\.0+$", "", text.lower())


def _ends_in_zeros(digits: str) -> bool:
    # Sixteen and seventeen digits end in one or two zeros by themselves too often to be refused for it.
    return len(digits) >= _EXACT_DIGITS + 3 and set(digits[_EXACT_DIGITS:]) == {"0"}


def _was_a_double(value: object) -> bool:
    """Whether a whole number is one that a program keeping it as a double would write."""
    if not isinstance(value, int) or value <= 2**53:
        return False
    return value in (int(float(value)), int(Decimal(repr(float(value)))))


def _day(text: str) -> str:
    stamp = _STAMP.fullmatch(text)
    if stamp is not None:
        return _of_stamp(stamp)
    if re.fullmatch(r"-?\d{11,14}", text) and abs(int(text)) >= _MILLISECONDS:
        return _midnight(datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(text))).isoformat()
    serial = _SERIAL.fullmatch(text)
    if serial is not None:
        day = _SERIAL_BEGINS + timedelta(days=int(serial[1]))
        if day.year in _YEARS:
            return day.isoformat()
    if (year := _YEAR_ALONE.fullmatch(text)) is not None:
        return year[1]
    if (match := _RUN_TOGETHER.fullmatch(text)) is not None:
        return _existing(match[1], match[2], match[3])
    if (match := _DAY.fullmatch(text)) is not None:
        return _existing(match[1], match[2] or match[5], match[3] or match[6])
    if (match := _HAN_DAY.fullmatch(text)) is not None:
        year_digits = "".join(str("〇一二三四五六七八九".index(c)) for c in re.sub("[○零]", "〇", match[1]))
        return _existing(year_digits, _han(match[2]), _han(match[3]) if match[3] else None)
    raise Unclean("不是可识别的日期，须为 YYYY-MM-DD", "no date; YYYY-MM-DD is wanted")


def _han(text: str) -> str:
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    numerals = "〇一二三四五六七八九"
    if any(len(part) > 1 for part in (tens, ones)):
        raise Unclean("不是可识别的日期，须为 YYYY-MM-DD", "no date; YYYY-MM-DD is wanted")
    return str((numerals.index(tens) if tens else 1) * 10 * bool(ten) + (numerals.index(ones) if ones else 0))


def _existing(year: str, month: str, day: str | None) -> str:
    try:
        found = date(int(year), int(month), int(day or 1))
    except ValueError:
        raise Unclean("日期不存在", "no day of the calendar") from None
    return found.isoformat() if day is not None else f"{found:%Y-%m}"


def _of_stamp(stamp: re.Match[str]) -> str:
    day = date.fromisoformat(whole) if len(whole := _day(stamp[1])) == 10 else None
    if day is None:
        raise Unclean("不是可识别的日期，须为 YYYY-MM-DD", "no date; YYYY-MM-DD is wanted")
    try:
        hour, minute, second = int(stamp[2]), int(stamp[3]), int(stamp[4] or 0)
        micro = int((stamp[5] or "0")[:6].ljust(6, "0"))
        at = datetime(day.year, day.month, day.day, hour, minute, second, micro)
    except ValueError:
        raise Unclean("时间不存在", "no time of the day") from None
    zone = stamp[6]
    if zone is not None:
        minutes = 0
        if zone[0] in "+-":
            digits = zone[1:].replace(":", "")
            minutes = (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if zone[0] == "-" else 1)
        at = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    return _midnight(at).isoformat()


def _midnight(at: datetime) -> date:
    """The day that a time stamp stands for."""
    local = [at] if at.tzinfo is None else [at.astimezone(CHINA)]
    if at.tzinfo is not None:
        summer = at.astimezone(_SUMMER)
        first, last = _SUMMERS.get(summer.year, (date.max, date.min))
        if first <= summer.date() <= last:
            local.append(summer)
    for moment in local:
        if moment.time().replace(tzinfo=None) == datetime.min.time():
            return moment.date()
    raise Unclean(
        "是时间而不是日期（北京时间不是零点），须为 YYYY-MM-DD",
        "a time, not a date: no midnight in China; YYYY-MM-DD is wanted",
    )


def difference(came: object, meant: object) -> str | None:
    """How a value was changed, in words; None where only its type was."""
    if not isinstance(came, str | int | float) or isinstance(came, bool) or str(came) == str(meant):
        return None
    text = str(came)
    if meant is None:
        return "视为未填 (taken as absent)" if text.strip() and text != "nan" else None
    if not isinstance(meant, str) or not isinstance(came, str):
        return "写法已统一 (spelling)"
    steps = (
        ("旧编码字符已更换 (old code points)", text.translate(PRESENT_CODE_POINTS) != text),
        ("去除不可见字符 (invisible characters)", any(map(_is_hidden, text))),
        ("去除引号 (quoting)", _unquoted(_visible(text)) != _visible(text)),
        ("去除空格 (spaces)", len(re.findall(r"\s", text)) > meant.count(" ")),
    )
    said = [what for what, true in steps if true]
    return "、".join(said) or "写法已统一 (spelling)"


_FE50_TO_FEA0 = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹"
    "䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
_BLOCKS = (
    (0xE76C, "\u20ac"),
    (0xE78D, "︐︒︑︓︔︕︖︗︘︙"),
    (0xE7C7, "ḿǹ"),
    (0xE7E7, "〾⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻"),
    (0xE815, _FE50_TO_FEA0),
)

PRESENT_CODE_POINTS: dict[int, str] = {
    first + place: char for first, block in _BLOCKS for place, char in enumerate(block)
}
"""Private-use code points under which older software kept characters that Unicode lacked then → the character of today, as
``str.translate`` takes it. Source: GB 18030-2000, -2005 and -2022, table of the two-byte part; what GBK fonts put at
FE50-FEA0 was U+E815-E864 (䶮 was U+E863)."""


_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"


def is_resident_id(text: str) -> bool:
    """Whether it has eighteen characters and the check digit is right."""
    return re.fullmatch(r"[0-9]{17}[0-9Xx]", text) is not None and check_digit(text[:17]) == text[17].upper()


def check_digit(first17: str) -> str:
    """The 18th character of a resident's ID number for the first 17 digits (GB 11643-1999; ISO 7064 MOD 11-2).
    Raises ValueError: not 17 digits."""
    if re.fullmatch("[0-9]{17}", first17) is None:
        raise ValueError("17 digits are needed")
    return _ID_CHECK[
        sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, first17, strict=True)) % 11
    ]
