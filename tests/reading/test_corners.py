"""What is seen of the sheet around a page's text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import EIGHT_WAYS, Image
from precheck.domain.material import Material
from precheck.domain.reading import Page, Side
from precheck.domain.text import TextLine
from precheck.reading import corners
from tests.doubles import box

PAPER = Material("paper", "纸", "paper")
UPRIGHT = EIGHT_WAYS[0]


def shown(
    left: float, top: float, right: float, bottom: float, pages: int = 1, text_left: float = 300
) -> tuple[Page, ...]:
    """What is made of a sheet in 1000 × 800 pixels that carries six lines of text."""
    image: Image = np.full((800, 1000, 3), 80, np.uint8)
    cv2.rectangle(image, (int(left), int(top)), (int(right), int(bottom)), (230, 230, 230), -1)
    lines = tuple(
        TextLine(box(text_left, y, 700, y + 20), "一行文字一行文字", 0.95) for y in range(250, 550, 50)
    )
    parts = [Page(None, UPRIGHT, lines[n::pages]) for n in range(pages)]
    return corners.of(image, parts, PAPER, tuple)


def test_a_sheet_seen_whole_has_corners() -> None:
    (page,) = shown(150, 100, 850, 700)
    assert page.document is not None
    assert np.array(page.document) == pytest.approx(np.array(box(150, 100, 850, 700)), abs=3)
    assert page.sides == (Side.ENDS,) * 4
    assert max(beyond.share for beyond in page.beyond) < 0


def test_pages_that_share_a_sheet_have_no_corners_of_their_own() -> None:
    first, second = shown(150, 100, 850, 700, pages=2)
    assert (first.document, second.document) == (None, None)
    assert first.sides == (Side.ENDS,) * 4


@pytest.mark.parametrize(
    ("place", "cut"),
    [
        ((150, 100, 999, 700), 2),
        ((0, 100, 850, 700), 0),
        ((150, 0, 850, 700), 1),
        ((150, 100, 850, 799), 3),
    ],
)
def test_a_sheet_that_ends_well_inside_on_three_sides_is_cut_on_the_fourth(
    place: tuple[float, float, float, float], cut: int
) -> None:
    (page,) = shown(*place)
    assert [number for number, side in enumerate(page.sides) if side is Side.CUT] == [cut]
    assert page.document is None


def test_a_side_that_only_cannot_be_seen_is_not_cut() -> None:
    """Beyond the fourth side the table is as pale as the paper."""
    image: Image = np.full((800, 1000, 3), 80, np.uint8)
    cv2.rectangle(image, (150, 0), (850, 700), (230, 230, 230), -1)
    cv2.rectangle(image, (0, 0), (999, 100), (225, 225, 225), -1)
    lines = tuple(TextLine(box(300, y, 700, y + 20), "一行文字一行文字", 0.95) for y in range(250, 550, 50))
    (page,) = corners.of(image, [Page(None, UPRIGHT, lines)], PAPER, tuple)
    assert Side.CUT not in page.sides


def test_a_corner_outside_is_a_cut_where_the_other_sides_end_well_inside() -> None:
    image: Image = np.full((800, 1000, 3), 80, np.uint8)
    cv2.fillPoly(image, [np.array([(150, 90), (850, 90), (850, 705), (150, 860)])], (230, 230, 230))
    lines = tuple(TextLine(box(300, y, 700, y + 20), "一行文字一行文字", 0.95) for y in range(250, 550, 50))
    (page,) = corners.of(image, [Page(None, UPRIGHT, lines)], PAPER, tuple)
    outside = page.beyond[3].share if page.beyond else 0
    assert page.sides[3] is Side.CUT or outside > 0.02


def test_a_printed_frame_that_runs_out_is_cut() -> None:
    image: Image = np.full((800, 1000, 3), 230, np.uint8)
    cv2.rectangle(image, (80, 80), (1100, 720), (60, 60, 180), 4)
    lines = tuple(TextLine(box(300, y, 700, y + 20), "一行文字一行文字", 0.95) for y in range(250, 550, 50))
    (page,) = corners.of(image, [Page(None, UPRIGHT, lines)], PAPER, tuple)
    assert [number for number, side in enumerate(page.sides) if side is Side.CUT] == [2]


def test_a_picture_cropped_to_the_sheet_is_not_cut() -> None:
    (page,) = shown(0, 0, 999, 799)
    assert page.sides == (Side.RUNS_OUT,) * 4
    (page,) = shown(6, 0, 994, 794)
    assert Side.CUT not in page.sides


def test_a_margin_of_next_to_nothing_beside_a_wide_one_is_cut() -> None:
    (page,) = shown(0, 0, 999, 799, text_left=8)
    assert page.sides[0] is Side.CUT
    (page,) = shown(0, 0, 999, 799, text_left=100)
    assert Side.CUT not in page.sides


def test_a_watermark_over_the_margin_is_no_print_that_the_border_cuts() -> None:
    image: Image = np.full((800, 1000, 3), 230, np.uint8)
    lines = [TextLine(box(100, y, 700, y + 20), "一行文字一行文字", 0.95) for y in range(250, 550, 50)]
    left = [TextLine(box(2, y, 90, y + 20), "报名使用", 0.95) for y in (150, 300, 600)]
    (page,) = corners.of(image, [Page(None, UPRIGHT, (*lines, *left))], PAPER, tuple)
    assert Side.CUT not in page.sides
    margin = [TextLine(one.box, "一行文字", 0.95) for one in left]
    (page,) = corners.of(image, [Page(None, UPRIGHT, (*lines, *margin))], PAPER, tuple)
    assert page.sides[0] is Side.CUT


def test_too_little_text_or_none_tells_nothing() -> None:
    image: Image = np.full((800, 1000, 3), 80, np.uint8)
    few = Page(None, UPRIGHT, (TextLine(box(0, 0, 90, 20), "一行文字", 0.9),))
    assert corners.of(image, [few], PAPER, tuple) == (few,)
    assert corners.of(image, [], PAPER, tuple) == ()
