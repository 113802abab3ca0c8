"""Confidence rises with everything that speaks for a value."""

from __future__ import annotations

import pytest

from precheck.fields import REGISTRY
from precheck.reading import confidence

SEEN = {
    "value": "2018-06-30",
    "readability": 0.8,
    "mean_certainty": 0.9,
    "margin": -2.0,
    "text_height_px": 16.0,
    "problems": 0,
}


def of(type: str, **changes: object) -> float:
    return confidence.estimate(type, confidence.features(**{**SEEN, **changes}))  # type: ignore[arg-type]


@pytest.mark.parametrize("type", REGISTRY.names())
@pytest.mark.parametrize(
    "better",
    [
        {"readability": 0.99},
        {"mean_certainty": 0.99},
        {"margin": -10.0},
        {"margin": None},
        {"text_height_px": 30.0},
    ],
)
def test_never_falls_where_more_speaks_for_the_value(type: str, better: dict[str, object]) -> None:
    assert of(type, **better) >= of(type)


@pytest.mark.parametrize("type", REGISTRY.names())
def test_is_a_probability_that_leaves_room_for_doubt(type: str) -> None:
    best = of(type, readability=1.0, mean_certainty=1.0, margin=None, text_height_px=90.0)
    worst = of(type, readability=0.0, mean_certainty=0.0, margin=0.0, text_height_px=1.0, problems=2)
    assert 0 < worst < best < 1


def test_a_month_is_seldom_the_whole_of_a_date() -> None:
    assert of("date", value="2018-06") < 0.5 < of("date")
