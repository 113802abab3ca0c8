"""Constrained decoding: the likeliest reading that a structure allows."""

from __future__ import annotations

import math

import numpy as np
import pytest

from precheck.domain import cleaning
from precheck.domain.text import Posterior
from precheck.fields.diploma_numbers import diploma_number
from precheck.fields.people_numbers import resident_id
from precheck.reading import decoding, verify

DIGITS = "0123456789"


def posterior(*steps: dict[str, float], alphabet: str = DIGITS + "BX") -> Posterior:
    """One row a step: the characters' probabilities, the rest to the blank (``""``)."""
    rows = np.full((len(steps), len(alphabet) + 1), 1e-6)
    for row, step in zip(rows, steps, strict=True):
        row[0] = max(1e-6, 1 - sum(step.values()))
        for character, probability in step.items():
            row[alphabet.index(character) + 1] = probability
    return Posterior(alphabet, np.log(rows).astype(np.float32), math.log(1e-6))


def spelt(text: str, **doubts: dict[str, float]) -> Posterior:
    """Each character on a step of its own and a blank after it; ``at3={"8": 0.6, "3": 0.4}`` says otherwise of the fourth."""
    steps: list[dict[str, float]] = []
    for place, character in enumerate(text):
        steps += [doubts.get(f"at{place}", {character: 0.99}), {}]
    return posterior(*steps)


def test_a_letter_becomes_the_digit_that_the_structure_asks_for() -> None:
    found = decoding.decode(spelt("1234", at1={"B": 0.9, "2": 0.05}), "[0-9]{4}")
    assert found[0].text == "1234"


def test_nothing_where_nothing_fits() -> None:
    assert decoding.decode(spelt("12"), "[0-9]{4}") == []


def test_the_probability_is_that_of_the_forward_sum() -> None:
    line = spelt("1234", at2={"3": 0.6, "8": 0.4})
    likeliest = decoding.decode(line, "[0-9]{4}")[:2]
    assert [found.text for found in likeliest] == ["1234", "1284"]
    for found in likeliest:
        assert found.log_probability == pytest.approx(verify.log_probability(line, found.text), abs=0.05)


def test_a_check_digit_picks_among_likely_readings() -> None:
    number = "51010519900101123"
    number += cleaning.check_digit(number)
    place = 16
    line = spelt(number, **{f"at{place}": {"9": 0.6, number[place]: 0.4}})
    assert decoding.decode(line, resident_id.structure)[0].text != number
    sound = decoding.decode(line, resident_id.structure, lambda text: not resident_id.problems(text))
    assert sound[0].text == number


def test_one_of_two_equal_digits_that_ran_together_is_found_again() -> None:
    number = "106311201505001234"
    steps = []
    for before, character in zip(" " + number, number, strict=False):
        # The blank that parts the two equal digits is only likely, and the best path runs over it.
        steps += [{character: 0.55 if before == character else 0.0}] if before == character else [{}]
        steps += [{character: 0.99}]
    line = posterior(*steps)
    read = "".join(c for i, c in enumerate(number) if i == 0 or number[i - 1] != c)
    assert verify.log_probability(line, read) > verify.log_probability(line, number)
    assert decoding.decode(line, diploma_number.structure)[0].text == number
