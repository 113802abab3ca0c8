"""Whether a sheet goes on beyond the picture: two of its edges followed towards the side between them.

A sheet that ends inside the picture has a corner there, and beyond the corner table lies to both sides of the line on
which the edge ran. One that is cut off has none: paper lies within that line as far as the picture's border, or as far as
a printed frame is mistaken for the sheet's end. Colours are compared with those beside the same edge just before.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image
from precheck.imaging.outline import Outline

Array = NDArray[np.float64]

NEAR_PX, FAR_PX = 2.0, 6.0
"""How far beside the edge colours are taken: off its own blur, within the margin that frames leave."""

BEFORE = 0.25
"""How long a piece of the edge before the corner they are compared with, as share of the working size."""

DEPTH = 0.02
"""Where no end is seen, the strip along the picture's border that is looked at, as share of the working size."""

LEAST_PX = 3.0
BRINK_PX = 1.0
"""The last pixel counts by itself: a sheet that ends two or three before the border is whole."""

DIFFERENT = 10.0
"""Grey levels between table and paper from which likeness can be told."""


@dataclass(frozen=True, slots=True)
class Going:
    """``paper``: how like paper it is within both edges beyond the place where the sheet would end (0 like the table, 1 like
    paper), the less like of the two; ``either``: the more like; ``table``: the same just outside of the edges, the more
    like; ``room_px``: how far the two edges stay at least from the picture's border."""

    paper: float
    either: float
    table: float
    room_px: float


def of(image: Image, seen: Outline) -> tuple[Going | None, ...]:
    """What the two edges beside each side of an outline tell of it, in the outline's order; None unless both are seen as
    far as there. The picture's longer side has ``WORK_PX`` pixels, and the outline is in these."""
    return tuple(_towards(image, [side.edge for side in seen.sides], number) for number in range(4))


def _towards(image: Image, lines: list[tuple[Array, Array] | None], number: int) -> Going | None:
    before, after = lines[number - 1], lines[(number + 1) % 4]
    if before is None or after is None:
        return None
    end, far = lines[number], lines[(number + 2) % 4]
    # Sides run around the sheet: the one before ends where this one begins, the one after begins where it ends.
    one = _followed(image, before, end, far, after)
    two = _followed(image, (after[1], after[0]), end, far, before)
    if one is None or two is None:
        return None
    return Going(min(one[0], two[0]), max(one[0], two[0]), max(one[1], two[1]), min(one[2], two[2]))


def _followed(
    image: Image,
    line: tuple[Array, Array],
    end: tuple[Array, Array] | None,
    far: tuple[Array, Array] | None,
    other: tuple[Array, Array],
) -> tuple[float, float, float] | None:
    """Likeness to paper within and outside, and the room beside, of one edge followed from its first to its second point
    and on to the border; ``end`` is where the sheet seems to end."""
    high, wide = image.shape[:2]
    start = line[0]
    along = (line[1] - start) / max(1e-6, float(np.linalg.norm(line[1] - start)))
    within = np.array([-along[1], along[0]])
    if (other[0] - start) @ within < 0:
        within = -within
    last = _leaves(start, along, wide, high)
    if end is None:
        corner = last - DEPTH * max(high, wide)
    else:
        met = _meets(start, along, end)
        if met is None:
            return None
        corner = met + NEAR_PX
    if last - corner < LEAST_PX:
        return None
    begin = max(0.0, corner - BEFORE * max(high, wide))

    def beside(first: float, final: float, side: float) -> Array | None:
        return _colour(image, start, along, within * side, np.arange(first, final))

    paper, table = beside(begin, corner - 2 * NEAR_PX, 1), beside(begin, corner - 2 * NEAR_PX, -1)
    inner, outer = beside(corner, last, 1), beside(corner, last, -1)
    brink = beside(last - BRINK_PX, last, 1)
    if paper is None or table is None or inner is None or outer is None or brink is None:
        return None
    step = paper - table
    size = float(step @ step)
    if size < 3 * DIFFERENT**2:
        return None
    first = 0.0 if far is None else (_meets(start, along, far) or 0.0)
    room = min(_room(start + along * at, wide, high, -within) for at in (first, corner))
    within_it = min(float((colour - table) @ step) for colour in (inner, brink))
    return within_it / size, float((outer - table) @ step) / size, room


def _colour(image: Image, start: Array, along: Array, aside: Array, steps: Array) -> Array | None:
    """The middle colour beside a piece of a line; None where it does not lie in the picture."""
    offsets = np.arange(NEAR_PX, FAR_PX + 0.1)
    places = start + steps[:, None, None] * along + offsets[None, :, None] * aside
    x, y = places[..., 0].astype(np.float32), places[..., 1].astype(np.float32)
    inside = (x >= 0) & (x <= image.shape[1] - 1) & (y >= 0) & (y <= image.shape[0] - 1)
    if inside.sum() < 4:
        return None
    colours = cv2.remap(image, x, y, cv2.INTER_LINEAR)
    return np.asarray(np.median(colours[inside], axis=0), np.float64)


def _leaves(start: Array, along: Array, wide: int, high: int) -> float:
    """How far along a ray from a point in the picture its border lies."""
    reach = [
        ((limit if direction > 0 else 0.0) - place) / direction
        for place, direction, limit in zip(start, along, (wide - 1.0, high - 1.0), strict=True)
        if abs(direction) > 1e-9
    ]
    return float(max(0.0, min(reach)))


def _meets(start: Array, along: Array, line: tuple[Array, Array]) -> float | None:
    """How far along a ray it crosses a line."""
    direction = line[1] - line[0]
    under = float(along[0] * direction[1] - along[1] * direction[0])
    if abs(under) < 1e-9:
        return None
    gap = line[0] - start
    return float(gap[0] * direction[1] - gap[1] * direction[0]) / under


def _room(point: Array, wide: int, high: int, outward: Array) -> float:
    """From a point on an edge to the border that the edge faces."""
    if abs(outward[0]) > abs(outward[1]):
        return float(point[0] if outward[0] < 0 else wide - 1 - point[0])
    return float(point[1] if outward[1] < 0 else high - 1 - point[1])
