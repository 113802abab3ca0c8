"""Which material a picture's text speaks for, and which of its views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from precheck.domain.material import Material, ViewRule
from precheck.domain.reading import Kind
from precheck.reading import labels

TITLE = 3.0
WORD = 1.0
AGAINST = 3.0
"""Evidence: a printed title outweighs single words, since forms quote each other's words but seldom each other's titles."""

ENOUGH = 2.0
"""One title, or two words of the body, are needed before a page counts as anything."""


def of(text: str, materials: Mapping[str, Material]) -> Kind:
    """The material that a page's running text (without spaces) speaks for most; None where nothing speaks clearly."""
    scores: dict[str, float] = {}
    words: dict[str, tuple[str, ...]] = {}
    for slug, material in materials.items():
        seen = {hit.text for hit in labels.find(text, (*material.titles, *material.words))}
        against = labels.find(text, material.not_words)
        titled = seen & set(material.titles)
        # Titles contain one another (毕业证书 in 普通高等学校毕业证书): one title counts once.
        scores[slug] = TITLE * bool(titled) + WORD * len(seen - titled) - AGAINST * len(against)
        words[slug] = tuple(sorted(seen))
    if not scores:
        return Kind(None)
    best = max(scores, key=lambda slug: scores[slug])
    if scores[best] < ENOUGH:
        return Kind(None, scores)
    return Kind(best, scores, words[best])


def view_scores(text: str, views: Sequence[ViewRule]) -> dict[str, int]:
    """For each view, how many of its words stand in a running text."""
    return {
        view.name: len({hit.text for hit in labels.find(text, view.words)}) for view in views if view.words
    }
