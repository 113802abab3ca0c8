"""A card's round corner is found where it is, and only where one is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.imaging import rounded
from precheck.imaging.rounded import PX_PER_MM, RADIUS_MM

SIZE = 81


def patch(x_mm: float, y_mm: float, table: int = 60, round_off: bool = True) -> Image:
    """A card's top-left corner that far from the patch's middle."""
    image = np.full((SIZE, SIZE, 3), table, np.uint8)
    left, top = (round(SIZE // 2 + v * PX_PER_MM) for v in (x_mm, y_mm))
    image[top:, left:] = 220
    if round_off:
        radius = round(RADIUS_MM * PX_PER_MM)
        image[top : top + radius, left : left + radius] = table
        cv2.circle(image, (left + radius, top + radius), radius, (220, 220, 220), -1)
    return image


WHOLE = np.ones((SIZE, SIZE), np.uint8)


@pytest.mark.parametrize("at", [(0.0, 0.0), (1.2, -0.6), (-1.0, 0.4)])
def test_a_corner_is_placed_to_a_third_of_a_millimetre(at: tuple[float, float]) -> None:
    corner = rounded.find(patch(*at), WHOLE, 2.6, 0.8)
    assert corner is not None
    assert corner.at == pytest.approx(at, abs=0.35)
    assert corner.contrast > 100


def test_the_arc_alone_is_enough_where_the_card_fills_the_picture() -> None:
    seen = WHOLE.copy()
    seen[: SIZE // 2], seen[:, : SIZE // 2] = 0, 0
    corner = rounded.find(patch(0, 0), seen, 2.6, 0.8)
    assert corner is not None
    assert corner.at == pytest.approx((0, 0), abs=0.4)


def test_inside_a_card_there_is_no_corner() -> None:
    corner = rounded.find(patch(-8, -8), WHOLE, 2.6, 0.8)
    assert corner is None or corner.contrast < 1


def test_outside_the_picture_nothing_is_known() -> None:
    assert rounded.find(patch(0, 0), np.zeros((SIZE, SIZE), np.uint8), 2.6, 0.8) is None
