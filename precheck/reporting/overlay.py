"""What is drawn over a picture: the document's outline, the fields, the flagged regions with their numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from precheck.domain.geometry import Orientation, Region, area, centre
from precheck.domain.material import Material
from precheck.domain.report import Report

LARGE = 1 / 3
ARROW = 0.09
SAME_CORNER = 0.02
"""Share of the picture's longer side within which the numbers of two regions would cover each other."""

TOP_SIDE = {90: (1, 0), 180: (0, 1), 270: (-1, 0)}
"""Where the page's top is in a picture turned clockwise by so much, as a direction from the middle."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A polygon in picture coordinates. ``kind`` is document, field or flag; ``state`` a severity or status
    and names the style; ``number`` points to the flag in the list beside (counted from 1), ``place`` which of several
    numbers at one corner it is (counted from 0)."""

    kind: str
    state: str
    region: Region
    title: str
    number: int | None = None
    place: int = 0

    @property
    def points(self) -> str:
        """As SVG wants them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.region)

    def beside(self, radius: float) -> tuple[float, float]:
        """Where the number stands, in a disc of that radius: outside of the corner nearest the picture's top-left, so that it
        hides nothing of what it points to; several side by side."""
        x, y = self.corner
        return x + (2.1 * self.place - 0.8) * radius, y - 0.8 * radius

    @property
    def corner(self) -> tuple[float, float]:
        """The one nearest the picture's top-left."""
        return min(self.region, key=lambda point: point[0] + point[1])

    def is_large(self, width: float, height: float) -> bool:
        """Whether it takes up more than a third of a picture of that size: a tint would then change how the page looks."""
        return area(self.region) > LARGE * width * height

    @property
    def middle(self) -> tuple[float, float]:
        return centre(self.region)


@dataclass(frozen=True, slots=True)
class Upright:
    """The picture set upright: an SVG matrix and the size that it then has."""

    matrix: str
    width: float
    height: float

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the picture then is."""
        a, b, c, d, e, f = (float(value) for value in self.matrix.split())
        return a * x + c * y + e, b * x + d * y + f


def shapes(report: Report, material: Material | None) -> list[Shape]:
    """Everything that has a place in the picture, what matters most last, that is on top."""
    documents = [page.document for page in report.image.pages if page.document]
    if not documents and report.image.document:
        documents = [report.image.document]
    outlines = [Shape("document", "document", region, "证件边缘") for region in documents]
    labels = field_labels(material, report)
    fields = [
        Shape("field", str(facts.status), facts.region, labels.get(name, name))
        for name, facts in report.fields.items()
        if facts.region
    ]
    near = SAME_CORNER * max(report.upload.width or 0, report.upload.height or 0)
    flags: list[Shape] = []
    for number, flag in enumerate(report.flags, start=1):
        region = flag.region
        if region is None and flag.field in report.fields:
            region = report.fields[flag.field].region
        if region is None and flag.code == "rotated.quarter_turn":
            region = _arrow(report)
        if region:
            shape = Shape("flag", str(flag.severity), region, flag.code, number)
            place = sum(math.dist(shape.corner, other.corner) <= near for other in flags)
            flags.append(replace(shape, place=place))
    return outlines + fields + flags


def _arrow(report: Report) -> Region | None:
    """An arrow's head on the side of the picture that is the page's top, pointing outwards."""
    width, height, rotation = report.upload.width, report.upload.height, report.image.rotation
    if not width or not height or rotation not in TOP_SIDE:
        return None
    x, y = TOP_SIDE[rotation]
    size = ARROW * min(width, height)
    tip = (width * (1 + x) / 2 - x * size / 4, height * (1 + y) / 2 - y * size / 4)
    foot = (tip[0] - x * size, tip[1] - y * size)
    return tip, (foot[0] - y * size, foot[1] + x * size), (foot[0] + y * size, foot[1] - x * size)


def field_labels(material: Material | None, report: Report) -> Mapping[str, str]:
    """The Chinese label of each field of a material, as the page shown calls it."""
    views = (report.image.view or "").split("+")
    return {rule.name: material.rule(rule.name, views).label for rule in material.fields} if material else {}


def upright(way: Orientation, width: float, height: float) -> Upright:
    """How a picture that lies so is set upright."""
    right, down = way.axes()
    corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
    xs = [x * right[0] + y * right[1] for x, y in corners]
    ys = [x * down[0] + y * down[1] for x, y in corners]
    matrix = (right[0], down[0], right[1], down[1], -min(xs), -min(ys))
    return Upright(numbers(matrix), max(xs) - min(xs), max(ys) - min(ys))


def numbers(values: Sequence[float]) -> str:
    """As SVG wants them."""
    return " ".join(f"{value:.4g}" if abs(value) < 1 else f"{value:.2f}" for value in values)
