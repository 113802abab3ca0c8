"""Seals: finding their rims, and taking their red ink off a picture.

Ink is measured against the paper around it, channel by channel and as a ratio (what share of the light is swallowed), so
that neither exposure nor white balance matters. Red, purple or orange ink swallows green and lets red pass; black print
swallows both alike and cancels out. A photocopied seal is grey print like any other and must be told by its form alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from precheck.domain.geometry import Image, Quad, Region, area, centre, height
from precheck.imaging import copies, rings
from precheck.imaging.rings import Map, Ring


class Ink(StrEnum):
    """What a seal is printed with."""

    RED = "red"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Seal:
    """A round or oval seal. ``region``: its rim, in the picture's pixels; ``share``: 0..1, of the rim that is seen."""

    region: Region
    share: float
    ink: Ink

    def lies_in(self, image: Image) -> bool:
        """Whether all of it is in the picture: the ellipse of one that the border cuts goes on beyond it."""
        high, wide = image.shape[:2]
        return all(0 <= x <= wide and 0 <= y <= high for x, y in self.region)


MAX_FILL = 0.55
"""Share of a seal's inside that may be inked: name, star and number take 0.05 to 0.40 (160 generated seals), an emblem or
a red portrait's ground 0.8 and more."""

MAX_OUTSIDE = 0.25
"""Ink just outside of the rim, as share of the rim's own: 0 to 0.2 round seals over print."""

MIN_RADIUS_PX = 22.0

STROKE_PX = 14
"""What is thicker is no stroke: rims take up to 4 pixels of 720."""

LOOKS_PX = {Ink.RED: (720, 360), Ink.GREY: (720,)}
"""Long sides at which seals are looked for: a rim of 1 mm on an A4 page is two pixels wide, a blurred one three of the
second size. Grey print runs together there."""

_LOGS = np.log(np.arange(256, dtype=np.float32) + 4).reshape(1, 256)
"""The 4 keeps the dark, where a step of one is noise, from counting."""

_SLOPES = {Ink.RED: (0.03, 0.008), Ink.GREY: (0.05, 0.02)}
"""Faint ink is looked for only where no clear one is found."""
_DROP = {Ink.RED: 0.04, Ink.GREY: 0.06}
_PLACES = {Ink.RED: 6, Ink.GREY: 10}
"""Grey print is everywhere, so more places have to be looked at."""


def find(
    image: Image,
    ink: Ink,
    within: Region | None = None,
    portraits: Sequence[Quad] = (),
    enough: float = 0.9,
    faces_about: Callable[[Region], Sequence[Quad]] | None = None,
) -> tuple[Seal, ...]:
    """What looks most like seals, the most complete rim first; ends at the first with ``enough`` of it seen.

    ``within``: only the hull of these points is looked at: a table's texture beside the page is full of arcs, and the page
    is seen larger. ``portraits``: boxes of faces, whose outlines are rings as well; where they are not known,
    ``faces_about`` is asked for those about each find with ``enough``.
    """
    left, top, right, bottom = _box(within, image.shape[1], image.shape[0])
    image = image[top:bottom, left:right]
    found = []
    for look_px in LOOKS_PX[ink]:
        scale = look_px / max(image.shape[:2])
        small, _ = copies.at_most(image, look_px)
        if scale > 1:
            small = np.asarray(cv2.resize(image, None, fx=scale, fy=scale), np.uint8)
        seen = strokes(small, ink)
        if within is not None:
            shown = np.zeros(seen.shape, np.uint8)
            outline = (np.array(within, np.float64) - (left, top)) * scale
            cv2.fillConvexPoly(shown, cv2.convexHull(outline.round().astype(np.int32)), 1)
            seen = seen * shown
        middles = [centre(face) for face in portraits]
        taken = [
            (((x - left) * scale, (y - top) * scale), 0.6 * height(face) * scale)
            for (x, y), face in zip(middles, portraits, strict=True)
        ]
        for ring in rings.find(seen, _SLOPES[ink], _DROP[ink], _PLACES[ink], taken):
            region = tuple((float(x), float(y)) for x, y in ring.outline() / scale + (left, top))
            if not _is_like_a_seal(ring):
                continue
            there = portraits
            if faces_about is not None and ring.share >= enough:
                there = faces_about(region)
            if not any(_is_round_a_face(region, face) for face in there):
                found.append(Seal(region, ring.share, ink))
                if ring.share >= enough:
                    return (found[-1], *sorted(found[:-1], key=lambda seal: -seal.share))
    return tuple(sorted(found, key=lambda seal: -seal.share))


def _box(within: Region | None, width: int, height: int) -> tuple[int, int, int, int]:
    if within is None:
        return 0, 0, width, height
    xs, ys = [point[0] for point in within], [point[1] for point in within]
    left, top = max(0, int(min(xs))), max(0, int(min(ys)))
    right, bottom = min(width, int(max(xs)) + 1), min(height, int(max(ys)) + 1)
    return (left, top, right, bottom) if right - left > 8 and bottom - top > 8 else (0, 0, width, height)


def strokes(small: Image, ink: Ink) -> Map:
    """Thin strokes of red ink or dark print, 0..0.8 (in natural logarithms of light).

    The paper is what closing leaves: strokes thinner than :data:`STROKE_PX` vanish, while a portrait, a table beside the
    page or a red ground count as paper and draw no rims of their own.
    """
    height, width = small.shape[:2]
    half = cv2.resize(small, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(half, cv2.MORPH_CLOSE, np.ones((STROKE_PX // 2, STROKE_PX // 2), np.uint8))
    # The logarithm of the smooth paper is taken before it is enlarged: a quarter of the pixels.
    paper = cv2.LUT(cv2.GaussianBlur(paper, (0, 0), 2), _LOGS)
    if ink is Ink.GREY:
        light = cv2.resize(np.ascontiguousarray(paper[..., 2]), (width, height))
        dark = cv2.subtract(light, cv2.LUT(np.ascontiguousarray(small[..., 2]), _LOGS))
        return np.asarray(np.clip(dark, 0, 0.8), np.float32)
    blue, green, red = cv2.split(cv2.subtract(cv2.resize(paper, (width, height)), cv2.LUT(small, _LOGS)))
    # Yellow and orange print swallow blue alone, magenta and purple green alone: seals at least some of both.
    return np.asarray(np.clip(np.minimum(green, 1.2 * blue + 0.3) - red, 0, 0.8), np.float32)


def _is_like_a_seal(ring: Ring) -> bool:
    return (
        ring.radius_px >= MIN_RADIUS_PX
        and 0.01 < ring.fill <= MAX_FILL
        and ring.outside <= MAX_OUTSIDE * ring.ink
    )


def _is_round_a_face(region: Region, face: Quad) -> bool:
    """Hair, a face and a portrait's edge are rings round the face's own middle; a seal over a portrait's corner is not."""
    x, y = centre(region)
    middle_x, middle_y = centre(face)
    tall = height(face)
    return (
        abs(x - middle_x) < 0.75 * tall
        and abs(y - middle_y) < 0.95 * tall
        and area(region) < 5.3 * tall * tall
    )


def without_red_ink(image: Image) -> Image:
    """The picture as seen through a red filter, grey in three channels: red ink turns as light as the paper, black
    print stays. Print that is red itself is lost, so this is only ever a second look."""
    return np.repeat(image[:, :, 2:3], 3, axis=2)


def is_colourless(image: Image) -> bool:
    """Whether the file holds greys only: a scan in black and white, an app's "enhanced" picture. A photograph of a black and
    white page is not: light and table have colours, and so has the noise. Chroma is taken as greatest less least channel;
    the 8 is what JPEG makes of greys."""
    small = cv2.resize(image, (64, 64), interpolation=cv2.INTER_AREA)
    return bool(np.percentile(small.max(axis=2) - small.min(axis=2), 99.5) < 8)
