"""Whether anything on a page has a colour of its own, whatever the light's."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from precheck.domain.geometry import Overview, Region
from precheck.imaging import copies

LOOK_PX = 480
"""Colour is judged on a copy of at most this side: there a sensor's coloured noise is gone."""

COLOURED = 10.0
"""Distance from grey in a and b of CIELAB (after the light's colour is taken off) from which a pixel has a colour: compressed
grey pages reach 6."""

RED_HUES = (-25.0, 55.0)
"""Degrees in the plane of a and b: seal ink, also where it is thin."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Shares of the page, 0..1, in the colour of seal ink and in any other."""

    red: float
    other: float


def measure(seen: Overview, pages: Sequence[Region]) -> Colours | None:
    """The colours inside the outlines; None where they hold too little to judge."""
    small, scale = copies.reduced(seen, LOOK_PX)
    inside = np.zeros(small.shape[:2], np.uint8)
    for page in pages:
        cv2.fillPoly(inside, [np.round(np.array(page) * scale).astype(np.int32)], (1,))
    # The very edge of a page takes colour from what lies beside it.
    chosen = cv2.erode(inside, np.ones((7, 7), np.uint8)) > 0
    if chosen.sum() < 500:
        return None
    # Under its own light paper is the lightest of each neighbourhood, in every channel.
    soft = cv2.GaussianBlur(small, (0, 0), 1.0)
    light = cv2.blur(cv2.dilate(soft, np.ones((15, 15), np.uint8)), (41, 41))
    lab = cv2.cvtColor(cv2.divide(soft, light, scale=255), cv2.COLOR_BGR2LAB)[chosen].astype(np.float32)
    green_red, blue_yellow = (lab[:, axis] - np.median(lab[:, axis]) for axis in (1, 2))
    coloured = np.flatnonzero(np.hypot(green_red, blue_yellow) > COLOURED)
    hue = np.degrees(np.arctan2(blue_yellow[coloured], green_red[coloured]))
    red = int(np.count_nonzero((hue > RED_HUES[0]) & (hue < RED_HUES[1])))
    return Colours(red / len(lab), (len(coloured) - red) / len(lab))
