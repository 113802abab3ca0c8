"""How tall the print itself is: detectors' boxes leave paper around it, and by how much differs from line to line."""

import cv2
import numpy as np

from precheck.domain.geometry import Image, Quad, height, width

STRIP_PX = 48
"""Every line is looked at 48 pixels high."""

MAX_ASPECT = 16.0
"""Lines are looked at up to this many heights of width: a part tells as much."""

LEAST_CONTRAST = 10.0
"""Grey levels between ink and paper below which nothing is print."""

STRONG = 0.25
"""A row of pixels belongs to the print where it holds this share of the ink of the fullest rows."""


def height_px(image: Image, box: Quad) -> float | None:
    """Height of the print in a line's box, in pixels of the picture; None where no ink stands out.

    Chinese characters fill about 0.9 of their em, digits 0.7.
    """
    own_height, own_width = max(1.0, height(box)), max(1.0, width(box))
    strip_width = int(np.clip(own_width * STRIP_PX / own_height, 8, MAX_ASPECT * STRIP_PX))
    target = np.array([(0, 0), (strip_width, 0), (strip_width, STRIP_PX), (0, STRIP_PX)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(box, np.float32), target)
    strip = cv2.warpPerspective(
        image, matrix, (strip_width, STRIP_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY).astype(np.float32)
    # Paper is the lighter part of each column's neighbourhood, so that shadows are no ink.
    paper = cv2.blur(np.percentile(grey, 85, axis=0)[None], (STRIP_PX, 1))[0]
    dark = np.maximum(paper[None] - grey, 0)
    if float(np.percentile(dark, 98)) < LEAST_CONTRAST:
        return None
    ink = np.where(dark > 0.3 * np.percentile(dark, 98), dark, 0).mean(axis=1)
    full = float(np.percentile(ink, 80))
    rows = np.nonzero(ink >= STRONG * full)[0]
    if len(rows) == 0:
        return None
    return float(rows[-1] - rows[0] + 1) * own_height / STRIP_PX
