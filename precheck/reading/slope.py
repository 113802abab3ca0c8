"""Which way the rows of a page run, and boxes turned and drawn out along them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Quad, height, quad, width
from precheck.domain.text import TextLine

LONG, FEW, SAME_WAY = 5.0, 3, 0.9
"""Lines of five heights tell the way that rows run, if there are three; boxes that run another way (by the cosine) stay as
they are."""

Way = NDArray[np.float64]


def way_of(lines: Sequence[TextLine]) -> Way | None:
    """Which way the long lines run, as a unit vector; None where there are few."""
    long = [line.box for line in lines if width(line.box) > LONG * height(line.box)]
    if len(long) < FEW:
        return None
    middle = np.median([np.subtract(box[1], box[0]) / width(box) for box in long], axis=0)
    size = float(np.linalg.norm(middle))
    return np.asarray(middle / size) if size > SAME_WAY else None


def along(box: Quad, way: Way | None) -> Quad:
    """A short box turned to run as the long lines do: a few characters tell little of their row's direction."""
    if way is None or width(box) > LONG * height(box):
        return box
    corners = np.array(box)
    middle, own = corners.mean(axis=0), (corners[1] - corners[0]) / max(width(box), 1e-6)
    if float(own @ way) < SAME_WAY:
        return box
    across, down = way * width(box) / 2, np.array([-way[1], way[0]]) * height(box) / 2
    if float(down @ (corners[3] - corners[0])) < 0:
        down = -down
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return quad(np.array([middle + across * x + down * y for x, y in signs]))


def lengthened(box: Quad, heights: float) -> Quad:
    """The box with so many of its own heights added at either end."""
    reach = heights * height(box) / max(width(box), 1e-6)
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = box
    return (
        (ax - (bx - ax) * reach, ay - (by - ay) * reach),
        (bx + (bx - ax) * reach, by + (by - ay) * reach),
        (cx + (cx - dx) * reach, cy + (cy - dy) * reach),
        (dx - (cx - dx) * reach, dy - (cy - dy) * reach),
    )
