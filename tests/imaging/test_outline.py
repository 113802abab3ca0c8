"""The edges of a sheet are found where paper ends, not at frames, and not where it runs out of the picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image, Quad, quad
from precheck.imaging import copies, outline
from precheck.imaging.outline import Outline

TEXT: Quad = quad(np.array([(300.0, 250.0), (700.0, 250.0), (700.0, 550.0), (300.0, 550.0)]))


def sheet(corners: list[tuple[float, float]], table: int = 90, frame: bool = False) -> Image:
    """A sheet of paper on a table, 1000 × 800 pixels, with lines of text and perhaps a printed frame."""
    image = np.full((800, 1000, 3), table, np.float64)
    image += np.random.default_rng(2).normal(0, 6, (800, 1000, 1))
    cv2.fillPoly(image, [np.round(np.array(corners)).astype(np.int32)], (235.0, 235.0, 235.0))
    if frame:
        cv2.rectangle(image, (240, 190), (760, 610), (60.0, 60.0, 200.0), 6)
    for top in range(250, 550, 50):
        image[top : top + 20, 300:700:3] = 30
    return np.clip(image, 0, 255).astype(np.uint8)


def seen(image: Image, text: Quad) -> Outline:
    """The outline in the picture's own pixels."""
    small, scale = copies.at_most(image, outline.WORK_PX)
    return outline.find(small, quad(np.array(text) * scale)).scaled(1 / scale)


WHOLE = [(150.0, 100.0), (850.0, 112.0), (845.0, 700.0), (140.0, 690.0)]


@pytest.mark.parametrize("frame", [False, True])
def test_the_corners_of_a_sheet_on_a_table(frame: bool) -> None:
    found = seen(sheet(WHOLE, frame=frame), TEXT)
    assert found.corners is not None
    assert np.abs(found.corners - np.array(WHOLE)).max() < 4
    assert not any(side.runs_out for side in found.sides)


def test_the_order_is_the_pages_own() -> None:
    upside_down = quad(np.array(TEXT[2:] + TEXT[:2]))
    found = seen(sheet(WHOLE), upside_down)
    assert found.corners is not None
    assert found.corners[0] == pytest.approx(np.array(WHOLE[2]), abs=4)


def test_a_sheet_that_runs_out_of_the_picture() -> None:
    found = seen(sheet([(150, 100), (1000, 100), (1000, 700), (140, 690)]), TEXT)
    assert [side.runs_out for side in found.sides] == [False, True, False, False]
    assert [side.edge is None for side in found.sides] == [False, True, False, False]
    assert found.corners is None


def test_white_paper_on_a_white_table_ends_nowhere() -> None:
    found = seen(sheet(WHOLE, table=236), TEXT)
    assert found.corners is None
    assert all(side.runs_out for side in found.sides)


def test_margins_are_told_from_the_text() -> None:
    found = seen(sheet(WHOLE), TEXT)
    top, right, bottom, left = (side.margin_px for side in found.sides)
    assert (top, right, bottom, left) == pytest.approx((144, 148, 145, 155), abs=8)
