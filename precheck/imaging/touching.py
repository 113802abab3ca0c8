"""Whether the print of a line of text reaches the picture's border: a box drawn around it may, where the print does not."""

from __future__ import annotations

import numpy as np

from precheck.domain.geometry import Image, Quad

INK, PAPER = 5, 90
"""Percentiles of the lightness in a line's box that are ink's and paper's."""

LEAST_CONTRAST = 25.0
"""Grey levels between them, without which there is no print."""


def strokes(image: Image, box: Quad, side: int) -> int:
    """How many separate strokes of a line reach the picture's border on the left (0), at the top (1), on the right (2) or
    at the bottom (3)."""
    points = np.array(box)
    high, wide = image.shape[:2]
    left, top = np.clip(np.floor(points.min(axis=0)), 0, (wide - 1, high - 1)).astype(int)
    right, bottom = np.clip(np.ceil(points.max(axis=0)), (left + 1, top + 1), (wide, high)).astype(int)
    grey = image[top:bottom, left:right].mean(axis=2)
    ink, paper = np.percentile(grey, (INK, PAPER))
    if paper - ink < LEAST_CONTRAST:
        return 0
    outermost = (
        image[top:bottom, 0],
        image[0, left:right],
        image[top:bottom, wide - 1],
        image[high - 1, left:right],
    )[side].mean(axis=1)
    dark = np.concatenate([[False], outermost < (ink + paper) / 2])
    return int((dark[1:] & ~dark[:-1]).sum())
