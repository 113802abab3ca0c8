"""From a DB text detector's probability map to boxes.

The method is differentiable binarisation's (Liao et al., AAAI 2020): threshold, take each blob's smallest
rectangle, keep it where the map is sure inside it, and grow it by area × ratio / perimeter. A rectangle
grown by a round offset is a rectangle with longer sides, so no polygon clipping is needed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad, quad
from precheck.imaging import copies

MAP_THRESHOLD = 0.3
BOX_THRESHOLD = 0.5
GROWTH = 1.6
"""The values with which the model's publisher runs it (PP-OCRv6 small, as packaged in rapidocr 3.10)."""

MIN_SIDE_PX = 3
MAX_BOXES = 400
"""A page has 10 to 80 lines; textures can give thousands of specks, which would cost minutes to read."""

Canvas = tuple[int, int]

CANVASES: tuple[Canvas, ...] = ((800, 608), (608, 800))
"""Width and height of what one run of the network looks at: pages that lie and pages that stand. Few, since the network is
compiled for each (tiny: 15 ms instead of 24 for any size, and 50 MiB), and multiples of the network's stride of 32."""

ONE_CANVAS: tuple[Canvas, ...] = ((704, 704),)
"""For a detector that only looks a second time: each canvas takes 50 to 80 MiB."""

LONGEST_PX = 800

FITS = 0.85
"""Share of the wanted size from which a picture is rather reduced a little more than looked at in two parts."""

CONTEXT_PX = 64
"""What a part of a larger picture sees beyond its own, on each side."""

Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a picture is looked at: reduced to ``long_side_px``, in parts of one canvas's size. ``across`` and ``down``: for each
    part where it begins, and from where to where it counts."""

    long_side_px: int
    canvas: Canvas
    across: tuple[tuple[int, int, int], ...]
    down: tuple[tuple[int, int, int], ...]

    @property
    def pixels(self) -> int:
        """Of all that the network is given."""
        return self.canvas[0] * self.canvas[1] * len(self.across) * len(self.down)


def plan(
    image_width: int, image_height: int, long_side_px: int, canvases: Sequence[Canvas] = CANVASES
) -> Plan:
    """The canvas that loses least of the picture; up to :data:`LONGEST_PX` the picture is fitted into one that loses little of it,
    above it is looked at in parts."""
    sides = np.array((image_width, image_height))
    canvas = max(canvases, key=lambda one: float(min(one / sides)))
    scale = min(1.0, long_side_px / int(sides.max()))
    fits = float(min(canvas / sides))
    if long_side_px <= LONGEST_PX and fits >= FITS * scale:
        scale = min(scale, fits)
    reduced = np.maximum(1, np.round(sides * scale)).astype(int)
    across, down = (_parts(int(side), part) for side, part in zip(reduced, canvas, strict=True))
    return Plan(int(reduced.max()), canvas, across, down)


def _parts(length: int, part: int) -> tuple[tuple[int, int, int], ...]:
    if length <= part:
        return ((0, 0, length),)
    step = part - 2 * CONTEXT_PX
    starts = [*range(0, length - part, step), length - part]
    ends = [*(start + part - CONTEXT_PX for start in starts[:-1]), length]
    return tuple(zip(starts, [0, *ends[:-1]], ends, strict=True))


def probability_map(run: Run, image: Image, planned: Plan) -> NDArray[np.float32]:
    """Height × width, 0..1, of the picture as ``planned``; ``run``: the network, compiled for the plan's canvas."""
    small, _ = copies.at_most(image, planned.long_side_px)
    rows, columns = small.shape[:2]
    found = np.zeros((rows, columns), np.float32)
    wide, high = planned.canvas
    for top, first_row, last_row in planned.down:
        for left, first, last in planned.across:
            chances = run(network_input(small[top : top + high, left : left + wide], planned.canvas))[0, 0]
            own = chances[first_row - top : last_row - top, first - left : last - left]
            found[first_row:last_row, first:last] = own[: rows - first_row, : columns - first]
    return found


def network_input(part: Image, canvas: Canvas) -> NDArray[np.float32]:
    """Part of a picture as 1 × 3 × height × width, −1..1; its last row and column go on where the canvas is larger (an edge there
    would look like text)."""
    rows, columns = part.shape[:2]
    whole = cv2.copyMakeBorder(part, 0, canvas[1] - rows, 0, canvas[0] - columns, cv2.BORDER_REPLICATE)
    return np.ascontiguousarray((whole.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None])


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
