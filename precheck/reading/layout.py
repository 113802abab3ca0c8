"""Where text stands on a page: rows, columns and running text, with a way back from text to place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np

from precheck.domain.geometry import Orientation, Quad, height, hull, width
from precheck.domain.text import TextLine

SAME_ROW = 0.55
"""Two lines stand in one row when their middles differ by less than this share of the lower one's height."""

COLUMN_GAP = 2.5
"""A gap of this many line heights that runs through the whole page parts columns (a booklet's spread)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its box straight in the page's own axes, in pixels: right of ``left``, below ``top``."""

    line: TextLine
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a text: the line it stands in and its place there."""

    placed: Placed
    index: int

    @property
    def certainty(self) -> float:
        characters = self.placed.line.characters
        return characters[self.index] if self.index < len(characters) else self.placed.line.confidence

    @property
    def left(self) -> float:
        start = self._span()[0]
        return self.placed.left + (self.placed.right - self.placed.left) * start

    @property
    def right(self) -> float:
        end = self._span()[1]
        return self.placed.left + (self.placed.right - self.placed.left) * end

    def _span(self) -> tuple[float, float]:
        line = self.placed.line
        if self.index < len(line.spans):
            return line.spans[self.index]
        return (self.index / max(1, len(line.text)), (self.index + 1) / max(1, len(line.text)))


@dataclass(frozen=True)
class Text:
    """Characters in reading order, spaces left out; ``string[i]`` stands at ``glyphs[i]``."""

    glyphs: tuple[Glyph, ...]

    @cached_property
    def string(self) -> str:
        return "".join(glyph.placed.line.text[glyph.index] for glyph in self.glyphs)

    @cached_property
    def spaced(self) -> tuple[str, tuple[int, ...]]:
        """The string with one space wherever the page shows a gap, and for each of its characters the index in
        ``glyphs`` (a space has that of the character after it)."""
        characters: list[str] = []
        origin: list[int] = []
        previous: Glyph | None = None
        for position, glyph in enumerate(self.glyphs):
            if previous is not None and _apart(previous, glyph):
                characters.append(" ")
                origin.append(position)
            characters.append(glyph.placed.line.text[glyph.index])
            origin.append(position)
            previous = glyph
        return "".join(characters), tuple(origin)

    @cached_property
    def beginnings(self) -> frozenset[int]:
        """Indices at which a line begins or a gap ends."""
        pairs = zip((None, *self.glyphs), self.glyphs, strict=False)
        return frozenset(i for i, (a, b) in enumerate(pairs) if a is None or _apart(a, b))

    def part(self, start: int, end: int) -> Text:
        return Text(self.glyphs[start:end])

    def box(self, orientation: Orientation) -> Quad:
        """The smallest box around the characters; along the line's own slope where all stand in one line."""
        boxes = [line.part(indices[0], indices[-1] + 1) for line, indices in self.lines()]
        return boxes[0] if len(boxes) == 1 else hull(*boxes, orientation=orientation)

    def lines(self) -> list[tuple[TextLine, list[int]]]:
        """The lines touched, in order, each with the indices of its characters."""
        touched: list[tuple[TextLine, list[int]]] = []
        for glyph in self.glyphs:
            if touched and touched[-1][0] is glyph.placed.line:
                touched[-1][1].append(glyph.index)
            else:
                touched.append((glyph.placed.line, [glyph.index]))
        return touched

    @property
    def certainty(self) -> float:
        """Mean certainty of the characters, 0..1; 0 for none."""
        return sum(g.certainty for g in self.glyphs) / len(self.glyphs) if self.glyphs else 0.0

    @property
    def least_certainty(self) -> float:
        return min((g.certainty for g in self.glyphs), default=0.0)

    @property
    def height_px(self) -> float:
        return median(height(g.placed.line.box) for g in self.glyphs) if self.glyphs else 0.0


def _apart(a: Glyph, b: Glyph) -> bool:
    if a.placed is not b.placed:
        return True
    between = a.placed.line.text[a.index + 1 : b.index]
    return " " in between


class Layout:
    """The lines of one page in its own axes, straightened by its tilt."""

    def __init__(self, lines: Iterable[TextLine], orientation: Orientation) -> None:
        self.orientation = orientation
        read = [line for line in lines if line.text.strip()]
        self.tilt_degrees = tilt(read, orientation)
        self.placed = _place(read, orientation, self.tilt_degrees)

    @cached_property
    def rows(self) -> list[list[Placed]]:
        """Lines side by side, each row from left to right, rows from top to bottom."""
        return rows(self.placed)

    @cached_property
    def row_texts(self) -> list[Text]:
        """Each row as one text."""
        return [text_of(row) for row in self.rows]

    @cached_property
    def pieces(self) -> list[Text]:
        """Each line as one text, in the order of ``placed``."""
        return [text_of([placed]) for placed in self.placed]

    def begins_row(self, placed: Placed) -> bool:
        """Whether nothing stands to the left of this line."""
        return any(row[0] is placed for row in self.rows)

    @cached_property
    def running(self) -> Text:
        """The whole page's text, column by column."""
        return Text(
            tuple(g for column in columns(self.placed) for row in rows(column) for g in text_of(row).glyphs)
        )

    def below(self, glyphs: Sequence[Glyph], reach: float) -> list[Placed]:
        """Lines under these characters, nearest first: overlapping them sideways, within ``reach`` line heights."""
        if not glyphs:
            return []
        left, right = min(g.left for g in glyphs), max(g.right for g in glyphs)
        bottom = max(g.placed.bottom for g in glyphs)
        size = max(g.placed.height for g in glyphs)
        own = {id(g.placed) for g in glyphs}
        under = [
            placed
            for placed in self.placed
            if id(placed) not in own
            and placed.middle > bottom
            and placed.top - bottom < reach * size
            and min(right, placed.right) - max(left, placed.left) > 0
        ]
        return sorted(under, key=lambda placed: placed.middle)


def text_of(row: Iterable[Placed]) -> Text:
    """A row's characters from left to right."""
    return Text(
        tuple(
            Glyph(placed, index)
            for placed in row
            for index, character in enumerate(placed.line.text)
            if not character.isspace()
        )
    )


def tilt(lines: Sequence[TextLine], orientation: Orientation) -> float:
    """By how many degrees the lines run clockwise of the page's own right, −45..45: the median over the longer lines,
    weighted by length."""
    angles: list[tuple[float, float]] = []
    for line in lines:
        if width(line.box) < 3 * height(line.box):
            continue
        (ax, ay), (bx, by) = orientation.to_upright((line.box[0], line.box[1]))
        (dx, dy), (cx, cy) = orientation.to_upright((line.box[3], line.box[2]))
        angles.append(
            (math.degrees(math.atan2((by - ay) + (cy - dy), (bx - ax) + (cx - dx))), width(line.box))
        )
    if not angles:
        return 0.0
    angles.sort()
    half = sum(weight for _, weight in angles) / 2
    for angle, weight in angles:
        half -= weight
        if half <= 0:
            return angle
    return angles[-1][0]


def _place(lines: Sequence[TextLine], orientation: Orientation, tilt_degrees: float) -> list[Placed]:
    turn = math.radians(-tilt_degrees)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    placed = []
    for line in lines:
        corners = orientation.to_upright(line.box) @ rotation.T
        # The mean of opposite corners, not the extremes: a line's own slope must not make it taller.
        left, right = float(corners[[0, 3], 0].mean()), float(corners[[1, 2], 0].mean())
        top, bottom = float(corners[[0, 1], 1].mean()), float(corners[[2, 3], 1].mean())
        placed.append(Placed(line, min(left, right), min(top, bottom), max(left, right), max(top, bottom)))
    return placed


def rows(placed: Sequence[Placed]) -> list[list[Placed]]:
    """Lines side by side, each row from left to right, rows from top to bottom."""
    found: list[list[Placed]] = []
    for line in sorted(placed, key=lambda p: p.left):
        best: list[Placed] | None = None
        nearest = math.inf
        for row in found:
            last = row[-1]
            # Neighbours may overlap a little: detectors cut close.
            if line.left < last.right - 0.7 * min(line.height, last.height):
                continue
            apart = abs(line.middle - last.middle)
            if apart < SAME_ROW * min(line.height, last.height) and apart < nearest:
                best, nearest = row, apart
        if best is None:
            found.append([line])
        else:
            best.append(line)
    return sorted(found, key=lambda row: median(p.middle for p in row))


def columns(placed: Sequence[Placed]) -> list[list[Placed]]:
    """The page's columns from left to right: parted where no line crosses a gap and both sides hold a block of text."""
    if len(placed) < 6:
        return [list(placed)]
    size = median(p.height for p in placed)
    ordered = sorted(placed, key=lambda p: p.left)
    reach = ordered[0].right
    for index, line in enumerate(ordered[1:], start=1):
        if line.left - reach > COLUMN_GAP * size and index >= 3 and len(ordered) - index >= 3:
            left, right = ordered[:index], ordered[index:]
            if _is_block(left, size) and _is_block(right, size):
                return [*columns(left), *columns(right)]
        reach = max(reach, line.right)
    return [list(placed)]


def _is_block(lines: Sequence[Placed], size: float) -> bool:
    """Wide enough to be a page of its own and not the labels of a form."""
    return max(p.right for p in lines) - min(p.left for p in lines) > 8 * size
