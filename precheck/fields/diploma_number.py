"""毕业证书编号: the number of a diploma of higher education.

By the Ministry of Education's rules for the electronic registration of diplomas (教学〔2001〕4号 and later):
18 digits since 2002: 5 school, 1 kind of study (1 regular, 5 adult, 6 self-study, 7 network), 4 year, 2 level
(01 doctor, 02 master, 04 second bachelor, 05 bachelor, 06 junior college), 6 serial; 17 digits (serial of 5)
in 2001 and 2002. Self-study diplomas have 17 digits of another order (1 kind, 1 level, 6 place, 2 year, …).
Before 2001, and at secondary schools, numbers have no common form: they are kept as they stand and have no
problems. Nothing in any of them checks itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._free_number import leading_free_number, tidy
from precheck.fields._numbers import canonical, search

_TEMPLATES = ("d" * 18, "d" * 17)
_LEVELS = {"01": "博士", "02": "硕士", "04": "第二学士学位", "05": "本科", "06": "专科"}
_KINDS = "1567"
# Electronic registration began in 2001; some schools numbered earlier classes afterwards.
_YEARS = range(1991, 2100)
_PLACE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])"
_SELF_STUDY = re.compile(rf"6[56]{_PLACE}\d{{13}}")
STRUCTURE = (
    f"[0-9]{{5}}[{_KINDS}](?:199[1-9]|20[0-9]{{2}})(?:{'|'.join(_LEVELS)})[0-9]{{6}}"
    f"|[0-9]{{5}}[{_KINDS}]200[12](?:{'|'.join(_LEVELS)})[0-9]{{5}}"
    f"|6[56]{_PLACE}[0-9]{{13}}"
)
# All digits and nearly as long as the structured form: a digit lost or gained, not another kind of number.
_NEARLY = (16, 19)


def year(value: str) -> int | None:
    """The year of graduation in a structured number; None in any other."""
    number = normalise(value)
    return int(number[6:10]) if _structured(number) else None


def level(value: str) -> str | None:
    """The level in a structured number (专科, 本科, 硕士 …); None in any other."""
    number = normalise(value)
    return _LEVELS.get(number[10:12]) if _structured(number) else None


def implies(value: str) -> dict[str, str]:
    """The level and the year of graduation in a structured number; empty for any other."""
    known_level, known_year = level(value), year(value)
    if known_level is None or known_year is None:
        return {}
    return {"level": known_level, "graduation_date": str(known_year)}


def find(text: str) -> Sequence[Found]:
    found = search(text, _TEMPLATES, problems, shortest=None)
    free = leading_free_number(text)
    return [*found, *(f for f in free if not any(f.start <= g.start and g.end <= f.end for g in found))]


def normalise(text: str) -> str:
    number = canonical(text, _TEMPLATES, problems)
    return number if len(number) in (17, 18) and number.isdigit() else tidy(text)


def problems(value: str) -> Sequence[str]:
    if not (value.isascii() and value.isdigit()):
        return []
    if len(value) in _NEARLY:
        return [f"毕业证书编号应为18位，实为{len(value)}位"]
    if len(value) not in (17, 18) or _SELF_STUDY.fullmatch(value):
        return []
    found: list[str] = []
    if value[5] not in _KINDS:
        found.append("毕业证书编号第6位不是办学类型码")
    if int(value[6:10]) not in _YEARS:
        found.append("毕业证书编号中的年份不合理")
    elif len(value) == 17 and value[6:10] not in ("2001", "2002"):
        found.append("毕业证书编号只有17位，而17位编号只用于2001至2002年")
    if value[10:12] not in _LEVELS:
        found.append("毕业证书编号中的层次码不存在")
    return found


def printed_forms(declared: str) -> Sequence[str]:
    number = normalise(declared)
    return [number] if number else []


def agree(read: str, declared: str) -> bool:
    number = normalise(read)
    return number != "" and number == normalise(declared)


def _structured(number: str) -> bool:
    if not (number.isascii() and number.isdigit() and len(number) in (17, 18)):
        return False
    return not _SELF_STUDY.fullmatch(number) and not problems(number)
