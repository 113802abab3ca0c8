"""Straight printed lines (frames, tables) that run out of the picture.

Presses and printers leave a margin: a frame or a table ends on the paper. Where lines that begin inside the picture reach
its border square on, one beside the other, the paper goes on beyond it. A line that runs out on both opposite sides tells
nothing: a booklet's fold, a ruled pad, a screen's separators.

The picture's outer strip is averaged along the page's own direction in bands, from the border inwards. In each, a line is
a dip narrower than text is high, between two sides as light as paper; one that runs out dips in all bands at the border,
and in nearly all further in, straight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image

Array = NDArray[np.float32]
Points = NDArray[np.float64]

BANDS = (1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 65, 76, 88, 100, 112, 124, 136, 148, 160)
"""Where bands begin and end, in pixels from the border of a picture of 640: finest where a line has to reach it."""

AT_BORDER = 4
"""Bands in all of which a line must show: 15 pixels; whole pages leave at least 13 beside their frames."""

KEPT = 0.9
"""Share of all bands in which it must: seals and text lie across lines."""

WIDEST_PX = 15
"""Dips that are wider are no lines. Ornamental frames are up to 12 pixels wide."""

FAINTEST, FAINT = 0.11, 0.04
"""A line is darker than the paper beside it by this share of the paper's own lightness, in its least channel; on the
opposite side already the second counts, so that no line is taken to end there that only fades. On 118 pictures of whole
pages the strongest pair that pretended to run out had 0.09, of 25 cut frames 24 had 0.13 or more."""

LIGHT = (0.6, 1.3)
"""The lightness of what lies beside a line, as share of the page's paper: light falls off, but a table is no paper."""

UNLIKE = 0.2
"""And it differs between the two sides of a line by less than this share."""

BESIDE_PX = 5.0
"""Nor is what lies along an edge of the sheet."""

SLOPES = np.arange(-0.06, 0.0601, 0.01)
"""By how much lines may lean against the page's direction: perspective."""

PARALLEL, APART, OFF_CORNER = 0.07, 0.25, 0.012
"""Two lines lean alike; they are this share of the side apart at least (one wide ornament is one line); and what lies closer
to the picture's own corner is its border."""

WITHIN = 0.1
"""A line goes around the text that it passes, or cuts off no more than this share of it: a frame, a table's outer lines.
What runs out between its columns only may be a picture of a part, taken on purpose."""

SAME, LIKE = 0.02, 0.03
"""Within this share of the side, and leaning no further otherwise, a line is met again on the opposite side."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a line reaches the border, and its direction there: how far it moves along the side for each pixel inwards."""

    at: float
    lean: float


def running_out(
    image: Image, text: Points, paper: float, edges: Sequence[tuple[Points, Points]] = ()
) -> tuple[int, int, int, int]:
    """How many lines run out on the left, top, right and bottom of a picture of 640 pixels, and end inside it elsewhere: 0,
    or two and more, one of them on either side of the text. ``text``: the corners of its block, in its own order (4 × 2);
    ``paper``: the paper's lightness in its least channel, 0..255; ``edges``: two points of each edge of the sheet that is
    seen."""
    # Channel by channel: taking the least along the last axis costs ten times as much.
    plane = np.minimum(np.minimum(image[..., 0], image[..., 1]), image[..., 2]).astype(np.float32)
    tilt = _lean(text)
    counts = []
    for side in range(4):
        length, across = image.shape[side % 2], image.shape[1 - side % 2]
        begins, ends = np.sort(text[:, 1 - side % 2])[[1, 2]]
        slack = WITHIN * (ends - begins)
        around = float(begins + slack), float(ends - slack)
        strong = [
            line
            for line in _at(plane, side, tilt, paper, FAINTEST)
            if not any(_along(_foot(image, side, line), edge) for edge in edges)
        ]
        count = _set(strong, length, around)
        if count:
            weak = _at(plane, (side + 2) % 4, tilt, paper, FAINT)
            ending = [
                line
                for line in strong
                if all(
                    abs(line.at + line.lean * across - other.at) > SAME * length
                    or abs(line.lean + other.lean) > LIKE
                    for other in weak
                )
            ]
            count = _set(ending, length, around)
        counts.append(count)
    return counts[0], counts[1], counts[2], counts[3]


def _lean(text: Points) -> float:
    """By how many degrees a block lies clockwise of the picture's nearest axis, -45..45."""
    along = text[1] - text[0]
    return float((np.degrees(np.arctan2(along[1], along[0])) + 45) % 90 - 45)


def _foot(image: Image, side: int, line: _Line) -> tuple[float, float]:
    """Where a line reaches the border."""
    high, wide = image.shape[:2]
    return ((0.0, line.at), (line.at, 0.0), (wide - 1.0, line.at), (line.at, high - 1.0))[side]


def _along(point: tuple[float, float], edge: tuple[Points, Points]) -> bool:
    (dx, dy), (x, y) = edge[1] - edge[0], np.array(point) - edge[0]
    return bool(abs(dx * y - dy * x) <= BESIDE_PX * np.hypot(dx, dy))


def _set(lines: list[_Line], length: int, around: tuple[float, float]) -> int:
    """How many lines of the largest parallel set lie apart, on both sides of what they are to go around; 0 where no two do."""
    best = 0
    for one in lines:
        alike = sorted(line.at for line in lines if abs(line.lean - one.lean) <= PARALLEL)
        if alike[0] > around[0] or alike[-1] < around[1]:
            continue
        count, last = 0, -np.inf
        for at in alike:
            if at - last >= APART * length:
                count, last = count + 1, at
        best = max(best, count)
    return best if best > 1 else 0


def _at(plane: Array, side: int, tilt_degrees: float, paper: float, faintest: float) -> list[_Line]:
    outer = _strip(plane, side)
    tilt = float(np.tan(np.radians(tilt_degrees))) * (1 if side in (0, 3) else -1)
    level = np.array([[1, -tilt, 0], [0, 1, 0]], np.float32)
    straight = cv2.warpAffine(outer, level, (outer.shape[1], outer.shape[0]))
    ends = [end for end in BANDS if end <= len(straight)]
    if len(ends) <= AT_BORDER + 2:
        return []
    bands = np.array([straight[begin:end].mean(axis=0) for begin, end in pairwise(ends)], np.float32)
    beside = cv2.morphologyEx(bands, cv2.MORPH_CLOSE, np.ones((1, WIDEST_PX), np.uint8))
    depth = beside - bands
    dips = (depth > faintest * paper) & (beside > LIGHT[0] * paper) & (beside < LIGHT[1] * paper)
    dips &= _alike(bands, paper)
    near = cv2.dilate(dips.astype(np.uint8), np.ones((1, 3), np.uint8)).astype(bool)
    middles = np.array([(begin + end) / 2 for begin, end in pairwise(ends)])
    length = straight.shape[1]
    off = int(OFF_CORNER * length)
    columns = off + np.nonzero(near[0, off : length - off])[0]
    if not len(columns):
        return []
    best, deepest, lean = np.zeros(length), np.zeros(length), np.zeros(length)
    rows = np.arange(len(near))[:, None]
    for slope in SLOPES:
        places = columns + np.round(middles[:, None] * slope).astype(int)
        held = np.clip(places, 0, length - 1)
        hit = near[rows, held] & (places == held)
        share = hit.mean(axis=0) * hit[:AT_BORDER].all(axis=0)
        # Ornaments are wide: of the directions that stay within one, the one along its middle.
        sum_of = np.where(hit, depth[rows, held], 0.0).mean(axis=0)
        better = (share >= KEPT) & (sum_of > deepest[columns])
        chosen = columns[better]
        best[chosen], deepest[chosen], lean[chosen] = share[better], sum_of[better], slope
    found = []
    while best.max() >= KEPT:
        place = int(np.argmax(np.where(best >= KEPT, deepest, 0)))
        found.append(_Line(float(place), float(lean[place]) + tilt))
        best[max(0, place - WIDEST_PX) : place + WIDEST_PX + 1] = 0
    return found


def _alike(bands: Array, paper: float) -> NDArray[np.bool_]:
    """Where it is as light to the left as to the right: the shadow along a sheet's edge is no line printed on it."""
    lightest = cv2.dilate(bands, np.ones((1, WIDEST_PX // 2), np.uint8))
    reach = WIDEST_PX // 2 + 1
    padded = np.pad(lightest, ((0, 0), (reach, reach)), mode="edge")
    return np.asarray(np.abs(padded[:, : -2 * reach] - padded[:, 2 * reach :]) < UNLIKE * paper)


def _strip(plane: Array, side: int) -> Array:
    """The outer strip on the left (0), at the top (1), on the right (2) or at the bottom (3), its rows counted from the
    border."""
    depth = BANDS[-1]
    if side == 0:
        piece = plane[:, :depth].T
    elif side == 1:
        piece = plane[:depth]
    elif side == 2:
        piece = plane[:, : -depth - 1 : -1].T
    else:
        piece = plane[: -depth - 1 : -1]
    return np.ascontiguousarray(piece)
