"""The edges of a sheet of paper around its text: on each side the place where paper ends.

Outwards from the text the picture is followed to its border, in several parts a side. A frame or an ornament leaves
paper and returns to it; the sheet's edge is where paper ends for good. The edges of the parts must lie on one straight
line, which is then placed between pixels by its contrast (:mod:`precheck.imaging.edges`).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad
from precheck.imaging import edges

Array = NDArray[np.float64]

WORK_PX = 640
"""Long side at which outlines are looked for: a few milliseconds, and edges within half a pixel of it."""

PARTS, ALONG = 10, 4
"""Parts of a side, and samples averaged in each."""

LIKE_PAPER = 20.0
"""Grey levels by which paper may differ from the paper nearest to the text: shadows across a page, guilloche."""

LIGHTER, DARKER = 70, 0.6
"""Percentile of the lightness around the text that is paper's. Where it is so much darker beside the block, the block itself
reaches over the sheet's edge: lines that lean unlike each other, in perspective."""

ENDS = 0.65
"""How much more of what lies inside than of what lies outside must be like paper."""

SEEN_PARTS = 6
STRAIGHT = 0.006
"""Parts of a side that must agree, within this share of the working size."""

CROSSING_PARTS = 3
"""So many tell of an edge that leaves the picture."""

LEAST_OUTSIDE_PX = 3
LEAN_DEGREES = 8.0
"""An edge leans at most so much against the lines of text; perspective gives 5°."""

MIN_CONTRAST, MIN_DISTINCT = 6.0, 1.5


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the block: two points on the sheet's edge (None where it is not seen), how much paper lies between text
    and edge, or text and the picture's border, in pixels, whether paper runs out of the picture, and how far it is from
    the edge to the picture's border."""

    edge: tuple[Array, Array] | None
    margin_px: float
    runs_out: bool
    beside_px: float = 0.0

    def scaled(self, scale: float) -> Side:
        """The same in a picture that is so many times as large."""
        edge = self.edge
        if edge is not None:
            edge = ((edge[0] + 0.5) * scale - 0.5, (edge[1] + 0.5) * scale - 0.5)
        return Side(edge, self.margin_px * scale, self.runs_out, self.beside_px * scale)


@dataclass(frozen=True, slots=True)
class Outline:
    """Sides above, right of, below and left of the text, in its own directions."""

    sides: tuple[Side, Side, Side, Side]

    def scaled(self, scale: float) -> Outline:
        """The same in a picture that is so many times as large."""
        one, two, three, four = (side.scaled(scale) for side in self.sides)
        return Outline((one, two, three, four))

    @property
    def corners(self) -> Array | None:
        """Where the edges meet, the sheet's own top-left first (4 × 2); None unless all four are seen."""
        lines = [side.edge for side in self.sides]
        if any(line is None for line in lines):
            return None
        top, right, bottom, left = lines
        found = [_meet(left, top), _meet(top, right), _meet(right, bottom), _meet(bottom, left)]
        return None if any(point is None for point in found) else np.array(found)


def find(image: Image, block: Quad) -> Outline:
    """The sheet around a block of text (its own top-left first) in a picture of at most ``WORK_PX``."""
    corners = np.array(block, np.float64)
    page = float(np.percentile(sampled(image, corners).mean(axis=2), LIGHTER))
    sides = []
    for number in range(4):
        start, end = corners[number], corners[(number + 1) % 4]
        inner = corners[(number + 3) % 4] - start
        sides.append(_side(image, start, end, -inner / max(1e-6, np.linalg.norm(inner)), page))
    return Outline((sides[0], sides[1], sides[2], sides[3]))


def sampled(image: Image, corners: Array) -> Image:
    """Every fourth pixel of the upright box around a block of text, in both directions."""
    (left, top), (right, bottom) = (
        np.maximum(corners.min(axis=0), 0).astype(int),
        corners.max(axis=0).astype(int),
    )
    return image[top : bottom + 1 : 4, left : right + 1 : 4]


def _side(image: Image, start: Array, end: Array, outward: Array, page: float) -> Side:
    height, width = image.shape[:2]
    along = (np.arange(PARTS * ALONG) + 0.5) / (PARTS * ALONG)
    spine = start + along[:, None] * (end - start)
    length = int(np.ceil(np.hypot(height, width)))
    places = spine[:, None] + np.arange(length)[None, :, None] * outward
    x, y = places[..., 0], places[..., 1]
    inside = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    depth = int(inside.sum(axis=1).max())
    if depth < 4:
        return Side(None, float(depth), True)
    places, inside = places[:, :depth], inside[:, :depth]
    colours = cv2.remap(
        image, places[..., 0].astype(np.float32), places[..., 1].astype(np.float32), cv2.INTER_LINEAR
    ).astype(np.float32)
    profile = colours.reshape(PARTS, ALONG, depth, 3).mean(axis=1)
    known = inside.reshape(PARTS, ALONG, depth).all(axis=1)
    paper = _paper(profile, known)
    if np.median(paper.mean(axis=1)) < DARKER * page:
        return Side(None, float(np.median(known.sum(axis=1))), False)
    like = np.sqrt(((profile - paper[:, None]) ** 2).sum(axis=2) / 3) < LIKE_PAPER
    found: list[tuple[float, float]] = []
    running_out: list[float] = []
    margins = []
    for part in range(PARTS):
        count = int(known[part].sum())
        if count < 3:
            running_out.append((part + 0.5) / PARTS)
            margins.append(float(count))
            continue
        place, gain = _ends(like[part, :count])
        margins.append(float(count))
        if gain >= ENDS and count - place >= LEAST_OUTSIDE_PX:
            found.append(((part + 0.5) / PARTS, float(place)))
        elif like[part, max(0, count - 4) : count].mean() > 0.5:
            running_out.append((part + 0.5) / PARTS)
    seen, size = np.array(found).reshape(-1, 2), max(height, width)
    line = _straight(seen, size) or _crossing(seen, np.array(running_out), np.array(margins), size)
    runs_out = len(running_out) >= SEEN_PARTS
    if line is None:
        return Side(None, float(np.median(margins)), runs_out)
    offset, slope = line
    span = float(np.linalg.norm(end - start))
    if abs(slope) > np.tan(np.radians(LEAN_DEGREES)) * span:
        return Side(None, float(np.median(margins)), runs_out)
    first, last = start + outward * offset, end + outward * (offset + slope)
    across = np.array([-(last - first)[1], (last - first)[0]]) / max(1e-6, np.linalg.norm(last - first))
    across = across if across @ outward > 0 else -across
    edge = edges.find(image, edges.Band(first, last, across, 6.0, 3.0, 3.0, 4.0), MIN_CONTRAST, MIN_DISTINCT)
    if edge is not None:
        first, last = _through(edge.points)
    margin = float(((first + last) / 2 - (start + end) / 2) @ outward)
    beside = float(np.median(margins)) - margin
    return Side((first, last), margin, False, beside)


def _paper(profile: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """For every part the colour of the paper beside the text: the lighter half of the nearest pixels."""
    near = profile[:, : max(4, min(12, profile.shape[1]))]
    order = np.argsort(near.sum(axis=2), axis=1)[:, near.shape[1] // 2 :]
    lighter = np.take_along_axis(near, order[..., None], axis=1)
    own = np.median(lighter, axis=1)
    # A part that begins on a stamp or a picture takes the colour of the others.
    middle = np.median(own, axis=0)
    strange = np.abs(own - middle).max(axis=1) > 2 * LIKE_PAPER
    own[strange] = middle
    return np.asarray(own, np.float32)


def _ends(like: NDArray[np.bool_]) -> tuple[int, float]:
    """Where paper ends for good, and how much more of the inside than of the outside is like it (−1..1)."""
    size = len(like)
    before = np.concatenate([[0], np.cumsum(like)])
    at = np.arange(1, size)
    gain = 2 * before[at] - at - (2 * (before[-1] - before[at]) - (size - at))
    place = int(at[int(np.argmax(gain))])
    # Just beside the edge, not far out on the table where something white may lie again.
    window = min(40, size)
    inside = float(like[max(0, place - window) : place].mean())
    outside = float(like[place : place + window].mean())
    return place, inside - outside


def _straight(found: Array, size: int) -> tuple[float, float] | None:
    """Offset at the start and rise to the end of the line on which enough parts lie; None where too few do."""
    if len(found) < SEEN_PARTS:
        return None
    best: tuple[int, float, float] | None = None
    reach = STRAIGHT * size
    for i in range(len(found)):
        for j in range(i + 1, len(found)):
            slope = (found[j, 1] - found[i, 1]) / (found[j, 0] - found[i, 0])
            offset = found[i, 1] - slope * found[i, 0]
            agreed = int((np.abs(found[:, 1] - offset - slope * found[:, 0]) <= reach).sum())
            if best is None or agreed > best[0]:
                best = agreed, float(offset), float(slope)
    if best is None or best[0] < SEEN_PARTS:
        return None
    kept = found[np.abs(found[:, 1] - best[1] - best[2] * found[:, 0]) <= reach]
    slope, offset = np.polyfit(kept[:, 0], kept[:, 1], 1)
    return float(offset), float(slope)


def _crossing(found: Array, running_out: Array, depths: Array, size: int) -> tuple[float, float] | None:
    """As :func:`_straight`, for an edge that leaves the picture: seen in the parts at one end, while paper goes on to the
    border, and the line lies beyond it, in those at the other. ``depths``: how far it is to the border in each part."""
    if len(found) < CROSSING_PARTS or len(running_out) < 1 or len(found) + len(running_out) < PARTS - 2:
        return None
    if not (found[:, 0].max() < running_out.min() or found[:, 0].min() > running_out.max()):
        return None
    slope, offset = np.polyfit(found[:, 0], found[:, 1], 1)
    if np.abs(found[:, 1] - offset - slope * found[:, 0]).max() > STRAIGHT * size:
        return None
    beyond = offset + slope * running_out > depths[(running_out * PARTS).astype(int)] - LEAST_OUTSIDE_PX
    return (float(offset), float(slope)) if beyond.all() else None


def _through(points: Array) -> tuple[Array, Array]:
    """The ends of the straight line that fits points best."""
    middle = points.mean(axis=0)
    direction = np.linalg.svd(points - middle)[2][0]
    reach = (points - middle) @ direction
    first, last = middle + direction * reach[0], middle + direction * reach[-1]
    return np.asarray(first, np.float64), np.asarray(last, np.float64)


def _meet(one: tuple[Array, Array] | None, other: tuple[Array, Array] | None) -> Array | None:
    if one is None or other is None:
        return None
    a, b = one[1] - one[0], other[1] - other[0]
    under = a[0] * b[1] - a[1] * b[0]
    if abs(under) < 1e-9:
        return None
    gap = other[0] - one[0]
    return np.asarray(one[0] + a * (gap[0] * b[1] - gap[1] * b[0]) / under, np.float64)
