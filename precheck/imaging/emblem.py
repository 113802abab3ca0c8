"""The national emblem: the middle of what is red and gold near where it is expected."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image

Array = NDArray[np.float64]

MIN_WARMTH = 30.0
"""Grey levels by which red must stand above blue and green: 60 and more on coloured pictures, under 10 on copies."""


def middle(image: Image, expected: Array, radius_px: float) -> Array | None:
    """The middle of the red and gold in a square around a point; None in a picture without colour."""
    height, width = image.shape[:2]
    left, top = (max(0, int(v - radius_px)) for v in expected)
    right, bottom = min(width, int(expected[0] + radius_px)), min(height, int(expected[1] + radius_px))
    if right - left < 8 or bottom - top < 8:
        return None
    blue, green, red = np.moveaxis(image[top:bottom, left:right].astype(np.float32), 2, 0)
    warmth = red - (green + 3 * blue) / 4
    warmth -= np.median(warmth)
    strong = warmth > 0.35 * np.percentile(warmth, 98)
    touching = strong[0].any() + strong[-1].any() + strong[:, 0].any() + strong[:, -1].any()
    if np.percentile(warmth, 98) < MIN_WARMTH or touching:
        return None
    y, x = np.nonzero(strong)
    return np.array([left + x.mean(), top + y.mean()])
