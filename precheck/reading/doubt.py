"""Values that could not be read although the page owes them or shows their label, and where to look for what hides them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from precheck import fields as types
from precheck.domain.geometry import Quad, Region, height, lowered, quad, width
from precheck.domain.material import Material
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from precheck.reading import reach
from precheck.reading.reach import Whole
from precheck.reading.slope import Way, along, lengthened, way_of

BESIDE = 1.2
"""A value that breaks off under something goes on for at least this many heights beyond what was read of it."""

SURE, TORN_OFF = 0.9, 3
"""Certainty of its least sure character from which a value that is whole is taken for what it says; and how many characters are
missing from a number that is sound (a licence's may have 12 digits) and yet a piece of a longer one."""

LOW = 1.8
"""How many of its characters' widths a number's strip is high: a lamp's mirror image that crosses it aslant leaves a gap."""

SPLIT, FEW = 8, 2
"""Length of a number from which its two ends alone tell it, and how many characters of each: by chance in one of 10,000 pairs
of lines."""

MIN_GAP, MAX_GAP = 1.0, 12.0
"""Heights between two pieces of one number: digits are printed closer, and eighteen digits are ten heights long."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field and the strips of the picture where its print stands or should stand.

    ``anywhere``: nothing tells where, so the strips are those of all lines. ``gaps``: between the value and another piece of
    a number on its row, where the number was broken in two; ``pairs``: between any two other pieces, since something else
    than the number may have been read. ``read``: something was read of the value; ``number``: where that stands, if it is a
    number and shorter than it should be, as low as its digits; ``piece``: the same of any value of which only the beginning
    or the end was read; ``beside``: the places beside the label of a number of which nothing was read;
    ``wholes``: where all of the declared number must stand.
    """

    field: str
    strips: tuple[Quad, ...]
    anywhere: bool = False
    gaps: tuple[Quad, ...] = ()
    read: bool = False
    pairs: tuple[Quad, ...] = ()
    number: Quad | None = None
    piece: Quad | None = None
    beside: tuple[Quad, ...] = ()
    wholes: tuple[Whole, ...] = ()


@dataclass(frozen=True, slots=True)
class Hidden:
    """How long a piece of the print is hidden, in its heights, and the outline of what hides it."""

    heights: float
    region: Region


def of(
    material: Material, fields: Mapping[str, FieldReading], lines: Sequence[TextLine]
) -> tuple[Doubt, ...]:
    """Every field in doubt. What reads as declared, or reads well where nothing was declared, is in none."""
    way = way_of(lines)
    found = []
    for reading in fields.values():
        if not _in_doubt(reading):
            continue
        others = [other.box for other in fields.values() if other is not reading and other.box is not None]
        wholes = tuple(reach.wholes(reading, lines, others))
        halves = _halves(reading, lines, way)
        owed = reading.rule_in(material).required and reading.status is Status.UNREADABLE
        if reading.box is not None:
            own = _of_value(reading, reading.box, lines, way)
            found.append(replace(own, gaps=own.gaps + halves, wholes=wholes))
        elif reading.areas:
            below = reading.rule_in(material).below
            beside = (reading.areas[::2] if below else reading.areas) if _is_number(reading) else ()
            found.append(Doubt(reading.name, reading.areas, gaps=halves, beside=beside, wholes=wholes))
        elif owed:
            strips = tuple(lengthened(line.box, BESIDE) for line in lines if len(line.text) > 1)
            found.append(Doubt(reading.name, strips, anywhere=True, gaps=halves, wholes=wholes))
    return tuple(found)


def _of_value(reading: FieldReading, box: Quad, lines: Sequence[TextLine], way: Way | None) -> Doubt:
    own = along(box, way)
    pieces = _pieces(reading, lines, way)
    gaps = tuple(gap for piece in pieces if (gap := _between(own, piece)) is not None)
    pairs = tuple(gap for one, other in combinations(pieces, 2) if (gap := _between(one, other)) is not None)
    found = Doubt(reading.name, (lengthened(own, BESIDE),), gaps=gaps, read=True, pairs=pairs)
    if reading.value and _is_number(reading) and _is_short(reading):
        number = lowered(own, LOW * width(own) / len(reading.value))
        return replace(found, number=number, piece=number)
    return replace(found, piece=own) if _is_part(reading) else found


def _is_number(reading: FieldReading) -> bool:
    return bool(reading.type) and types.structure(types.load(reading.type)) is not None


def _is_short(reading: FieldReading) -> bool:
    """Whether fewer characters were read than were declared; where nothing was, whether the number cannot be one."""
    if reading.expected is None:
        return bool(reading.problems)
    return len(reading.value or "") < len(reading.expected)


def _in_doubt(reading: FieldReading) -> bool:
    if reading.status in (Status.UNREADABLE, Status.MISMATCH):
        return not _is_whole(reading)
    return reading.status is Status.UNVERIFIED and bool(reading.problems)


def _is_whole(reading: FieldReading) -> bool:
    """Whether the value is surely all that stands there: a number with the structure of its kind, or words that are no shorter
    than those declared; and in either case what is shorter says something else."""
    value, declared = reading.value or "", reading.expected or ""
    if len(value) < 2 or (reading.readability or 0.0) < SURE or not reading.type:
        return False
    kind = types.load(reading.type)
    structure = types.structure(kind)
    if structure is not None:
        sound = re.fullmatch(structure, value) is not None and not kind.problems(value)
        return sound and not (len(declared) >= len(value) + TORN_OFF and reach.is_part(value, declared))
    return bool(declared) and (len(value) >= len(declared) or not reach.is_part(value, declared))


def _is_part(reading: FieldReading) -> bool:
    """Whether the value is the beginning or the end of what was declared, by more than a character."""
    value, declared = reading.value or "", reading.expected or ""
    return 0 < len(value) < len(declared) - 1 and (declared.startswith(value) or declared.endswith(value))


def _pieces(reading: FieldReading, lines: Sequence[TextLine], way: Way | None) -> tuple[Quad, ...]:
    """Boxes of what may be a number's pieces. Only numbers': those of anything else may be words of their own."""
    if sum(character.isdigit() for character in reading.value or "") < 2:
        return ()
    return tuple(along(line.box, way) for line in lines if _of_a_number(line.text))


def _halves(reading: FieldReading, lines: Sequence[TextLine], way: Way | None) -> tuple[Quad, ...]:
    """What lies between the beginning and the end of a declared number, where each stands in a line of its own."""
    if not _is_number(reading) or len(reading.expected or "") < SPLIT:
        return ()
    forms = types.load(reading.type).printed_forms(reading.expected or "")[:1]
    heads = [line for line in lines for form in forms if _begins(line.text, form)]
    tails = [line for line in lines for form in forms if _ends(line.text, form)]
    between = [
        _between(along(head.box, way), along(tail.box, way))
        for head in heads
        for tail in tails
        if head is not tail
    ]
    return tuple(gap for gap in between if gap is not None)


def _begins(text: str, form: str) -> bool:
    """Whether a line ends with a number's beginning: its label may stand before."""
    return any(text.endswith(form[:size]) for size in range(FEW, len(form)))


def _ends(text: str, form: str) -> bool:
    """Whether a line is a number's end; its first characters, on which the light lies, may be misread."""
    return text.endswith(form[-FEW:]) and all(c.isascii() for c in text) and len(text) < len(form)


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
