"""Light on the document: how bright it is, and how far the ink stands off."""

from collections.abc import Sequence

import cv2
import numpy as np

from precheck.domain.geometry import Image, Overview, Quad
from precheck.domain.picture import Exposure
from precheck.domain.text import TextLine
from precheck.imaging import copies

LOOK_PX = 640
"""Light is judged on a copy of at most this side."""

LIGHTER = 97
"""Percentile of the text's surroundings that is the lighter of ink and paper."""

FEW_LINES = 3
"""With fewer lines than this (a dark passport cover, a picture of something else) the brightest part of the whole
picture is judged: what has no paper cannot have dark paper."""


def measure(seen: Overview, lines: Sequence[TextLine]) -> Exposure:
    """Measured around the text where there is any, else over the whole picture."""
    small, scale = copies.reduced(seen, LOOK_PX)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    mask = _text_area(grey.shape, [line.box for line in lines], scale)
    judged_by_text = bool(mask.any()) and sum(len(line.text) > 1 for line in lines) >= FEW_LINES
    contrasts = [c for line in lines if (c := _contrast(grey, line.box, scale)) is not None]
    return Exposure(
        brightness=_brightness(grey, mask, judged_by_text),
        contrast=float(np.median(contrasts)) if contrasts else None,
    )


def _brightness(grey: Image, mask: Image, judged_by_text: bool) -> float:
    if judged_by_text:
        # Paper where the print is dark, print where the paper is: a screen in dark mode is not dark.
        return float(np.percentile(grey[mask > 0], LIGHTER)) / 255
    brightest = float(np.percentile(grey, 95))
    # Light print on a dark cover: the print itself.
    return max(brightest, float(np.percentile(grey[mask > 0], 97)) if mask.any() else 0.0) / 255


def _text_area(shape: tuple[int, ...], boxes: Sequence[Quad], scale: float) -> Image:
    mask = np.zeros(shape[:2], np.uint8)
    for box in boxes:
        cv2.fillPoly(mask, [np.round(np.array(box) * scale).astype(np.int32)], 1)
    return mask


def _contrast(grey: Image, box: Quad, scale: float) -> float | None:
    corners = np.array(box) * scale
    left, top = np.maximum(0, np.floor(corners.min(axis=0)).astype(int))
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
    part = grey[top:bottom, left:right]
    if part.size < 16:
        return None
    low, high = np.percentile(part, (5, 90))
    return float(high - low) / 255
