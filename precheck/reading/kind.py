"""Which material a picture's text speaks for, and which of its views."""

import re
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


def classify(text: str, materials: Mapping[str, Material]) -> Kind:
    """The material that a page's running text (without spaces) speaks for most; None where nothing speaks clearly."""
    scores = {slug: score(text, material) for slug, material in materials.items()}
    if not scores:
        return Kind(None)
    best = max(scores, key=lambda slug: scores[slug])
    if scores[best] < ENOUGH:
        return Kind(None, scores)
    return Kind(best, scores, tuple(sorted(_seen(text, materials[best]))))


def score(text: str, material: Material) -> float:
    """How much a running text speaks for a material: its title, words of its body, and what no such page prints."""
    seen = _seen(text, material)
    against = labels.find(text, material.not_words, tolerant=False)
    titled = seen & set(material.titles)
    # Titles contain one another (毕业证书 in 普通高等学校毕业证书): one title counts once.
    return TITLE * bool(titled) + WORD * len(seen - titled) - AGAINST * len(against)


def _seen(text: str, material: Material) -> set[str]:
    return {hit.text for hit in _words(text, (*material.titles, *material.words))}


def is_other(found: Kind, slug: str) -> bool:
    """Whether the text speaks for another material and not at all for this one."""
    return found.slug not in (None, slug) and not found.scores.get(slug)


def shows_own_words(found: Kind, slug: str) -> bool:
    """Whether anything was read that speaks for this material."""
    return found.scores.get(slug, 0.0) > 0


def view_scores(text: str, views: Sequence[ViewRule]) -> dict[str, int]:
    """For each view, how many of its words and expressions stand in a running text."""
    return {view.name: len(evidence(text, view)) for view in views if view.words}


def evidence(text: str, view: ViewRule) -> set[str]:
    """The view's words and expressions that stand in a text without spaces."""
    seen = {hit.text for hit in _words(text, view.words)}
    return seen | {pattern for pattern in view.patterns if re.search(pattern, text)}


def _words(text: str, words: Sequence[str]) -> list[labels.Label]:
    # Titles and words may stand anywhere, one character misread.
    return labels.find(text, words, range(len(text)))
