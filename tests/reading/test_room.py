"""Print that stands so near to the picture's border that what belongs beyond it must be missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from precheck.domain.geometry import EIGHT_WAYS, Image, Orientation
from precheck.domain.reading import Page, Side
from precheck.domain.text import TextLine
from precheck.reading import room
from precheck.reading.room import Lack
from tests.doubles import DIPLOMA, WHITE, box, line

HIGH, WIDE = WHITE.shape[:2]
HEADED = replace(DIPLOMA, headed=True)


def lacking(*lines: TextLine, sides: tuple[Side, ...] = (), material=DIPLOMA) -> Lack | None:  # type: ignore[no-untyped-def]
    return room.lacking(WHITE, (Page(None, EIGHT_WAYS[0], lines, sides=sides),), material)


BODY = tuple(line("成绩合格准予毕业", 200, 100 + 60 * n) for n in range(4))


@pytest.mark.parametrize(
    ("label", "side"),
    [
        (line("姓名张三", 8, 300), 0),
        (line("姓名张三", 300, 8), 1),
        (line("姓名张三", WIDE - 88, 300), 2),
        (line("姓名张三", 300, HIGH - 28), 3),
    ],
    ids=["left", "top", "right", "bottom"],
)
def test_a_label_without_paper_beside_it(label: TextLine, side: int) -> None:
    found = lacking(*BODY, label)
    assert found is not None
    assert (found.side, found.line) == (side, label)
    assert found.room == pytest.approx(0.4)
    edged = [Side.RUNS_OUT] * 4
    edged[side] = Side.ENDS
    assert lacking(*BODY, label, sides=tuple(edged)) is not None
    edged[side - 1] = Side.ENDS
    assert lacking(*BODY, label, sides=tuple(edged)) is None


def test_what_no_specimen_prints_may_stand_anywhere() -> None:
    assert lacking(*BODY, line("中国移动", 300, 4)) is None
    assert lacking(*BODY, line("姓名张三", 300, 8, confidence=0.5)) is None


def test_a_whole_page_has_room_on_all_sides() -> None:
    assert lacking(*BODY, line("姓名张三", 300, 14)) is None


def test_a_picture_cropped_to_its_print_on_both_sides_lacks_nothing() -> None:
    assert lacking(*BODY, line("姓名张三", 300, 8), line("性别男", 300, HIGH - 36)) is None


def test_the_value_behind_a_label_tells_as_well_but_no_other_paper_in_its_row() -> None:
    label = line("证书编号", 500, 400)
    found = lacking(*BODY, label, line("10650120190", WIDE - 226, 400))
    assert found is not None
    assert found.side == 2
    assert lacking(*BODY, line("证书编号", 300, 400), line("1065012", WIDE - 146, 400)) is None


def test_a_title_that_has_no_room_above_the_first_row() -> None:
    first = line("姓名张三", 300, 30)
    found = lacking(first, *BODY, material=HEADED)
    assert found is not None
    assert (found.side, found.least) == (1, room.TITLE)
    assert found.room == pytest.approx(1.5)
    assert lacking(first, *BODY) is None
    assert lacking(line("姓名张三", 300, 40), *BODY, material=HEADED) is None


def test_one_word_of_the_first_row_tells_for_all_of_it() -> None:
    higher, label = line("别男", 300, 30), line("姓名张三", 20, 32)
    found = lacking(higher, label, *BODY, material=HEADED)
    assert found is not None
    assert found.line is higher


def test_a_title_that_is_seen_or_may_have_been_misread_is_not_missing() -> None:
    first = line("姓名张三", 300, 30)
    assert lacking(line("毕业证书", 300, 14, 16), first, *BODY, material=HEADED) is None
    assert lacking(line("擇业徵书", 300, 14, 16, confidence=0.3), first, *BODY, material=HEADED) is None


@pytest.mark.parametrize(("rotation", "side"), [(90, 2), (180, 3), (270, 0)])
def test_above_is_where_the_page_has_its_top(rotation: int, side: int) -> None:
    way = Orientation(rotation)
    turned = [_turned(one, rotation) for one in (line("姓名张三", 300, 30), *BODY)]
    image: Image = WHITE if rotation == 180 else WHITE.transpose(1, 0, 2)
    found = room.lacking(image, (Page(None, way, tuple(turned)),), HEADED)
    assert found is not None
    assert found.side == side


def _turned(one: TextLine, rotation: int) -> TextLine:
    corners = list(one.box)
    high, wide = HIGH, WIDE
    for _ in range(rotation // 90):
        corners = [(high - y, x) for x, y in corners]
        high, wide = wide, high
    return replace(one, box=tuple(corners))  # type: ignore[arg-type]


def test_where_nothing_tells_how_a_page_lies_nothing_is_lacking() -> None:
    page = Page(None, None, (TextLine(box(300, 8, 380, 28), "姓名张三", 0.9),))
    assert room.lacking(WHITE, (page,), HEADED) is None
