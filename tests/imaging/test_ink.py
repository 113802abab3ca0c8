"""The print's own height, whatever paper lies around it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.imaging import ink
from tests.doubles import box


def strokes(height: int, paper: int = 240, dark: int = 20) -> Image:
    image = np.full((100, 500, 3), paper, np.uint8)
    for left in range(60, 440, 9):
        cv2.rectangle(image, (left, 40), (left + 2, 40 + height - 1), (dark, dark, dark), -1)
    return image


@pytest.mark.parametrize("height", [6, 12, 24])
@pytest.mark.parametrize("padding", [2, 6])
def test_padding_does_not_count(height: int, padding: int) -> None:
    place = box(50, 40 - padding, 450, 40 + height + padding)
    assert ink.height_px(strokes(height), place) == pytest.approx(height, abs=1.0)


def test_a_shadow_along_the_line_is_no_ink() -> None:
    image = strokes(12).astype(np.float64)
    image *= np.linspace(1.0, 0.5, 500)[None, :, None]
    assert ink.height_px(image.astype(np.uint8), box(50, 30, 450, 60)) == pytest.approx(12, abs=1.5)


def test_plain_paper_has_no_print() -> None:
    assert ink.height_px(np.full((100, 500, 3), 200, np.uint8), box(50, 30, 450, 60)) is None
