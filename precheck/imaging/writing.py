"""Ink in a place that a form leaves empty: a signature's strokes or a name seal, less rules, specks and what is printed."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad, Region
from precheck.imaging import strokes
from precheck.imaging.strokes import Ink

HEIGHT_PX = 24
"""The place is looked at in a size in which the label's print is this high: pen strokes are 2 to 4 pixels wide there."""

DARK = 0.2
"""Ink from which a pixel is inked (natural logarithm of light): grey enough to be seen; paper grain stays below 0.1."""

RULE = 3.5
"""Straight for this many heights in one direction: a rule or an underline. A signature's longest stroke is shorter."""

THIN_PX = 2.5
"""Thinner than a pen's stroke is at :data:`HEIGHT_PX`: a rule of 0.3 mm beside print of 4 mm."""

SPECK = 0.02
"""In squares of the height: dust, a copier's toner, a full stop (a dot a seventh of the height wide)."""


def amount(image: Image, place: Quad, height_px: float, without: Sequence[Region]) -> float:
    """Inked area within the place, in squares of ``height_px`` (the height of the print beside it).

    ``without``: regions that do not count, such as lines of print and round seals.
    """
    across = HEIGHT_PX / height_px
    wide = max(8, round(np.linalg.norm(np.subtract(place[1], place[0])) * across))
    tall = max(8, round(np.linalg.norm(np.subtract(place[3], place[0])) * across))
    target = np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(place, np.float32), target)
    patch = np.asarray(
        cv2.warpPerspective(
            image, matrix, (wide, tall), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )
    ink = np.maximum(strokes.find(patch, Ink.GREY), strokes.find(patch, Ink.RED))
    inked = (ink > DARK).astype(np.uint8)
    reach = round(RULE * HEIGHT_PX)
    # Rules lean against the print wherever the page is seen in perspective.
    found = cv2.HoughLinesP(inked, 1, np.pi / 360, reach // 2, minLineLength=reach, maxLineGap=6)
    for x0, y0, x1, y1 in [] if found is None else found.reshape(-1, 4):
        cv2.line(inked, (int(x0), int(y0)), (int(x1), int(y1)), 0, 5)
    for region in without:
        outline = cv2.perspectiveTransform(np.array([region], np.float32), matrix)
        cv2.fillPoly(inked, [np.round(outline[0]).astype(np.int32)], (0,))
    count, labelled, boxes, _ = cv2.connectedComponentsWithStats(inked, connectivity=8)
    parts = np.asarray(labelled, np.int32)
    sizes = [
        boxes[part, cv2.CC_STAT_AREA] / HEIGHT_PX**2
        for part in range(1, count)
        if not _is_rule(parts, part, np.asarray(boxes[part], np.int32))
    ]
    return float(sum(size for size in sizes if size >= SPECK))


def _is_rule(parts: NDArray[np.int32], part: int, box: NDArray[np.int32]) -> bool:
    """Whether a piece of ink is what was left of a rule, or of the corner of two: long, and thin all along."""
    long, size = int(max(box[2], box[3])), int(box[4])
    if long < HEIGHT_PX:
        return False
    if size < THIN_PX * int(box[2] + box[3]) and long >= RULE * HEIGHT_PX:
        return True
    _, sides, _ = cv2.minAreaRect(np.argwhere(parts == part).astype(np.float32))
    return min(sides) <= 2 * THIN_PX


def share_under(region: Region, place: Quad) -> float:
    """The share of a place that lies within a region, on a grid of 12 by 12 points."""
    outline = np.array(region, np.float32)
    origin, along, below = (
        np.array(place[0]),
        np.subtract(place[1], place[0]),
        np.subtract(place[3], place[0]),
    )
    steps = np.linspace(0.04, 0.96, 12)
    points = [origin + along * u + below * v for u in steps for v in steps]
    return float(
        np.mean([cv2.pointPolygonTest(outline, (float(x), float(y)), False) >= 0 for x, y in points])
    )
