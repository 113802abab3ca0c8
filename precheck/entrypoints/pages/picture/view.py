"""What a picture's page shows: how it lies, where its flags and fields are, each field's line, values held side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from precheck.domain.geometry import Region
from precheck.domain.material import Material
from precheck.domain.reading import Status
from precheck.domain.report import Report
from precheck.reporting.card import Card, card
from precheck.reporting.differences import Pieces, compared
from precheck.reporting.overlay import Shape, Upright, numbers

LINE_PX = 46
LINE_MARGIN = 0.35
"""What is shown around a line, in its own heights."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line cut out of the picture: an SVG view box, the matrix that lays the line straight in it, and its size shown."""

    box: str
    matrix: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field. ``flags``: numbers of the flags about it."""

    name: str
    label: str
    status: str
    declared: Pieces
    read: Pieces
    confidence: str
    line: Line | None
    points: str
    flags: tuple[int, ...]

    @property
    def agrees(self) -> bool:
        """Whether both values are the same to the letter."""
        return bool(self.declared) and not any(piece.differs for piece in (*self.declared, *self.read))


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with all that was found on it."""

    card: Card
    width: float
    height: float
    upright: Upright
    turned: bool
    rows: Sequence[FieldRow]
    flag_shapes: Sequence[Shape]
    other_shapes: Sequence[Shape]


@dataclass(frozen=True, slots=True)
class Change:
    """What another picture changed: codes of flags that came and went, and fields that read otherwise (label, before, now)."""

    appeared: Sequence[str]
    gone: Sequence[str]
    values: Sequence[tuple[str, Pieces, Pieces]]


def changed(before: Report, now: Report, material: Material | None, *, unmasked: bool) -> Change:
    """The present picture's report against the one that was looked at."""
    was, has = ([flag.code for flag in report.flags] for report in (before, now))
    labels = {field.name: field.label for report in (before, now) for field in card(report, material).fields}
    values = []
    for name, label in labels.items():
        old, new = (report.fields[name].value if name in report.fields else None for report in (before, now))
        if old != new:
            values.append((label, *compared(name, old, new, unmasked=unmasked)))
    return Change(
        appeared=[code for code in dict.fromkeys(has) if code not in was],
        gone=[code for code in dict.fromkeys(was) if code not in has],
        values=values,
    )


def shown(report: Report, material: Material | None, *, unmasked: bool) -> Shown:
    """A report as its page shows it."""
    drawn = card(report, material, unmasked=unmasked)
    width, height = float(drawn.width or 1), float(drawn.height or 1)
    return Shown(
        card=drawn,
        width=width,
        height=height,
        upright=drawn.upright,
        turned=drawn.turned,
        rows=_rows(report, drawn),
        flag_shapes=[shape for shape in drawn.shapes if shape.kind == "flag"],
        other_shapes=[shape for shape in drawn.shapes if shape.kind == "document"],
    )


def line(region: Region) -> Line | None:
    """The part of a picture that a field's value stands on; None where it has no extent."""
    corners = region if len(region) == 4 else _around(region)
    (x, y), top_right, _, bottom_left = corners
    wide, high = math.dist(corners[0], top_right), math.dist(corners[0], bottom_left)
    if wide < 1 or high < 1:
        return None
    # Along the line and down from it, each one unit long; the matrix is the inverse of the two.
    ax, ay = (top_right[0] - x) / wide, (top_right[1] - y) / wide
    bx, by = (bottom_left[0] - x) / high, (bottom_left[1] - y) / high
    turn = ax * by - ay * bx
    if abs(turn) < 1e-3:
        return None
    a, b, c, d = by / turn, -ay / turn, -bx / turn, ax / turn
    margin = LINE_MARGIN * high
    box = (-margin, -margin, wide + 2 * margin, high + 2 * margin)
    matrix = (a, b, c, d, -(a * x + c * y), -(b * x + d * y))
    return Line(numbers(box), numbers(matrix), round(LINE_PX * box[2] / box[3]), LINE_PX)


def _rows(report: Report, drawn: Card) -> list[FieldRow]:
    about: dict[str, list[int]] = {}
    for number, flag in enumerate(report.flags, start=1):
        if flag.field is not None:
            about.setdefault(flag.field, []).append(number)
    regions = {name: facts.region for name, facts in report.fields.items()}
    rows = []
    for field in drawn.fields:
        region = regions.get(field.name)
        rows.append(
            FieldRow(
                name=field.name,
                label=field.label,
                status=field.status,
                declared=field.declared,
                read=field.read,
                confidence=field.confidence,
                line=line(region) if region else None,
                points=" ".join(f"{x:.0f},{y:.0f}" for x, y in region or ()),
                flags=tuple(about.get(field.name, ())),
            )
        )
    order = [Status.MISMATCH, Status.UNREADABLE, Status.MATCH, Status.UNVERIFIED]
    return sorted(rows, key=lambda row: order.index(Status(row.status)))


def _around(region: Region) -> Region:
    xs, ys = [x for x, _ in region], [y for _, y in region]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    return (left, top), (right, top), (right, bottom), (left, bottom)
