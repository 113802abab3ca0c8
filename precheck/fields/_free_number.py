"""Numbers without a common form: 川卫校毕字(1998)第0123号, 川中医备510105-0012, PDY…"""

from __future__ import annotations

from precheck.domain.text import Found
from precheck.fields._glyphs import fold, is_han
from precheck.fields._numbers import mostly_digits

_LABEL_ENDS = ":;|"
_INSIDE = "()-/·.#第号字"


def leading_free_number(text: str, fewest_digits: int = 3) -> list[Found]:
    """What stands after the last colon of the label, up to the next punctuation, as one value without
    spaces; nothing where it has fewer than ``fewest_digits`` digits. At most one value."""
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
    while start < len(folded) and not _belongs(folded[start]):
        start += 1
    end = start
    while end < len(folded) and (folded[end] == " " or _belongs(folded[end])):
        end += 1
    value = tidy(folded[start:end])
    end = start + len(folded[start:end].rstrip(" -/·.#"))
    return [Found(start, end, value)] if sum(char.isdigit() for char in value) >= fewest_digits else []


def tidy(text: str) -> str:
    """A free number as one word in capitals; letters among many digits are taken for digits."""
    word = fold(text).replace(" ", "").strip("-/·.#")
    return mostly_digits(word) if word.isalnum() and word.isascii() else word.upper()


def _belongs(char: str) -> bool:
    return char in _INSIDE or (char.isascii() and char.isalnum()) or is_han(char)
