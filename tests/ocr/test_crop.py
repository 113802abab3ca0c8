from __future__ import annotations

import numpy as np
import pytest

from precheck.domain.geometry import Quad, quad
from precheck.ocr._crop import line_image
from tests.doubles import box


def quarters() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """100 × 60, each quarter of another grey: 10 and 20 above, 30 and 40 below."""
    page = np.zeros((60, 100, 3), np.uint8)
    page[:30, :50], page[:30, 50:], page[30:, :50], page[30:, 50:] = 10, 20, 30, 40
    return page


def corners(strip: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> list[int]:
    high, wide = strip.shape[:2]
    spots = ((0.25, 0.25), (0.25, 0.75), (0.75, 0.75), (0.75, 0.25))
    return [int(strip[int(high * y), int(wide * x), 0]) for y, x in spots]


A, B, C, D = box(0, 0, 100, 60)


@pytest.mark.parametrize(
    ("order", "seen"),
    [
        ((A, B, C, D), [10, 20, 40, 30]),
        ((B, C, D, A), [20, 40, 30, 10]),
        ((C, D, A, B), [40, 30, 10, 20]),
        ((D, A, B, C), [30, 10, 20, 40]),
        ((B, A, D, C), [20, 10, 30, 40]),
        ((D, C, B, A), [30, 40, 20, 10]),
    ],
)
def test_the_first_corner_becomes_the_strip_s_top_left(order: Quad, seen: list[int]) -> None:
    assert corners(line_image(quarters(), order, 48, 2048)) == seen


def test_the_width_is_in_proportion_within_its_limits() -> None:
    page = quarters()
    assert line_image(page, box(0, 0, 100, 60), 48, 2048).shape == (48, 80, 3)
    assert line_image(page, box(0, 0, 100, 1), 48, 2048).shape == (48, 2048, 3)
    assert line_image(page, box(0, 0, 1, 60), 48, 2048).shape == (48, 8, 3)
    assert line_image(page, quad(((5, 5),) * 4), 48, 2048).shape == (48, 48, 3)


def test_large_print_is_averaged_not_sampled() -> None:
    stripes = np.zeros((480, 960, 3), np.uint8)
    stripes[:, ::2] = 255
    strip = line_image(stripes, box(0, 0, 960, 480), 48, 2048)
    assert strip.shape == (48, 96, 3)
    assert 110 < strip[10:-10, 10:-10].min() <= strip[10:-10, 10:-10].max() < 145


def test_outside_the_picture_its_edge_goes_on() -> None:
    strip = line_image(quarters(), box(-100, -60, 0, 0), 48, 2048)
    assert set(np.unique(strip)) == {10}
