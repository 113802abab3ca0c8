"""Values of a closed list that are printed with more than one word."""

from __future__ import annotations

import re
from collections.abc import Mapping

from precheck.domain.text import Found
from precheck.fields._glyphs import fold, simplify


def find_words(text: str, meanings: Mapping[str, str]) -> list[Found]:
    """The words of the list in a text, longer ones before those inside them, in the order in which they
    stand; spaces may stand inside a word. ``meanings`` gives for each word the value that it stands for."""
    folded = simplify(fold(text))
    found: list[Found] = []
    for word in sorted(meanings, key=len, reverse=True):
        for match in re.finditer(r"\s*".join(map(re.escape, word)), folded, re.IGNORECASE):
            if all(match.end() <= other.start or other.end <= match.start() for other in found):
                found.append(Found(match.start(), match.end(), meanings[word]))
    return sorted(found, key=lambda choice: choice.start)


def words_for(value: str, meanings: Mapping[str, str]) -> list[str]:
    """All words for a value, itself first."""
    return list(dict.fromkeys([value, *(word for word, meaning in meanings.items() if meaning == value)]))
