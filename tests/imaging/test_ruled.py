"""Printed lines that run out of the picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.imaging import ruled

TEXT = np.array([(150.0, 120.0), (490.0, 120.0), (490.0, 340.0), (150.0, 340.0)])


def framed(left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int]:
    """What runs out of a page with a printed frame, 640 × 460 pixels."""
    image: Image = np.full((460, 640, 3), 230, np.uint8)
    cv2.rectangle(image, (left, top), (right, bottom), (60, 60, 180), 3)
    return ruled.running_out(image, TEXT, 230.0)


def test_a_frame_within_the_picture_runs_out_nowhere() -> None:
    assert framed(40, 40, 600, 420) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("place", "side"),
    [
        ((-50, 40, 600, 420), 0),
        ((40, -50, 600, 420), 1),
        ((40, 40, 700, 420), 2),
        ((40, 40, 600, 520), 3),
    ],
)
def test_the_side_on_which_a_frame_is_cut(place: tuple[int, int, int, int], side: int) -> None:
    counts = framed(*place)
    assert [number for number, count in enumerate(counts) if count] == [side]
    assert counts[side] == 2


def test_lines_that_run_out_on_opposite_sides_tell_nothing() -> None:
    assert framed(-50, 40, 700, 420) == (0, 0, 0, 0)


def test_lines_between_which_the_text_does_not_lie_are_a_part_of_something() -> None:
    image: Image = np.full((460, 640, 3), 230, np.uint8)
    for column in (260, 480):
        cv2.line(image, (column, 100), (column, 459), (60, 60, 180), 3)
    assert ruled.running_out(image, TEXT, 230.0) == (0, 0, 0, 0)
    cv2.line(image, (120, 100), (120, 459), (60, 60, 180), 3)
    cv2.line(image, (520, 100), (520, 459), (60, 60, 180), 3)
    assert ruled.running_out(image, TEXT, 230.0)[3] > 1


def test_the_edges_of_the_sheet_are_no_printed_lines() -> None:
    image: Image = np.full((460, 640, 3), 230, np.uint8)
    edges = []
    for column in (40, 600):
        cv2.line(image, (column, 40), (column, 459), (60, 60, 180), 3)
        edges.append((np.array((column, 40.0)), np.array((column, 400.0))))
    assert ruled.running_out(image, TEXT, 230.0)[3] == 2
    assert ruled.running_out(image, TEXT, 230.0, edges)[3] == 0
