"""医师资格证书编码: the number of a physician's qualification certificate.

27 characters: 4 year of the certificate, 2 province (GB/T 2260), 1 level (1 physician, 2 assistant), 2 category
and kind, 18 the holder's ID number; 24 where that was of the 15-digit form. The ID number inside has its own
check and must be the candidate's.
"""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields import resident_id
from precheck.fields._numbers import canonical, search

_LONG = "d" * 26 + "x"
_SHORT = "d" * 24
_TEMPLATES = (_LONG, _SHORT)
# The law on practising physicians came into force in 1999.
_YEARS = range(1999, 2100)
_LEVELS = {"1": "执业医师", "2": "执业助理医师"}
STRUCTURE = f"(?:1999|20[0-9]{{2}})(?:{'|'.join(sorted(resident_id.PROVINCES))})[12][0-9]{{2}}(?:{resident_id.STRUCTURE})"


def resident_id_inside(value: str) -> str:
    """The holder's ID number, in its form of 18; '' where the value has neither length."""
    number = normalise(value)
    return resident_id.normalise(number[9:]) if len(number) in (24, 27) else ""


def year(value: str) -> int | None:
    """The year of the certificate; None where the value has neither length."""
    number = normalise(value)
    return int(number[:4]) if len(number) in (24, 27) and number[:4].isdigit() else None


def level(value: str) -> str | None:
    """执业医师 or 执业助理医师; None where the value does not say."""
    number = normalise(value)
    return _LEVELS.get(number[6]) if len(number) in (24, 27) else None


def implies(value: str) -> dict[str, str]:
    """The holder's ID number, birth date and sex, where the ID number inside is sound; else empty."""
    inside = resident_id_inside(value)
    said = resident_id.implies(inside)
    return {"id_number": inside, **said} if said else {}


def find(text: str) -> Sequence[Found]:
    return search(text, _TEMPLATES, problems, shortest=16)


def normalise(text: str) -> str:
    """As printed, 27 or 24 capitals; :func:`agree` knows that both may mean the same."""
    return canonical(text, _TEMPLATES, problems)


def problems(value: str) -> Sequence[str]:
    if len(value) not in (24, 27):
        return [f"医师资格证书编码应为27位（旧式24位），实为{len(value)}位"]
    if not (value[:26].isascii() and value[:26].isdigit() and value[-1] in "0123456789X"):
        return ["医师资格证书编码含有不应出现的字符"]
    found: list[str] = []
    if int(value[:4]) not in _YEARS:
        found.append("医师资格证书编码中的年份不合理")
    if value[4:6] not in resident_id.PROVINCES:
        found.append("医师资格证书编码第5、6位不是省级行政区划代码")
    if value[6] not in _LEVELS:
        found.append("医师资格证书编码第7位不是医师级别码")
    found.extend(f"医师资格证书编码内的{problem}" for problem in resident_id.problems(value[9:]))
    return found


def printed_forms(declared: str) -> Sequence[str]:
    number = normalise(declared)
    if len(number) not in (24, 27):
        return [number] if number else []
    return list(
        dict.fromkeys([number, *(number[:9] + form for form in resident_id.printed_forms(number[9:]))])
    )


def agree(read: str, declared: str) -> bool:
    first, second = normalise(read), normalise(declared)
    return first != "" and (first == second or _modern(first) == _modern(second))


def _modern(number: str) -> str:
    return number[:9] + resident_id.normalise(number[9:]) if len(number) == 24 else number
