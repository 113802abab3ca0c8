"""The probability that a text stands along a posterior, against all ways of spreading it written out."""

from __future__ import annotations

import math
from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck.domain.text import Posterior, TextLine
from precheck.reading import verify
from precheck.reading.layout import Glyph, Placed, Text
from tests.doubles import line as printed

ALPHABET = "12"
FLOOR = math.log(1e-6)


def spread(text: str, path: tuple[str, ...]) -> bool:
    """Whether a path of characters and blanks collapses to the text."""
    return "".join(character for character, _ in groupby(path) if character) == text


@given(
    st.lists(st.tuples(st.floats(0.05, 1), st.floats(0.05, 1), st.floats(0.05, 1)), min_size=1, max_size=5),
    st.text(ALPHABET, max_size=3),
)
def test_it_is_the_sum_over_all_ways_of_spreading_the_text(rows: list[tuple[float, ...]], text: str) -> None:
    probabilities = np.array(rows) / np.sum(rows, axis=1, keepdims=True)
    posterior = Posterior(ALPHABET, np.log(probabilities).astype(np.float32), FLOOR)
    symbols = ("", *ALPHABET)
    total = sum(
        math.prod(probabilities[step, symbols.index(symbol)] for step, symbol in enumerate(path))
        for path in product(symbols, repeat=len(rows))
        if spread(text, path)
    )
    found = verify.log_probability(posterior, text)
    if total:
        assert found == pytest.approx(math.log(total), abs=1e-4)
    else:
        assert found < -1e6


def test_a_character_that_was_not_kept_has_the_floor() -> None:
    posterior = Posterior(ALPHABET, np.log([[0.2, 0.4, 0.4]]).astype(np.float32), FLOOR)
    assert verify.log_probability(posterior, "9") == pytest.approx(FLOOR)


def stepped(alphabet: str = "12345 ") -> TextLine:
    """Five characters over 20 steps, each step's blank numbered by its place."""
    probabilities = np.full((20, len(alphabet) + 1), -9.0, np.float32)
    probabilities[:, 0] = -np.arange(20)
    return printed(
        "12345",
        steps=((1, 2), (4, 5), (8, 9), (12, 13), (16, 17)),
        posterior=Posterior(alphabet, probabilities, -20.0),
    )


def part(line: TextLine, first: int, last: int) -> Text:
    placed = Placed(line, 0, 0, 100, 20)
    return Text(tuple(Glyph(placed, index) for index in range(first, last + 1)))


@pytest.mark.parametrize(
    ("first", "last", "steps"),
    [(1, 2, (3, 11)), (0, 0, (0, 3)), (4, 4, (15, 20)), (0, 4, (0, 20)), (2, 2, (7, 11))],
)
def test_a_part_is_cut_half_way_to_its_neighbours(first: int, last: int, steps: tuple[int, int]) -> None:
    found = verify.posterior_of(part(stepped("12345"), first, last))
    assert found is not None
    assert (-found.log_probs[:, 0]).tolist() == list(range(*steps))


def test_the_space_counts_as_blank() -> None:
    found = verify.plain(stepped())
    assert found is not None
    assert found.alphabet == "12345"
    assert found.log_probs[0, 0] == pytest.approx(np.logaddexp(0.0, -9.0))
    assert found.log_probs[0, 1:] == pytest.approx(-9.0)


def test_a_text_over_two_lines_is_joined_and_one_without_probabilities_has_none() -> None:
    both = Text(part(stepped("12345"), 3, 4).glyphs + part(stepped("12345 "), 0, 1).glyphs)
    found = verify.posterior_of(both)
    assert found is not None
    assert len(found.log_probs) == (20 - 11) + 7
    plain = printed("12345")
    assert verify.plain(plain) is None
    assert verify.posterior_of(part(plain, 0, 1)) is None
    assert verify.posterior_of(Text(part(stepped(), 0, 1).glyphs + part(plain, 0, 1).glyphs)) is None
    assert verify.posterior_of(Text(())) is None
