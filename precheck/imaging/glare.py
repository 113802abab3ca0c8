"""Highlights: where a lamp or a window is mirrored so brightly that nothing under it is left.

A highlight adds light: its middle is burnt out in all three colours, a lamp's fades softly into paper that is darker, and
the print at its rim is lifted towards white. White paper, a scan, the page of an electronic licence are just as bright but
end at a sharp edge or nowhere, and the print on them is as dark as everywhere. A window's reflection may end as sharply: it
is told by the rows of print that it cuts in two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad, height, slice_along, width
from precheck.imaging import copies
from precheck.imaging.patches import Mask, Patch, covered_columns

LOOK_PX = 640
"""Highlights are looked for on a copy of at most this side."""

BURNT_OUT = (255, 253, 250, 246)
"""Levels of the darkest colour from which a pixel counts as burnt out, tried in turn: on bright paper only the highest
tell the highlight from the paper, after strong compression only the lowest finds it whole."""

MIN_SIDE_HEIGHTS = 0.8
"""Side of the smallest highlight, in heights of the print: one character."""

MAX_SIDE_HEIGHTS = 13.0
"""Side of the largest: what is larger is bright paper with a soft shadow beside it."""

MAX_AROUND = 246.0
"""Paper around it that is brighter than this is burnt out itself: nothing tells where a highlight ends."""

SOFT = 0.35
"""How far, as share of its step, the light still stands above the paper 2 to 4 pixels outside of a soft edge."""


LINGERS = (0.2, 0.35)
"""How far away, in sides of the highlight, its light is looked at again: a lamp's has faded, burnt-out paper has not."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """One highlight. ``around``: level of the paper about it, 0..255; ``softness``: how far the light outside of its edge
    stands above that, as for :data:`SOFT`; ``lingers``: the same a quarter of its side away; ``compact``: the share of its
    convex outline that it fills; ``slender``: how many times longer than wide it is."""

    patch: Patch
    around: float
    softness: float
    lingers: float
    compact: float
    slender: float

    @property
    def soft(self) -> bool:
        """Whether it ends as a lamp's reflection does; a window's, a white label and a scan's margin end sharply."""
        return self.softness >= SOFT


def highlights(image: Image, text_height_px: float) -> tuple[Highlight, ...]:
    """All burnt-out patches on darker paper that are large enough to hide a character of print that is ``text_height_px``
    high, sharp ones too; at several levels, so that they overlap."""
    small, scale = copies.at_most(image, LOOK_PX)
    darkest = np.asarray(cv2.min(cv2.min(small[..., 0], small[..., 1]), small[..., 2]), np.uint8)
    size = max(3.0, text_height_px * scale)
    reach = int(size * 0.8) | 1
    # The light without the print on it.
    light = np.asarray(
        cv2.morphologyEx(darkest, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)), np.uint8
    )
    return tuple(found for level in BURNT_OUT for found in _at(level, darkest, light, scale, size))


def _at(level: int, darkest: Mask, light: Mask, scale: float, size: float) -> Iterator[Highlight]:
    burnt = cv2.morphologyEx((darkest >= level).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    if not burnt.any():
        return
    _, labels, stats, _ = cv2.connectedComponentsWithStats(burnt)
    least, most = (MIN_SIDE_HEIGHTS * size) ** 2, (MAX_SIDE_HEIGHTS * size) ** 2
    areas = stats[:, cv2.CC_STAT_AREA]
    for number in np.flatnonzero((areas >= least) & (areas <= most)).tolist():
        if number == 0:
            continue  # all that is not burnt out
        x, y, w, h, area = (int(value) for value in stats[number])
        side = float(np.sqrt(area))
        inner, outer = min(60.0, 2 + 0.5 * side), min(160.0, 2 + 0.5 * side + max(6.0, side))
        left, top = max(0, int(x - outer)), max(0, int(y - outer))
        window = np.s_[top : int(y + h + outer), left : int(x + w + outer)]
        blob = (labels[window] == number).astype(np.uint8)
        around, softness, lingers = _surroundings(blob, light[window], inner, outer, side)
        if around <= MAX_AROUND:
            whole = np.zeros_like(darkest)
            filled = _filled(blob, int(size * 1.2) | 1)
            whole[window] = filled
            yield Highlight(Patch(whole, scale), around, softness, lingers, *_shape(filled))


def _surroundings(
    blob: Mask, light: Mask, inner: float, outer: float, side: float
) -> tuple[float, float, float]:
    """The paper's level about a blob, how softly the blob ends on most of its sides, and how far its light reaches."""
    away = cv2.distanceTransform(1 - blob, cv2.DIST_L2, 3)
    ring, rim = light[(away > inner) & (away <= outer)], light[(away >= 2) & (away <= 4)]
    if ring.size < 20 or rim.size == 0:
        return 255.0, 0.0, 0.0
    around = float(np.percentile(ring, 60))
    step = max(1.0, 250 - around)
    near, far = max(3.0, LINGERS[0] * side), max(6.0, LINGERS[1] * side)
    beyond = light[(away > near) & (away <= far)]
    lingers = (float(np.median(beyond)) - around) / step if beyond.size else 0.0
    return around, (float(np.percentile(rim, 30)) - around) / step, lingers


def _shape(mask: Mask) -> tuple[float, float]:
    """How compact and how slender a mask is."""
    found, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = cv2.convexHull(np.vstack(found))
    # An outline runs through the middles of the outermost pixels.
    area = cv2.contourArea(outline) + cv2.arcLength(outline, True) / 2 + 1
    _, sides, _ = cv2.minAreaRect(outline)
    return float(mask.sum()) / max(1.0, area), float((max(sides) + 1) / (min(sides) + 1))


def _filled(blob: Mask, reach: int) -> Mask:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    framed = cv2.copyMakeBorder(blob, reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=(0,))
    return np.asarray(cv2.morphologyEx(framed, cv2.MORPH_CLOSE, kernel)[reach:-reach, reach:-reach], np.uint8)


STRIP_PX = 24
"""Height at which a line is looked at for its ink."""

INK_GONE = 243
"""Level of the darkest colour from which a column of a line has no ink: all but an eighth of its pixels."""

OWN_LIGHT = 243.0
"""Paper beside a gap that is darker than this is not burnt out itself, so that the gap needs no lifted ink to tell."""

INK_THERE = 190
MIN_GAP_HEIGHTS = 0.5

DARK, CLOSE = 35.0, round(0.6 * STRIP_PX)
"""Levels by which ink is darker than its paper, shaded or not; and the columns next to a gap that show whether print ends
there: letters stand no further apart."""

SAME_PAPER = 0.75
"""Share of the lighter side's level from which paper goes on at the other: a finger and the table are darker."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a line's ink is gone, in heights of the line.

    ``start``: how far along the line it begins, in those heights. ``lifts``: how much lighter than further away the ink is
    before and behind the gap, as share of what is possible (0: as dark as elsewhere, 1: gone). ``paper``: level of the paper
    beside the gap, 0..255; ``whole``: it takes up nearly all of the line that was looked at; ``inside``: ink stands at both
    ends; ``cuts``: ink stands close to both ends on the same paper, so that letters go on under it; ``box``: the gap itself,
    in the picture's pixels.
    """

    heights: float
    start: float
    lifts: tuple[float, float]
    paper: float
    whole: bool
    inside: bool
    cuts: bool
    box: Quad

    @property
    def lift(self) -> float:
        """That at the end where it is the lighter."""
        return max(self.lifts)

    @property
    def end(self) -> float:
        return self.start + self.heights


def gaps(image: Image, box: Quad) -> tuple[Gap, ...]:
    """The gaps of a line that are burnt out and at least half as long as the line is high."""
    darkest = _strip(image, box).min(axis=2)[2:-2].astype(np.float32)
    ink, paper = np.percentile(darkest, (8, 80), axis=0)
    gone = np.percentile(darkest, 12, axis=0) >= INK_GONE
    edges = np.flatnonzero(np.diff(np.concatenate(([0], gone.view(np.uint8), [0]))))
    found = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= MIN_GAP_HEIGHTS * STRIP_PX:
            lifts = _lift(ink[:start][::-1]), _lift(ink[end:])
            sides = _beside(paper[:start][::-1]), _beside(paper[end:])
            whole = end - start >= 0.75 * gone.size
            inside = bool((ink[:start] < INK_THERE).any() and (ink[end:] < INK_THERE).any())
            dark = paper - ink >= DARK
            cuts = bool(dark[:start][-CLOSE:].any() and dark[end:][:CLOSE].any())
            cuts = cuts and min(sides) >= SAME_PAPER * max(sides)
            where = slice_along(box, float(start) / gone.size, float(end) / gone.size)
            along, begins = float(end - start) / STRIP_PX, float(start) / STRIP_PX
            found.append(Gap(along, begins, lifts, max(sides), whole, inside, cuts, where))
    return tuple(found)


def inked_heights(image: Image, box: Quad, patch: Patch) -> float:
    """How long a piece of a line has ink and lies under a patch, in heights of the line."""
    darkest = _strip(image, box).min(axis=2)[2:-2].astype(np.float32)
    ink, level = np.percentile(darkest, (8, 80), axis=0)
    under = covered_columns(patch.mask, patch.scale, box)
    columns = np.minimum(np.arange(ink.size) * under.size // ink.size, under.size - 1)
    return float(((level - ink >= DARK) & under[columns]).sum()) / STRIP_PX


def paper(image: Image, box: Quad) -> float:
    """The level of a line's paper, 0..255, in its darkest colour."""
    return float(np.percentile(_strip(image, box).min(axis=2), 80))


def _beside(paper: NDArray[np.float32]) -> float:
    """The paper's level one to three heights away from the gap; 0 where the line ends there."""
    piece = paper[STRIP_PX : 3 * STRIP_PX]
    return float(np.median(piece)) if piece.size >= 0.3 * STRIP_PX else 0.0


def _lift(ink: NDArray[np.float32]) -> float:
    """``ink``: the darkest level of each column, going away from the gap. 0 where the line ends there."""
    near, far = ink[round(0.1 * STRIP_PX) : round(0.7 * STRIP_PX)], ink[STRIP_PX : round(3.5 * STRIP_PX)]
    if near.size < 0.3 * STRIP_PX or far.size < 0.3 * STRIP_PX:
        return 0.0
    return float(np.clip((near.min() - far.min()) / max(20.0, 250 - far.min()), 0, 1))


def _strip(image: Image, box: Quad) -> Image:
    columns = int(np.clip(round(width(box) / max(2.0, height(box)) * STRIP_PX), 8, 40 * STRIP_PX))
    target = np.array([(0, 0), (columns, 0), (columns, STRIP_PX), (0, STRIP_PX)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(box, np.float32), target)
    return np.asarray(
        cv2.warpPerspective(image, matrix, (columns, STRIP_PX), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
