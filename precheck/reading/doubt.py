"""Values that could not be read although the page owes them or shows their label, and where to look for what hides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Quad, Region, height, quad, width
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine

BESIDE = 1.2
"""A value that breaks off under something goes on for at least this many heights beyond what was read of it."""

MIN_GAP, MAX_GAP = 1.0, 12.0
"""Heights between two pieces of one number: digits are printed closer, and eighteen digits are ten heights long."""


LONG, FEW, SAME_WAY = 5.0, 3, 0.9
"""Lines of five heights tell the way that rows run, if there are three; boxes that run another way (by the cosine) stay as
they are."""

Way = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field and the strips of the picture where its print stands or should stand.

    ``anywhere``: nothing tells where, so the strips are those of all lines. ``gaps``: between the value and another piece of
    a number on its row, where the number was broken in two; ``pairs``: between any two other pieces, since something else
    than the number may have been read. ``read``: something was read of the value.
    """

    field: str
    strips: tuple[Quad, ...]
    anywhere: bool = False
    gaps: tuple[Quad, ...] = ()
    read: bool = False
    pairs: tuple[Quad, ...] = ()


@dataclass(frozen=True, slots=True)
class Hidden:
    """How long a piece of the print is hidden, in its heights, and the outline of what hides it."""

    heights: float
    region: Region


def of(
    material: Material, fields: Mapping[str, FieldReading], lines: Sequence[TextLine]
) -> tuple[Doubt, ...]:
    """Every field in doubt. What reads as declared, or reads well where nothing was declared, is in none."""
    found = []
    way = way_of(lines)
    for reading in fields.values():
        if not _in_doubt(reading):
            continue
        if reading.box is not None:
            own = along(reading.box, way)
            pieces = _pieces(reading, lines, way)
            gaps = tuple(gap for piece in pieces if (gap := _between(own, piece)) is not None)
            pairs = tuple(
                gap for one, other in combinations(pieces, 2) if (gap := _between(one, other)) is not None
            )
            found.append(Doubt(reading.name, (lengthened(own, BESIDE),), gaps=gaps, read=True, pairs=pairs))
        elif reading.areas:
            found.append(Doubt(reading.name, reading.areas))
        elif material.rule(reading.name).required and reading.status is Status.UNREADABLE:
            strips = tuple(lengthened(line.box, BESIDE) for line in lines if len(line.text) > 1)
            found.append(Doubt(reading.name, strips, anywhere=True))
    return tuple(found)


def _in_doubt(reading: FieldReading) -> bool:
    if reading.status in (Status.UNREADABLE, Status.MISMATCH):
        return True
    return reading.status is Status.UNVERIFIED and bool(reading.problems)


def _pieces(reading: FieldReading, lines: Sequence[TextLine], way: Way | None) -> tuple[Quad, ...]:
    """Boxes of what may be a number's pieces. Only numbers': those of anything else may be words of their own."""
    if sum(character.isdigit() for character in reading.value or "") < 2:
        return ()
    return tuple(along(line.box, way) for line in lines if _of_a_number(line.text))


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


def _of_a_number(text: str) -> bool:
    return len(text) > 1 and all(c.isascii() and (c.isdigit() or c.isupper() or c in " .-*") for c in text)


def _between(box: Quad, piece: Quad) -> Quad | None:
    """What lies between two boxes of a row, from 1 to 12 heights long."""
    start, along, down = np.array(box[0]), np.array(box[1]), np.array(box[3])
    tall, long = height(box), width(box)
    right = (along - start) / max(long, 1e-6)
    below = (down - start) / max(tall, 1e-6)
    corners = np.array(piece) - start
    across, middle = corners @ right, float(np.mean(corners @ below))
    if abs(middle - tall / 2) > 0.5 * tall or not 0.6 < height(piece) / max(tall, 1e-6) < 1.7:
        return None
    if across.min() - long > 0:
        left, end = long, float(across.min())
    elif across.max() < 0:
        left, end = float(across.max()), 0.0
    else:
        return None
    if not MIN_GAP * tall <= end - left <= MAX_GAP * tall:
        return None
    return quad(
        np.array([start + right * x + below * y for x, y in ((left, 0), (end, 0), (end, tall), (left, tall))])
    )


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
