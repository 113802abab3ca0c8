"""Seals, strokes and rules drawn with plain shapes, laid over a picture as ink."""

from __future__ import annotations

import cv2
import numpy as np

from precheck.domain.geometry import Image

RED = (30, 30, 210)
GREY = (110, 110, 110)


def seal(
    image: Image,
    centre: tuple[int, int],
    radius: int,
    colour: tuple[int, int, int] = RED,
    *,
    strength: float = 0.9,
    oval: float = 1.0,
    gap_degrees: int = 0,
    width: int = 4,
) -> Image:
    """A round seal: a rim (open for ``gap_degrees``), a star's place and characters' places round it, in transparent ink."""
    ink = np.zeros(image.shape[:2], np.float32)
    axes = (radius, round(radius / oval))
    cv2.ellipse(ink, centre, axes, 0, gap_degrees, 360, 1.0, width, cv2.LINE_AA)
    cv2.drawMarker(ink, centre, 1.0, cv2.MARKER_STAR, radius // 2, width)
    for angle in np.deg2rad(np.arange(160, 400, 24)):
        x, y = centre[0] + 0.74 * axes[0] * np.cos(angle), centre[1] + 0.74 * axes[1] * np.sin(angle)
        cv2.drawMarker(ink, (round(x), round(y)), 1.0, cv2.MARKER_SQUARE, radius // 5, max(2, width // 2))
    layer = 1 - (strength * ink)[..., None] * (1 - np.array(colour, np.float32) / 255)
    return np.asarray(image * layer, np.uint8)


def written(
    image: Image, left: int, base: int, height: int, colour: tuple[int, int, int] = (40, 40, 40)
) -> Image:
    """Pen strokes as of two characters, ``height`` pixels high, standing on ``base``."""
    out = image.copy()
    for k in range(2):
        x = left + k * round(height * 1.1)
        for (x0, y0), (x1, y1) in (
            ((0, 0.2), (1, 0.1)),
            ((0.5, 0), (0.1, 1)),
            ((0.4, 0.4), (1, 1)),
            ((0.1, 0.6), (0.9, 0.5)),
        ):
            start = (round(x + x0 * height), round(base - height + y0 * height))
            end = (round(x + x1 * height), round(base - height + y1 * height))
            cv2.line(out, start, end, colour, max(2, height // 9), cv2.LINE_AA)
    return out
