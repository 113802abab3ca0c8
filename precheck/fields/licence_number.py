"""登记号: the registration number of a medical institution's licence.

Usually the 22 characters of WS 218-2002: 9 organisation code (GB 11714), 6 place (GB/T 2260), 2 economic
type, 4 category (a letter and 3 digits), 1 class (1 non-profit, 2 for profit, 9 other); printed with a dash or
spaces, or without. Others are in use: 18 characters (统一社会信用代码), 12 and 18 digits of older rules, and
``PDY`` numbers that the health office gave to bodies without an organisation code. A number of another form
is not wrong; only what claims to be one of the checked forms is checked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields import organisation_code, social_credit_code
from precheck.fields._free_number import leading_free_number, tidy
from precheck.fields._numbers import canonical, search

_WS218 = organisation_code.TEMPLATE + "d" * 8 + "k" + "d" * 4
_PDY = "PDY" + "d" * 5 + "x" + "d" * 8 + "k" + "d" * 4
_TEMPLATES = (_WS218, _PDY, social_credit_code.TEMPLATE, "d" * 12, "d" * 18)
_WS218_FORM = re.compile(r"[0-9A-Z]{8}[0-9X]\d{8}[A-Z]\d{4}")
_LENGTHS = frozenset(map(len, _TEMPLATES))
_ALMOST = (21, 23)
STRUCTURE = (
    "[0-9A-Z]{8}-?[0-9X]-?[0-9]{8}[A-Z][0-9]{3}[129]"
    # Nothing is published on their form: with and without a check digit, and of any class.
    "|PDY[0-9]{5}-?[0-9X]?-?[0-9]{8}[A-Z][0-9]{4}"
    f"|{social_credit_code.STRUCTURE}|[0-9]{{12}}|[0-9]{{18}}"
)


def find(text: str) -> Sequence[Found]:
    found = search(text, _TEMPLATES, problems, inner=" -", shortest=None)
    free = leading_free_number(text, letters=True)
    return [*found, *(f for f in free if not any(f.start <= g.start and g.end <= f.end for g in found))]


def normalise(text: str) -> str:
    """Capitals without spaces; numbers of a known length without dashes too."""
    number = canonical(text, _TEMPLATES, problems, inner="-")
    return (
        number
        if len(number) in _LENGTHS and number.isascii() and number.isalnum()
        else tidy(text, letters=True)
    )


def problems(value: str) -> Sequence[str]:
    if len(value) == 22 and _WS218_FORM.fullmatch(value):
        return _ws218_problems(value)
    if len(value) == 18 and not value.isdigit() and set(value) <= set(social_credit_code.ALPHABET):
        return [f"登记号：{problem}" for problem in social_credit_code.problems(value)]
    # A letter at the category's usual place: meant as WS 218, with a character lost or gained.
    if len(value) in _ALMOST and re.fullmatch(r"[0-9X]{15,18}[A-Z]\d{3,5}", value):
        return [f"登记号应为22位，实为{len(value)}位"]
    return []


def printed_forms(declared: str) -> Sequence[str]:
    number = normalise(declared)
    if not _WS218_FORM.fullmatch(number):
        return [number] if number else []
    return [number, f"{number[:8]}-{number[8:]}", f"{number[:9]}-{number[9:]}"]


def agree(read: str, declared: str) -> bool:
    number = normalise(read)
    return number != "" and number == normalise(declared)


def _ws218_problems(value: str) -> list[str]:
    found: list[str] = []
    if not value.startswith("PDY") and organisation_code.problems(value[:9]):
        found.append("登记号中的组织机构代码校验码不符")
    if value[21] not in "129":
        found.append("登记号末位不是机构分类管理代码（1、2、9）")
    return found
