"""Fingers on a card: skin that covers the card's edge and goes on beside it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad

Chroma = NDArray[np.float64]

REDDER, LESS_BLUE = 10.0, 8.0
"""By how much skin's chroma (YCrCb, 0..255) differs from the card's own under the same light: a pale card lies near 128 and
128, skin of any brightness between 133 and 173, and 77 and 127 (Chai and Ngan, "Face segmentation using skin-color map",
1999)."""

PLACES = 30
"""Places looked at along each side of the card."""

INSIDE, OUTSIDE = 0.035, 0.07
"""How far in and out, as shares of the card's height: a finger overlaps the edge by a few millimetres of 54."""


def held_share(image: Image, card: Quad) -> float:
    """The share of the card's outline, 0..1, at which skin lies on both sides of the edge.

    Skin is told from the card's own colour, so that warm light does not matter. A table of the colour of skin lies on one
    side only.
    """
    corners = np.array(card, np.float64)
    reach = OUTSIDE * float(np.linalg.norm(corners[3] - corners[0]))
    depth = INSIDE * float(np.linalg.norm(corners[3] - corners[0]))
    middle = corners.mean(axis=0)
    steps = (np.arange(PLACES) + 0.5)[:, None] / PLACES
    inner, outer = [], []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        edge = start + (end - start) * steps
        normal = np.array([end[1] - start[1], start[0] - end[0]]) / max(
            float(np.linalg.norm(end - start)), 1e-6
        )
        if float((edge.mean(axis=0) - middle) @ normal) < 0:
            normal = -normal
        inner.append(edge - normal * depth)
        outer.append(edge + normal * reach)
    inside, outside = _chroma(image, np.concatenate(inner)), _chroma(image, np.concatenate(outer))
    own = np.asarray(np.nanmedian(inside, axis=0))
    both = _is_skin(inside, own) & _is_skin(outside, own)
    return float(both.mean())


def _is_skin(chroma: Chroma, card: Chroma) -> NDArray[np.bool_]:
    return np.asarray((chroma[:, 0] - card[0] >= REDDER) & (card[1] - chroma[:, 1] >= LESS_BLUE))


def _chroma(image: Image, points: NDArray[np.float64]) -> Chroma:
    """Cr and Cb at the points (N × 2); not a number outside of the picture."""
    height, width = image.shape[:2]
    at = np.clip(points.round().astype(np.int32), 0, (width - 1, height - 1))
    seen = cv2.cvtColor(image[at[:, 1], at[:, 0]][:, None], cv2.COLOR_BGR2YCrCb)[:, 0, 1:].astype(np.float64)
    seen[(points < 0).any(axis=1) | (points[:, 0] >= width) | (points[:, 1] >= height)] = np.nan
    return np.asarray(seen)
