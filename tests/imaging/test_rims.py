"""A sheet's edges from line segments, where too little of them lies beside the text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.imaging import rims
from precheck.imaging.outline import Outline, Side

TEXT = np.array([(250.0, 60.0), (330.0, 60.0), (330.0, 120.0), (250.0, 120.0)])
UNSEEN = Outline((Side(None, 0, False), Side(None, 0, False), Side(None, 0, False), Side(None, 0, False)))


def sheet(corners: list[tuple[float, float]], table: int = 90) -> Image:
    """A sheet of paper on a table, 640 × 480 pixels."""
    image = np.full((480, 640, 3), table, np.float64)
    image += np.random.default_rng(2).normal(0, 4, (480, 640, 1))
    cv2.fillPoly(image, [np.round(np.array(corners)).astype(np.int32)], (235.0, 235.0, 235.0))
    return np.clip(image, 0, 255).astype(np.uint8)


LEANING = [(100.0, 40.0), (540.0, 40.0), (520.0, 440.0), (80.0, 440.0)]


def test_edges_are_found_however_small_the_text_is() -> None:
    corners = rims.completed(sheet(LEANING), UNSEEN, TEXT).corners
    assert corners is not None
    assert np.abs(corners - np.array(LEANING)).max() < 3


def test_a_printed_frame_is_no_edge() -> None:
    image = sheet([(0, 0), (639, 0), (639, 479), (0, 479)])
    cv2.rectangle(image, (12, 12), (627, 467), (60, 60, 180), 3)
    assert all(side.edge is None for side in rims.completed(image, UNSEEN, TEXT).sides)


def test_an_edge_that_was_taken_from_a_frame_is_given_up_where_paper_goes_on() -> None:
    image = sheet([(100, 40), (639, 40), (639, 440), (100, 440)])
    cv2.line(image, (620, 60), (620, 420), (60, 60, 180), 3)
    frame = Side((np.array((618.0, 60.0)), np.array((618.0, 420.0))), 288, False, 20)
    seen = Outline((UNSEEN.sides[0], frame, UNSEEN.sides[2], UNSEEN.sides[3]))
    top, right, bottom, left = rims.completed(image, seen, TEXT).sides
    assert (right.edge, right.runs_out) == (None, True)
    assert right.margin_px == pytest.approx(308)
    assert None not in (top.edge, bottom.edge, left.edge)


def test_where_paper_runs_out_on_all_sides_nothing_is_looked_for() -> None:
    filling = Side(None, 50, True)
    seen = Outline((filling, filling, filling, filling))
    assert rims.completed(sheet(LEANING), seen, TEXT) is seen


def test_a_blank_picture_has_no_edges() -> None:
    image = np.full((480, 640, 3), 200, np.uint8)
    assert all(side.edge is None for side in rims.completed(image, UNSEEN, TEXT).sides)
