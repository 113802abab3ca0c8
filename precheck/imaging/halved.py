"""A line of print that the picture's border cuts along its length: what is left of it is seldom found as text, let alone read.

Strokes stand side by side on the border itself, with paper between; they end together, where the line ends; and towards
the corners there are none. A frame is one long stroke, an ornament that bleeds goes on to the corners, a watermark
across the page does not end together, and is paler.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image

TALL_PX = 20.0
"""Height of the page's lines at which the strip is looked at, pixels."""

DEPTH = 2.4
"""How deep, in heights of the page's lines."""

INKED = 0.5
"""Strokes are at least so dark, as share of the contrast of the page's own print."""

LEAST = 0.12
"""Light that ink takes off paper at least, as share."""

LONGEST = 1.6
"""A longer stroke, in heights, is a rule or a frame's."""

TOGETHER = 1.6
"""Strokes of one line stand no further apart, in heights."""

FIRST, LAST, BLANK = 0.2, 1.6, 0.3
"""What is left of a line is between the first two heights deep, and then comes paper, so much of it at least."""

KEPT = 0.3
"""Share of the ink on the border that is still there so deep: a sliver of table along a sheet's edge has none."""

CLEAR = 0.15
"""Share of the strokes' columns that may be inked where paper begins."""

MARGIN, FEW = 1.2, 2
"""Beside a line is a margin, at both corners, in which at most so many strokes reach the border: the sheet's own edges."""

ALIKE = 0.78
"""Between border and text it is as light as around the text, this share of it: no table's edge lies between."""


def strokes(image: Image, tall_px: float, contrast: float, side: int) -> int:
    """How many strokes of a cut line stand on the border on the left (0), at the top (1), on the right (2) or at the bottom
    (3); 0 where it is no cut line.

    ``tall_px``: how tall the page's lines are. ``contrast``: of their ink to their paper, as share of the light, 0..1.
    """
    strip = _strip(image, tall_px, side)
    tall = TALL_PX
    rows = int(DEPTH * tall)
    if strip.shape[0] < rows + int(tall):
        return 0
    kernel = np.ones((int(0.9 * tall) | 1, int(0.9 * tall) | 1), np.uint8)
    paper = cv2.GaussianBlur(cv2.morphologyEx(strip, cv2.MORPH_CLOSE, kernel), (0, 0), 0.3 * tall)
    taken = 1 - strip.astype(np.float64) / np.maximum(paper.astype(np.float64), 1)
    ink = taken > max(LEAST, INKED * contrast)
    runs = _runs(np.asarray(ink[: max(1, round(0.06 * tall))].any(axis=0)))
    inside = [run for run in runs if run[0] >= MARGIN * tall and run[1] <= strip.shape[1] - MARGIN * tall]
    if len(runs) - len(inside) > FEW or any(end - start > LONGEST * tall for start, end in runs):
        return 0
    best = max(_lines(inside, tall), key=len, default=[])
    if not best or best[-1][1] - best[0][0] < 2.5 * tall:
        return 0
    first, last = best[0][0], best[-1][1]
    level = paper[:rows, first:last].astype(np.float64).mean(axis=1)
    if level.min() < ALIKE * level[-1] or level.min() < ALIKE * float(np.median(paper[rows:])):
        return 0
    profile = ink[:rows, first:last].mean(axis=1)
    usual = float(profile[: round(FIRST * tall / 2)].mean())
    blank = round(BLANK * tall)
    if profile[round(FIRST * tall) - 1] < KEPT * usual:
        return 0
    for depth in range(round(FIRST * tall), round(LAST * tall)):
        if profile[depth : depth + blank].max(initial=0) < CLEAR * usual:
            return len(best)
    return 0


def _strip(image: Image, tall_px: float, side: int) -> Image:
    """The part of the picture along a border, in grey, its rows counted from there, at the scale at which lines are
    ``TALL_PX`` tall."""
    scale = TALL_PX / max(1.0, tall_px)
    depth = int(np.ceil((DEPTH + 4) * tall_px))
    piece = (image[:, :depth], image[:depth], image[:, -depth:], image[-depth:])[side]
    grey = cv2.cvtColor(np.ascontiguousarray(piece), cv2.COLOR_BGR2GRAY)
    if side % 2 == 0:
        grey = grey.T
    if side >= 2:
        grey = grey[::-1]
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(np.ascontiguousarray(grey), None, fx=scale, fy=scale, interpolation=interpolation)
    return np.asarray(small, np.uint8)


def _runs(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    steps = np.diff(np.concatenate([[0], marked.astype(np.int8), [0]]))
    return list(zip(np.flatnonzero(steps > 0).tolist(), np.flatnonzero(steps < 0).tolist(), strict=True))


def _lines(runs: list[tuple[int, int]], tall: float) -> list[list[tuple[int, int]]]:
    """Strokes that stand close to each other."""
    found: list[list[tuple[int, int]]] = []
    for run in runs:
        if found and run[0] - found[-1][-1][1] <= TOGETHER * tall:
            found[-1].append(run)
        else:
            found.append([run])
    return found
