"""Pictures for showing: without metadata, no larger than asked."""

import cv2

from precheck.domain.geometry import Image


def jpeg(image: Image, max_side_px: int, quality: int = 85) -> bytes:
    """A baseline JPEG of a BGR picture, its longer side at most ``max_side_px``; never enlarged.

    ``quality`` is 1 to 100 as libjpeg means it. What comes out carries pixels alone: no EXIF, no GPS, no
    trailing data of the file it came from.
    Raises ValueError: an empty picture, or ``max_side_px`` below 1."""
    height, width = image.shape[:2]
    if not height or not width or max_side_px < 1:
        raise ValueError(f"cannot encode {width} × {height} pixels into {max_side_px}")
    longer = max(width, height)
    if longer > max_side_px:
        size = (max(1, round(width * max_side_px / longer)), max(1, round(height * max_side_px / longer)))
        resized = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    else:
        resized = image
    written, encoded = cv2.imencode(".jpg", resized, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not written:
        raise ValueError(f"OpenCV does not encode a picture of shape {image.shape}")
    return encoded.tobytes()
