"""Ink of any kind in a place one line high: print, handwriting, seals, smears; rules and underlines do not count."""

import cv2
import numpy as np

from precheck.domain.geometry import Image, Quad, height, width
from precheck.imaging import strokes
from precheck.imaging.strokes import Ink

HEIGHT_PX = 24
"""The place is looked at this high: pen strokes are 2 to 4 pixels wide there."""

DARK = 0.12
"""Ink from which a pixel is inked (natural logarithm of light): faint and blurred print has 0.15, paper grain below 0.1."""

RULE_HEIGHTS = 3.0
"""Ink unbroken for this many heights along the line is a rule: no stroke of a character is as long."""

SPECK = 0.02
"""In squares of the height: dust, a copier's toner."""


def ink(image: Image, place: Quad) -> float:
    """Inked area within the place, in squares of its height."""
    wide = int(np.clip(width(place) * HEIGHT_PX / max(1.0, height(place)), 8, 40 * HEIGHT_PX))
    target = np.array([(0, 0), (wide, 0), (wide, HEIGHT_PX), (0, HEIGHT_PX)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(place, np.float32), target)
    warped = cv2.warpPerspective(
        image, matrix, (wide, HEIGHT_PX), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    patch = np.asarray(warped, np.uint8)
    dark = np.maximum(strokes.find(patch, Ink.GREY), strokes.find(patch, Ink.RED)) > DARK
    inked = dark.astype(np.uint8)
    # A rule leans a little where the page is seen in perspective: thickened before the long run is looked for.
    thick = cv2.dilate(inked, np.ones((3, 1), np.uint8))
    along = np.ones((1, round(RULE_HEIGHTS * HEIGHT_PX)), np.uint8)
    rules = cv2.dilate(cv2.morphologyEx(thick, cv2.MORPH_OPEN, along), np.ones((3, 5), np.uint8))
    # Print whose characters touch is unbroken too, but then all of the height is.
    if rules.mean() < 0.4:
        inked[rules > 0] = 0
    count, _, boxes, _ = cv2.connectedComponentsWithStats(inked, connectivity=8)
    sizes = [
        int(box[cv2.CC_STAT_AREA]) / HEIGHT_PX**2
        for box in boxes[1:count]
        # A cell's side wall: the height of the place, and thin.
        if not (box[cv2.CC_STAT_HEIGHT] >= HEIGHT_PX - 1 and box[cv2.CC_STAT_WIDTH] <= HEIGHT_PX // 4)
    ]
    return float(sum(size for size in sizes if size >= SPECK))
