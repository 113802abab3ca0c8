"""组织机构代码: GB 11714-1997, 8 characters (digits or letters) and a check character.

Check: weights 3 7 9 10 5 8 4 2, letters count 10 (A) to 35 (Z); 11 − sum mod 11, where 10 is written X and 11
is written 0. Printed with a dash before the check character.
"""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._numbers import canonical, search

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TEMPLATE = "c" * 8 + "x"
STRUCTURE = "[0-9A-Z]{8}-?[0-9X]"


def check_digit(first8: str) -> str:
    """The ninth character.

    Raises:
        ValueError: not 8 digits or capitals.
    """
    if len(first8) != 8 or any(char not in _ALPHABET for char in first8):
        raise ValueError("8 digits or capitals are needed")
    total = sum(weight * _ALPHABET.index(char) for weight, char in zip(_WEIGHTS, first8, strict=True))
    return "0X987654321"[total % 11]


def find(text: str) -> Sequence[Found]:
    return search(text, (TEMPLATE,), problems, inner=" -")


def normalise(text: str) -> str:
    """Nine capitals without the dash."""
    return canonical(text, (TEMPLATE,), problems, inner="-")


def problems(value: str) -> Sequence[str]:
    if len(value) != 9:
        return [f"组织机构代码应为9位，实为{len(value)}位"]
    if any(char not in _ALPHABET for char in value):
        return ["组织机构代码含有不应出现的字符"]
    return [] if check_digit(value[:8]) == value[8] else ["组织机构代码校验码不符"]


def printed_forms(declared: str) -> Sequence[str]:
    code = normalise(declared)
    return [f"{code[:8]}-{code[8:]}", code] if len(code) == 9 else [code] if code else []


def agree(read: str, declared: str) -> bool:
    code = normalise(read)
    return code != "" and code == normalise(declared)
