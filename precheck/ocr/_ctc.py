"""From a CTC recogniser's probabilities to text, with place and certainty of every character."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Quad
from precheck.domain.text import Posterior, TextLine

KEPT_FROM = 1e-3
"""Characters that reach this probability at some step stay in the posterior; a line keeps 30 to 120 of 18,710."""

FLOOR = 1e-6
ALWAYS_KEPT = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ年月日"
"""Kept whatever their probability: numbers and dates are compared character by character."""


class Alphabet:
    """A recogniser's characters in column order, after the blank."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = list(characters)
        columns = {character: index + 1 for index, character in enumerate(self.characters)}
        self.always_kept = frozenset(columns[one] for one in ALWAYS_KEPT if one in columns)


def decode(
    box: Quad, probabilities: NDArray[np.float32], alphabet: Alphabet, used: float, reader: str = ""
) -> TextLine:
    """The best path through ``probabilities`` (steps × (1 + alphabet), 0..1, column 0 the blank).

    ``used`` is the share of the steps that lie on the line and not on padding, 0..1; ``reader`` whose they are.
    """
    steps = max(1, min(len(probabilities), int(np.ceil(len(probabilities) * used))))
    probabilities = probabilities[:steps]
    best = probabilities.argmax(axis=1)
    certainty = probabilities[np.arange(steps), best]
    characters: list[str] = []
    certainties: list[float] = []
    places: list[tuple[int, int]] = []
    previous = 0
    for step, column in enumerate(best):
        if column != 0 and column == previous:
            start, _ = places[-1]
            places[-1] = (start, step + 1)
            certainties[-1] = max(certainties[-1], float(certainty[step]))
        elif column != 0:
            characters.append(alphabet.characters[column - 1])
            certainties.append(float(certainty[step]))
            places.append((step, step + 1))
        previous = int(column)
    return TextLine(
        box=box,
        text="".join(characters),
        confidence=float(np.mean(certainties)) if certainties else 0.0,
        characters=tuple(certainties),
        spans=_spans(places, steps),
        steps=tuple(places),
        posterior=_posterior(probabilities, alphabet),
        reader=reader,
    )


def _spans(places: list[tuple[int, int]], steps: int) -> tuple[tuple[float, float], ...]:
    """Each character's extent: a CTC peak is narrow, so a character reaches half-way to its neighbours."""
    middles = [(start + end) / 2 for start, end in places]
    pitch = (middles[-1] - middles[0]) / (len(middles) - 1) if len(middles) > 1 else steps * 0.8
    spans = []
    for index, middle in enumerate(middles):
        before = min(pitch, (middle - middles[index - 1])) / 2 if index else pitch / 2
        after = min(pitch, (middles[index + 1] - middle)) / 2 if index + 1 < len(middles) else pitch / 2
        spans.append((max(0.0, (middle - before) / steps), min(1.0, (middle + after) / steps)))
    return tuple(spans)


def _posterior(probabilities: NDArray[np.float32], alphabet: Alphabet) -> Posterior:
    kept = set(np.flatnonzero(probabilities.max(axis=0) >= KEPT_FROM).tolist())
    kept |= alphabet.always_kept
    kept.discard(0)
    order = sorted(kept)
    chosen = np.maximum(probabilities[:, [0, *order]], FLOOR)
    return Posterior(
        "".join(alphabet.characters[column - 1] for column in order), np.log(chosen), float(np.log(FLOOR))
    )
