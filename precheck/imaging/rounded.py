"""A card's round corner, found by its shape: colours beside the arc differ, and so they do beside both straight pieces,
as far as these lie in the picture. A card that fills the picture exactly shows its sides in nothing but these arcs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RADIUS_MM = 3.18
"""ISO/IEC 7810, ID-1."""

PX_PER_MM = 5.0
STRAIGHT_MM = 4.6
"""How much of the arc and the straight pieces the template holds, from the corner."""

BESIDE_MM = (0.2, 1.2)
"""Colours are compared this far to either side."""

LEAST_MM2 = 0.7
"""So much of what lies without must be in the picture; a card that fills it exactly shows 1.3 mm² at a corner."""

FULL_MM2 = 1.2

ASIDE_MM, ASIDE = 1.0, 0.6
"""So far aside, in each direction, the fit must be so much worse: a straight side alone tells nothing of where along it the
corner lies."""


@dataclass(frozen=True, slots=True)
class Corner:
    """Where the sides would meet, in the patch's millimetres; ``contrast`` in grey levels, ``distinct`` over the usual."""

    at: tuple[float, float]
    contrast: float
    distinct: float


def find(
    patch: NDArray[np.uint8], inside: NDArray[np.uint8], reach_mm: float, sigma_mm: float
) -> Corner | None:
    """The best place of a top-left corner in a patch at 5 pixels a millimetre, within ``reach_mm`` of its middle, where it
    is expected give or take ``sigma_mm``; ``inside`` is 1 where the patch lies in the picture."""
    seen = inside.astype(np.float32)
    # Around the middle, so that squares do not drown the differences.
    level = patch.reshape(-1, 3).mean(axis=0)
    colours = ((patch - level) * seen[..., None]).astype(np.float32)
    squares = (colours**2).sum(axis=2) / 3
    middle, count = patch.shape[0] // 2, int(reach_mm * PX_PER_MM)
    window = slice(middle - count, middle + count + 1)

    def averaged(kernel: NDArray[np.float32]) -> tuple[Array, Array, Array]:
        """Area, mean colour and variance under a mask, for every place in the window."""
        area, sums, squared = (
            np.asarray(
                cv2.filter2D(plane, cv2.CV_32F, kernel, borderType=cv2.BORDER_CONSTANT)[window, window],
                np.float64,
            )
            for plane in (seen, colours, squares)
        )
        number = np.maximum(area, 1.0)
        mean = sums / number[..., None]
        return np.maximum(area, 0.0), mean, np.maximum(squared / number - (mean**2).mean(axis=2), 0.0)

    within, without = _template()
    _, card, uneven = averaged(within)
    area, beside, uneven_beside = averaged(without)
    contrast = np.sqrt(((beside - card) ** 2).sum(axis=2) / 3)
    # Where the template lies askew of the corner, card and table mix under its masks.
    contrast *= contrast**2 / np.maximum(contrast**2 + uneven + uneven_beside, 1e-6)
    enough = area >= LEAST_MM2 * PX_PER_MM**2
    if not enough.any():
        return None
    share = np.sqrt(np.minimum(1.0, area / (FULL_MM2 * PX_PER_MM**2)))
    y, x = np.mgrid[-count : count + 1, -count : count + 1] / PX_PER_MM
    score = np.where(enough, contrast * share, 0.0)
    weighted = score * np.exp(-0.5 * (x**2 + y**2) / (2 * sigma_mm) ** 2)
    row, column = np.unravel_index(int(np.argmax(weighted)), weighted.shape)
    if not (0 < row < 2 * count and 0 < column < 2 * count):
        return None
    peak = float(score[row, column])
    aside = round(ASIDE_MM * PX_PER_MM)
    for down, across in ((aside, 0), (-aside, 0), (0, aside), (0, -aside)):
        at = (row + down, column + across)
        if 0 <= at[0] <= 2 * count and 0 <= at[1] <= 2 * count and score[at] > ASIDE * peak:
            return None
    usual = float(np.median(score[enough]))
    return Corner((float(x[row, column]), float(y[row, column])), peak, peak / max(usual, 0.1))


@cache
def _template() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Masks of what lies just within and just without a top-left corner at the kernel's middle."""
    reach = int((STRAIGHT_MM + 0.2) * PX_PER_MM)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1] / PX_PER_MM
    round_part = (x < RADIUS_MM) & (y < RADIUS_MM)
    # Depth below the outline: from the arc in the corner's square, from the nearer side elsewhere.
    depth = np.where(round_part, RADIUS_MM - np.hypot(x - RADIUS_MM, y - RADIUS_MM), np.minimum(x, y))
    near, far = BESIDE_MM
    held = (x < STRAIGHT_MM) & (y < STRAIGHT_MM)
    within = held & (depth >= near) & (depth <= far)
    without = held & (depth <= -near) & (depth >= -far)
    return within.astype(np.float32), without.astype(np.float32)
