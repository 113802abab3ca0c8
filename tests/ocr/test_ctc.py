"""Reading the best path, and the probability of a text: against all paths there are."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from precheck.domain.text import Posterior, TextLine
from precheck.ocr import _ctc
from precheck.reading import verify
from tests.doubles import box

PLACE = box(0, 0, 100, 20)


def decoded(rows: list[list[float]], alphabet: str = "ab", used: float = 1.0) -> TextLine:
    return _ctc.decode(PLACE, np.array(rows, np.float32), _ctc.Alphabet(alphabet), used)


def posterior(rows: NDArray[np.float64], alphabet: str) -> Posterior:
    return Posterior(alphabet, np.log(rows).astype(np.float32), math.log(1e-6))


def collapsed(path: tuple[int, ...], alphabet: str) -> str:
    return "".join(alphabet[column - 1] for column, _ in itertools.groupby(path) if column)


def every_text(rows: NDArray[np.float64], alphabet: str) -> dict[str, float]:
    """The probability of each text, by going through all paths."""
    found: dict[str, float] = {}
    for path in itertools.product(range(rows.shape[1]), repeat=len(rows)):
        text = collapsed(path, alphabet)
        found[text] = found.get(text, 0.0) + math.prod(rows[step, column] for step, column in enumerate(path))
    return found


@st.composite
def tables(draw: st.DrawFn) -> NDArray[np.float64]:
    """Up to 5 steps over blank and two characters, rows adding up to 1."""
    steps = draw(st.integers(1, 5))
    weights = [[draw(st.floats(0.01, 1)) for _ in range(3)] for _ in range(steps)]
    rows = np.array(weights)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), dtype=np.float64)


@given(tables())
def test_the_forward_sum_is_the_sum_over_all_paths(rows: NDArray[np.float64]) -> None:
    truth = every_text(rows, "ab")
    for text, probability in truth.items():
        assert math.exp(verify.log_probability(posterior(rows, "ab"), text)) == pytest.approx(
            probability, rel=1e-4
        )


@given(tables())
def test_probabilities_of_all_texts_add_up_to_one(rows: NDArray[np.float64]) -> None:
    texts = ["".join(text) for length in range(6) for text in itertools.product("ab", repeat=length)]
    total = sum(math.exp(verify.log_probability(posterior(rows, "ab"), text)) for text in texts)
    assert total == pytest.approx(1, rel=1e-4)


def test_a_text_longer_than_the_line_is_impossible() -> None:
    rows = np.full((3, 3), 1 / 3)
    assert verify.log_probability(posterior(rows, "ab"), "abab") == verify.IMPOSSIBLE
    # Twice the same letter needs a blank between: three steps hold "aa", two do not.
    assert math.exp(verify.log_probability(posterior(rows, "ab"), "aa")) == pytest.approx(1 / 27, rel=1e-4)
    assert verify.log_probability(posterior(rows[:2], "ab"), "aa") < -1e8


def test_a_character_outside_the_alphabet_costs_the_floor() -> None:
    rows = np.array([[0.05, 0.9, 0.05]] * 3)
    known = verify.log_probability(posterior(rows, "ab"), "a")
    unknown = verify.log_probability(posterior(rows, "ab"), "龘")
    assert known > -0.5
    assert -20 < unknown < -13


def test_the_probability_falls_with_each_wrong_character() -> None:
    rows = np.full((10, 6), 0.002)
    for step, column in enumerate([1, 0, 2, 0, 3, 0, 4, 0, 5, 0]):
        rows[step, column] = 0.99
    line = posterior(rows, "12345")
    best, one, two = (verify.log_probability(line, text) for text in ("12345", "12344", "12334"))
    assert best > -0.3
    assert -9 < one - best < -4
    assert two < one - 4


def test_repeats_collapse_and_blanks_part() -> None:
    line = decoded([[0.1, 0.8, 0.1], [0.1, 0.9, 0.0], [0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8]])
    assert line.text == "aab"
    assert line.characters == pytest.approx((0.9, 0.7, 0.8))
    assert line.confidence == pytest.approx(0.8)
    assert line.steps == ((0, 2), (3, 4), (4, 5))


def test_each_character_reaches_half_way_to_its_neighbours() -> None:
    peak, blank = [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]
    line = decoded([blank, peak, blank, blank, blank, peak, blank, blank])
    assert np.array(line.spans) == pytest.approx(np.array([(0, 0.4375), (0.4375, 0.9375)]))
    assert line.part(1, 2)[0][0] == pytest.approx(43.75)


def test_nothing_but_blanks_is_an_empty_line() -> None:
    line = decoded([[1.0, 0.0, 0.0]] * 4)
    assert (line.text, line.confidence, line.characters, line.spans) == ("", 0.0, (), ())
    assert line.posterior is not None


def test_padding_is_not_read() -> None:
    rows = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    assert decoded(rows).text == "aba"
    assert decoded(rows, used=0.5).text == "a"
    assert decoded(rows, used=0.0).text == "a"


def test_the_posterior_keeps_what_matters_and_digits_always() -> None:
    row = [0.98, 0.0005, 0.0195, 0.0, 0.0]
    kept = decoded([row], alphabet="一二0张").posterior
    assert kept is not None
    assert kept.alphabet == "二0"
    assert kept.log_probs.shape == (1, 3)
    assert math.exp(kept.log_probs[0, 1]) == pytest.approx(0.0195)
    assert kept.log_probs[0, 2] == pytest.approx(kept.floor)
