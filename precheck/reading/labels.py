"""Finding printed labels in text as read: spaces do not matter, and one wrong character in a long label neither.

A label written ``^学校`` counts only where a piece of text begins with it or a colon follows: the word alone also
stands inside names.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache

import regex

TOLERANT_FROM = 4
"""Labels of this many characters may have one misread; shorter ones would then match almost anything."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label found: ``string[start:end]``, with ``errors`` characters misread."""

    text: str
    start: int
    end: int
    errors: int


AT_BEGINNING = "^"
COLONS = ":;"
BREAKS = "，,。.、;:()|/"
NARROW = str.maketrans("：；（）", ":;()")
"""Brackets and colons are read in either width."""


def find(
    string: str, labels: Iterable[str], beginnings: Container[int] = (0,), tolerant: bool = True
) -> list[Label]:
    """All places of all labels in a string without spaces, none inside another (the longer wins).

    ``beginnings`` are the indices at which a piece of text begins. Unless ``tolerant``, no character may be misread.
    """
    string = string.translate(NARROW)
    hits: list[Label] = []
    for label in sorted(set(labels), key=len, reverse=True):
        for match in _pattern(label.removeprefix(AT_BEGINNING)).finditer(string):
            start, end = match.span()
            if any(c.isascii() and c.isalnum() and c not in label for c in match.group()):
                continue  # a digit or letter is the value's, never a misread label
            opens = start in beginnings or string[start - 1] in BREAKS or string[end : end + 1] in (*COLONS,)
            errors = sum(match.fuzzy_counts)
            # Inside a sentence or a name, nearly the label is not the label (职业学校 is not 毕业学校).
            if (not opens and (label.startswith(AT_BEGINNING) or errors)) or (errors and not tolerant):
                continue
            if all(end <= hit.start or start >= hit.end for hit in hits):
                hits.append(Label(label, start, end, errors))
    return sorted(hits, key=lambda hit: hit.start)


@cache
def _pattern(label: str) -> regex.Pattern[str]:
    plain = regex.escape("".join(label.split()).translate(NARROW))
    if len(label) >= TOLERANT_FROM:
        return regex.compile(f"(?:{plain}){{s<=1}}", regex.BESTMATCH)
    return regex.compile(plain)
