"""A paper's four sides: fitted to its map, then moved to the edges that the picture shows.

Where the map is soft, the paper's edge may lie some hundredths of the picture away from the map's. Then the picture's
straight segments (LSD: Grompone von Gioi et al., 2010, as OpenCV has it) are tried as sides: those four win between which the
map is likeliest paper, and along which most segments lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Region
from precheck.domain.picture import PageMaps
from precheck.vision import edges, limits, overlap

Points = NDArray[np.float64]
Line = tuple[Points, Points]
"""A point and a unit direction."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``limits.toml`` says what each is."""

    smooth_cells: int
    ends: float
    near: float
    fits: float
    likely: float
    border: float
    parallel: float
    fitted_points: int
    edge_reach: float
    edge_sigma: float
    edge_soft: float
    edge_lean: float
    min_contrast: float
    min_distinct: float


@dataclass(frozen=True, slots=True)
class Segments:
    """``limits.toml`` says what each is."""

    look_px: int
    length: float
    near: float
    wide: float
    side_degrees: float
    line_degrees: float
    least_covered: float
    lines: int
    weight: float
    most_odds: float
    least_odds: float
    other_paper: float
    fine: int


LIMITS, SEGMENTS = limits.read("sides", Limits), limits.read("segments", Segments)


@dataclass(frozen=True, slots=True)
class Seen:
    """Corners on the edges seen in the picture; ``unseen``: how many sides inside of it show no edge."""

    corners: Points
    unseen: int


def corners(image: Image, maps: PageMaps, mask: Image) -> Points | None:
    """Four corners in the picture, clockwise from the upper left one; None where the paper (its mask) is no four-sided shape, or the
    picture shows none of its sides."""
    contour = _outline(maps, mask)
    if contour is None:
        return None
    hull = cv2.convexHull(contour.astype(np.float32))
    shapes = (cv2.approxPolyN(hull, 4, ensure_convex=True), cv2.boxPoints(cv2.minAreaRect(hull)))
    starts = [_clockwise(np.asarray(shape, np.float64).reshape(-1, 2)) for shape in shapes]
    long_px = float(max(image.shape[:2]))
    straight = _straightened(contour, starts[0], long_px)
    likely = next((quad for quad in (straight, starts[0]) if _agrees(maps, mask, quad)), None)
    near = None if likely is None else on_edges(image, likely)
    if near is not None and near.unseen == 0:
        return near.corners if _agrees(maps, mask, near.corners) else likely
    quads = (straight, _straightened(contour, starts[1], long_px))
    found = _Search(image, maps, mask).best(quads)
    if found is None or (exact := on_edges(image, found)) is None:
        return found
    return exact.corners if exact.unseen < 4 else None


def on_edges(image: Image, corners: Points) -> Seen | None:
    """The corners with every side moved to the edge seen in the picture, where one is seen near it; None where the sides
    do not meet."""
    long_px = float(max(image.shape[:2]))
    middle = corners.mean(axis=0)
    lines, unseen = [], 0
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = _direction(b - a)
        outward = np.array([along[1], -along[0]])
        outward = outward if outward @ (a - middle) > 0 else -outward
        inset = LIMITS.ends * (b - a)
        reach, lean, sigma = (
            share * long_px for share in (LIMITS.edge_reach, LIMITS.edge_lean, LIMITS.edge_sigma)
        )
        soft = max(1.0, LIMITS.edge_soft * long_px)
        band = edges.Band(a + inset, b - inset, outward, reach, lean, soft, sigma)
        inside = not _on_border((a + b) / 2, image)
        found = edges.find(image, band, LIMITS.min_contrast, LIMITS.min_distinct) if inside else None
        lines.append((a, along) if found is None else _line(found.points, along))
        unseen += inside and found is None
    meeting = _meeting(lines)
    return None if meeting is None else Seen(meeting, unseen)


def _outline(maps: PageMaps, mask: Image) -> Points | None:
    """The paper's largest outline in picture coordinates; None where hardly anything of it is left."""
    smooth = cv2.morphologyEx(
        mask, cv2.MORPH_OPEN, np.ones((LIMITS.smooth_cells, LIMITS.smooth_cells), np.uint8)
    )
    contours, _ = cv2.findContours(smooth, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea).reshape(-1, 2)
    contour = (largest + 0.5) / np.array(overlap.scale(maps, mask))
    return contour if len(cv2.convexHull(contour.astype(np.float32))) >= 4 else None


def _clockwise(points: Points) -> Points:
    """From the corner that lies most to the upper left."""
    middle = points.mean(axis=0)
    ordered = points[np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))]
    return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0)


def _straightened(contour: Points, start: Points, long_px: float) -> Points:
    """Rough corners with each side fitted to the outline near it, where these sides make a shape."""
    lines = []
    for a, b in zip(start, np.roll(start, -1, axis=0), strict=True):
        along, length = _direction(b - a), max(1e-6, float(np.linalg.norm(b - a)))
        across = np.array([-along[1], along[0]])
        offsets, places = (contour - a) @ across, (contour - a) @ along / length
        chosen = contour[
            (np.abs(offsets) < LIMITS.near * long_px) & (places > LIMITS.ends) & (places < 1 - LIMITS.ends)
        ]
        lines.append((a, along) if len(chosen) < LIMITS.fitted_points else _line(chosen, along))
    found = _meeting(lines)
    return start if found is None or not _is_convex(found) else found


def _direction(way: Points) -> Points:
    return way / max(1e-6, float(np.linalg.norm(way)))


def _line(points: Points, along: Points) -> Line:
    """The line through points, running as ``along`` does."""
    x, y, px, py = np.asarray(
        cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01), np.float64
    ).ravel()
    direction = np.array([x, y])
    return np.array([px, py]), direction if direction @ along > 0 else -direction


def _meeting(lines: Sequence[Line]) -> Points | None:
    """Where each side meets the one before it; None where two of them are parallel."""
    found = []
    for (at, along), (before, its) in zip(lines, [lines[-1], *lines[:-1]], strict=True):
        across = along[0] * its[1] - along[1] * its[0]
        if abs(across) < LIMITS.parallel:
            return None
        way = before - at
        found.append(at + along * ((way[0] * its[1] - way[1] * its[0]) / across))
    return np.array(found)


def _is_convex(corners: Points) -> bool:
    sides = np.roll(corners, -1, axis=0) - corners
    after = np.roll(sides, -1, axis=0)
    return bool((sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0] > 0).all())


def _agrees(maps: PageMaps, mask: Image, corners: Points) -> bool:
    """Whether the shape is convex, and the paper and it are the same but for little."""
    if not _is_convex(corners):
        return False
    region: Region = tuple((float(x), float(y)) for x, y in corners)
    shape = overlap.inside(maps, mask, region)
    return float((shape & mask).sum()) >= LIMITS.fits * float((shape | mask).sum())


def _on_border(point: Points, image: Image) -> bool:
    size = np.array(image.shape[1::-1])
    margin = LIMITS.border * size.max()
    return bool((point < margin).any() or (point > size - margin).any())


class _Search:
    """Four sides out of a picture's segments and a paper's map."""

    def __init__(self, image: Image, maps: PageMaps, mask: Image) -> None:
        self._long_px = float(max(image.shape[:2]))
        self._segments = _segments(image)
        rows, columns = maps.masks["paper"].shape
        self._cells = np.array([columns / maps.width, rows / maps.height])
        fine = SEGMENTS.fine
        self._scale = fine * self._cells
        size = (fine * columns, fine * rows)
        chances = cv2.resize(maps.masks["paper"], size, interpolation=cv2.INTER_LINEAR)
        own = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST) > 0
        # Another paper is as good as none.
        self._chances = np.where((chances > overlap.LIMITS.even) & ~own, SEGMENTS.other_paper, chances).clip(
            1e-6, 1 - 1e-6
        )
        odds = np.log(self._chances / (1 - self._chances)).clip(-SEGMENTS.most_odds, SEGMENTS.most_odds)
        self._odds = (odds - SEGMENTS.least_odds) / fine**2

    def best(self, quads: Sequence[Points]) -> Points | None:
        """The best four sides, each of one of the quads or along segments; None where they are hardly this paper."""
        options = [self._options(quads, side) for side in range(4)]
        found = [self._climbed(options, [index] * 4) for index in range(len(quads))]
        corners = max(found, key=lambda pair: pair[0])[1]
        if corners is None:
            return None
        inside = self._filled(corners)
        either = inside.sum() + self._chances[~inside & (self._chances > overlap.LIMITS.even)].sum()
        return corners if self._chances[inside].sum() >= LIMITS.likely * either else None

    def _options(self, quads: Sequence[Points], side: int) -> list[tuple[Line, float]]:
        """Lines for a side, with what each is worth by itself: first the quads' own."""
        own: list[tuple[Line, float]] = []
        seen: list[tuple[Line, float]] = []
        for quad in quads:
            a, b = quad[side], quad[(side + 1) % 4]
            own.append(((a, _direction(b - a)), 0.0))
            worth = SEGMENTS.weight * float(np.linalg.norm((b - a) * self._cells))
            seen += [(line, worth * covered) for line, covered in self._lines(a, b)]
        return own + seen

    def _climbed(
        self, options: list[list[tuple[Line, float]]], chosen: list[int]
    ) -> tuple[float, Points | None]:
        """The best quad that is reached by changing a side at a time."""
        best, corners = self._worth(options, chosen)
        better = True
        while better:
            better = False
            for side, index in [(s, i) for s in range(4) for i in range(len(options[s]))]:
                tried = [*chosen[:side], index, *chosen[side + 1 :]]
                worth, shape = self._worth(options, tried)
                if worth > best + 1e-6:
                    best, corners, chosen, better = worth, shape, tried, True
        return best, corners

    def _worth(
        self, options: list[list[tuple[Line, float]]], chosen: list[int]
    ) -> tuple[float, Points | None]:
        sides = [options[side][index] for side, index in enumerate(chosen)]
        corners = _meeting([line for line, _ in sides])
        if corners is None or not _is_convex(corners):
            return -np.inf, None
        return float(self._odds[self._filled(corners)].sum()) + sum(worth for _, worth in sides), corners

    def _filled(self, corners: Points) -> NDArray[np.bool_]:
        filled = np.zeros(self._chances.shape, np.uint8)
        cv2.fillPoly(filled, [np.round((corners * self._scale - 0.5) * 16).astype(np.int32)], (1,), shift=4)
        return filled > 0

    def _lines(self, a: Points, b: Points) -> list[tuple[Line, float]]:
        """Lines near the side from a to b, with the share of it along which segments lie; the most covered first."""
        along, length = _direction(b - a), max(1e-6, float(np.linalg.norm(b - a)))
        ways = self._segments[:, 1] - self._segments[:, 0]
        lengths = np.linalg.norm(ways, axis=1)
        ways = ways / lengths[:, None]
        middles = self._segments.mean(axis=1) - a
        places = middles @ along / length
        near = np.abs(ways @ along) > np.cos(np.radians(SEGMENTS.side_degrees))
        near &= np.abs(middles @ np.array([-along[1], along[0]])) < SEGMENTS.near * self._long_px
        near &= (places > -LIMITS.ends) & (places < 1 + LIMITS.ends)
        segments, ways = self._segments[near], ways[near]
        found, free = [], np.ones(len(segments), np.bool_)
        for index in np.argsort(-lengths[near]):
            if not free[index]:
                continue
            across = np.array([-ways[index][1], ways[index][0]])
            off = np.abs((segments - segments[index].mean(axis=0)) @ across).max(axis=1)
            of_it = (off < SEGMENTS.wide * self._long_px) & (
                np.abs(ways @ ways[index]) > np.cos(np.radians(SEGMENTS.line_degrees))
            )
            free &= ~of_it
            covered = _covered((segments[of_it] - a) @ along / length)
            if covered >= SEGMENTS.least_covered:
                found.append((_through(segments[of_it], along), covered))
        return sorted(found, key=lambda pair: -pair[1])[: SEGMENTS.lines]


def _segments(image: Image) -> Points:
    """Straight segments (N × 2 ends × 2) of the picture, none too short."""
    scale = min(1.0, SEGMENTS.look_px / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector().detect(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))[0]
    segments = np.zeros((0, 2, 2)) if found is None else found.reshape(-1, 2, 2).astype(np.float64) / scale
    lengths = np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1)
    return np.asarray(segments[lengths >= SEGMENTS.length * max(image.shape[:2])], np.float64)


def _covered(spans: Points) -> float:
    """The share of 0..1 that spans (N × 2) cover."""
    grid = (np.arange(50) + 0.5) / 50
    low, high = spans.min(axis=1)[:, None], spans.max(axis=1)[:, None]
    return float(((grid >= low) & (grid <= high)).any(axis=0).mean())


def _through(segments: Points, along: Points) -> Line:
    """The line through segments, the longer ones counting more, running as ``along`` does."""
    weights = np.repeat(np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1), 2)
    ends = segments.reshape(-1, 2)
    middle = np.average(ends, axis=0, weights=weights)
    direction = np.linalg.svd((ends - middle) * np.sqrt(weights)[:, None], full_matrices=False)[2][0]
    return middle, direction if direction @ along > 0 else -direction
