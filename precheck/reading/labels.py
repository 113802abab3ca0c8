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
COLONS = ":：;；"
BREAKS = "，,。.、；;：:（）()|/"


def find(string: str, labels: Iterable[str], beginnings: Container[int] = (0,)) -> list[Label]:
    """All places of all labels in a string without spaces, none inside another (the longer wins).

    ``beginnings`` are the indices at which a piece of text begins.
    """
    hits: list[Label] = []
    for label in sorted(set(labels), key=len, reverse=True):
        for match in _pattern(label.removeprefix(AT_BEGINNING)).finditer(string):
            start, end = match.span()
            if label.startswith(AT_BEGINNING) and not (
                start in beginnings or string[start - 1] in BREAKS or string[end : end + 1] in (*COLONS,)
            ):
                continue
            if all(end <= hit.start or start >= hit.end for hit in hits):
                hits.append(Label(label, start, end, sum(match.fuzzy_counts)))
    return sorted(hits, key=lambda hit: hit.start)


@cache
def _pattern(label: str) -> regex.Pattern[str]:
    plain = regex.escape("".join(label.split()))
    if len(label) >= TOLERANT_FROM:
        return regex.compile(f"(?:{plain}){{s<=1}}", regex.BESTMATCH)
    return regex.compile(plain)
