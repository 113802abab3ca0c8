"""Sides on which the picture has no room for what every specimen prints: no paper beside its print, or none for its title.

Only rows that hold a title, a word or a label of the material tell, and only the paper's own print: a telephone's status
bar, a watermark and another paper's text may stand wherever they like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from precheck.domain.geometry import Image, Orientation, height
from precheck.domain.material import Material
from precheck.domain.reading import Page, Side
from precheck.domain.text import TextLine
from precheck.reading import labels
from precheck.reading.layout import Layout, Placed, text_of

NEAREST = 0.6
"""Print of a whole page stays at least so far from the picture's border, in heights of its own line: of 238 whole
generated pages, 153 of them straightened to fill the frame, the nearest left 0.87 (a pocket booklet), the next 1.27."""

OPPOSITE = 1.2
"""A picture cropped to its print on both sides has lost nothing but paper: the opposite side must leave so much."""

TITLE = 1.7
"""Above the first row a title needs so much, in heights of that row: where it was cut off between two rows 0.7 to 1.7 was
left (10 pictures); above the first row of whole pages that have none 1.85 or more."""

APART = 6.0
"""A gap of so many heights within a row may lie between two papers."""

SURE = 0.7


@dataclass(frozen=True, slots=True)
class Lack:
    """``side``: 0 left, 1 top, 2 right, 3 bottom of the picture; ``room``: paper between the print and the border, in heights
    of its line, where ``least`` is left on whole pages; ``line``: the print."""

    side: int
    room: float
    least: float
    line: TextLine


def lacking(
    image: Image,
    pages: Sequence[Page],
    material: Material,
    own: Callable[[TextLine], bool] = lambda line: True,
) -> Lack | None:
    """The side with the least room; None where all have some. ``own``: whether a line is the paper's own print."""
    found = [lack for page in pages for lack in _page(image, page, material) if own(lack.line)]
    return min(found, key=lambda lack: lack.room / lack.least, default=None)


def may_be_cut(sides: Sequence[Side], side: int) -> bool:
    """Whether a sheet may go on beyond a side of the picture: not where it is seen to end. But halves of letters along the
    border look like an edge; where the sheet reaches the border on both sides of it, it may go on all the same."""
    beside = (sides[(side + 1) % 4], sides[(side + 3) % 4]) if sides else ()
    return not sides or sides[side] is not Side.ENDS or Side.ENDS not in beside


def _page(image: Image, page: Page, material: Material) -> Iterator[Lack]:
    way = page.orientation
    if way is None:
        return
    layout = Layout(page.lines, way)
    expected = frozenset(_expected(material))
    telling = [piece for piece in _pieces(layout) if _tells(piece, expected)]
    nearest = [_nearest(image, layout.placed, side) for side in range(4)]
    for side in range(4):
        if not may_be_cut(page.sides, side):
            continue
        near = _nearest(image, [placed for piece in telling for placed in piece], side)
        other = nearest[(side + 2) % 4]
        if near is not None and near[0] < NEAREST and (other is None or other[0] > OPPOSITE):
            yield Lack(side, max(0.0, near[0]), NEAREST, near[1].line)
    if material.headed:
        yield from _headless(image, page, layout, telling, material)


def _expected(material: Material) -> Iterator[str]:
    yield from material.titles
    yield from material.words
    for view in material.views:
        yield from view.words
    for rule in material.fields:
        yield from rule.labels


def _headless(
    image: Image, page: Page, layout: Layout, telling: Sequence[Sequence[Placed]], material: Material
) -> Iterator[Lack]:
    """A page that prints a title above everything else, of which the first row seen is none and has no room for one."""
    side = _above(layout.orientation)
    if not telling or not may_be_cut(page.sides, side):
        return
    string = layout.running.string
    if labels.find(string, material.titles, range(len(string))):
        return
    first = min(layout.placed, key=lambda placed: placed.top)
    row = next(row for row in layout.rows if first in row)
    if not any(placed in piece for piece in telling for placed in row):
        return
    room = _room(image, first, side)
    if room < TITLE:
        yield Lack(side, max(0.0, room), TITLE, first.line)


def _pieces(layout: Layout) -> Iterator[list[Placed]]:
    for row in layout.rows:
        piece = [row[0]]
        for before, after in pairwise(row):
            if after.left - before.right > APART * max(before.height, after.height):
                yield piece
                piece = []
            piece.append(after)
        yield piece


def _tells(piece: Sequence[Placed], expected: frozenset[str]) -> bool:
    read = [placed for placed in piece if placed.line.confidence >= SURE]
    string = text_of(read).string
    return bool(labels.find(string, expected, range(len(string))))


def _nearest(image: Image, placed: Sequence[Placed], side: int) -> tuple[float, Placed] | None:
    read = [line for line in placed if line.line.confidence >= SURE and len(line.line.text) > 1]
    rooms = [(_room(image, line, side), line) for line in read]
    return min(rooms, key=lambda room: room[0], default=None)


def _room(image: Image, placed: Placed, side: int) -> float:
    """From a line to the picture's border, in the line's heights."""
    points = np.array(placed.line.box)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    high, wide = image.shape[:2]
    distance = (left, top, wide - right, high - bottom)[side]
    return float(distance) / max(1.0, height(placed.line.box))


def _above(way: Orientation) -> int:
    """On which side of the picture the page's own top lies."""
    down = way.axes()[1]
    return {(1, 0): 0, (0, 1): 1, (-1, 0): 2, (0, -1): 3}[(round(down[0]), round(down[1]))]
