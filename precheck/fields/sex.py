"""性别: 男 or 女 (M and F of passports)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import fold

_WORD = re.compile(r"[男女]|(?<![A-Za-z])[MF](?![A-Za-z])")
_MEANS = {"男": "男", "女": "女", "M": "男", "F": "女"}


def find(text: str) -> Sequence[Found]:
    return [Found(m.start(), m.end(), _MEANS[m[0]]) for m in _WORD.finditer(fold(text))]


def normalise(text: str) -> str:
    plain = fold(text).strip().lower()
    if plain in ("male", "female"):
        return "男" if plain == "male" else "女"
    return next((found.value for found in find(text)), "")


def problems(value: str) -> Sequence[str]:
    return [] if value in ("男", "女") else ["性别不是男或女"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return [value] if value else []


def agree(read: str, declared: str) -> bool:
    value = normalise(read)
    return value != "" and value == normalise(declared)
