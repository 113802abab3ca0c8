"""A booklet's spread with one of its pages upside down, as a sheet that was bound or laid wrongly."""

from dataclasses import replace

import numpy as np
from PIL import Image

from samples.generator.page import Page
from samples.generator.truth import Part, Points, box


def turn_half(page: Page, *, first: bool) -> str | None:
    """Turn one half upside down, `first` the left or upper one; returns which ("left", "right", "upper", "lower").

    None, and nothing turned, where the page is no spread: an upright sheet without two pages of its own, or print that
    runs across the fold.
    """
    truth = page.truth()
    width, height = page.image.size
    axis = 0 if width > height else 1
    if axis == 1 and len(truth.parts) != 2:
        return None
    size = np.array([width, height], np.float64)
    size[axis] /= 2
    fold = size[axis]
    if any(line.polygon[:, axis].min() < fold < line.polygon[:, axis].max() for line in truth.lines):
        return None
    start = np.zeros(2)
    start[axis] = 0.0 if first else fold

    def is_turned(points: Points) -> bool:
        return bool((points[:, axis].mean() < fold) == first)

    def turned(points: Points) -> Points:
        return 2 * start + size - points if is_turned(points) else points

    parts = truth.parts if len(truth.parts) == 2 else _halves(size, axis)
    (x0, y0), (x1, y1) = (tuple(int(v) for v in corner.round()) for corner in (start, start + size))
    half = page.image.crop((x0, y0, x1, y1)).transpose(Image.Transpose.ROTATE_180)
    page.image.paste(half, (x0, y0))
    page.move(
        turned,
        [
            replace(part, corners=turned(part.corners), rotation=180 if is_turned(part.corners) else 0)
            for part in parts
        ],
    )
    return (("left", "right"), ("upper", "lower"))[axis][0 if first else 1]


def _halves(size: Points, axis: int) -> tuple[Part, Part]:
    step = np.zeros(2)
    step[axis] = size[axis]
    corners = box(0, 0, float(size[0]), float(size[1]))
    return Part("", corners), Part("", corners + step)
