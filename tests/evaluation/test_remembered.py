"""A reader that is asked the same thing only once."""

from __future__ import annotations

from precheck.evaluation.remembered import RememberingEngine
from tests.doubles import WHITE, PageEngine, line


def test_lines_are_read_once_a_picture() -> None:
    first, second = line("毕业证书", 10, 10), line("编号", 10, 60)
    inner = PageEngine([first, second])
    engine = RememberingEngine(inner)
    assert [read.text for read in engine.read(WHITE, [first.box])] == ["毕业证书"]
    assert [read.text for read in engine.read(WHITE.copy(), [second.box, first.box])] == ["编号", "毕业证书"]
    assert inner.asked == [1, 1]
    darker = WHITE - 1
    engine.read(darker, [first.box])
    assert inner.asked == [1, 1, 1]


def test_boxes_are_looked_for_once_at_each_size() -> None:
    engine = RememberingEngine(PageEngine([line("编号", 10, 10)]))
    found = engine.boxes(WHITE, 800)
    assert found == engine.boxes(WHITE, 800)
    found.clear()
    assert engine.boxes(WHITE, 800)
    assert engine.version() == "double"
