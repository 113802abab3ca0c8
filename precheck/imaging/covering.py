"""Things lying on a page: a finger, a pen, a sticker over a line of print.

What covers print is opaque and no paper: over the whole height of the line, and beyond it above or below, the picture has
another colour than the paper about the lines nearby, and no ink.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Point, Quad, centre, height, slice_along, width
from precheck.imaging import copies
from precheck.imaging.patches import Mask, Patch

LOOK_PX = 400
"""What covers a line is followed to its own edges on a copy of at most this side."""

ROWS = 16
"""Height at which a line is looked at."""

HUE_APART, DARKER_BY, LIGHTER_BY = 9.0, 70.0, 45.0
"""How far from the paper's colour: in hue (a and b of CIELAB), or in lightness (0..255). A shadow darkens paper by less and
keeps its hue."""

BURNT_OUT = 247
MIN_ROWS = 0.85
BEYOND, MIN_ROWS_BEYOND = 0.6, 0.6
"""A thing is thicker than the line: of the strip so many heights further up or down it still takes this share."""

MAX_INK, INK_DARKER_BY = 0.06, 40.0

SAME = (40, 12, 12)
"""How far in L, a, b (0..255) one thing's colour may lie from that of the piece over the line: skin turns darker towards
its sides."""

Lab = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cover:
    """What covers a piece of a line. ``heights``: how much of it, in heights of the line; ``inside``: print goes on at both
    ends; ``patch``: the thing itself; ``share``: of the picture; ``from_edge``: it reaches the picture's edge."""

    heights: float
    inside: bool
    patch: Patch
    share: float
    from_edge: bool


def paper_colour(
    image: Image, strip: Quad, lines: Sequence[Quad], within_heights: float = 10.0
) -> Lab | None:
    """The paper's colour (L, a, b) about the lines near a strip; None where there are none."""
    tall, middle = height(strip), np.array(centre(strip))
    near = [
        box
        for box in lines
        if np.linalg.norm(np.array(centre(box)) - middle)
        < within_heights * tall + width(strip) / 2 + width(box) / 2
    ]
    colours = [colour for box in near[:12] if (colour := _ground(_strip(image, box))) is not None]
    return np.asarray(np.median(colours, axis=0), np.float32) if colours else None


def over(image: Image, strip: Quad, paper: Lab) -> tuple[Cover, ...]:
    """Everything that covers at least half a height of the strip."""
    pixels = _strip(image, strip)
    alien = _alien(pixels, paper)
    if not alien.any():
        return ()
    beyond = [_alien(_strip(image, _moved(strip, by)), paper, MIN_ROWS_BEYOND) for by in (-BEYOND, BEYOND)]
    inked = _inked(pixels, paper)
    found = []
    edges = np.flatnonzero(np.diff(np.concatenate(([0], _bridged(alien).view(np.uint8), [0]))))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        # It may lie aslant: one line further up or down it stands a little to the side.
        around = np.s_[max(0, start - ROWS // 2) : end + ROWS // 2]
        if end - start < ROWS / 2 or not any(side[around].sum() > 0.7 * (end - start) for side in beyond):
            continue
        seed = centre(slice_along(strip, start / alien.size, end / alien.size))
        patch, share, from_edge = _grown(image, seed)
        inside = bool(inked[:start].any() and inked[end:].any())
        found.append(Cover(float(end - start) / ROWS, inside, patch, share, from_edge))
    return tuple(found)


def _alien(pixels: Lab, paper: Lab, min_rows: float = MIN_ROWS) -> NDArray[np.bool_]:
    """Columns that are neither paper nor print."""
    away = pixels - paper
    hue = np.hypot(away[..., 1], away[..., 2])
    other = (hue > HUE_APART) | (away[..., 0] < -DARKER_BY) | (away[..., 0] > LIGHTER_BY)
    other &= pixels[..., 0] < BURNT_OUT  # a reflection is no thing
    middle = np.median(pixels[..., 0], axis=0)
    ink = (pixels[..., 0] < middle - INK_DARKER_BY).mean(axis=0)
    return np.asarray((other.mean(axis=0) >= min_rows) & (ink <= MAX_INK))


def _inked(pixels: Lab, paper: Lab) -> NDArray[np.bool_]:
    """Columns with print on paper."""
    away = pixels[..., 0] - paper[0]
    dark = (away < -40).mean(axis=0)
    return np.asarray((dark > 0.1) & (dark < 0.7))


def _bridged(columns: NDArray[np.bool_]) -> NDArray[np.bool_]:
    closed = cv2.morphologyEx(columns.astype(np.uint8)[None], cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    return np.asarray(closed[0] > 0)


def _grown(image: Image, seed: Point) -> tuple[Patch, float, bool]:
    """The thing at this point, its share of the picture, and whether it reaches the picture's edge."""
    small, scale = copies.at_most(image, LOOK_PX)
    smooth = cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_BGR2LAB)
    rows, columns = smooth.shape[:2]
    x = int(np.clip(seed[0] * scale, 0, columns - 1))
    y = int(np.clip(seed[1] * scale, 0, rows - 1))
    mask = np.zeros((rows + 2, columns + 2), np.uint8)
    flags = 4 | (1 << 8) | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE
    cv2.floodFill(smooth, mask, (x, y), 0, SAME, SAME, flags)
    grown: Mask = np.ascontiguousarray(mask[1:-1, 1:-1])
    frame = np.concatenate((grown[0], grown[-1], grown[:, 0], grown[:, -1]))
    return Patch(grown, scale), float(grown.mean()), bool(frame.any())


def _ground(pixels: Lab) -> Lab | None:
    """Median colour of the lighter part of a line's box."""
    light = pixels[..., 0]
    low, high = np.percentile(light, (55, 92))
    chosen = pixels[(light >= low) & (light <= high)]
    return np.asarray(np.median(chosen, axis=0), np.float32) if len(chosen) else None


def _moved(box: Quad, heights: float) -> Quad:
    """The box moved down by so many of its own heights."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = box
    left, right = ((dx - ax) * heights, (dy - ay) * heights), ((cx - bx) * heights, (cy - by) * heights)
    return (
        (ax + left[0], ay + left[1]),
        (bx + right[0], by + right[1]),
        (cx + right[0], cy + right[1]),
        (dx + left[0], dy + left[1]),
    )


def _strip(image: Image, box: Quad) -> Lab:
    columns = int(np.clip(round(width(box) / max(2.0, height(box)) * ROWS), 4, 40 * ROWS))
    target = np.array([(0, 0), (columns, 0), (columns, ROWS), (0, ROWS)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(box, np.float32), target)
    strip = cv2.warpPerspective(image, matrix, (columns, ROWS), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(strip, cv2.COLOR_BGR2LAB), np.float32)
