"""What was read once is not read again, and comes back from few bytes as it was."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from precheck.domain.geometry import Image, Quad
from precheck.domain.text import Posterior, TextLine
from precheck.ocr._remembered import Memory, RememberedEngine, Remembering, pack, unpack
from tests.doubles import WHITE, PageEngine
from tests.doubles import line as printed

IMAGE = np.zeros((20, 30, 3), np.uint8)
OTHER = np.full((20, 30, 3), 9, np.uint8)
FIRST: Quad = ((0.1, 0.0), (9.0, 0.0), (9.0, 5.5), (0.1, 5.5))
SECOND: Quad = ((1 / 3, 6.0), (9.0, 6.0), (9.0, 9.0), (1 / 3, 9.0))


def line(box: Quad, text: str = "张三〇") -> TextLine:
    table = np.full((50, 4), -16.0, np.float32)
    table[10:20, 2] = -0.125
    table[49, 3] = -9.5
    return TextLine(
        box=box,
        text=text,
        confidence=0.1 + 0.2,
        characters=(0.875, 0.5, 1.0),
        spans=((0.0, 0.25), (0.25, 0.5), (0.5, 1.0)),
        steps=((0, 10), (10, 20), (20, 50)),
        posterior=Posterior("张三〇", table, -16.0),
    )


class Counting:
    """Reads every box as a line and keeps what it was asked."""

    def __init__(self, version: str = "double 1") -> None:
        self.name = version
        self.asked: list[object] = []

    def version(self) -> str:
        return self.name

    def models(self) -> dict[str, str]:
        return {}

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        self.asked.append(long_side_px)
        return [FIRST, SECOND]

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self.asked.append(list(boxes))
        return [line(box) for box in boxes]


def used(engine: RememberedEngine) -> list[TextLine]:
    return engine.read(IMAGE, engine.boxes(IMAGE, 800))


def test_nothing_is_asked_twice_and_what_is_new_is_asked() -> None:
    inner = Counting()
    first = RememberedEngine(inner)
    before = used(first)
    (memory,) = unpack(pack([first.memory]))
    inner.asked.clear()
    again = RememberedEngine(inner, memory)
    assert used(again) == before
    assert inner.asked == []
    again.read(IMAGE, [SECOND, (FIRST[1], FIRST[2], FIRST[3], FIRST[0])])
    again.read(OTHER, [FIRST])
    again.boxes(IMAGE, 1280)
    assert inner.asked == [[(FIRST[1], FIRST[2], FIRST[3], FIRST[0])], [FIRST], 1280]


def test_another_reader_is_asked_all_anew() -> None:
    first = RememberedEngine(Counting("double 1"))
    used(first)
    other = Counting("double 2")
    used(RememberedEngine(other, first.memory))
    assert other.asked == [800, [FIRST, SECOND]]


def test_a_line_comes_back_as_it_was() -> None:
    memory = Memory(
        "double 1", {("ab", 800): [FIRST]}, {("ab", FIRST): line(FIRST), ("ab", SECOND): line(FIRST, "")}
    )
    plain = TextLine(FIRST, "x", 0.5)
    memory.lines["cd", FIRST] = plain
    (back,) = unpack(pack([memory]))
    assert back.boxes == memory.boxes
    assert list(back.lines) == list(memory.lines)
    found, was = back.lines["ab", FIRST], line(FIRST)
    assert (found.box, found.text, found.confidence) == (was.box, was.text, was.confidence)
    assert found.characters == pytest.approx(was.characters)
    assert (found.spans, found.steps) == (was.spans, was.steps)
    assert found.posterior is not None
    assert was.posterior is not None
    assert found.posterior.alphabet == was.posterior.alphabet
    np.testing.assert_array_equal(found.posterior.log_probs, was.posterior.log_probs)
    assert back.lines["ab", SECOND].box == FIRST
    assert back.lines["cd", FIRST] == plain


def test_a_page_takes_little_room() -> None:
    rng = np.random.default_rng(0)
    memory = Memory("double 1")
    for number in range(40):
        # As the recogniser answers: 60 steps, 25 characters that matter somewhere, two of them at each step.
        table = np.full((60, 26), -16.0, np.float32)
        table[np.arange(60), rng.integers(0, 26, 60)] = rng.normal(-0.1, 0.05, 60)
        table[np.arange(60), rng.integers(0, 26, 60)] = rng.normal(-4, 1, 60)
        box: Quad = ((0.0, number), (9.0, number), (9.0, number + 1.0), (0.0, number + 1.0))
        memory.lines["ab", box] = TextLine(
            box, "字" * 20, 0.9, (0.9,) * 20, posterior=Posterior("字" * 25, table, -16.0)
        )
    assert len(pack([memory])) < 40 * 1024


@pytest.mark.parametrize("data", [b"", b"x", pack([])[:-3]])
def test_a_broken_memory_is_none(data: bytes) -> None:
    with pytest.raises(ValueError, match="no memory"):
        unpack(data)
    engine = Counting()
    remembering = Remembering(data)
    remembering.around(engine, 0).boxes(IMAGE, 800)
    assert engine.asked == [800]


def test_each_reader_has_its_own() -> None:
    first, second = Counting("first"), Counting("second")
    remembering = Remembering()
    for number, engine in enumerate((first, second)):
        remembering.around(engine, number).boxes(IMAGE, 800)
    later = Remembering(remembering.packed())
    for number, engine in enumerate((first, second)):
        later.around(engine, number).boxes(IMAGE, 800)
    assert (first.asked, second.asked) == ([800], [800])


def test_lines_are_read_once_a_picture() -> None:
    first, second = printed("毕业证书", 10, 10), printed("编号", 10, 60)
    inner = PageEngine([first, second])
    engine = RememberedEngine(inner)
    assert [read.text for read in engine.read(WHITE, [first.box])] == ["毕业证书"]
    assert [read.text for read in engine.read(WHITE.copy(), [second.box, first.box])] == ["编号", "毕业证书"]
    assert inner.asked == [1, 1]
    darker = WHITE - 1
    engine.read(darker, [first.box])
    assert inner.asked == [1, 1, 1]


def test_boxes_are_looked_for_once_at_each_size() -> None:
    engine = RememberedEngine(PageEngine([printed("编号", 10, 10)]))
    found = engine.boxes(WHITE, 800)
    assert found == engine.boxes(WHITE, 800)
    found.clear()
    assert engine.boxes(WHITE, 800)
    assert engine.version() == "double"
