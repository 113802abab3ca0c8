"""Red seals that the picture's border cuts: stamped whole on paper, they show that the paper went on.

A ring of which nearly all is seen inside the picture and whose ellipse goes on beyond it; at most two fifths, since a seal
that straddles the pages of a file (骑缝章) leaves half of itself on each. Beside another seal that is whole it tells nothing: a
second one may have been stamped over the paper's edge.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from precheck.domain.geometry import Image, Region, centre
from precheck.imaging import copies, seals
from precheck.imaging.seals import Ink

LOOK_PX, INK, PIXELS = 360, 0.15, 6
"""Only where red strokes reach the border: so many pixels of the two outermost rows of a picture of that long side, so dark.
Seals that were cut had 0.19 and more."""

SHARE = 0.9
"""Of the rim within the picture so much is seen: on 31 pictures with a cut seal 0.92 to 1 for 29, and of 220 whole ones,
photographs on tables among them, no arc that reached a border had more than 0.81."""

LEAST, MOST = 0.05, 0.4
"""Share of the seal's extent outside of the picture: less is the ellipse's own doubt."""

DEPTH = 0.4
"""The strip along the border that is searched, as share of the picture's longer side."""


@dataclass(frozen=True, slots=True)
class CutSeal:
    """``side``: 0 left, 1 top, 2 right, 3 bottom of the picture; ``outside``: share of the seal's extent beyond it."""

    side: int
    outside: float
    region: Region


def find(image: Image, sides: Collection[int]) -> CutSeal | None:
    """A seal that one of these sides cuts, the most of it; None where none does."""
    reached = _reached(image)
    found = [cut for side in sides if reached[side] for cut in _cut(image, side)]
    worst = max(found, key=lambda cut: cut.outside, default=None)
    return None if worst is not None and _another(image, worst) else worst


def _another(image: Image, cut: CutSeal) -> bool:
    """Whether a whole seal lies elsewhere in the picture."""
    size = float(np.ptp(np.array(cut.region), axis=0).max())
    return any(
        seal.lies_in(image)
        and seal.share >= SHARE
        and math.dist(centre(seal.region), centre(cut.region)) > size / 2
        for seal in seals.find(image, Ink.RED, enough=2.0)
    )


def _reached(image: Image) -> tuple[bool, ...]:
    small, _ = copies.at_most(image, LOOK_PX)
    ink = seals.strokes(small, Ink.RED)
    outermost = (ink[:, :2].max(axis=1), ink[:2].max(axis=0), ink[:, -2:].max(axis=1), ink[-2:].max(axis=0))
    return tuple(bool(np.sort(row)[-PIXELS:].min() >= INK) for row in outermost)


def _cut(image: Image, side: int) -> list[CutSeal]:
    high, wide = image.shape[:2]
    depth = DEPTH * max(high, wide)
    left, top, right, bottom = (
        (0.0, 0.0, min(depth, wide), float(high)),
        (0.0, 0.0, float(wide), min(depth, high)),
        (max(0.0, wide - depth), 0.0, float(wide), float(high)),
        (0.0, max(0.0, high - depth), float(wide), float(high)),
    )[side]
    strip = ((left, top), (right, top), (right, bottom), (left, bottom))
    cut = []
    for seal in seals.find(image, Ink.RED, strip, enough=2.0):
        points = np.array(seal.region)
        (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
        outside = (-x0 / (x1 - x0), -y0 / (y1 - y0), (x1 - wide) / (x1 - x0), (y1 - high) / (y1 - y0))[side]
        if seal.share >= SHARE and LEAST <= outside <= MOST:
            cut.append(CutSeal(side, float(outside), seal.region))
    return cut
