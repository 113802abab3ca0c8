"""Where a document of fixed layout lies, from what is printed on it and from its edges where they show.

A resident ID card is always 85.6 × 54 mm with the same labels at the same places. The labels found give the
transform from the card to the picture, and how uncertain it is; sides that show against what lies under the card
are then looked for where the transform expects them, and make it exact. So the four corners are known, and how
surely, also where no edge can be seen or a corner lies outside the picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from precheck.domain.geometry import Image, Quad, centre, quad
from precheck.domain.material import PrintedLayout
from precheck.domain.reading import Beyond, Page
from precheck.imaging import edges, emblem, rounded
from precheck.imaging.faces import Face
from precheck.reading import homography
from precheck.reading.homography import Array, Fit, Line
from precheck.reading.layout import Layout

ENOUGH_ANCHORS = 3
"""Texts found; each gives two points, its left and right end."""

FITS_MM = 2.0
"""A found text further than this from where the first, affine transform puts it is something else that reads the same."""

ANCHOR_MM = (0.6, 0.4)
"""How far (standard deviation) a printed text's end stands from its place, along the line and across it. Over 320
generated pictures boxes ended 0.35 mm from the print in the mean and lay within 0.1 mm across; the rest is for cards printed or drawn
otherwise than ours."""

STRETCH = 0.02
"""A text's right end is less sure by this share of its length: typefaces are wider and narrower."""

EDGE_MM = 0.25
"""How far an edge that was found stands from the card's side."""

MARKS_MM = {"face": 1.5, "emblem": 0.8}
"""The same for the middle of the portrait's face and of the emblem's red. Generated ones lie within 0.3 mm; a head stands
higher or lower in its portrait."""

MARK_REACH_MM = 5.0
EMBLEM_MM = 10.0
"""How far from its place a mark may be found; the emblem is 15 mm wide, with nothing else of colour within 10."""


REACH_MM = (1.2, 3.6)
"""An edge is looked for at least and at most this far from where it is expected; print begins 5 mm from the side."""

FILLS, FILLS_MM, FILLING_MM = 2.0, 1.6, 0.5
"""A side without a visible edge whose ends lie within so many standard deviations, and millimetres, of the picture's border
is taken to lie there, this surely: people and scanner programs crop to the card."""

ROUND_MM = 0.3
ROUND_REACH_MM = 2.6
ROUND_CONTRAST, ROUND_DISTINCT = 15.0, 1.35
"""The same for round corners. Of 460 that showed and were found so, all but 7 were placed within 1 mm, most within 0.3."""

CORNER_MM = 4.0
"""Round corners (3.18 mm, ISO/IEC 7810) are left out of a side."""

SOFT_MM = 0.7
"""Width over which both sides of an edge are averaged."""

MIN_CONTRAST = 5.0
MIN_DISTINCT = 3.0
"""Grey levels, and how many times what is usual in the band: see the figures in :mod:`precheck.checks.cropped`."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The document's corners, its own top-left first; how far it reaches beyond the left, top, right and bottom of the
    picture; how many of its sides were seen."""

    document: Quad
    beyond: tuple[Beyond, ...]
    edges: int


def place(
    image: Image, page: Page, layout: PrintedLayout, faces: Callable[[], Sequence[Face]]
) -> Placement | None:
    """Where the document lies; None where too little of it was read. ``faces`` is asked where the layout has one."""
    if page.orientation is None:
        return None
    on_card, in_picture, sigmas = _pairs(Layout(page.lines, page.orientation), layout.anchors_mm)
    if len(on_card) < 2 * ENOUGH_ANCHORS:
        return None
    affine, kept = cv2.estimateAffine2D(
        on_card,
        in_picture,
        method=cv2.RANSAC,
        ransacReprojThreshold=FITS_MM * _px_per_mm(on_card, in_picture),
    )
    if affine is None or int(kept.sum()) < 2 * ENOUGH_ANCHORS:
        return None
    chosen = kept[:, 0] > 0
    on_card, in_picture = on_card[chosen], in_picture[chosen]
    width_mm, height_mm = layout.size_mm
    middle = np.array([width_mm, height_mm]) / 2
    px_per_mm = float(np.sqrt(abs(np.linalg.det(affine[:, :2]))))
    turn, _, back = np.linalg.svd(affine[:, :2])
    frame = homography.Frame(
        middle, width_mm / 2, affine[:, :2] @ middle + affine[:, 2], px_per_mm * width_mm / 2, turn @ back
    )
    # What is left of the linear part is nearly one.
    linear = frame.axes.T @ affine[:, :2] * frame.half_mm / frame.half_px
    start = np.array([*linear[0], 0.0, *linear[1], 0.0, 0.0, 0.0])
    points = (frame.to_card(on_card), frame.from_picture(in_picture))
    sigmas = sigmas[chosen]
    fit = homography.fitted(start, (*points, sigmas), [], frame)
    for name, mark_mm in layout.marks_mm.items():
        mark = _mark(name, image, fit, np.array(mark_mm, np.float64), px_per_mm, faces)
        if mark is not None:
            points = (
                np.vstack([points[0], frame.to_card(np.array([mark_mm]))]),
                np.vstack([points[1], frame.from_picture(mark[None])]),
            )
            sigmas = np.vstack([sigmas, np.full((1, 2), MARKS_MM[name])])
            fit = homography.fitted(fit.parameters, (*points, sigmas), [], frame)
    sides = _sides(width_mm, height_mm)
    found: list[Line] = []
    for _ in range(2):
        found = [line for side in sides if (line := _edge(image, fit, side, px_per_mm)) is not None]
        if not found:
            break
        fit = homography.fitted(fit.parameters, (*points, sigmas), found, frame)
    seen = len(found)
    corners_mm = np.array([(0, 0), (width_mm, 0), (width_mm, height_mm), (0, height_mm)], np.float64)
    for corner_mm, meeting in zip(corners_mm, ((3, 0), (0, 1), (1, 2), (2, 3)), strict=True):
        if all(any(sides[number] is line.side for line in found) for number in meeting):
            continue
        mark = _corner(image, fit, corner_mm, px_per_mm)
        if mark is not None:
            points = (
                np.vstack([points[0], frame.to_card(corner_mm[None])]),
                np.vstack([points[1], frame.from_picture(mark[None])]),
            )
            sigmas = np.vstack([sigmas, np.full((1, 2), ROUND_MM)])
            fit = homography.fitted(fit.parameters, (*points, sigmas), found, frame)
    open_sides = [side for side in sides if all(side is not line.side for line in found)]
    while (filled := _filling(image, fit, open_sides, px_per_mm)) is not None:
        found = [*found, filled]
        open_sides = [side for side in open_sides if side is not filled.side]
        fit = homography.fitted(fit.parameters, (*points, sigmas), found, frame)
    return _placement(fit, corners_mm, image, seen)


def _placement(fit: Fit, corners_mm: Array, image: Image, seen: int) -> Placement:
    corners = fit.at(corners_mm)
    spreads = [fit.spread(corner) for corner in corners_mm]
    height, width = image.shape[:2]
    across, down = np.ptp(corners, axis=0)
    beyond = []
    for axis, sign, limit, extent in (
        (0, -1, 0, across),
        (1, -1, 0, down),
        (0, 1, width, across),
        (1, 1, height, down),
    ):
        outermost = int(np.argmax(sign * corners[:, axis]))
        share = float(sign * (corners[outermost, axis] - limit) / extent)
        beyond.append(Beyond(share, float(np.sqrt(spreads[outermost][axis, axis]) / extent)))
    return Placement(quad(corners), tuple(beyond), seen)


def _pairs(
    layout: Layout, anchors_mm: Mapping[str, tuple[float, float, float]]
) -> tuple[Array, Array, Array]:
    """Places on the card, in the picture, and how sure each is along and across the line; two points a text."""
    sigmas: list[tuple[float, float]] = []
    on_card: list[tuple[float, float]] = []
    in_picture: list[tuple[float, float]] = []
    for text in layout.row_texts:
        for pattern, (left, middle, right) in anchors_mm.items():
            match = re.search(pattern, text.string)
            if match is None:
                continue
            box = np.array(text.part(*match.span()).box(layout.orientation))
            on_card += [(left, middle), (right, middle)]
            along, across = ANCHOR_MM
            sigmas += [(along, across), (float(np.hypot(along, STRETCH * (right - left))), across)]
            in_picture += [tuple((box[0] + box[3]) / 2), tuple((box[1] + box[2]) / 2)]
    points = np.array([on_card, in_picture], np.float64).reshape(2, -1, 2)
    return points[0], points[1], np.array(sigmas, np.float64).reshape(-1, 2)


def _mark(
    name: str, image: Image, fit: Fit, mark_mm: Array, px_per_mm: float, faces: Callable[[], Sequence[Face]]
) -> Array | None:
    """Where a mark that is no text lies; None where it is not found near its place."""
    expected = fit.at(mark_mm[None])[0]
    if name == "face":
        middles = [np.array(centre(face.box)) for face in faces()]
    else:
        middles = (
            [found] if (found := emblem.middle(image, expected, EMBLEM_MM * px_per_mm)) is not None else []
        )
    near = [middle for middle in middles if np.linalg.norm(middle - expected) < MARK_REACH_MM * px_per_mm]
    return min(near, key=lambda middle: float(np.linalg.norm(middle - expected)), default=None)


def _px_per_mm(on_card: Array, in_picture: Array) -> float:
    return float(np.ptp(in_picture, axis=0).max() / max(1e-6, np.ptp(on_card, axis=0).max()))


def _sides(width_mm: float, height_mm: float) -> list[Array]:
    """Each side's two ends, without the round corners, in the order top, right, bottom, left."""
    a, w, h = CORNER_MM, width_mm, height_mm
    ends = [((a, 0), (w - a, 0)), ((w, a), (w, h - a)), ((w - a, h), (a, h)), ((0, h - a), (0, a))]
    return [np.array(end, np.float64) for end in ends]


def _filling(image: Image, fit: Fit, sides: list[Array], px_per_mm: float) -> Line | None:
    """The side that lies best along the picture's own border: a scan, or a picture cropped to the card."""
    best: tuple[float, Line] | None = None
    for side in sides:
        ends = fit.at(side)
        outward = _outward(fit, ends)
        axis = int(np.argmax(np.abs(outward)))
        border = image.shape[1 - axis] if outward[axis] > 0 else 0
        off = ends[:, axis] - border
        sigma_px = np.array([np.sqrt(fit.spread(end)[axis, axis]) for end in side])
        worst = float(np.abs(off / sigma_px).max())
        if worst > FILLS or float(np.abs(off).max()) > FILLS_MM * px_per_mm:
            continue
        on_border = ends.copy()
        on_border[:, axis] = border
        if best is None or worst < best[0]:
            best = worst, Line(side, on_border, np.array([0.0, 1.0]), FILLING_MM)
    return None if best is None else best[1]


def _outward(fit: Fit, ends: Array) -> Array:
    direction = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
    outward = np.array([direction[1], -direction[0]])
    return outward if np.dot(outward, ends.mean(axis=0) - fit.frame.middle_px) > 0 else -outward


def _corner(image: Image, fit: Fit, corner_mm: Array, px_per_mm: float) -> Array | None:
    """Where a round corner lies in the picture; None where it cannot be told from what lies beside it."""
    sigma_mm = float(np.sqrt(np.trace(fit.spread(corner_mm)) / 2)) / px_per_mm
    inward = np.sign(fit.frame.middle_mm - corner_mm)
    half = ROUND_REACH_MM + rounded.STRAIGHT_MM + 0.5
    size = 2 * int(half * rounded.PX_PER_MM) + 1
    steps = (np.arange(size) - size // 2) / rounded.PX_PER_MM
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    places = fit.at(corner_mm + grid * inward).reshape(size, size, 2)
    height, width = image.shape[:2]
    x, y = places[..., 0], places[..., 1]
    inside = ((x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)).astype(np.uint8)
    patch = np.asarray(
        cv2.remap(image, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR), np.uint8
    )
    found = rounded.find(patch, inside, ROUND_REACH_MM, max(sigma_mm, 0.8))
    if found is None or found.contrast < ROUND_CONTRAST or found.distinct < ROUND_DISTINCT:
        return None
    return np.asarray(fit.at((corner_mm + np.array(found.at) * inward)[None])[0], np.float64)


def _edge(image: Image, fit: Fit, side: Array, px_per_mm: float) -> Line | None:
    start, end = ends = fit.at(side)
    outward = _outward(fit, ends)
    sigma_px = max(
        float(np.sqrt(outward @ fit.spread(point) @ outward))
        for point in (side[0], side.mean(axis=0), side[1])
    )
    least, most = REACH_MM
    reach_px = float(np.clip(3 * sigma_px, least * px_per_mm, most * px_per_mm))
    band = edges.Band(
        start,
        end,
        outward,
        reach_px,
        min(reach_px, 1.5 * px_per_mm),
        SOFT_MM * px_per_mm,
        max(sigma_px, 0.4 * px_per_mm),
    )
    edge = edges.find(image, band, MIN_CONTRAST, MIN_DISTINCT)
    # Parts of one edge err together: all of them count as three.
    return (
        None if edge is None else Line(side, edge.points, edge.along, EDGE_MM * (len(edge.points) / 3) ** 0.5)
    )
