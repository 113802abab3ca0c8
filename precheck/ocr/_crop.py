"""Cutting a line of text out of a picture, straightened."""

import cv2
import numpy as np

from precheck.domain.geometry import Image, Quad, height, width


def strip_width(box: Quad, height_px: int, max_width_px: int, squeeze: float = 1.0) -> int:
    """Of the strip that :func:`line_image` cuts."""
    natural = squeeze * max(1.0, width(box)) * height_px / max(1.0, height(box))
    return int(np.clip(round(natural), 8, max_width_px))


def line_image(image: Image, box: Quad, height_px: int, max_width_px: int, squeeze: float = 1.0) -> Image:
    """The text in ``box`` as an upright strip ``height_px`` high, its width in proportion times ``squeeze``
    (8..``max_width_px``).

    The strip follows the box's own order: its first point becomes the strip's top-left. Nothing is
    guessed about the direction of the text.
    """
    target_width = strip_width(box, height_px, max_width_px, squeeze)
    # Large text is cut at its own size and then averaged down: sampling a warp directly would alias strokes.
    scale = max(1.0, height(box) / height_px)
    cut_width, cut_height = round(target_width * scale), round(height_px * scale)
    source = np.array(box, dtype=np.float32)
    target = np.array([(0, 0), (cut_width, 0), (cut_width, cut_height), (0, cut_height)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    strip = cv2.warpPerspective(
        image, matrix, (cut_width, cut_height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if scale > 1.0:
        strip = cv2.resize(strip, (target_width, height_px), interpolation=cv2.INTER_AREA)
    return np.asarray(strip, dtype=np.uint8)
