"""What a reader saw: lines of text with their place, certainty and alternatives."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Quad, slice_along


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """A recogniser's character probabilities along a line (CTC). ``log_probs`` is steps × (1 + len(alphabet)), natural
    logarithms; column 0 is the blank and column ``i + 1`` the character ``alphabet[i]``. Only characters that matter
    somewhere on the line are kept; ``floor`` is the logarithm given to all others."""

    alphabet: str
    log_probs: NDArray[np.float32]
    floor: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as read. ``box`` begins with the text's own top-left (see :mod:`precheck.domain.geometry`).
    ``confidence`` is the mean of ``characters``, each 0..1. ``spans`` gives for each character where it begins and ends
    along the box, as fractions 0..1 of its width; ``steps`` the same as steps of ``posterior``. ``reader``: which of an
    engine's recognisers read it, where it has several."""

    box: Quad
    text: str
    confidence: float
    characters: tuple[float, ...] = ()
    spans: tuple[tuple[float, float], ...] = ()
    steps: tuple[tuple[int, int], ...] = ()
    posterior: Posterior | None = field(default=None, repr=False, compare=False)
    reader: str = field(default="", compare=False)

    def part(self, start: int, end: int) -> Quad:
        """The box of the characters ``start`` to ``end`` (exclusive); the whole box without spans."""
        if not self.spans or start >= end:
            return self.box
        last = min(end, len(self.spans)) - 1
        first = min(start, last)
        return slice_along(self.box, self.spans[first][0], self.spans[last][1])


def readers(lines: Iterable[TextLine]) -> str:
    """Who read these lines, joined by ``+``; empty where they do not say."""
    return "+".join(dict.fromkeys(line.reader for line in lines if line.reader))


@dataclass(frozen=True, slots=True)
class Found:
    """A value of some type found in a string: ``text[start:end]`` was taken to mean ``value``."""

    start: int
    end: int
    value: str
