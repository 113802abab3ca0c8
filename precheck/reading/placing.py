"""Where a document of fixed layout lies, from what is printed on it.

A resident ID card is always 85.6 × 54 mm with the same labels at the same places. The labels found give the
transform from the card to the picture, and the transform gives the four corners, also where no edge can be seen or
a corner lies outside the picture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Quad, quad
from precheck.domain.material import PrintedLayout
from precheck.domain.reading import Page
from precheck.reading.layout import Layout

ENOUGH_ANCHORS = 3
"""Texts found; each gives two points, its left and right end."""

FITS_MM = 1.2
"""A found text further than this from where the transform puts it is something else that reads the same. Within a
card, labels were found within 0.2 mm (standard deviation over 120 generated pictures)."""


def corners(page: Page, layout: PrintedLayout) -> Quad | None:
    """The document's corners in the picture, its own top-left first; None where too little of it was read."""
    if page.orientation is None:
        return None
    on_card, in_picture = _pairs(Layout(page.lines, page.orientation), layout.anchors_mm)
    if len(on_card) < 2 * ENOUGH_ANCHORS:
        return None
    matrix = _transform(on_card, in_picture)
    if matrix is None:
        return None
    width_mm, height_mm = layout.size_mm
    outline = np.array([[(0, 0), (width_mm, 0), (width_mm, height_mm), (0, height_mm)]], dtype=np.float64)
    return quad(cv2.perspectiveTransform(outline, matrix)[0])


def _pairs(
    layout: Layout, anchors_mm: Mapping[str, tuple[float, float, float]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    on_card: list[tuple[float, float]] = []
    in_picture: list[tuple[float, float]] = []
    for text in layout.row_texts:
        for pattern, (left, middle, right) in anchors_mm.items():
            match = re.search(pattern, text.string)
            if match is None:
                continue
            box = np.array(text.part(*match.span()).box(layout.orientation))
            on_card += [(left, middle), (right, middle)]
            in_picture += [tuple((box[0] + box[3]) / 2), tuple((box[1] + box[2]) / 2)]
    return np.array(on_card, np.float64).reshape(-1, 2), np.array(in_picture, np.float64).reshape(-1, 2)


def _transform(on_card: NDArray[np.float64], in_picture: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """From millimetres to pixels: a homography, since a card held at an angle is foreshortened by several millimetres."""
    scale = float(np.ptp(in_picture, axis=0).max() / max(1e-6, np.ptp(on_card, axis=0).max()))
    reach = FITS_MM * scale
    matrix, inside = cv2.findHomography(on_card, in_picture, cv2.RANSAC, reach, maxIters=500)
    if matrix is None or int(inside.sum()) < 2 * ENOUGH_ANCHORS:
        return None
    return np.asarray(matrix, dtype=np.float64)
