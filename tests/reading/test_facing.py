"""Pages that lie differently are told apart; one page stays one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from precheck.domain.geometry import EIGHT_WAYS, Image, Orientation, Quad
from precheck.domain.reading import OrientedBlock
from precheck.domain.text import TextLine
from precheck.reading import facing
from precheck.reading.orientation import turned
from precheck.reading.settings import ReadingSettings
from tests.doubles import StillEngine, box

UPRIGHT, HALF = EIGHT_WAYS[0], EIGHT_WAYS[2]
PICTURE: Image = np.full((600, 800, 3), 255, np.uint8)


class SpreadEngine(StillEngine):
    """Reads what lies left of the middle upright and what lies right of it ``way``."""

    def __init__(self, way: Orientation) -> None:
        self._way = way
        self.asked = 0

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self.asked += len(boxes)
        return [self._line(box) for box in boxes]

    def _line(self, place: Quad) -> TextLine:
        middle = sum(x for x, _ in place) / 4
        way = UPRIGHT if middle < 400 else self._way
        left, top = min(x for x, _ in place), min(y for _, y in place)
        right, bottom = max(x for x, _ in place), max(y for _, y in place)
        true = place == turned(box(left, top, right, bottom), way)
        text, sure = ("一行读得很好的文字", 0.98) if true else ("乱乱乱乱", 0.3)
        return TextLine(place, text, sure, (sure,) * len(text))


def seen(way: Orientation, count: int = 6) -> tuple[SpreadEngine, tuple[OrientedBlock, ...]]:
    """Two pages side by side, read upright."""
    boxes = [box(left, 60 * n, left + 240, 60 * n + 24) for left in (50, 480) for n in range(count)]
    engine = SpreadEngine(way)
    lines = engine.read(PICTURE, boxes)
    engine.asked = 0
    return engine, facing.parts(engine, PICTURE, boxes, lines, UPRIGHT, ReadingSettings())


def test_a_page_that_lies_upside_down_beside_another() -> None:
    _, (left, right) = seen(HALF)
    assert (left.orientation, right.orientation) == (UPRIGHT, HALF)
    assert [len(left.lines), len(right.lines)] == [6, 6]
    assert {line.confidence for line in (*left.lines, *right.lines)} == {0.98}


def test_pages_that_agree_are_one_part_and_nothing_more_is_asked() -> None:
    engine, parts = seen(UPRIGHT)
    assert len(parts) == 1
    assert len(parts[0].lines) == 12
    assert engine.asked == 0


def test_a_few_strange_lines_are_no_page() -> None:
    engine, parts = seen(HALF, count=2)
    assert len(parts) == 1
    assert engine.asked == 0
