"""Finding printed labels in text as read: spaces and widths do not matter, one wrong character does not either."""

from __future__ import annotations

from collections.abc import Iterable
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


def find(string: str, labels: Iterable[str]) -> list[Label]:
    """All places of all labels in a string without spaces, longest first, none inside another."""
    hits: list[Label] = []
    for label in sorted(set(labels), key=len, reverse=True):
        for match in _pattern(label).finditer(string):
            start, end = match.span()
            if all(end <= hit.start or start >= hit.end for hit in hits):
                hits.append(Label(label, start, end, match.fuzzy_counts[0] if len(label) >= TOLERANT_FROM else 0))
    return sorted(hits, key=lambda hit: hit.start)


@cache
def _pattern(label: str) -> regex.Pattern[str]:
    plain = regex.escape("".join(label.split()))
    if len(label) >= TOLERANT_FROM:
        return regex.compile(f"(?:{plain}){{s<=1}}", regex.BESTMATCH)
    return regex.compile(plain)
