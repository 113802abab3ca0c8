"""学位证书编号: the number of a degree certificate.

By the State Council's Academic Degrees Committee (2005, for degrees since 2008 at the latest): 16 characters, 5
of the conferring body, 1 level (2 doctor, 3 master, 4 bachelor), 4 year, 6 serial, whose first place (the 11th)
may hold a letter (S double degree, E second degree, Z self-study); 17 with a prefix: C adult, Z professional,
Q, T (equivalent standing), L (foreign student). Older numbers have no common form. Nothing checks itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._free_number import leading_free_number, tidy
from precheck.fields._numbers import canonical, search

# An S at the 11th place is a letter: serials above 500,000 do not occur, double degrees do.
_TEMPLATES = tuple(prefix + "d" * 10 + place + "d" * 5 for place in "SEZda" for prefix in ("", *"CZQTL"))
_FORM = re.compile(r"[CZQTL]?(\d{5})(\d)(\d{4})[0-9A-Z]\d{5}")
_LEVELS = {"2": "博士", "3": "硕士", "4": "学士"}
_YEARS = range(1981, 2100)
_NEARLY = (15, 17, 18)
STRUCTURE = "[CZQTL]?[0-9]{5}[234](?:19[89][0-9]|20[0-9]{2})[0-9A-Z][0-9]{5}"


def year(value: str) -> int | None:
    """The year in a structured number; None in any other."""
    match = _FORM.fullmatch(normalise(value))
    return int(match[3]) if match and int(match[3]) in _YEARS else None


def level(value: str) -> str | None:
    """学士, 硕士 or 博士 in a structured number; None in any other."""
    match = _FORM.fullmatch(normalise(value))
    return _LEVELS.get(match[2]) if match else None


def implies(value: str) -> dict[str, str]:
    """The degree's level (学士, 硕士, 博士) in a structured number; empty for any other."""
    known_level = level(value)
    return {"degree": known_level} if known_level else {}


def find(text: str) -> Sequence[Found]:
    found = search(text, _TEMPLATES, problems, shortest=None)
    free = leading_free_number(text)
    return [*found, *(f for f in free if not any(f.start <= g.start and g.end <= f.end for g in found))]


def normalise(text: str) -> str:
    number = canonical(text, _TEMPLATES, problems)
    return number if _FORM.fullmatch(number) else tidy(text)


def problems(value: str) -> Sequence[str]:
    match = _FORM.fullmatch(value)
    if match is None:
        almost = value.isascii() and value.isdigit() and len(value) in _NEARLY
        return [f"学位证书编号应为16位，实为{len(value)}位"] if almost else []
    found: list[str] = []
    if match[2] not in _LEVELS:
        found.append("学位证书编号第6位不是学位级别码")
    if int(match[3]) not in _YEARS:
        found.append("学位证书编号中的年份不合理")
    return found


def printed_forms(declared: str) -> Sequence[str]:
    number = normalise(declared)
    return [number] if number else []


def agree(read: str, declared: str) -> bool:
    number = normalise(read)
    return number != "" and number == normalise(declared)
