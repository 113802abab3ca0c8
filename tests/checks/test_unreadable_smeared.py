"""A value that is smeared so that no line is found is the picture's fault; a blank is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image, Quad
from precheck.domain.picture import Sharpness
from precheck.domain.reading import FieldReading, Status
from precheck.imaging import contrast, sharpness
from tests.checks.asked import one
from tests.doubles import SubjectDouble, box, readings

AREA = box(40, 40, 360, 80)
"""Eight heights wide: looked at whole, and two heights at a time."""


def page(sigma_px: float, ink: bool = True) -> Image:
    """Digits in the area, blurred."""
    image = np.full((120, 400, 3), 230, np.uint8)
    if ink:
        cv2.putText(image, "105341201905001234", (44, 72), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (20, 20, 20), 2)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px) if sigma_px else image, np.uint8)


SHARP, SMEARED = page(0), page(9)


def is_smeared(image: Image, *areas: Quad, **limits: float) -> bool:
    """Whether the picture is at fault that no number was found in these areas."""
    lost = FieldReading("certificate_number", Status.UNREADABLE, areas=areas)
    subject = SubjectDouble(image=image, fields=readings(lost), sharpness=Sharpness(1.0))
    return one("unreadable", subject, **{"min_sharpness": 0.45, **limits}).severity is None


def test_smeared_ink_is_seen() -> None:
    assert is_smeared(SMEARED, AREA)
    assert is_smeared(SMEARED, box(0, 0, 30, 20), AREA)


def test_sharp_ink_and_blank_paper_are_not_smeared() -> None:
    assert not is_smeared(SHARP, AREA)
    assert not is_smeared(page(0, ink=False), AREA)


@pytest.mark.parametrize(
    "edges", [(300, 40, 400, 80), (300, 90, 380, 120), (-1, 40, 320, 80), (40, -1, 360, 80)]
)
def test_what_lies_outside_the_picture_is_not_judged(edges: tuple[int, int, int, int]) -> None:
    assert not is_smeared(page(30), box(*edges), min_ink=0.0)


@pytest.mark.parametrize(
    "edges", [(300, 40, 399, 80), (300, 90, 380, 119), (0, 40, 320, 80), (40, 0, 360, 80)]
)
def test_what_reaches_to_the_border_is(edges: tuple[int, int, int, int]) -> None:
    assert is_smeared(page(30), box(*edges), min_ink=0.0)


@pytest.mark.parametrize(
    ("left", "right", "seen"),
    [(0, 200, True), (200, 400, True), (0, 165, True), (236, 400, True), (200, 280, False)],
)
def test_a_smeared_value_is_seen_beside_crisp_print(left: int, right: int, seen: bool) -> None:
    image = SHARP.copy()
    image[:, left:right] = SMEARED[:, left:right]
    assert is_smeared(image, AREA) == seen


def test_ink_counts_from_its_limit_on_and_edges_below_theirs() -> None:
    soft = page(3)
    ink, edges = contrast.of_ink(soft, AREA), sharpness.crispness(soft, AREA)
    assert 0 < edges < 1
    limits = {"piece_heights": 9, "min_ink": ink, "min_sharpness": np.nextafter(edges, 1)}
    assert is_smeared(soft, AREA, **limits)
    assert not is_smeared(soft, AREA, **{**limits, "min_ink": np.nextafter(ink, 1)})
    assert not is_smeared(soft, AREA, **{**limits, "min_sharpness": edges})


def test_the_paper_s_own_pattern_is_no_smeared_ink() -> None:
    image = page(0, ink=False)
    shade = (np.sin(np.arange(400) / 30) * 6).astype(np.int16)
    assert not is_smeared(np.asarray(image + shade[None, :, None], np.uint8), AREA)
