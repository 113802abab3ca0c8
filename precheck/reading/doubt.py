"""Values that could not be read although the page owes them or shows their label, and where to look for what hides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from precheck.domain.geometry import Quad, height, quad, width
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine

BESIDE = 1.2
"""A value that breaks off under something goes on for at least this many heights beyond what was read of it."""

MIN_GAP, MAX_GAP = 1.0, 12.0
"""Heights between two pieces of one number: digits are printed closer, and eighteen digits are ten heights long."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field and the strips of the picture where its print stands or should stand.

    ``anywhere``: nothing tells where, so the strips are those of all lines. ``gaps``: between the value and another piece of
    a number on its row, where the number was broken in two. ``read``: something was read of the value.
    """

    field: str
    strips: tuple[Quad, ...]
    anywhere: bool = False
    gaps: tuple[Quad, ...] = ()
    read: bool = False


def of(
    material: Material, fields: Mapping[str, FieldReading], lines: Sequence[TextLine]
) -> tuple[Doubt, ...]:
    """Every field in doubt. What reads as declared, or reads well where nothing was declared, is in none."""
    found = []
    for reading in fields.values():
        if not _in_doubt(reading):
            continue
        if reading.box is not None:
            strip = lengthened(reading.box, BESIDE)
            found.append(Doubt(reading.name, (strip,), gaps=_gaps(reading, reading.box, lines), read=True))
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


def _gaps(reading: FieldReading, box: Quad, lines: Sequence[TextLine]) -> tuple[Quad, ...]:
    """Only numbers: their pieces cannot be words of their own."""
    if sum(character.isdigit() for character in reading.value or "") < 2:
        return ()
    pieces = (line.box for line in lines if _of_a_number(line.text))
    return tuple(gap for piece in pieces if (gap := _between(box, piece)) is not None)


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
