"""Reduced copies of a picture: most of what is seen in a page shows on a few hundred pixels of it."""

import cv2
import numpy as np

from precheck.domain.geometry import Image, Overview

OVERVIEW_PX = 800
"""Longer side of the copy on which the page as a whole is looked at."""


def overview(image: Image) -> Overview:
    """The picture reduced once, for all who look at the page as a whole."""
    small, scale = at_most(image, OVERVIEW_PX)
    return Overview(small, scale, image.shape[1], image.shape[0])


def reduced(seen: Overview, long_side_px: int) -> tuple[Image, float]:
    """As :func:`at_most`, of an overview: the scale is that to the whole picture."""
    small, scale = at_most(seen.pixels, long_side_px)
    return small, scale * seen.scale


def at_most(image: Image, long_side_px: int) -> tuple[Image, float]:
    """A copy whose longer side is at most this, and its scale (at most 1); the picture itself where it is no larger.

    It is halved while it can be, exactly, each pixel the mean of four, and the rest of the way (less than a half) is
    interpolated. At odd sizes the last row or column is left out. Taking the mean over areas of any size at once costs 14 to
    28 ms for a page of 2,000 pixels, this 2 to 4; the two differ by 0.2 to 0.8 levels of 255 on average (14 pictures).
    """
    scale = min(1.0, long_side_px / max(image.shape[:2]))
    small, rest = image, scale
    while rest <= 0.5 and min(small.shape[:2]) >= 2:
        even = small[: small.shape[0] // 2 * 2, : small.shape[1] // 2 * 2]
        # OpenCV has a fast path for exact halves only.
        small = np.asarray(cv2.resize(even, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
        rest *= 2
    if rest < 1:
        rows, columns = (max(1, round(side * rest)) for side in small.shape[:2])
        small = np.asarray(cv2.resize(small, (columns, rows), interpolation=cv2.INTER_LINEAR), np.uint8)
    return small, scale
