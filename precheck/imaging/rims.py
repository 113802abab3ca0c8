"""The edges of a sheet from straight line segments: where the sheet leans, or is cut off, so that too little of an edge
lies beside the text to be found from there (:mod:`precheck.imaging.outline`).

Segments along one direction that lie on one line are put together. A line is the sheet's edge where paper lies on the
text's side of it and no paper on the other, close by and further out: beyond a frame, paper goes on.

Of 62 photographs of sheets in held-out layouts with 8% of a side outside the picture, 46 were found to be cut without
these edges and 55 with them; of 66 whole ones none either way. The numbers below were chosen by looking at what was found
in 40 such pictures. It takes 10 to 20 ms, only where an edge is missing.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image
from precheck.imaging.outline import Outline, Side

Array = NDArray[np.float64]

LEAN_DEGREES = 10.0
"""An edge leans at most so much against the side of the block; perspective gives 5°, the text's own tilt another 2°."""

TOGETHER_PX, TOGETHER_DEGREES, BENT = 2.0, 2.5, 0.01
"""Segments lie on one line within so many pixels (and this share of their distance: lenses bend), leaning alike."""

SHORTEST_PX, LEAST_SHARE, TRIED = 12.0, 0.14, 24
"""Shorter segments are print; those on one line cover this share of the picture's longer side, and so many lines are tried,
the longest first."""

BESIDE_PX, OUT_PX, PLACES = (2, 6), 30, 24
"""Colours are taken from so far beside a line, paper is looked for as far out as the second, at so many places."""

LIGHT, HUE, LIKE, CONTRAST, RETURNS_PX = (0.6, 1.3), 25.0, 16.0, 8.0, 3
"""Within the line it is as light as the page's paper (a share of it) and of its hue (grey levels, at equal lightness); beyond
it, it differs by ``CONTRAST`` grey levels; ``RETURNS_PX`` pixels in a row within ``LIKE`` grey levels are paper again."""

HOLDS, ENOUGH = 0.75, 8
"""Share of the places where that must hold, of so many at least."""

CLOSE_PX, PAPERED = 40.0, 0.6
"""Closer to the border an edge may be a frame's; it is one where paper lies on the border beyond this share of it."""


def completed(image: Image, seen: Outline, block: Array) -> Outline:
    """An outline with the edges that segments show on sides where none was found, and without those beyond which paper goes
    on to the border: a printed frame close to it. All in pixels of a picture of 640; ``block``: the text's corners (4 × 2)."""
    if all(side.runs_out for side in seen.sides):
        return seen
    paper = _paper(image, block)
    lines: Array | None = None
    sides = []
    for number, side in enumerate(seen.sides):
        start, end = block[number], block[(number + 1) % 4]
        inner = block[(number + 3) % 4] - start
        outward = -inner / max(1e-6, float(np.linalg.norm(inner)))
        if side.edge is None:
            lines = _segments(image) if lines is None else lines
            found = _edge(image, lines, start, end, outward, paper)
            if found is not None:
                middle = (found[0] + found[1]) / 2
                margin = float((middle - (start + end) / 2) @ outward)
                side = Side(found, margin, False, _to_border(image, middle, outward))
        if side.edge is not None and side.beside_px < CLOSE_PX and _goes_on(image, side.edge, outward):
            side = Side(None, side.margin_px + side.beside_px, True)
        sides.append(side)
    return Outline((sides[0], sides[1], sides[2], sides[3]))


def _paper(image: Image, block: Array) -> Array:
    """The colour of the lighter part of what lies around the text."""
    (left, top), (right, bottom) = (
        np.maximum(block.min(axis=0), 0).astype(int),
        block.max(axis=0).astype(int),
    )
    around = image[top : bottom + 1 : 4, left : right + 1 : 4].reshape(-1, 3)
    light = around.mean(axis=1)
    return np.asarray(np.median(around[light >= np.percentile(light, 60)], axis=0), np.float64)


def _goes_on(image: Image, line: tuple[Array, Array], outward: Array) -> bool:
    """Whether what lies along the picture's border, beyond a line, is paper as within it."""
    high, wide = image.shape[:2]
    alike = []
    for share in (np.arange(PLACES) + 0.5) / PLACES:
        at = line[0] + share * (line[1] - line[0])
        if not (4 <= at[0] <= wide - 5 and 4 <= at[1] <= high - 5):
            continue
        reach = _to_border(image, at, outward)
        if reach < 4:
            continue
        steps = np.array([-5.0, -4.0, -3.0, reach - 2, reach - 1, reach])
        colours = _colours(image, at + steps[:, None] * outward)
        inner, brink = np.median(colours[:3], axis=0), np.median(colours[3:], axis=0)
        alike.append(bool(np.sqrt(((inner - brink) ** 2).mean()) < LIKE))
    return len(alike) >= ENOUGH and float(np.mean(alike)) >= PAPERED


def _to_border(image: Image, point: Array, outward: Array) -> float:
    """How far from a point it is to the picture's border."""
    limits = (image.shape[1] - 1.0, image.shape[0] - 1.0)
    reach = [
        ((limit if step > 0 else 0.0) - place) / step
        for place, step, limit in zip(point, outward, limits, strict=True)
        if abs(step) > 1e-9
    ]
    return float(max(0.0, min(reach)))


def _segments(image: Image) -> Array:
    """Straight segments (N × 4: x, y, x, y) of at least ``SHORTEST_PX``."""
    grey = cv2.cvtColor(np.asarray(image, np.uint8), cv2.COLOR_BGR2GRAY)
    found: object = cv2.createLineSegmentDetector().detect(grey)[0]  # None where there is none
    if found is None:
        return np.zeros((0, 4))
    every = np.asarray(found, np.float64).reshape(-1, 4)
    return every[np.hypot(every[:, 2] - every[:, 0], every[:, 3] - every[:, 1]) >= SHORTEST_PX]


def _edge(
    image: Image, lines: Array, start: Array, end: Array, outward: Array, paper: Array
) -> tuple[Array, Array] | None:
    """Two points on the sheet's edge beyond the side of a block from ``start`` to ``end``: the line that covers most."""
    along = (end - start) / max(1e-6, float(np.linalg.norm(end - start)))
    first, last = lines[:, :2], lines[:, 2:]
    back = ((last - first) @ along < 0)[:, None]
    first, last = np.where(back, last, first), np.where(back, first, last)
    lean = np.degrees(np.arctan2((last - first) @ outward, (last - first) @ along))
    kept = (np.abs(lean) <= LEAN_DEGREES) & (((first + last) / 2 - start) @ outward > 0)
    first, last, lean = first[kept], last[kept], lean[kept]
    length = np.linalg.norm(last - first, axis=1)
    best: tuple[float, Array, Array] | None = None
    used = np.zeros(len(length), np.bool_)
    for seed in np.argsort(-length)[:TRIED]:
        if used[seed]:
            continue
        direction = (last[seed] - first[seed]) / length[seed]
        near = np.abs(lean - lean[seed]) <= TOGETHER_DEGREES
        for ends in (first, last):
            gap = ends - first[seed]
            across = np.abs(gap @ np.array([-direction[1], direction[0]]))
            near &= across <= TOGETHER_PX + BENT * np.abs(gap @ direction)
        used |= near
        middle, direction = _through(first[near], last[near], length[near])
        direction = direction if direction @ along > 0 else -direction
        spans = np.sort(np.stack([(first[near] - middle) @ direction, (last[near] - middle) @ direction], 1))
        covered = _covered(spans)
        if covered < LEAST_SHARE * max(image.shape[:2]) or (best is not None and covered <= best[0]):
            continue
        low, high = middle + spans.min() * direction, middle + spans.max() * direction
        out = np.array([direction[1], -direction[0]])
        if _ends(image, low, high, out if out @ outward > 0 else -out, paper):
            best = covered, low, high
    return None if best is None else (best[1], best[2])


def _through(first: Array, last: Array, length: Array) -> tuple[Array, Array]:
    """A point on, and the direction of, the line along segments."""
    points, weights = np.vstack([first, last]), np.concatenate([length, length])
    middle = np.average(points, axis=0, weights=weights)
    direction = np.linalg.svd((points - middle) * np.sqrt(weights)[:, None], full_matrices=False)[2][0]
    return np.asarray(middle, np.float64), np.asarray(direction, np.float64)


def _covered(spans: Array) -> float:
    """How much of a line so many pieces of it cover."""
    covered, reached = 0.0, -np.inf
    for low, high in spans[np.argsort(spans[:, 0])]:
        covered += max(0.0, high - max(low, reached))
        reached = max(reached, high)
    return float(covered)


def _ends(image: Image, start: Array, end: Array, outward: Array, paper: Array) -> bool:
    """Whether paper ends at a line."""
    near, far = BESIDE_PX
    inner_steps, outer_steps = (
        -np.arange(near, far, dtype=np.float64),
        np.arange(near, OUT_PX, dtype=np.float64),
    )
    spine = start + np.linspace(0, 1, PLACES)[:, None] * (end - start)
    within = spine[:, None] + inner_steps[None, :, None] * outward
    beyond = spine[:, None] + outer_steps[None, :, None] * outward
    high, wide = image.shape[:2]
    held = _inside(within, wide, high).all(axis=1)
    seen = _inside(beyond, wide, high)
    held &= seen[:, :3].all(axis=1)
    if int(held.sum()) < ENOUGH:
        return False
    inner = np.median(_colours(image, within[held]), axis=1)
    outer, seen = _colours(image, beyond[held]), seen[held]
    lightness = inner.mean(axis=1) / max(1.0, float(paper.mean()))
    like_page = (lightness >= LIGHT[0]) & (lightness <= LIGHT[1])
    like_page &= np.abs(inner - paper * lightness[:, None]).max(axis=1) < HUE
    step = np.sqrt(((inner - np.median(outer[:, : far - near], axis=1)) ** 2).mean(axis=1)) > CONTRAST
    alike = np.asarray((np.sqrt(((outer - inner[:, None]) ** 2).mean(axis=2)) < LIKE) & seen)
    kernel = np.ones((1, RETURNS_PX), np.uint8)
    returns = cv2.erode(alike.astype(np.uint8), kernel, borderValue=0).max(axis=1) > 0
    return float((like_page & step & ~returns).mean()) >= HOLDS


def _inside(places: Array, wide: int, high: int) -> NDArray[np.bool_]:
    x, y = places[..., 0], places[..., 1]
    return np.asarray((x >= 0) & (x <= wide - 1) & (y >= 0) & (y <= high - 1))


def _colours(image: Image, places: Array) -> Array:
    flat = places.reshape(1, -1, 2).astype(np.float32)
    taken = cv2.remap(image, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken, np.float64).reshape(*places.shape[:-1], 3)
