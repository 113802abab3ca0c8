"""Print that the picture's border cuts along its length."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image, Orientation
from precheck.imaging import halved
from tests import drawn

SIZE = 28
PAGE = drawn.lines(
    [
        "应届医学专业毕业生医师资格考试报考承诺书",
        "姓名龚滢宜身份证号三七七四六五一九七五",
        "本人承诺所填信息真实并在规定时间内取得",
        "毕业证书逾期不能提交的自愿接受取消资格",
    ],
    size=SIZE,
    margin=90,
)
TALL = 1.2 * SIZE
FIRST, LAST = 90 + 0.6 * SIZE, 90 + 3 * 2 * SIZE + 0.6 * SIZE
"""Where the middle of the first and of the last line lies."""


def strokes(image: Image, side: int = 1) -> int:
    return halved.strokes(image, TALL, 0.9, side)


@pytest.mark.parametrize("cut", [round(FIRST - 0.2 * SIZE), round(FIRST), round(FIRST + 0.15 * SIZE)])
def test_a_line_cut_at_the_top_leaves_strokes_on_the_border(cut: int) -> None:
    assert strokes(PAGE.image[cut:]) >= 12


def test_a_line_cut_at_the_bottom_does_too() -> None:
    assert strokes(PAGE.image[: round(LAST)], side=3) >= 12


def test_on_a_page_that_is_turned_it_lies_beside() -> None:
    cut = drawn.Drawn(PAGE.image[: round(LAST)], PAGE.boxes, PAGE.texts).turned(Orientation(90))
    assert halved.strokes(cut.image, TALL, 0.9, 0) >= 12
    assert halved.strokes(cut.image, TALL, 0.9, 2) == 0


def test_a_whole_page_and_one_cut_between_two_lines_leave_none() -> None:
    assert strokes(PAGE.image) == 0
    between = round(90 + 1.6 * SIZE)
    assert strokes(PAGE.image[between:]) == 0


def test_a_frame_on_the_border_is_no_print() -> None:
    image = PAGE.image.copy()
    cv2.rectangle(image, (0, 0), (image.shape[1] - 1, image.shape[0] - 1), (30, 30, 30), 8)
    assert strokes(image) == 0


def test_an_ornament_that_bleeds_goes_on_to_the_corners() -> None:
    image = PAGE.image.copy()
    for left in range(0, image.shape[1], 14):
        image[:20, left : left + 6] = 40
    assert strokes(image) == 0


def test_a_sliver_of_table_along_the_edge_is_no_print() -> None:
    image = PAGE.image.copy()
    for left in range(120, image.shape[1] - 120, 14):
        image[:3, left : left + 6] = 40
    assert strokes(image) == 0


def test_paler_print_across_the_page_is_a_watermark() -> None:
    image = PAGE.image.copy()
    for left in range(120, image.shape[1] - 120, 14):
        image[:20, left : left + 6] = 170
    assert strokes(image) == 0
    assert strokes(np.where(image == 170, 40, image).astype(np.uint8)) >= 12


def test_strokes_on_a_table_beyond_the_sheet_are_none_of_its_own() -> None:
    table = np.full((60, PAGE.image.shape[1], 3), 120, np.uint8)
    for left in range(120, table.shape[1] - 120, 14):
        table[:14, left : left + 6] = 10
    image = np.vstack([table, PAGE.image[60:]])
    assert strokes(image) == 0
