"""Points, quadrilaterals and the eight ways in which a flat page can lie in a picture.

Points are ``(x, y)`` in pixels, x right, y down, origin at the top-left corner of the picture as a viewer shows it. A
:data:`Quad` begins with the object's *own* top-left corner and goes on with its own top-right, bottom-right and
bottom-left: its order tells how the object is turned, and it runs counter-clockwise on screen where the object is
mirrored."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Height × width × 3, BGR, 0..255."""

Point = tuple[float, float]
Region = tuple[Point, ...]
Quad = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a page lies: mirrored left–right first (if at all), then turned clockwise by ``rotation``. By 0, 90, 180 or 270°."""

    rotation: int = 0
    mirrored: bool = False

    def axes(self) -> tuple[Point, Point]:
        """Unit vectors, in the picture as shown, of the page's own right and own down."""
        right: Point = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[self.rotation]
        down: Point = {0: (0, 1), 90: (-1, 0), 180: (0, -1), 270: (1, 0)}[self.rotation]
        if self.mirrored:
            right = (-right[0], -right[1])
        return right, down

    def flipped(self, across: bool, down: bool) -> "Orientation":
        """How the page lies once the picture is flipped left to right (``across``), top to bottom (``down``), or both."""
        rotation = -self.rotation if across else self.rotation
        rotation = 180 - rotation if down else rotation
        return Orientation(rotation % 360, self.mirrored ^ across ^ down)

    def to_upright(self, points: Region | NDArray[Any]) -> NDArray[np.float64]:
        """Coordinates along the page's own right and down; the origin stays where it is (N × 2)."""
        right, down = self.axes()
        return np.asarray(points, dtype=np.float64) @ np.array([right, down], dtype=np.float64).T


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """A picture of ``width`` × ``height`` pixels, reduced to ``pixels``: ``scale`` (at most 1) times as wide and as high."""

    pixels: Image
    scale: float
    width: int
    height: int


EIGHT_WAYS: tuple[Orientation, ...] = tuple(
    Orientation(rotation, mirrored) for mirrored in (False, True) for rotation in (0, 90, 180, 270)
)


def quad(points: NDArray[Any] | Region) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in points)
    return (a, b, c, d)


def width(box: Quad) -> float:
    """Length along the object's own horizontal, in pixels (mean of both sides)."""
    return (math.dist(box[0], box[1]) + math.dist(box[3], box[2])) / 2


def height(box: Quad) -> float:
    """Length along the object's own vertical, in pixels (mean of both sides)."""
    return (math.dist(box[0], box[3]) + math.dist(box[1], box[2])) / 2


def centre(points: Region) -> Point:
    return (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))


def area(points: Region) -> float:
    """Enclosed area in square pixels, whatever the direction of the points."""
    closed = (*points, points[0])
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(closed))) / 2


def slice_along(box: Quad, start: float, end: float) -> Quad:
    """The part of a box from ``start`` to ``end``, fractions 0..1 along its own horizontal."""

    def between(a: Point, b: Point, t: float) -> Point:
        return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)

    top_left, top_right, bottom_right, bottom_left = box
    return (
        between(top_left, top_right, start),
        between(top_left, top_right, end),
        between(bottom_left, bottom_right, end),
        between(bottom_left, bottom_right, start),
    )


def trim_height(box: Quad, high: float) -> Quad:
    """The part of a box about its middle line that is ``high`` pixels high; the box itself where it is no higher."""
    share = (1 - high / max(height(box), 1e-6)) / 2
    if share <= 0:
        return box
    corners = np.array(box)
    down = corners[[3, 2, 2, 3]] - corners[[0, 1, 1, 0]]
    return quad(corners + down * np.array([share, share, -share, -share])[:, None])


def hull(*boxes: Quad, orientation: Orientation) -> Quad:
    """The smallest box, straight in the page's own axes, around several boxes."""
    upright = orientation.to_upright(np.array([point for box in boxes for point in box]))
    (left, top), (right_, bottom) = upright.min(axis=0), upright.max(axis=0)
    right, down = orientation.axes()
    basis = np.array([right, down], dtype=np.float64)
    return quad(np.array([(left, top), (right_, top), (right_, bottom), (left, bottom)]) @ basis)
