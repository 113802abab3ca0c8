"""医师执业证书编码: the number of a physician's practice certificate.

15 digits. The layouts that are published (level, category, place, serial) contradict each other, so only the
length and the characters are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._numbers import canonical, search

_TEMPLATES = ("d" * 15,)
STRUCTURE = "[0-9]{15}"


def find(text: str) -> Sequence[Found]:
    return search(text, _TEMPLATES, problems, shortest=10)


def normalise(text: str) -> str:
    return canonical(text, _TEMPLATES, problems)


def problems(value: str) -> Sequence[str]:
    if len(value) != 15:
        return [f"医师执业证书编码应为15位，实为{len(value)}位"]
    return [] if value.isascii() and value.isdigit() else ["医师执业证书编码含有不应出现的字符"]


def printed_forms(declared: str) -> Sequence[str]:
    number = normalise(declared)
    return [number] if number else []


def agree(read: str, declared: str) -> bool:
    number = normalise(read)
    return number != "" and number == normalise(declared)
