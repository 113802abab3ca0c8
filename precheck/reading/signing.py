"""Where a signature belongs: beside and below the words that ask for it, and what is read there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad, Region, height, quad
from precheck.domain.text import TextLine
from precheck.reading import labels

Points = NDArray[np.float64]

NOT_A_NAME = re.compile(r"[^\u3400-\u9fff·•・]")
A_DAY = re.compile(
    r"[〇○零一二三四五六七八九十\d\s./\-]*年[一二三四五六七八九十\d\s]*月?[一二三四五六七八九十\d\s]*日?"
)

PAST_PRINT = 1.5
"""Heights of the label by which a signature runs past the page's print: beyond lie the page's edge and the table."""

BESIDE, BELOW = 0.2, 0.8
"""Print that reaches lower than the one, in heights from the label's upper edge, stands beside it; what begins at the other, below."""

PRINT_GROWS = 0.35
"""Heights by which print reaches beyond its line's corners."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far from its label a signature may stand, in the label's heights; ``along`` counts from the label's end."""

    before: float
    above: float
    below: float
    along: float


@dataclass(frozen=True, slots=True)
class Asked:
    """Words that ask for a signature: their line, and their own part of it."""

    line: TextLine
    label: Quad
    after: str


def asking(lines: Sequence[TextLine], words: Sequence[str]) -> Asked | None:
    """The most specific of the words that stands in some line. Forms mention a signature in their explanations as well; where
    one is given is last."""
    for word in words:
        found = [(line, hit) for line in lines for hit in labels.find(line.text.replace(" ", ""), (word,))]
        if found:
            line, hit = max(found, key=lambda entry: entry[0].box[3][1])
            kept = [index for index, character in enumerate(line.text) if character != " "]
            label = line.part(kept[hit.start], kept[hit.end - 1] + 1)
            return Asked(line, label, line.text.replace(" ", "")[hit.end :])
    return None


def is_name(text: str, printed: Sequence[str]) -> bool:
    """Whether something that may be a name is left when days, printed words and signs are taken away."""
    rest = A_DAY.sub("", text.replace(" ", ""))
    for word in sorted(printed, key=len, reverse=True):
        rest = rest.replace(word, "")
    name = NOT_A_NAME.sub("", rest)
    return 2 <= len(name) <= (12 if "·" in name or "•" in name else 4) and len(rest) <= len(name) + 2


def place(
    image: Image, asked: Asked, lines: Sequence[TextLine], printed: Sequence[str], reach: Reach
) -> Quad:
    """Beside and below the label, as far as the next print that is neither a name nor a day."""
    frame = _Frame(asked.label)
    high, wide = image.shape[:2]
    border = frame.along(((0, 0), (wide, 0), (wide, high), (0, high)))
    boxes = [frame.along(line.box) for line in lines]
    x0, y0, y1 = -reach.before, -reach.above, 1 + reach.below
    x1 = min(border[:, 0].max(), max(box[:, 0].max() for box in boxes) + PAST_PRINT)
    for line, box in zip(lines, boxes, strict=True):
        text = NOT_A_NAME.sub("", A_DAY.sub("", line.text))
        if line is asked.line or len(line.text.strip()) < 2 or not text or is_name(line.text, printed):
            continue
        (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
        if top < 1 and bottom > BESIDE and left > frame.width:
            x1 = min(x1, left)
        elif top >= BELOW and right > x0 and left < x1:
            y1 = min(y1, top)
    x1 = min(x1, frame.width + reach.along)
    return frame.back(((x0, y0), (x1, y0), (x1, y1), (x0, y1)))


def is_inside(box: Quad, place: Quad) -> bool:
    """Whether the middle of a box lies in a place."""
    origin, along, below = (
        np.array(place[0]),
        np.subtract(place[1], place[0]),
        np.subtract(place[3], place[0]),
    )
    at = np.mean(np.array(box), axis=0) - origin
    return bool(0 <= at @ along <= along @ along and 0 <= at @ below <= below @ below)


def grown(box: Quad) -> Quad:
    """A line's box with all of its print."""
    points, middle = np.array(box), np.mean(np.array(box), axis=0)
    outward = (points - middle) / np.linalg.norm(points - middle, axis=1, keepdims=True)
    return quad(points + outward * height(box) * PRINT_GROWS)


class _Frame:
    """A label's own axes: its upper left corner the origin, its height the unit."""

    def __init__(self, label: Quad) -> None:
        a, b, _, d = (np.array(corner, np.float64) for corner in label)
        self._origin, self._unit = a, height(label)
        self._axes = np.array([way / max(float(np.linalg.norm(way)), 1e-6) for way in (b - a, d - a)])
        self.width = float(np.linalg.norm(b - a)) / self._unit

    def along(self, points: Region) -> Points:
        """Points of the picture, right and down from the label's corner."""
        return np.asarray((np.array(points, np.float64) - self._origin) @ self._axes.T / self._unit)

    def back(self, points: Region) -> Quad:
        return quad(self._origin + np.array(points, np.float64) * self._unit @ self._axes)
