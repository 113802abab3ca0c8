"""How far ink stands off the paper, as the eye sees it: the share of the paper's light that ink takes away."""

import cv2
import numpy as np

from precheck.domain.geometry import Image, Quad, height, width

ROWS = 16
"""Every line is looked at 16 pixels high: thin strokes keep most of their darkness there, noise loses it."""


def of_ink(image: Image, box: Quad) -> float:
    """Weber contrast of a line's ink, 0 (none) to 1 (black on white).

    The 85th percentile of brightness is the paper, the 3rd the ink, and their difference is taken relative to the paper: less
    light leaves it as it is, fog and fading lower it.
    """
    columns = int(np.clip(round(width(box) / max(2.0, height(box)) * ROWS), 8, 20 * ROWS))
    target = np.array([(0, 0), (columns, 0), (columns, ROWS), (0, ROWS)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(box, np.float32), target)
    strip = cv2.warpPerspective(
        image, matrix, (columns, ROWS), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    ink, paper = np.percentile(cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY), (3, 85))
    return float((paper - ink) / max(1.0, paper))
