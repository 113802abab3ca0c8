from __future__ import annotations

import math

import pytest

from precheck.domain.geometry import EIGHT_WAYS, Orientation, Quad, quad
from precheck.domain.text import TextLine
from precheck.reading.layout import Layout, columns, text_of
from tests.doubles import line

UPRIGHT = EIGHT_WAYS[0]


def turned_by(text: TextLine, degrees: float) -> TextLine:
    """The line on a page tilted clockwise around the origin."""
    angle = math.radians(degrees)
    corners = [
        (x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle))
        for x, y in text.box
    ]
    return TextLine(quad(tuple(corners)), text.text, text.confidence, text.characters, text.spans)


def strings(layout: Layout) -> list[str]:
    return [text.string for text in layout.row_texts]


FORM = [
    line("姓名", 100, 100),
    line("李明", 220, 102),
    line("性别", 400, 99),
    line("男", 520, 101),
    line("毕业证书编号：106311201505001234", 100, 150),
    line("校长", 100, 200),
]


def test_lines_side_by_side_are_one_row_from_left_to_right() -> None:
    layout = Layout(reversed(FORM), UPRIGHT)
    assert strings(layout) == ["姓名李明性别男", "毕业证书编号：106311201505001234", "校长"]


@pytest.mark.parametrize("degrees", [-15, -4, 4, 15])
def test_a_tilted_page_has_the_same_rows(degrees: float) -> None:
    layout = Layout([turned_by(item, degrees) for item in FORM], UPRIGHT)
    assert layout.tilt_degrees == pytest.approx(degrees, abs=0.01)
    assert strings(layout) == strings(Layout(FORM, UPRIGHT))


def test_short_lines_have_no_say_in_the_tilt() -> None:
    crooked = [turned_by(line("章", 300 + 40 * n, 300), 30) for n in range(10)]
    assert Layout([*FORM, *crooked], UPRIGHT).tilt_degrees == pytest.approx(0)
    assert Layout([line("章")], UPRIGHT).tilt_degrees == 0.0


@pytest.mark.parametrize("way", EIGHT_WAYS, ids=str)
def test_rows_do_not_depend_on_how_the_page_lies(way: Orientation) -> None:
    right, down = way.axes()

    def laid(text: TextLine) -> TextLine:
        corners = tuple((x * right[0] + y * down[0], x * right[1] + y * down[1]) for x, y in text.box)
        return TextLine(quad(corners), text.text, text.confidence, text.characters, text.spans)

    layout = Layout([laid(item) for item in FORM], way)
    assert strings(layout) == strings(Layout(FORM, UPRIGHT))
    assert layout.tilt_degrees == pytest.approx(0)
    # The way back from text to place begins with the text's own top-left.
    text = layout.row_texts[0]
    box = text.part(0, 2).box(way)
    assert box == laid(FORM[0]).part(0, 2)


def test_a_part_of_a_line_has_its_own_place() -> None:
    text = Layout(FORM, UPRIGHT).row_texts[1]
    number = text.part(7, 25)
    assert number.string == "106311201505001234"
    assert number.box(UPRIGHT)[0] == pytest.approx((100 + 7 * 20, 150))
    assert number.box(UPRIGHT)[2] == pytest.approx((100 + 25 * 20, 170))
    assert number.height_px == 20


def test_a_part_that_runs_over_lines_has_the_box_round_them() -> None:
    text = Layout(FORM, UPRIGHT).row_texts[0].part(0, 4)
    assert text.string == "姓名李明"
    assert text.box(UPRIGHT) == ((100, 100), (260, 100), (260, 122), (100, 122))


def test_gaps_are_spaces_and_point_back() -> None:
    text = text_of(Layout([line("张 三", 0, 0), line("男", 200, 0)], UPRIGHT).placed)
    string, origin = text.spaced
    assert string == "张 三 男"
    assert origin == (0, 1, 1, 2, 2)
    assert text.string == "张三男"
    assert text.beginnings == {0, 1, 2}


def test_certainty_is_of_the_part_alone() -> None:
    sure = line("证书编号", 0, 0, confidence=0.9)
    doubtful = line("12", 100, 0, confidence=0.4)
    text = text_of(Layout([sure, doubtful], UPRIGHT).placed)
    assert text.certainty == pytest.approx((4 * 0.9 + 2 * 0.4) / 6)
    assert text.least_certainty == 0.4
    assert text.part(0, 4).least_certainty == 0.9
    assert text.part(3, 3).certainty == 0.0


def test_empty_lines_are_no_lines() -> None:
    assert Layout([line("  "), line("")], UPRIGHT).rows == []


def spread(gap: float) -> list[TextLine]:
    left = [line("左边一页上的一行文字", 0, 40 * n) for n in range(5)]
    right = [line("右边一页上的一行文字", 200 + gap, 40 * n) for n in range(5)]
    return [*left, *right]


def test_a_wide_gap_through_the_page_parts_columns() -> None:
    blocks = columns(Layout(spread(100), UPRIGHT).placed)
    assert [len(block) for block in blocks] == [5, 5]
    assert Layout(spread(100), UPRIGHT).running.string.startswith("左边一页上的一行文字左边")
    assert len(columns(Layout(spread(20), UPRIGHT).placed)) == 1


def test_a_line_across_the_gap_joins_the_columns() -> None:
    across = line("通栏标题横贯左右两页的所有文字内容", 0, 300)
    assert len(columns(Layout([*spread(100), across], UPRIGHT).placed)) == 1


def test_the_labels_of_a_form_are_no_column() -> None:
    labels = [line("姓名", 0, 40 * n) for n in range(5)]
    values = [line("一个很长很长的内容", 200, 40 * n) for n in range(5)]
    assert len(columns(Layout([*labels, *values], UPRIGHT).placed)) == 1


def test_what_stands_below() -> None:
    layout = Layout(FORM, UPRIGHT)
    label = layout.row_texts[0].part(0, 2)
    assert [placed.line.text for placed in layout.below(label.glyphs, 5)] == [FORM[4].text, "校长"]
    assert [placed.line.text for placed in layout.below(label.glyphs, 2)] == [FORM[4].text]
    assert layout.below((), 2) == []


def test_boxes_stay_quads() -> None:
    box: Quad = Layout(FORM, UPRIGHT).row_texts[2].box(UPRIGHT)
    assert len(box) == 4
