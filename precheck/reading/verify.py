"""Whether a declared value stands on the page: its probability against that of the best reading.

The recogniser gives, step by step along the line, a probability for every character (CTC; Graves et al.,
ICML 2006). The probability that a text stands there is the sum over all ways of spreading it over the steps.
log P(declared) − log P(read) is 0 where the declared text is the best reading and falls with every character
that the picture speaks against.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from precheck.domain.text import Posterior, TextLine
from precheck.reading.layout import Text

IMPOSSIBLE = -1e9


def posterior_of(text: Text) -> Posterior | None:
    """The posterior along a text, over all the lines it runs through; None where the engine gives none.

    Each line is cut half-way to the neighbouring characters that do not belong to the text. The space counts as
    blank: whether a gap is read as a space says nothing about the value.
    """
    parts: list[Posterior] = []
    for line, indices in text.lines():
        part = _cut(line, indices[0], indices[-1])
        if part is None:
            return None
        parts.append(part)
    return _joined(parts) if parts else None


def plain(line: TextLine) -> Posterior | None:
    """The whole line's posterior with the space as blank; None where the engine gives none."""
    return None if line.posterior is None else _joined([line.posterior])


def _cut(line: TextLine, first: int, last: int) -> Posterior | None:
    if line.posterior is None or not line.steps:
        return None
    steps, start, end = len(line.posterior.log_probs), line.steps[first][0], line.steps[last][1]
    start = (line.steps[first - 1][1] + start + 1) // 2 if first > 0 else 0
    end = (end + line.steps[last + 1][0] + 1) // 2 if last + 1 < len(line.steps) else steps
    return Posterior(line.posterior.alphabet, line.posterior.log_probs[start:end], line.posterior.floor)


def _joined(parts: Sequence[Posterior]) -> Posterior:
    alphabet = "".join(
        sorted({character for part in parts for character in part.alphabet if character != " "})
    )
    floor = min(part.floor for part in parts)
    blocks = []
    for part in parts:
        block = np.full((len(part.log_probs), len(alphabet) + 1), floor, np.float32)
        block[:, 0] = part.log_probs[:, 0]
        for index, character in enumerate(part.alphabet):
            column = part.log_probs[:, index + 1]
            if character == " ":
                block[:, 0] = np.logaddexp(block[:, 0], column)
            else:
                block[:, alphabet.index(character) + 1] = column
        blocks.append(block)
    return Posterior(alphabet, np.concatenate(blocks), floor)


def log_probability(posterior: Posterior, text: str) -> float:
    """Natural logarithm of the probability that ``text`` stands along the posterior (CTC forward sum).

    Characters outside the posterior's alphabet get its floor at every step.
    """
    steps = len(posterior.log_probs)
    if not text:
        return float(posterior.log_probs[:, 0].sum())
    if steps < len(text):
        return IMPOSSIBLE
    columns = [posterior.alphabet.find(character) + 1 for character in text]
    emissions = np.full((steps, 2 * len(text) + 1), posterior.floor, np.float64)
    emissions[:, 0::2] = posterior.log_probs[:, :1]
    for index, column in enumerate(columns):
        if column:
            emissions[:, 2 * index + 1] = posterior.log_probs[:, column]
    skip = np.zeros(2 * len(text) + 1, dtype=bool)
    skip[3::2] = [text[i] != text[i - 1] for i in range(1, len(text))]
    return _forward(emissions, skip)


def _forward(emissions: NDArray[np.float64], skip: NDArray[np.bool_]) -> float:
    states = emissions.shape[1]
    alpha = np.full(states, IMPOSSIBLE)
    alpha[: min(2, states)] = emissions[0, : min(2, states)]
    shifted = np.full(states, IMPOSSIBLE)
    jumped = np.full(states, IMPOSSIBLE)
    for step in emissions[1:]:
        shifted[1:] = alpha[:-1]
        jumped[2:] = np.where(skip[2:], alpha[:-2], IMPOSSIBLE)
        alpha = np.logaddexp(np.logaddexp(alpha, shifted), jumped) + step
    return float(np.logaddexp(alpha[-1], alpha[-2]))
