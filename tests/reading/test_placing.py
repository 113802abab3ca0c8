"""Where a card lies, from its print and its edges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from precheck.domain.geometry import EIGHT_WAYS, Image, Quad, quad
from precheck.domain.material import PrintedLayout
from precheck.domain.reading import Page
from precheck.domain.text import TextLine
from precheck.reading import placing
from precheck.reading.placing import Placement

LAYOUT = PrintedLayout(
    (85.6, 54.0),
    {"姓名": (7, 9, 15), "性别": (7, 16, 15), "出生": (7, 23, 15), "住址": (7, 30, 15), "号码": (8, 47, 24)},
)
PX_PER_MM = 8.0


def pictured(left: float, top: float, lean: float = 0.0, table: int = 60) -> tuple[Image, Page, Quad]:
    """A card in 800 × 600 pixels with its corner there, its print read exactly."""
    turn = np.array([[np.cos(lean), -np.sin(lean)], [np.sin(lean), np.cos(lean)]])

    def at(points: object) -> NDArray[np.float64]:
        return np.asarray(np.asarray(points, np.float64) @ turn.T * PX_PER_MM + (left, top), np.float64)

    image = np.full((600, 800, 3), table, np.uint8)
    corners = at([(0, 0), (85.6, 0), (85.6, 54), (0, 54)])
    cv2.fillPoly(image, [np.round(corners).astype(np.int32)], (225, 225, 225))
    lines = [
        TextLine(quad(at([(a, y - 1), (b, y - 1), (b, y + 1), (a, y + 1)])), text, 0.99)
        for text, (a, y, b) in LAYOUT.anchors_mm.items()
    ]
    return image, Page("front", EIGHT_WAYS[0], tuple(lines)), quad(corners)


def placed(left: float, top: float, lean: float = 0.0, table: int = 60) -> tuple[Placement, Quad]:
    image, page, corners = pictured(left, top, lean, table)
    placement = placing.place(image, page, LAYOUT, tuple)
    assert placement is not None
    return placement, corners


@pytest.mark.parametrize("lean", [0.0, 0.12, -0.05])
def test_edges_that_show_make_the_corners_exact(lean: float) -> None:
    placement, corners = placed(60.0, 80.0, lean)
    assert placement.edges == 4
    assert np.array(placement.document) == pytest.approx(np.array(corners), abs=3.0)
    assert max(beyond.share for beyond in placement.beyond) < 0


def test_a_side_outside_the_picture_is_known_from_the_print_and_the_other_sides() -> None:
    placement, _ = placed(150.0, 80.0)
    right = placement.beyond[2]
    assert right.share == pytest.approx((150 + 85.6 * PX_PER_MM - 800) / (85.6 * PX_PER_MM), abs=0.005)
    assert right.share - 2 * right.uncertain > 0
    assert placement.edges == 3


def test_where_no_edge_shows_the_print_alone_tells_less_surely() -> None:
    plain, corners = placed(60.0, 80.0, table=225)
    assert plain.edges == 0
    assert np.array(plain.document) == pytest.approx(np.array(corners), abs=8.0)
    edged, _ = placed(60.0, 80.0)
    for without, beside in zip(plain.beyond, edged.beyond, strict=True):
        assert without.uncertain > beside.uncertain


def test_too_little_print_places_nothing() -> None:
    image, page, _ = pictured(60.0, 80.0)
    assert placing.place(image, Page("front", EIGHT_WAYS[0], page.lines[:2]), LAYOUT, tuple) is None
    assert placing.place(image, Page("front", None, page.lines), LAYOUT, tuple) is None
