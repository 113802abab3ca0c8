"""The corners of a page: its paper's, in the page's own order; a card's by its layout."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from precheck.domain.geometry import EIGHT_WAYS, Image, Orientation
from precheck.domain.material import Material, PrintedLayout, ViewRule
from precheck.domain.picture import Paper
from precheck.domain.reading import FieldReading, Page, Status
from precheck.domain.text import TextLine
from precheck.reading import corners
from precheck.reading.orientation import turned
from tests.doubles import box, line, page_maps

SHEET = Material("paper", "纸", "paper")
IMAGE: Image = np.full((600, 800, 3), 90, np.uint8)
PAPER = Paper(box(100, 50, 700, 550), box(100, 50, 700, 550), (0, 0, 0, 0), 0.6)


def page(way: Orientation = EIGHT_WAYS[0], left: float = 200, view: str | None = None) -> Page:
    lines = tuple(
        TextLine(turned(box(left, y, left + 100, y + 20), way), "一行文字一行", 0.95)
        for y in range(150, 450, 50)
    )
    return Page(view, way, lines)


@pytest.mark.parametrize("way", EIGHT_WAYS, ids=str)
def test_a_sheet_s_corners_begin_with_the_page_s_own_top_left(way: Orientation) -> None:
    (placed,) = corners.place(IMAGE, [page(way)], SHEET, [PAPER], page_maps())
    assert placed.document is not None
    upright = way.to_upright(np.array(placed.document))
    (left, top), (right, bottom) = upright.min(axis=0), upright.max(axis=0)
    assert upright == pytest.approx(np.array([(left, top), (right, top), (right, bottom), (left, bottom)]))


def test_pages_that_share_a_paper_have_no_corners_of_their_own() -> None:
    first, second = corners.place(IMAGE, [page(left=150), page(left=500)], SHEET, [PAPER], page_maps())
    assert (first.document, second.document) == (None, None)


@pytest.mark.parametrize(("chance", "first"), [(0.9, (700, 550)), (0.0, (100, 50))])
def test_a_page_that_cannot_be_read_lies_as_the_segmenter_votes(
    chance: float, first: tuple[float, float]
) -> None:
    unread = replace(page(), orientation=None)
    (placed,) = corners.place(IMAGE, [unread], SHEET, [PAPER], page_maps(way_180=chance))
    assert placed.document is not None
    assert placed.document[0] == first


def test_a_page_off_every_paper_has_none() -> None:
    aside = Paper(box(600, 50, 790, 550), box(600, 50, 790, 550), (0, 0, 0, 0), 0.2)
    (placed,) = corners.place(IMAGE, [page()], SHEET, [aside], page_maps())
    assert placed.document is None


def test_a_card_is_placed_by_its_texts_and_says_where_its_fields_belong() -> None:
    layout = PrintedLayout(
        (85.6, 54.0),
        {"姓名": (7.0, 9.0, 15.0), "性别": (7.0, 16.0, 15.0), "公民身份号码": (8.0, 47.0, 24.0)},
        {"name": (16.0, 7.0, 36.0, 11.0)},
    )
    card = Material("card", "卡", "card", views=(ViewRule("front", "面", "front", layout=layout),))
    scale = 6.0
    lines = tuple(
        line(text, 100 + left * scale, 60 + (middle * scale) - high / 2, high)
        for text, left, middle, high in (
            ("姓名", 7.0, 9.0, 24),
            ("性别", 7.0, 16.0, 24),
            ("公民身份号码", 8.0, 47.0, 16),
        )
    )
    (placed,) = corners.place(IMAGE, [Page("front", EIGHT_WAYS[0], lines)], card, [], page_maps())
    assert placed.document is not None
    assert np.array(placed.document) == pytest.approx(np.array(box(100, 60, 613.6, 384)), abs=6)
    assert len(placed.beyond) == 4
    assert np.array(placed.places["name"][0]) == pytest.approx((196, 102), abs=4)


def test_what_lies_beside_the_document_contradicts_nobody() -> None:
    known = replace(page(), document=box(100, 100, 500, 400))
    inside = FieldReading(
        "name", Status.MISMATCH, "name", value="王五", expected="张三", box=box(150, 150, 250, 180)
    )
    beside = replace(inside, box=box(600, 150, 700, 180))
    matched = replace(beside, status=Status.MATCH, value="张三")

    def judged(reading: FieldReading, *pages: Page) -> FieldReading:
        return corners.reject_values_beside({"name": reading}, pages)["name"]

    assert judged(inside, known) is inside
    assert judged(matched, known) is matched
    assert judged(beside, page()) is beside
    assert judged(beside, known, page()) is beside
    assert judged(beside, known, replace(known, document=box(550, 100, 750, 400))) is beside
    rejected = judged(beside, known)
    assert (rejected.status, rejected.value, rejected.expected) == (Status.UNREADABLE, None, "张三")
