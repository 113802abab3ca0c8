"""统一社会信用代码: GB 32100-2015, 18 characters of an alphabet without I O S V Z.

One of the registering authority (1–9, A, N or Y), one of the kind of body, 6 of the place, 9 of the
organisation code (GB 11714, with its own check), one check character: weights 3^(i−1) mod 31,
31 − sum mod 31.
"""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields import organisation_code
from precheck.fields._numbers import canonical, search

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
TEMPLATE = "uu" + "d" * 6 + "u" * 8 + "xu"
_AUTHORITIES = "123456789ANY"
STRUCTURE = f"[{_AUTHORITIES}][{ALPHABET}][0-9]{{6}}[{ALPHABET}]{{8}}[0-9X][{ALPHABET}]"


def check_digit(first17: str) -> str:
    """The 18th character.

    Raises:
        ValueError: not 17 characters of the alphabet.
    """
    if len(first17) != 17 or any(char not in ALPHABET for char in first17):
        raise ValueError("17 characters of the alphabet of GB 32100 are needed")
    total = sum(pow(3, place, 31) * ALPHABET.index(char) for place, char in enumerate(first17))
    return ALPHABET[-total % 31]


def find(text: str) -> Sequence[Found]:
    return search(text, (TEMPLATE,), problems, shortest=14)


def normalise(text: str) -> str:
    return canonical(text, (TEMPLATE,), problems)


def problems(value: str) -> Sequence[str]:
    if len(value) != 18:
        return [f"统一社会信用代码应为18位，实为{len(value)}位"]
    if any(char not in ALPHABET for char in value) or not value[2:8].isdigit():
        return ["统一社会信用代码含有不应出现的字符"]
    found: list[str] = []
    if value[0] not in _AUTHORITIES:
        found.append("统一社会信用代码首位不是登记管理部门代码")
    if check_digit(value[:17]) != value[17]:
        found.append("统一社会信用代码校验码不符")
    elif organisation_code.problems(value[8:17]):
        found.append("统一社会信用代码中的组织机构代码校验码不符")
    return found


def printed_forms(declared: str) -> Sequence[str]:
    code = normalise(declared)
    return [code] if code else []


def agree(read: str, declared: str) -> bool:
    code = normalise(read)
    return code != "" and code == normalise(declared)
