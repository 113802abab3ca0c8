"""The likeliest readings that a structure allows, from a recogniser's character probabilities.

Prefix beam search (Graves and Jaitly, ICML 2014; Hannun et al., 2014) whose prefixes may only grow as a regular expression
allows: what is left is what the picture says, given that it says a number of this form. The recogniser's own best path has
no such knowledge: it drops one of two equal digits and reads 8 as B.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

import numpy as np
import regex

from precheck.domain.text import Posterior

WIDTH = 24
"""Prefixes kept at each step."""

IMPROBABLE = -12.0
"""Characters less likely than this at a step are not tried there (the posterior's floor is −13.8)."""

SURELY_BLANK = -2e-3
"""Where the blank is at least this likely nothing can begin or end: two thirds of all steps."""

NOTHING = -1e9


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text that the structure allows, and the natural logarithm of its probability (the sum over its paths that
    survived the beam: a lower bound)."""

    text: str
    log_probability: float


def decode(
    posterior: Posterior, structure: str, sound: Callable[[str], bool] = lambda text: True, count: int = 4
) -> list[Decoded]:
    """The likeliest texts that fit ``structure`` as a whole and are ``sound`` (a check digit is no regular expression),
    best first, at most ``count``; empty where nothing within the beam fits.

    Alternatives of the structure of very different lengths compete step by step, so that a wrong one may crowd out the
    right one where the picture hardly tells: then nothing is found.
    """
    beams: dict[str, tuple[float, float]] = {"": (0.0, NOTHING)}
    table = np.asarray(posterior.log_probs, dtype=np.float64)
    for step in table:
        blank = float(step[0])
        if blank > SURELY_BLANK:
            sides = np.array(list(beams.values()))
            ended = np.logaddexp(sides[:, 0], sides[:, 1]) + blank
            beams = {prefix: (total, NOTHING) for prefix, total in zip(beams, ended.tolist(), strict=True)}
            continue
        beams = _extend(beams, step, blank, posterior.alphabet, structure)
        if not beams:
            return []
    whole = [
        Decoded(prefix, float(np.logaddexp(*both)))
        for prefix, both in beams.items()
        if _complete(structure, prefix) and sound(prefix)
    ]
    return sorted(whole, key=lambda found: -found.log_probability)[:count]


def _extend(
    beams: dict[str, tuple[float, float]],
    step: np.ndarray[tuple[int], np.dtype[np.float64]],
    blank: float,
    alphabet: str,
    structure: str,
) -> dict[str, tuple[float, float]]:
    columns = np.flatnonzero(step[1:] > IMPROBABLE) + 1
    chances = step[columns]
    places = {alphabet[column - 1]: place for place, column in enumerate(columns)}
    prefixes, sides = list(beams), np.array(list(beams.values()))
    either = np.logaddexp(sides[:, 0], sides[:, 1])
    scores = either[:, None] + chances
    for row, prefix in enumerate(prefixes):
        if (place := places.get(prefix[-1:])) is not None:  # an equal character needs a blank between
            scores[row, place] = sides[row, 0] + chances[place]
    grown: dict[str, tuple[float, float]] = {}
    rows = {prefix: row for row, prefix in enumerate(prefixes)}
    for prefix, (_, open_), stayed in zip(prefixes, sides.tolist(), (either + blank).tolist(), strict=True):
        last, parent = prefix[-1:], prefix[:-1]
        held = NOTHING
        if (place := places.get(last)) is not None:
            held = open_ + float(chances[place])
            if parent in rows and _allowed(structure, parent, last):
                held = float(np.logaddexp(held, scores[rows[parent], place]))
        grown[prefix] = (stayed, held)
    # No more than the best of them can be among those that are kept; the expression is asked about no other.
    characters, longer = list(places), 0
    for index in np.argsort(-scores, axis=None, kind="stable").tolist():
        row, place = divmod(index, len(characters))
        prefix, character = prefixes[row], characters[place]
        if prefix + character not in beams and _allowed(structure, prefix, character):
            grown[prefix + character] = (NOTHING, float(scores[row, place]))
            longer += 1
            if longer == WIDTH:
                break
    best = nlargest(WIDTH, grown.items(), key=lambda item: max(item[1]))
    return {prefix: sides for prefix, sides in best if max(sides) > NOTHING / 2}


@lru_cache(maxsize=1 << 14)
def _allowed(structure: str, prefix: str, character: str) -> bool:
    return _compiled(structure).fullmatch(prefix + character, partial=True) is not None


@lru_cache(maxsize=1 << 10)
def _complete(structure: str, text: str) -> bool:
    return _compiled(structure).fullmatch(text) is not None


@lru_cache(maxsize=64)
def _compiled(structure: str) -> regex.Pattern[str]:
    return regex.compile(structure)
