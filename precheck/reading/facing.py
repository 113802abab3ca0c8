"""Pages that lie differently in one picture: a booklet's spread with one page turned, two papers laid beside each other.

Where the lines of one side of the picture read well and those of the other side do not, or run across, the other side is
asked by itself how it lies.
"""

from collections.abc import Sequence

from precheck.domain.geometry import Image, Orientation, Quad, centre, height, width
from precheck.domain.reading import OrientedBlock
from precheck.domain.text import TextLine
from precheck.ocr import OcrEngine
from precheck.reading import orientation
from precheck.reading.orientation import ELONGATED
from precheck.reading.settings import ReadingSettings

READS, FAILS = 0.85, 0.7
"""Certainty of lines that read well, and of those that do not: upright lines of sharp pages have 0.97 in the median, upside
down 0.45."""

ENOUGH_LINES = 3
"""Fewer lines on a side are a seal, a number or a stamp, not a page. Of booklets whose pages both carry text, one of them
turned by 90° or 180°, 6 of 6 were told apart; where one page carries a picture and a line or two, it follows the other."""

PARTED = 0.85
"""Share of the lines that must lie on their own side of the dividing line."""


def parts(
    engine: OcrEngine,
    image: Image,
    boxes: Sequence[Quad],
    lines: Sequence[TextLine],
    settled: Orientation | None,
    settings: ReadingSettings,
) -> tuple[OrientedBlock, ...]:
    """The lines by how they lie: one part where all agree. ``boxes`` are the detector's, one for each line."""
    whole = (OrientedBlock(settled, tuple(lines)),)
    strange = [_fails(box, line) for box, line in zip(boxes, lines, strict=True)]
    plain = [not odd and line.confidence >= READS for odd, line in zip(strange, lines, strict=True)]
    if sum(strange) < ENOUGH_LINES or sum(plain) < ENOUGH_LINES:
        return whole
    far = _far_side(boxes, strange, plain)
    if far is None:
        return whole
    turn, sampled = orientation.determine(engine, image, [boxes[i] for i in far], settings)
    way = settled or orientation.UPRIGHT
    if turn.reading is None or turn.reading == way:
        return whole
    rest = [n for n in range(len(far)) if n not in sampled]
    read = engine.read(image, [orientation.turned(boxes[far[n]], turn.reading) for n in rest])
    again = {**sampled, **dict(zip(rest, read, strict=True))}
    aside = set(far)
    near = tuple(line for number, line in enumerate(lines) if number not in aside)
    return OrientedBlock(way, near), OrientedBlock(turn.reading, tuple(again[n] for n in sorted(again)))


def _fails(box: Quad, line: TextLine) -> bool:
    """Whether a line hardly reads, or runs across the direction in which it was read."""
    across = height(line.box) >= ELONGATED * width(line.box)
    small = min(width(box), height(box)) < 6
    return not small and (across or line.confidence < FAILS)


def _far_side(boxes: Sequence[Quad], strange: Sequence[bool], plain: Sequence[bool]) -> list[int] | None:
    """The boxes of the side on which lines fail: to one side of the straight line that parts them best."""
    best: tuple[float, list[int]] | None = None
    marked = [i for i in range(len(boxes)) if strange[i] or plain[i]]
    for axis in (0, 1):
        ordered = sorted(marked, key=lambda i: centre(boxes[i])[axis])
        for cut in range(ENOUGH_LINES, len(ordered) - ENOUGH_LINES + 1):
            before = sum(strange[i] for i in ordered[:cut]) + sum(plain[i] for i in ordered[cut:])
            at = (centre(boxes[ordered[cut - 1]])[axis] + centre(boxes[ordered[cut]])[axis]) / 2
            for right, first in ((before, True), (len(ordered) - before, False)):
                share = right / len(ordered)
                if share >= PARTED and (best is None or share > best[0]):
                    far = [i for i in range(len(boxes)) if (centre(boxes[i])[axis] < at) == first]
                    best = share, far
    return None if best is None else best[1]
