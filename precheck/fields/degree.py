"""学位: 医学学士, 临床医学硕士专业学位 and the like, as printed, without spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import simplify, squeeze

_FORM = re.compile(
    r"([㐀-鿿](?:\s*[㐀-鿿]){0,12}?\s*)?(学\s*士|硕\s*士|博\s*士)(\s*专\s*业\s*学\s*位|\s*学\s*位)?"
)
_LEVELS = ("学士", "硕士", "博士")
_EDGES = ":：·.,，。"
_BEFORE = re.compile(r".*(?:授\s*予|学\s*位\s*类?\s*别?\s*[:：])\s*")


def find(text: str) -> Sequence[Found]:
    plain = simplify(text)
    found: list[Found] = []
    for match in _FORM.finditer(plain):
        before = _BEFORE.match(match[0])
        start = match.start() + (before.end() if before else 0)
        found.append(Found(start, match.end(), normalise(plain[start : match.end()])))
    return found


def normalise(text: str) -> str:
    """Without spaces; a closing 学位 is left out except in 专业学位."""
    value = simplify(squeeze(text)).strip(_EDGES)
    return value if value.endswith("专业学位") else value.removesuffix("学位").strip(_EDGES)


def problems(value: str) -> Sequence[str]:
    return [] if re.search("学士|硕士|博士", value) else ["学位名称不完整"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    if not value:
        return []
    return [value] if value.endswith("学位") or problems(value) else [value, f"{value}学位"]


def agree(read: str, declared: str) -> bool:
    """Equal, or one says no more than the level and the other has it: 学士 and 医学学士."""
    first, second = normalise(read), normalise(declared)
    if second in _LEVELS:
        first, second = second, first
    return first != "" and (first == second or (first in _LEVELS and first in second))
