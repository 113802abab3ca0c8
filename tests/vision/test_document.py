"""Papers on a table: their corners to the pixel, and none where they are no four-sided shape."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from precheck.domain.geometry import Image
from precheck.domain.picture import PageMaps
from precheck.vision import document

LEANING = np.array([(150, 90), (690, 120), (650, 520), (110, 470)], np.float64)


def scene(*papers: NDArray[np.float64]) -> tuple[Image, PageMaps]:
    """Pale papers on a grained table, and their map as coarse as the segmenter gives it."""
    grain = np.random.default_rng(4).integers(-8, 8, (600, 800, 1))
    image = np.clip(np.full((600, 800, 3), (70, 90, 110)) + grain, 0, 255).astype(np.uint8)
    seen = np.zeros((600, 800), np.float32)
    for corners in papers:
        for plane, value in ((image, (225, 230, 228)), (seen, (1.0,))):
            cv2.fillPoly(plane, [np.round(corners).astype(np.int32)], value)
    paper = cv2.resize(seen, (96, 96), interpolation=cv2.INTER_AREA)
    return image, PageMaps({"paper": np.asarray(paper, np.float32)}, {}, 800, 600)


def test_a_leaning_sheet_s_corners_are_exact() -> None:
    (paper,) = document.papers(*scene(LEANING))
    assert paper.corners is not None
    assert np.array(paper.corners) == pytest.approx(LEANING, abs=2.5)
    assert max(paper.reaches) == 0
    assert paper.share == pytest.approx(cv2.contourArea(LEANING.astype(np.float32)) / 480_000, abs=0.02)


def test_a_sheet_that_fills_the_picture_ends_at_its_border() -> None:
    frame = np.array([(0, 0), (800, 0), (800, 600), (0, 600)], np.float64)
    (paper,) = document.papers(*scene(frame))
    assert paper.corners is not None
    assert np.array(paper.corners) == pytest.approx(frame, abs=8)
    assert min(paper.reaches) == 1


def test_a_side_at_the_border_is_told() -> None:
    cut = np.array([(150, 90), (800, 90), (800, 520), (150, 520)], np.float64)
    (paper,) = document.papers(*scene(cut))
    left, top, right, bottom = paper.reaches
    assert right == pytest.approx(430 / 600, abs=0.03)
    assert (left, top, bottom) == (0, 0, 0)


def test_two_papers_are_two_and_the_larger_comes_first() -> None:
    small = np.array([(60, 60), (300, 60), (300, 260), (60, 260)], np.float64)
    large = np.array([(380, 60), (760, 60), (760, 560), (380, 560)], np.float64)
    first, second = document.papers(*scene(small, large))
    assert first.share > second.share
    assert document.holding((first, second), (100, 100)) is second
    assert document.holding((first, second), (340, 580)) is None


def test_papers_that_touch_are_parted_by_their_borders() -> None:
    upper = np.array([(100, 40), (700, 40), (700, 295), (100, 295)], np.float64)
    lower = np.array([(100, 300), (700, 300), (700, 560), (100, 560)], np.float64)
    image, maps = scene(upper, lower)
    maps.masks["paper"][44:52, 12:84] = 1
    assert len(document.papers(image, maps)) == 1
    border = np.zeros((96, 96), np.float32)
    border[46:50, 12:84] = 1
    parted = PageMaps({**maps.masks, "border": border}, {}, 800, 600)
    first, second = document.papers(image, parted)
    for paper, corners in ((first, lower), (second, upper)):
        assert paper.corners is not None
        assert np.array(paper.corners) == pytest.approx(corners, abs=6)


def test_what_is_no_four_sided_shape_has_no_corners() -> None:
    image = np.full((600, 800, 3), 90, np.uint8)
    seen = np.zeros((600, 800), np.float32)
    cv2.circle(seen, (400, 300), 220, (1.0,), -1)
    paper = np.asarray(cv2.resize(seen, (96, 96), interpolation=cv2.INTER_AREA), np.float32)
    (round_one,) = document.papers(image, PageMaps({"paper": paper}, {}, 800, 600))
    assert round_one.corners is None


def test_specks_are_no_papers() -> None:
    image, maps = scene(np.array([(10, 10), (60, 10), (60, 60), (10, 60)], np.float64))
    assert document.papers(image, maps) == ()


def test_sides_are_found_where_the_map_is_too_wide() -> None:
    """The segmenter was unsure on smooth tables: the map's outline lay up to a tenth beside a cover's plain edge."""
    image, maps = scene(LEANING)
    unsure = np.zeros((600, 800), np.float32)
    cv2.fillPoly(unsure, [np.array([(90, 20), (730, 60), (700, 560), (60, 510)], np.int32)], (0.62,))
    soft = cv2.resize(unsure, (96, 96), interpolation=cv2.INTER_AREA)
    wide = PageMaps({"paper": np.maximum(maps.masks["paper"], soft)}, {}, 800, 600)
    (paper,) = document.papers(image, wide)
    assert paper.corners is not None
    assert np.array(paper.corners) == pytest.approx(LEANING, abs=4)
