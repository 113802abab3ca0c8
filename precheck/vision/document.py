"""Papers: where each lies, its corners where its sides can be told, and which borders of the picture it reaches.

The paper's map gives the sides to a quarter of one of its cells; edges in the picture itself then make them exact. What
does not look like four straight sides has no corners.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Point, Region, quad
from precheck.domain.maps import PageMaps, Paper
from precheck.domain.reading import Page
from precheck.vision import edges, overlap

Points = NDArray[np.float64]

LEAST_SHARE = 0.02
"""Share of the picture from which something is a paper."""

FITS = 0.92
"""How much of a paper and of the four-sided shape fitted to it must be common to both (intersection over union)."""

AT_BORDER_CELLS = 3
"""A paper reaches the border where it comes as near as this many fine cells: the map is soft there."""

SMOOTH_CELLS = 21
"""Bumps of the map that are narrower than so many fine cells are no part of the paper's outline."""

ENDS = 0.12
"""Share of a side at either end that its straight line is not fitted to: corners are round, or folded."""

NEAR = 0.035
"""Share of the picture's longer side within which the paper's outline belongs to a fitted side."""

EDGE_REACH, EDGE_SIGMA, EDGE_SOFT, EDGE_LEAN = 0.014, 0.006, 0.0025, 0.008
"""How far from the map's side an edge is looked for, how sure that side is, over how much both sides of the edge are
averaged, and how far it may lean: shares of the picture's longer side. A cell of the map is 0.01."""

MIN_CONTRAST, MIN_DISTINCT = 6.0, 3.0
"""Grey levels of an edge that counts, and how many times what is usual beside it."""


def papers(image: Image, maps: PageMaps) -> tuple[Paper, ...]:
    """The papers seen, largest first. Papers that touch are parted by the map of their borders, where there is one."""
    paper = overlap.shown(maps, "paper")
    inner = paper & (1 - overlap.shown(maps, "border")) if "border" in maps.masks else paper
    count, labels = cv2.connectedComponents(inner, connectivity=4)
    if count > 2:
        labels = _nearest(inner, np.asarray(labels, np.int32))
    sizes = [int((paper & (labels == index)).sum()) for index in range(count)]
    order = sorted(range(1, count), key=lambda index: -sizes[index])
    return tuple(
        _paper(image, maps, np.asarray((paper > 0) & ((labels == index) | (count == 2)), np.uint8))
        for index in order
        if sizes[index] >= LEAST_SHARE * paper.size
    )


def _nearest(inner: Image, labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """For every cell the component that is nearest to it: so each gets its own border back."""
    _, near = cv2.distanceTransformWithLabels(1 - inner, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP)
    of_near = np.zeros(int(near.max()) + 1, np.int32)
    of_near[near[inner > 0]] = labels[inner > 0]
    return np.asarray(of_near[near], np.int32)


def _paper(image: Image, maps: PageMaps, mask: Image) -> Paper:
    near = AT_BORDER_CELLS
    reaches = (
        float(mask[:, :near].max(axis=1).mean()),
        float(mask[:near].max(axis=0).mean()),
        float(mask[:, -near:].max(axis=1).mean()),
        float(mask[-near:].max(axis=0).mean()),
    )
    outline = overlap.outlines(maps, mask)[0]
    corners = _corners(image, maps, mask)
    return Paper(None if corners is None else quad(corners), outline, reaches, float(mask.mean()))


def _corners(image: Image, maps: PageMaps, mask: Image) -> Points | None:
    """Four corners in the picture, clockwise from the upper left one; None where the paper is no four-sided shape."""
    smooth = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((SMOOTH_CELLS, SMOOTH_CELLS), np.uint8))
    contours, _ = cv2.findContours(smooth, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    size = np.array(overlap.scale(maps, mask))
    contour = (max(contours, key=cv2.contourArea).reshape(-1, 2) + 0.5) / size
    hull = cv2.convexHull(contour.astype(np.float32))
    if len(hull) < 4:
        return None
    rough = np.asarray(cv2.approxPolyN(hull, 4, ensure_convex=True), np.float64).reshape(-1, 2)
    start = _clockwise(rough)
    long_px = float(max(image.shape[:2]))
    lines = [_fitted(contour, a, b, long_px) for a, b in zip(start, np.roll(start, -1, axis=0), strict=True)]
    straight = _meeting(lines)
    if straight is None or not _agrees(maps, mask, straight):
        straight = start
        if not _agrees(maps, mask, straight):
            return None
    exact = on_edges(image, straight)
    return exact if exact is not None and _agrees(maps, mask, exact) else straight


def _clockwise(points: Points) -> Points:
    """From the corner that lies most to the upper left."""
    middle = points.mean(axis=0)
    ordered = points[np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))]
    return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0)


def _fitted(contour: Points, a: Points, b: Points, long_px: float) -> tuple[Points, Points]:
    """A point on a side and its direction, from the outline near it."""
    along = (b - a) / max(1e-6, float(np.linalg.norm(b - a)))
    across = np.array([-along[1], along[0]])
    offsets, places = (contour - a) @ across, (contour - a) @ along / max(1e-6, float(np.linalg.norm(b - a)))
    chosen = contour[(np.abs(offsets) < NEAR * long_px) & (places > ENDS) & (places < 1 - ENDS)]
    if len(chosen) < 8:
        return a, along
    x, y, px, py = np.asarray(
        cv2.fitLine(chosen.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01), np.float64
    ).ravel()
    direction = np.array([x, y])
    return np.array([px, py]), direction if direction @ along > 0 else -direction


def _meeting(lines: Sequence[tuple[Points, Points]]) -> Points | None:
    """Where each side meets the one before it; None where two of them are parallel."""
    corners = []
    for (at, along), (before, its) in zip(lines, [lines[-1], *lines[:-1]], strict=True):
        matrix = np.array([along, -its]).T
        if abs(np.linalg.det(matrix)) < 0.2:
            return None
        corners.append(at + along * np.linalg.solve(matrix, before - at)[0])
    return np.array(corners)


def _agrees(maps: PageMaps, mask: Image, corners: Points) -> bool:
    """Whether the shape is convex, and the paper and it are the same but for little."""
    sides = np.roll(corners, -1, axis=0) - corners
    after = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]
    if not (turns > 0).all():
        return False
    region: Region = tuple((float(x), float(y)) for x, y in corners)
    shape = overlap.inside(maps, mask, region)
    return float((shape & mask).sum()) >= FITS * float((shape | mask).sum())


def on_edges(image: Image, corners: Points) -> Points | None:
    """The corners with every side moved to the edge seen in the picture, where one is seen near it; None where the sides
    do not meet."""
    long_px = float(max(image.shape[:2]))
    middle = corners.mean(axis=0)
    high, wide = image.shape[:2]
    lines = []
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (b - a) / max(1e-6, float(np.linalg.norm(b - a)))
        outward = np.array([along[1], -along[0]])
        outward = outward if outward @ (a - middle) > 0 else -outward
        inset = ENDS * (b - a)
        band = edges.Band(
            a + inset,
            b - inset,
            outward,
            EDGE_REACH * long_px,
            EDGE_LEAN * long_px,
            max(1.0, EDGE_SOFT * long_px),
            EDGE_SIGMA * long_px,
        )
        found = (
            None
            if _on_border((a + b) / 2, wide, high)
            else edges.find(image, band, MIN_CONTRAST, MIN_DISTINCT)
        )
        if found is None:
            lines.append((a, along))
            continue
        x, y, px, py = np.asarray(
            cv2.fitLine(found.points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01), np.float64
        ).ravel()
        direction = np.array([x, y])
        lines.append((np.array([px, py]), direction if direction @ along > 0 else -direction))
    return _meeting(lines)


def _on_border(point: Points, wide: int, high: int) -> bool:
    margin = 0.012 * max(wide, high)
    return bool(
        point[0] < margin or point[1] < margin or point[0] > wide - margin or point[1] > high - margin
    )


def holding(found: Sequence[Paper], point: Point) -> Paper | None:
    """The paper on which a point lies; None where it lies on none."""
    for paper in found:
        outline = np.array(paper.outline, np.float32).reshape(-1, 1, 2)
        if cv2.pointPolygonTest(outline, point, False) >= 0:
            return paper
    return None


def whole(pages: Sequence[Page], image: Image) -> Region:
    """Where a fault of the whole page is shown: the corners of the first page found, else the picture's own."""
    found = next((page.document for page in pages if page.document is not None), None)
    if found is not None:
        return found
    right, bottom = float(image.shape[1] - 1), float(image.shape[0] - 1)
    return ((0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom))
