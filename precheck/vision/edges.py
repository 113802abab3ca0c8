"""Straight edges looked for where they are expected: a card's or page's side against what lies under it.

Texture cancels out when a band along the side is averaged lengthwise; the side itself does not. The band is averaged
in several parts; the edge must show in most of those that lie in the picture, so that one object lying across pretends
nothing, and each part tells where it passes there: a side half of which is cut off says nothing about its other half.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image
from precheck.vision import limits

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Limits:
    """``limits.toml`` says what each is."""

    parts: int
    along: int
    half: int
    in_picture: float
    seen: float
    parts_seen: int
    from_weakest: float
    part_contrast: float
    least_usual: float


LIMITS = limits.read("edges", Limits)


@dataclass(frozen=True, slots=True)
class Edge:
    """Points where a straight edge passes, each with its place ``along`` the expected side (0 its start, 1 its end);
    ``contrast`` in grey levels; ``distinct``: how many times stronger than what else lies in the band."""

    points: Points
    along: Points
    contrast: float
    distinct: float


@dataclass(frozen=True, slots=True)
class Band:
    """Where to look: the expected side from ``start`` to ``end``, ``reach_px`` to either side of it; ``outward``: the
    direction across; ``lean_px``: how far one end may lie off the expected direction; ``soft_px``: the width over which
    colours beside the edge are averaged; ``sigma_px``: how uncertain the expectation is."""

    start: Points
    end: Points
    outward: Points
    reach_px: float
    lean_px: float
    soft_px: float
    sigma_px: float


def find(image: Image, band: Band, min_contrast: float, min_distinct: float) -> Edge | None:
    """The edge in a band that is strongest for its distance from where it is expected; None where none stands out."""
    half = LIMITS.half
    step = band.soft_px / half
    count = int(np.ceil(band.reach_px / step)) + half
    offsets = np.asarray(np.arange(-count, count + 1) * step, np.float64)
    along = (np.arange(LIMITS.parts * LIMITS.along) + 0.5) / (LIMITS.parts * LIMITS.along)
    spine = band.start + along[:, None] * (band.end - band.start)
    places = spine[:, None, :] + offsets[None, :, None] * band.outward
    height, width = image.shape[:2]
    x, y = places[..., 0], places[..., 1]
    inside = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    if inside.mean() < LIMITS.in_picture:
        return None
    colours = cv2.remap(
        image, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    nearness = np.exp(-0.5 * (offsets / (2 * band.sigma_px)) ** 2)
    leans = np.linspace(
        -band.lean_px, band.lean_px, 2 * max(1, int(np.ceil(band.lean_px / band.soft_px))) + 1
    )
    shifts = np.round((2 * along - 1) * leans[:, None] / step).astype(int)
    leaning = _jumps(colours, inside, shifts, half)
    strengths = _together(leaning)
    weighted = np.where(_peaks(strengths), strengths * nearness, 0.0)
    which, place = (int(index) for index in np.unravel_index(np.argmax(weighted), weighted.shape))
    if weighted[which, place] <= 0:
        return None
    lean, jumps, strength = float(leans[which]), leaning[which], strengths[which]
    contrast = float(strength[place])
    usual = float(np.median(strength[strength >= 0]))
    if contrast < min_contrast or contrast < min_distinct * usual:
        return None
    middles = (np.arange(LIMITS.parts) + 0.5) / LIMITS.parts
    heights = np.where(np.isnan(jumps), -1.0, jumps)
    least = max(min_contrast, LIMITS.part_contrast * contrast)
    points, at = [], []
    for part, row in enumerate(heights):
        first = max(0, place - half)
        peak = first + int(np.argmax(row[first : place + half + 1]))
        if row[peak] < least or row[max(0, peak - 1) : peak + 2].min() < 0:
            continue
        shift = np.round((2 * middles[part] - 1) * lean / step) * step
        offset = _refined(jumps[part], peak, offsets) + shift
        points.append(band.start + middles[part] * (band.end - band.start) + offset * band.outward)
        at.append(middles[part])
    if len(points) < LIMITS.parts_seen:
        return None
    return Edge(np.array(points), np.array(at), contrast, contrast / max(usual, LIMITS.least_usual))


def _jumps(
    colours: NDArray[np.float32], inside: NDArray[np.bool_], shifts: NDArray[np.int_], half: int
) -> NDArray[np.float64]:
    """Contrast in grey levels (leans × parts × offsets), colours averaged over ``half`` samples to either side; NaN where that is
    not in the picture. ``shifts``: by how many offsets each row is moved (leans × rows)."""
    size = colours.shape[1]
    columns = np.arange(size) + shifts[:, :, None]
    rows = np.arange(len(colours))[:, None]
    held = np.clip(columns, 0, size - 1)
    parted = (len(shifts), LIMITS.parts, LIMITS.along, size)
    seen = (inside[rows, held] & (columns == held)).reshape(parted)
    values = colours[rows, held].reshape(*parted, 3) * seen[..., None]
    number = seen.sum(axis=2)
    mean = values.sum(axis=2) / np.maximum(number, 1)[..., None]
    known = number >= LIMITS.seen * LIMITS.along
    summed, counted = (_running(mean, axis=2), _running(known, axis=2))
    jumps = np.full(number.shape, np.nan)
    at = np.arange(half, size - half + 1)
    after = at + half - (at + half > size)
    difference = (summed[:, :, after] - 2 * summed[:, :, at] + summed[:, :, at - half]) / half
    whole = counted[:, :, after] - counted[:, :, at - half] == 2 * half
    contrast = np.sqrt((difference**2).sum(axis=3) / 3)
    jumps[:, :, at[:-1]] = np.where(whole, contrast, np.nan)[:, :, :-1]
    return jumps


def _running(values: NDArray[Any], axis: int) -> NDArray[np.float64]:
    """Sums of what comes before each place, and of all."""
    before = [(int(one == axis), 0) for one in range(values.ndim)]
    return np.pad(np.cumsum(values, axis=axis, dtype=np.float64), before)


def _together(jumps: NDArray[np.float64]) -> NDArray[np.float64]:
    """For every lean and offset, how strong the edge is in the weaker ones of its parts; −1 where too few are seen."""
    number = np.isfinite(jumps).sum(axis=1)
    ordered = np.sort(np.where(np.isfinite(jumps), jumps, np.inf), axis=1)
    index = np.minimum((number * LIMITS.from_weakest).astype(int), LIMITS.parts - 1)
    chosen = np.take_along_axis(ordered, index[:, None], axis=1)[:, 0]
    return np.where(number >= LIMITS.parts_seen, np.where(np.isfinite(chosen), chosen, -1.0), -1.0)


def _peaks(strength: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where strength is highest among its neighbours: what still rises at the picture's border has its edge beyond."""
    peaks = np.zeros(strength.shape, np.bool_)
    before, at, after = strength[:, :-2], strength[:, 1:-1], strength[:, 2:]
    peaks[:, 1:-1] = (at >= before) & (at >= after) & (before >= 0) & (after >= 0)
    return peaks


def _refined(jumps: NDArray[np.float64], peak: int, offsets: NDArray[np.float64]) -> float:
    """The peak's place between the samples, by a parabola; a jump stands before the sample of its index."""
    step = float(offsets[1] - offsets[0])
    at = float(offsets[peak]) - step / 2
    if 0 < peak < len(jumps) - 1:
        left, middle, right = jumps[peak - 1 : peak + 2]
        bend = left - 2 * middle + right
        if np.isfinite(bend) and bend < 0:
            at += float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) * step
    return at
