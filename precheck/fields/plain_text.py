"""Any words: the whole text, widths evened out, spaces kept only between Latin words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from precheck.domain.text import Found
from precheck.fields._glyphs import fold, simplify, wide_brackets

_BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z0-9.,]) +(?=[A-Za-z0-9])")


def find(text: str) -> Sequence[Found]:
    start = len(text) - len(text.lstrip(" \u3000:：\t\n"))
    end = len(text.rstrip())
    return [Found(start, end, normalise(text))] if start < end else []


def normalise(text: str) -> str:
    words = _BETWEEN_WORDS.sub("\0", fold(text).strip(" :"))
    plain = words.replace(" ", "").replace("\0", " ")
    return plain if plain.isascii() else wide_brackets(plain)


def problems(value: str) -> Sequence[str]:
    return [] if value else ["未能识别出文字"]


def printed_forms(declared: str) -> Sequence[str]:
    value = normalise(declared)
    return [value.replace(" ", "")] if value else []


def agree(read: str, declared: str) -> bool:
    """The same words; widths, spaces, case and old or new forms do not matter."""
    return _bare(read) != "" and _bare(read) == _bare(declared)


def _bare(text: str) -> str:
    return simplify(normalise(text)).replace(" ", "").casefold()
