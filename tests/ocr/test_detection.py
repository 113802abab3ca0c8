"""From maps drawn by hand to boxes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from precheck.domain.geometry import height, width
from precheck.ocr import _detection


def blank(high: int = 160, wide: int = 320) -> NDArray[np.float32]:
    return np.zeros((high, wide), np.float32)


def with_bar(
    plane: NDArray[np.float32],
    centre: tuple[float, float],
    size: tuple[float, float],
    degrees: float = 0.0,
    value: float = 0.9,
) -> NDArray[np.float32]:
    corners = cv2.boxPoints((centre, size, degrees)).astype(np.int32)
    cv2.fillPoly(plane, [corners], value)
    return plane


def test_an_empty_map_has_no_boxes() -> None:
    assert _detection.boxes_from_map(blank(), 320, 160) == []


def test_a_bar_becomes_a_box_that_is_grown_by_the_published_rule() -> None:
    (box,) = _detection.boxes_from_map(with_bar(blank(), (160, 80), (200, 20)), 320, 160)
    # Area × ratio / perimeter on every side: 200 × 20 × 1.6 / 440 = 14.5.
    assert width(box) == pytest.approx(200 + 2 * 14.5, abs=4)
    assert height(box) == pytest.approx(20 + 2 * 14.5, abs=4)
    assert box[0] == pytest.approx((45.5, 55.5), abs=3)


def test_boxes_are_in_picture_pixels() -> None:
    (box,) = _detection.boxes_from_map(with_bar(blank(), (160, 80), (200, 20)), 1280, 320)
    assert box[0] == pytest.approx((45.5 * 4, 55.5 * 2), abs=12)


@pytest.mark.parametrize("degrees", [-40, -12, 0, 12, 40])
def test_a_box_begins_at_the_left_upper_end_and_runs_clockwise(degrees: float) -> None:
    plane = with_bar(blank(320, 320), (160, 160), (200, 20), degrees)
    (box,) = _detection.boxes_from_map(plane, 320, 320)
    direction = np.degrees(np.arctan2(box[1][1] - box[0][1], box[1][0] - box[0][0]))
    assert direction == pytest.approx(degrees, abs=2)
    assert width(box) > 4 * height(box)
    (ax, ay), (bx, by), (cx, cy), _ = box
    assert (bx - ax) * (cy - by) - (by - ay) * (cx - bx) > 0


def test_a_standing_bar_is_high() -> None:
    (box,) = _detection.boxes_from_map(with_bar(blank(320, 320), (160, 160), (20, 200)), 320, 320)
    assert height(box) > 4 * width(box)


def test_specks_and_faint_blobs_are_left_out() -> None:
    plane = with_bar(blank(), (80, 40), (100, 16), value=0.42)
    plane = with_bar(plane, (250, 40), (1, 1))
    plane = with_bar(plane, (160, 120), (100, 16), value=0.6)
    assert len(_detection.boxes_from_map(plane, 320, 160)) == 1


def test_boxes_come_from_top_to_bottom() -> None:
    plane = blank()
    for x, y in ((200, 130), (80, 20), (120, 75)):
        with_bar(plane, (x, y), (80, 10))
    tops = [box[0][1] for box in _detection.boxes_from_map(plane, 320, 160)]
    assert len(tops) == 3
    assert tops == sorted(tops)


def test_of_thousands_of_blobs_the_largest_stay() -> None:
    plane = blank(1600, 1600)
    for x in range(20, 1600, 40):
        for y in range(20, 1600, 40):
            with_bar(plane, (x, y), (12, 6))
    with_bar(plane, (800, 800), (400, 60))
    boxes = _detection.boxes_from_map(plane, 1600, 1600)
    assert len(boxes) == _detection.MAX_BOXES
    assert max(width(box) for box in boxes) > 400


@pytest.mark.parametrize(
    ("shape", "long_side_px", "canvas", "parts", "seen_px"),
    [
        ((1600, 1200), 800, (800, 608), 1, 800),
        ((1200, 1600), 800, (608, 800), 1, 800),
        ((1000, 1000), 800, (800, 608), 2, 800),
        ((1200, 1000), 800, (800, 608), 1, 730),
        ((320, 200), 800, (800, 608), 1, 320),
        ((1, 1), 800, (800, 608), 1, 1),
        ((1600, 1200), 1440, (800, 608), 4, 1440),
        ((10_000, 10), 1440, (800, 608), 2, 1440),
    ],
)
def test_a_picture_is_fitted_into_one_canvas_and_a_larger_look_into_several(
    shape: tuple[int, int], long_side_px: int, canvas: tuple[int, int], parts: int, seen_px: int
) -> None:
    planned = _detection.plan(*shape, long_side_px)
    assert (planned.canvas, planned.long_side_px) == (canvas, seen_px)
    assert planned.pixels == parts * canvas[0] * canvas[1]


def test_every_canvas_is_a_multiple_of_the_network_s_stride() -> None:
    assert all(side % 32 == 0 for canvas in _detection.CANVASES for side in canvas)


def test_the_network_s_input_is_centred_and_goes_on_beyond_the_picture() -> None:
    part = np.zeros((20, 40, 3), np.uint8)
    part[:, 20:] = 255
    batch = _detection.network_input(part, (64, 32))
    assert batch.shape == (1, 3, 32, 64)
    assert (batch.min(), batch.max()) == (-1, 1)
    assert (batch[0, 0, 0, 0], batch[0, 0, 0, 39], batch[0, 0, 31, 63]) == (-1, 1, 1)


@pytest.mark.parametrize(
    "shape", [(64, 96), (1440, 1088), (1088, 1440), (2560, 320), (1024, 1024), (600, 801)]
)
def test_the_parts_of_a_large_picture_fit_together(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(1).integers(0, 255, (*shape, 3), np.uint8)
    planned = _detection.plan(shape[1], shape[0], 2560)
    runs = []

    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        runs.append(batch.shape)
        return batch[:, :1]

    found = _detection.probability_map(run, image, planned)
    assert np.allclose(found, image[:, :, 0] / 127.5 - 1, atol=1e-6)
    assert set(runs) == {(1, 3, planned.canvas[1], planned.canvas[0])}
