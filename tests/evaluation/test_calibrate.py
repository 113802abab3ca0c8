"""Fitting the curves of confidence."""

from __future__ import annotations

import random
import tomllib

import pytest

from precheck import fields
from precheck.domain.reading import FieldReading, Status
from precheck.fields.field_type import WORDS
from precheck.reading import confidence
from precheck_evaluation import calibrate
from precheck_evaluation.figures import expected_calibration_error, reliability
from precheck_evaluation.observe import FieldSeen


def seen(readability: float, right: bool, type: str = "person_name") -> FieldSeen:
    reading = FieldReading(
        "name",
        Status.UNVERIFIED,
        type,
        "陈小芳",
        readability=readability,
        mean_certainty=readability,
        text_height_px=20.0,
    )
    return FieldSeen("name", "陈小芳", readability, "unverified", right, True, type, True, reading)


def sample(count: int, seed: int) -> list[FieldSeen]:
    """Values that are right as often as a steep curve over their readability says."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        readability = rng.random()
        found.append(seen(readability, rng.random() < min(0.98, 0.2 + readability)))
    return found


def test_the_fitted_curve_is_calibrated_on_values_it_has_not_seen() -> None:
    fitted = {curve.kind: curve for curve in calibrate.fit_seen(sample(800, 1))}
    curve = fitted[WORDS]
    fresh = sample(2000, 2)
    given = [confidence.probability(curve.coefficients, calibrate.features_of(s)) for s in fresh]
    error = expected_calibration_error(reliability(given, [s.right for s in fresh]))
    assert error is not None
    assert error < 0.06
    assert all(weight > 0 for name, weight in curve.coefficients.items() if name != "intercept")


def test_a_kind_without_an_error_gets_its_rate() -> None:
    (words,) = (c for c in calibrate.fit_seen([seen(0.9, True)] * 98) if c.kind == WORDS)
    assert set(words.coefficients) == {"intercept"}
    assert confidence.probability(
        words.coefficients, calibrate.features_of(seen(0.9, True))
    ) == pytest.approx(0.99)


def test_the_file_has_a_table_for_each_kind() -> None:
    table = tomllib.loads(calibrate.as_toml(calibrate.fit_seen(sample(100, 3))))
    assert set(table) == set(fields.CONFIDENCE_CLASSES)
