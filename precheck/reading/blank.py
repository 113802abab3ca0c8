"""Whether a form's blank was left empty: its label is there, and neither print nor ink where the value belongs."""

from collections.abc import Iterator, Sequence

import numpy as np

from precheck.domain.geometry import Image, Quad, centre, height, quad
from precheck.domain.material import FieldRule, Material
from precheck.domain.reading import FieldReading
from precheck.domain.text import TextLine
from precheck.imaging import emptiness
from precheck.reading import labels, own_words

MIN_INK = 0.13
"""Ink from which a place is written on, in squares of the label's height. On 96 drawn forms, photographed slightly and very
badly, 28 blanks left empty had at most 0.09 and 322 that were filled in at least 0.17 (two characters)."""

GAP, LENGTH, MIN_LENGTH = 0.3, 16.0, 2.5
"""In label heights: where the place begins behind its label, how far it reaches, and how short it may be before the next
print: two characters would hardly fit. A number in the middle of a wide cell begins 12 heights behind its label."""

CERTAIN = 0.8
"""Labels read less surely are not relied on: a blurred form's blanks are not judged."""


def place(image: Image, lines: Sequence[TextLine], material: Material, reading: FieldReading) -> Quad | None:
    """The empty place of a field without a value; None where there is a value, no label, or something written."""
    rule = reading.rule_in(material)
    printed = own_words.form_words(material)
    # One character may be a smear, or the end of a label that was cut.
    if not rule.filled_in or len(own_words.without(reading.value or "", printed)) > 1:
        return None
    free = [cut for area in _areas(lines, rule) if (cut := _free(area, lines, printed)) is not None]
    if not free or any(not _inside(area, image) or _written(image, lines, area) for area in free):
        return None
    return free[0]


def _areas(lines: Sequence[TextLine], rule: FieldRule) -> Iterator[Quad]:
    """The place to the right of each of the field's labels behind which its line ends, no further than print reaches."""
    print_ = np.array([point for line in lines if line.confidence >= CERTAIN for point in line.box])
    for line in lines:
        text = line.text.rstrip(" :：_＿.…")
        hits = labels.find(text, rule.filled_in, tolerant=False) if line.confidence >= CERTAIN else []
        if not hits or hits[-1].end < len(text):
            continue
        corners = np.array(line.part(hits[-1].start, len(line.text)))
        tall = (corners[3] - corners[0] + corners[2] - corners[1]) / 2
        along = corners[1] - corners[0]
        step = along / max(1.0, float(np.linalg.norm(along))) * float(np.linalg.norm(tall))
        unit = float(np.linalg.norm(step))
        reach = float(((print_ - corners[1]) @ step).max()) / max(1.0, unit * unit)
        start, end = GAP * step, min(LENGTH, reach) * step
        yield quad(np.array([corners[1] + start, corners[1] + end, corners[2] + end, corners[2] + start]))


def _free(area: Quad, lines: Sequence[TextLine], printed: Sequence[str]) -> Quad | None:
    """The area as far as the next label; None where that stands too close: another blank's place."""
    corners = np.array(area)
    origin, along, down = corners[0], corners[1] - corners[0], corners[3] - corners[0]
    unit, end = height(area) / float(np.linalg.norm(along)), 1.0
    for line in lines:
        if not any(hit.start <= 2 for hit in labels.find(line.text[:12], printed, tolerant=False)):
            continue
        at = np.array(line.box) - origin
        depth, reach = at @ down / (down @ down), at @ along / (along @ along)
        # Print in the same row, that does not end where the area begins: that is the blank's own label.
        if depth.min() < 0.8 and depth.max() > 0.2 and reach.max() > unit:
            end = min(end, float(reach.min()))
    if end < MIN_LENGTH * unit:
        return None
    # A little short of the next cell's print, for the rule before it.
    cut = along * (end - 0.4 * unit)
    return quad(np.array([corners[0], corners[0] + cut, corners[3] + cut, corners[3]]))


def _written(image: Image, lines: Sequence[TextLine], free: Quad) -> bool:
    if any(_holds(free, line.box) and line.text.strip() for line in lines):
        return True
    return emptiness.ink(image, free) >= MIN_INK


def _holds(free: Quad, box: Quad) -> bool:
    corners = np.array(free)
    at = np.array(centre(box)) - corners[0]
    along, down = corners[1] - corners[0], corners[3] - corners[0]
    return bool(0 <= at @ along <= along @ along and 0 <= at @ down <= down @ down)


def _inside(area: Quad, image: Image) -> bool:
    tall, wide = image.shape[:2]
    return all(0 <= x < wide and 0 <= y < tall for x, y in area)
