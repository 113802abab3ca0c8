"""Sharpness falls with blur and with the reader's doubts, whatever the resolution."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import quad
from precheck.domain.text import TextLine
from precheck.imaging import sharpness
from tests import drawn

PAGE = drawn.lines(["106311201505001234", "成绩合格准予毕业", "毕业证书编号"], size=32)


def measured(blur_heights: float = 0.0, sure: float = 0.99, scale: float = 1.0) -> float:
    """Of the page blurred by so many text heights and then reduced or enlarged."""
    image = cv2.GaussianBlur(PAGE.image, (0, 0), max(0.01, blur_heights * 32))
    image = cv2.resize(
        image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    lines = [
        TextLine(quad(np.array(box) * scale), text, sure, (sure,) * len(text))
        for box, text in zip(PAGE.boxes, PAGE.texts, strict=True)
    ]
    found = sharpness.measure(np.asarray(image, np.uint8), lines)
    assert found is not None
    assert [line.height_px for line in found.lines] == pytest.approx(
        [(box[3][1] - box[0][1]) * scale for box in PAGE.boxes]
    )
    return found.value


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_crisp_print_is_sharp_and_smeared_print_is_not_at_any_resolution(scale: float) -> None:
    assert measured(scale=scale) > 0.9
    assert measured(0.3, sure=0.6, scale=scale) < 0.1


def test_it_falls_with_blur_and_with_doubt() -> None:
    by_blur = [measured(blur) for blur in (0.0, 0.1, 0.2, 0.4)]
    assert by_blur == sorted(by_blur, reverse=True)
    assert measured(0.15, sure=0.7) < measured(0.15) - 0.3


def test_without_text_nothing_tells() -> None:
    assert sharpness.measure(PAGE.image, []) is None
    specks = [TextLine(box, text, 0.5) for box, text in zip(PAGE.boxes, ("00", "D", "1"), strict=True)]
    assert sharpness.measure(PAGE.image, specks) is None
    assert sharpness.measure(PAGE.image, [TextLine(PAGE.boxes[0], "1063", 0.5)]) is not None
