"""From a DB text detector's probability map to boxes.

The method is differentiable binarisation's (Liao et al., AAAI 2020): threshold, take each blob's smallest
rectangle, keep it where the map is sure inside it, and grow it by area × ratio / perimeter. A rectangle
grown by a round offset is a rectangle with longer sides, so no polygon clipping is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad, quad

MAP_THRESHOLD = 0.3
BOX_THRESHOLD = 0.5
GROWTH = 1.6
"""The values with which the model's publisher runs it (PP-OCRv6 small, as packaged in rapidocr 3.10)."""

MIN_SIDE_PX = 3
MAX_BOXES = 400
"""A page has 10 to 80 lines; textures can give thousands of specks, which would cost minutes to read."""

STRIDE_PX = 32

MOST_PX = 2**19
"""Of one run of the network, whose working memory goes with them: 395 MiB for 1,088 x 1,440 px, 130 MiB for 608 x 800.
Larger are second looks, and first ones at square pictures. Of 288 boxes on 24 pictures 8 were not found in strips, and
17 others were."""

CONTEXT_PX = 64
"""What a strip of a larger picture sees beyond its own part, on each side."""


def input_size(image_width: int, image_height: int, long_side_px: int) -> tuple[int, int]:
    """Width and height at which the detector looks: multiples of 32, the longer side at most ``long_side_px``."""
    scale = min(1.0, long_side_px / max(image_width, image_height))

    def step(side: int) -> int:
        return max(STRIDE_PX, round(side * scale / STRIDE_PX) * STRIDE_PX)

    return step(image_width), step(image_height)


def network_input(image: Image, size: tuple[int, int]) -> NDArray[np.float32]:
    """The picture as 1 × 3 × height × width, −1..1, for the detector."""
    shrinking = size[0] < image.shape[1]
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR)
    return np.ascontiguousarray((small.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None])


def probability_map(
    run: Callable[[NDArray[np.float32]], NDArray[np.float32]], batch: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Height × width, 0..1, of what :func:`network_input` gives; in strips across the longer side where it is large."""
    axis = 2 if batch.shape[2] >= batch.shape[3] else 3
    strips = -(-batch.shape[2] * batch.shape[3] // MOST_PX)
    parts = [
        np.take(run(np.take(batch, range(first, last), axis))[0, 0], range(begin, end), axis - 2)
        for first, last, begin, end in _strips(batch.shape[axis], strips)
    ]
    return np.concatenate(parts, axis - 2)


def _strips(length: int, count: int) -> Iterator[tuple[int, int, int, int]]:
    """Where each strip begins and ends, with its context, and which part of it is its own."""
    step = -(-length // (count * STRIDE_PX)) * STRIDE_PX
    for start in range(0, length, step):
        end = min(length, start + step)
        first, last = max(0, start - CONTEXT_PX), min(length, end + CONTEXT_PX)
        yield first, last, start - first, end - first


def boxes_from_map(probability: NDArray[np.float32], image_width: int, image_height: int) -> list[Quad]:
    """Boxes in picture coordinates, from a height × width map of text probability 0..1.

    A box begins with the corner nearest the top-left of the picture and runs clockwise on screen.
    """
    map_height, map_width = probability.shape
    mask = (probability > MAP_THRESHOLD).astype(np.uint8)
    grown = cv2.dilate(mask, np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(grown, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found: list[tuple[float, Quad]] = []
    scale = np.array([image_width / map_width, image_height / map_height])
    for contour in contours:
        centre, (side_a, side_b), angle = cv2.minAreaRect(contour)
        if min(side_a, side_b) < MIN_SIDE_PX:
            continue
        outline = cv2.boxPoints((centre, (side_a, side_b), angle)).astype(np.float32, copy=False)
        if _mean_inside(probability, outline) < BOX_THRESHOLD:
            continue
        growth = 2 * (side_a * side_b * GROWTH / (2 * (side_a + side_b)))
        corners = cv2.boxPoints((centre, (side_a + growth, side_b + growth), angle)) * scale
        ordered = _by_place(corners)
        found.append((float(side_a * side_b), ordered))
    found.sort(key=lambda item: -item[0])
    boxes = [box for _, box in found[:MAX_BOXES]]
    boxes.sort(key=lambda box: (box[0][1], box[0][0]))
    return boxes


def _mean_inside(probability: NDArray[np.float32], corners: NDArray[np.float32]) -> float:
    map_height, map_width = probability.shape
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, (map_width - 1, map_height - 1))
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int), 0, (map_width - 1, map_height - 1))
    mask = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(mask, [(corners - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(probability[top : bottom + 1, left : right + 1], mask)[0])


def _by_place(corners: NDArray[np.float64]) -> Quad:
    """Corners clockwise on screen from the one that lies most to the top-left."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    clockwise = corners[np.argsort(angles)]
    # The first side should run as nearly to the right as any: exact for tilts below 45°.
    sides = np.roll(clockwise, -1, axis=0) - clockwise
    first = int(np.argmax(sides[:, 0] / np.maximum(1e-6, np.hypot(sides[:, 0], sides[:, 1]))))
    return quad(np.roll(clockwise, -first, axis=0))
