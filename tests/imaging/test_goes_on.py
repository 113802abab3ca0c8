"""Whether a sheet's own edges run on to the picture's border."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.imaging import goes_on
from precheck.imaging.outline import Outline, Side

OPEN = Side(None, 0, True)


def edge(*ends: tuple[float, float]) -> Side:
    return Side((np.array(ends[0]), np.array(ends[1])), 0, False, 0)


def sheet(bottom: int) -> Image:
    image: Image = np.full((480, 640, 3), 90, np.uint8)
    cv2.rectangle(image, (100, 40), (540, bottom), (230, 230, 230), -1)
    return image


SEEN = Outline(
    (
        edge((150, 40), (490, 40)),
        edge((540, 100), (540, 380)),
        OPEN,
        edge((100, 380), (100, 100)),
    )
)


def test_paper_between_both_edges_as_far_as_the_border() -> None:
    bottom = goes_on.of(sheet(479), SEEN)[2]
    assert bottom is not None
    assert (bottom.paper, bottom.either, bottom.table) == pytest.approx((1, 1, 0), abs=0.05)
    assert bottom.room_px == pytest.approx(99, abs=2)


def test_a_corner_that_is_in_the_picture() -> None:
    bottom = goes_on.of(sheet(430), SEEN)[2]
    assert bottom is not None
    assert (bottom.paper, bottom.either) == pytest.approx((0, 0), abs=0.05)


def test_a_sheet_that_ends_one_pixel_before_the_border_is_whole() -> None:
    bottom = goes_on.of(sheet(477), SEEN)[2]
    assert bottom is not None
    assert bottom.paper < 0.5


def test_nothing_is_told_without_both_edges_or_where_table_and_paper_are_alike() -> None:
    assert goes_on.of(sheet(479), Outline((SEEN.sides[0], OPEN, OPEN, SEEN.sides[3])))[2] is None
    alike: Image = np.full((480, 640, 3), 228, np.uint8)
    assert goes_on.of(alike, SEEN)[2] is None
