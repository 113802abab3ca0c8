"""A value that is smeared so that no line is found is the picture's fault; a blank is not."""

from __future__ import annotations

import cv2
import numpy as np

from precheck.checks.unreadable import Params, _smeared
from precheck.domain.geometry import Image, Quad
from tests.checks.asked import packaged_settings

PARAMS = Params(**{**packaged_settings("unreadable"), "min_sharpness": 0.45})
AREA: Quad = ((40.0, 40.0), (360.0, 40.0), (360.0, 80.0), (40.0, 80.0))


def page(sigma_px: float, ink: bool = True) -> Image:
    """Digits in the area, blurred."""
    image = np.full((120, 400, 3), 230, np.uint8)
    if ink:
        cv2.putText(image, "105341201905001234", (44, 72), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (20, 20, 20), 2)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px) if sigma_px else image, np.uint8)


def test_smeared_ink_is_seen() -> None:
    assert _smeared(page(8), AREA, PARAMS)


def test_sharp_ink_and_blank_paper_are_not_smeared() -> None:
    assert not _smeared(page(0), AREA, PARAMS)
    assert not _smeared(page(0, ink=False), AREA, PARAMS)


def test_what_lies_outside_the_picture_is_not_judged() -> None:
    outside: Quad = ((300.0, 40.0), (620.0, 40.0), (620.0, 80.0), (300.0, 80.0))
    assert not _smeared(page(8), outside, PARAMS)


def test_a_smeared_value_is_seen_beside_crisp_print() -> None:
    image = page(0)
    image[:, :200] = page(9)[:, :200]
    assert _smeared(image, AREA, PARAMS)


def test_the_paper_s_own_pattern_is_no_smeared_ink() -> None:
    image = page(0, ink=False)
    shade = (np.sin(np.arange(400) / 30) * 6).astype(np.int16)
    assert not _smeared(np.asarray(image + shade[None, :, None], np.uint8), AREA, PARAMS)
