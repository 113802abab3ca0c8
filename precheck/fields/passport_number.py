"""护照号码 and the numbers of travel permits: no check of their own.

Chinese passports: E and 8 digits, or E, a letter (not I or O) and 7 digits; older G, D, S, P and 8 digits.
Permits for Hong Kong and Macao residents: H or M and 8 digits (old: 10); for Taiwan residents: 8 digits.
Foreign passports: up to 9 letters and digits (ICAO 9303). What is none of the first is not wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from precheck.domain.text import Found
from precheck.fields._numbers import canonical, runs, search

_TEMPLATES = ("aa" + "d" * 7, "a" + "d" * 8, "a" + "d" * 10, "d" * 8)
_CHINESE = re.compile(r"[EGDSPHM]\d{8}|E[A-HJ-NP-Z]\d{7}|[HM]\d{10}|\d{8}")
_ANY = re.compile(r"[A-Z0-9]{6,11}")


def find(text: str) -> Sequence[Found]:
    found = [f for f in search(text, _TEMPLATES, _unusual, shortest=None) if not _unusual(f.value)]
    for run in runs(text):
        for start, end in pairwise(sorted(run.gaps)):
            word = run.chars[start:end].upper()
            if _ANY.fullmatch(word) and sum(char.isdigit() for char in word) >= 4:
                found.append(run.found(word, start, end))
    unique: dict[tuple[int, int], Found] = {}
    for number in found:
        unique.setdefault((number.start, number.end), number)
    return list(unique.values())


def normalise(text: str) -> str:
    word = "".join(run.chars for run in runs(text))
    number = canonical(word, _TEMPLATES, _unusual)
    # Letters of other countries' numbers are kept.
    return word.upper() if _unusual(number) else number


def problems(value: str) -> Sequence[str]:
    return [] if _ANY.fullmatch(value) else ["证件号码的字符或长度不合理"]


def printed_forms(declared: str) -> Sequence[str]:
    number = normalise(declared)
    return [number] if number else []


def agree(read: str, declared: str) -> bool:
    number = normalise(read)
    return number != "" and number == normalise(declared)


def _unusual(value: str) -> list[str]:
    return [] if _CHINESE.fullmatch(value) else ["不是中国护照或通行证的号码格式"]
