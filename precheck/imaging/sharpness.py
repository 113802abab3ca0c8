"""Sharpness where the text is, in units of the text's own height."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from precheck.domain.geometry import Image, Quad, height, width
from precheck.domain.quality import LineSharpness, Sharpness
from precheck.domain.text import TextLine

STRIP_PX = 32
"""Every line is looked at 32 pixels high, so that one limit holds whatever the picture's resolution."""


def of(image: Image, lines: Sequence[TextLine]) -> Sharpness | None:
    """How crisp the text is, from 0 (cannot be read) to 1; None where there are no lines with text."""
    measured = [
        LineSharpness(line.box, of_line(image, line), height(line.box))
        for line in lines
        if len(line.text.strip()) > 1
    ]
    if not measured:
        return None
    weights = np.array([min(width(m.box), 12 * m.height_px) for m in measured])
    return Sharpness(float(np.average([m.sharpness for m in measured], weights=weights)), tuple(measured))


SMEARED, CRISP = 0.08, 0.40
"""Edge steepness of text that no reader makes out, and of print in focus: medians over 113 generated pictures were 0.14
at a blur of 0.2 text heights and 0.45 without, whatever the resolution."""


def crispness(image: Image, box: Quad) -> float:
    """How steep the letters' edges are, 0 (smeared) to 1 (crisp), whatever was read there."""
    return float(np.clip((edge_steepness(image, box) - SMEARED) / (CRISP - SMEARED), 0, 1))


def of_line(image: Image, line: TextLine) -> float:
    """One line's sharpness, 0..1: how steep its edges are, and how surely its characters were read."""
    return float(np.clip(line.confidence, 0, 1)) * crispness(image, line.box)


def edge_steepness(image: Image, box: Quad) -> float:
    """The steepest edges of a line, as share of its ink's contrast that one 1/32 of the line's height spans, 0..1.

    The 90th percentile of the gradient's size among its stronger half, over the contrast between the 5th and 95th percentile
    of brightness.
    """
    own_height, own_width = max(2.0, height(box)), max(2.0, width(box))
    strip_width = int(np.clip(own_width * STRIP_PX / own_height, 8, 640))
    target = np.array([(0, 0), (strip_width, 0), (strip_width, STRIP_PX), (0, STRIP_PX)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(box, np.float32), target)
    grey = cv2.cvtColor(
        cv2.warpPerspective(image, matrix, (strip_width, STRIP_PX), flags=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY
    )
    low, high = np.percentile(grey, (5, 95))
    if high - low < 8:
        return 0.0
    plane = grey.astype(np.float32)
    across, down = cv2.Sobel(plane, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(plane, cv2.CV_32F, 0, 1) / 8
    return float(min(1.0, np.percentile(np.hypot(across, down), 95) / (high - low)))
