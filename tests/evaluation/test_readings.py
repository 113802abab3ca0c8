"""Fields: what sharpness foretells, and how declared values end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from precheck_evaluation import readings
from precheck_evaluation.figures import Figure, Quantity
from precheck_evaluation.observe import TRUE, Compared, FieldSeen, Observation
from tests.evaluation.observed import observation

NUMBER = "106311201505001234"


def seen(sharpness: float, read: bool, right: bool | None = None, **defects: dict[str, Any]) -> Observation:
    found = observation({"defects": defects}, sharpness=sharpness)
    right = read if right is None else right
    number = FieldSeen("certificate_number", None, None, "unreadable", right, required=True, on_page=read)
    return replace(found, fields=(number,), laplacian=1 - sharpness)


BLURRED = [
    seen(0.1, False, defocus={"text_heights": 0.25}),
    seen(0.8, True, defocus={"text_heights": 0.08}),
    seen(0.9, True),
    seen(0.2, False, occluded={"field": "certificate_number"}),  # another check's business
]


def by_name(figures: list[Quantity]) -> dict[str, Quantity]:
    return {figure.name.split(": ")[-1].split()[0]: figure for figure in figures}


def test_sharpness_foretells_what_cannot_be_read() -> None:
    found = by_name(readings.blur(BLURRED))
    assert (found["清晰度"].value, found["清晰度"].count) == (1.0, 3)
    assert found["拉普拉斯方差"].value == 0.0


def test_what_a_second_look_read_right_is_read() -> None:
    found = by_name(readings.blur([*BLURRED, seen(0.05, False, right=True)]))
    assert found["清晰度"].value == pytest.approx(2 / 3)


def ended(change: str, status: str, ratio: float | None = None) -> Compared:
    return Compared("certificate_number", change, NUMBER, NUMBER, status, ratio)


DECLARED = [
    replace(
        observation({"defects": {}}),
        compared=(
            ended(TRUE, "match", 0.0),
            ended("digit", "mismatch", -14.0),
            ended("lost", "unreadable", -6.0),
        ),
    ),
    replace(
        observation({"defects": {"occluded": {"field": "name"}}}),
        compared=(ended(TRUE, "mismatch", -12.0), ended("swap", "match", -1.0)),
    ),
]


def test_a_true_number_called_mismatch_counts_on_damaged_pictures_too() -> None:
    found: dict[str, Figure] = {
        figure.name.split(": ")[1].split()[0]: figure for figure in readings.verification(DECLARED)[:4]
    }
    assert (found["真值误为不一致"].rate.hits, found["真值误为不一致"].rate.count) == (1, 2)
    assert (found["错值误为一致"].rate.hits, found["错值误为一致"].rate.count) == (1, 3)
    assert (found["真值一致，图片完好"].rate.hits, found["真值一致，图片完好"].rate.count) == (1, 1)
    assert found["错值误为一致"].wrong == (("a.jpg", "certificate_number: swap → match"),)


def test_the_error_curve_counts_both_sides() -> None:
    (curve,) = readings.curves(DECLARED)
    assert (curve.true, curve.wrong) == (2, 3)
    at = next(point for point in curve.points if point.threshold == -10)
    assert at.true_below == 0.5
    assert at.wrong_reaching == pytest.approx(2 / 3)
