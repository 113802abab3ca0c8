"""Numbers without a common form: 川卫校毕字(1998)第0123号, 川中医备510105-0012, PDY…"""

from __future__ import annotations

import re

from precheck.domain.text import Found
from precheck.fields._dates import scan
from precheck.fields._glyphs import fold, is_han
from precheck.fields._numbers import mostly_digits

_NUMERO = re.compile(r"\s*N[o0]\s*\.?\s*(?=\S*\d)", re.IGNORECASE)
_LABEL_ENDS = ":;|"
_INSIDE = "()-/·.#第号字"


def leading_free_number(text: str, fewest_digits: int = 3, letters: bool = False) -> list[Found]:
    """What stands after the last colon of the label, up to the next punctuation, as one value without
    spaces; nothing where it has fewer than ``fewest_digits`` digits or is a date. At most one value. With ``letters``,
    letters among digits are kept."""
    folded = fold(text)
    start = 0
    for place, char in enumerate(folded):
        if char in _LABEL_ENDS:
            start = place + 1
        elif char.isdigit():
            break
    label = folded.find("编号", start)
    if label >= 0 and not any(char.isdigit() for char in folded[start:label]):
        start = label + 2
    numero = _NUMERO.match(folded, start)
    start = numero.end() if numero else start
    while start < len(folded) and not _belongs(folded[start]):
        start += 1
    end = start
    while end < len(folded) and (folded[end] == " " or _belongs(folded[end])):
        end += 1
    value = tidy(folded[start:end], letters)
    if any(seen.day is not None for seen in scan(folded[start:end])):
        return []
    end = start + len(folded[start:end].rstrip(" -/·.#"))
    return [Found(start, end, value)] if sum(char.isdigit() for char in value) >= fewest_digits else []


def tidy(text: str, letters: bool = False) -> str:
    """A free number as one word in capitals; letters that stand for digits among many are taken for them,
    unless ``letters`` are to be kept."""
    word = fold(text).replace(" ", "").strip("-/·.#")
    return mostly_digits(word) if word.isalnum() and word.isascii() and not letters else word.upper()


def _belongs(char: str) -> bool:
    return char in _INSIDE or (char.isascii() and char.isalnum()) or is_han(char)
