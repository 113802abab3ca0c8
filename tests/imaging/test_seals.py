"""Rims of seals are found in any ink, whole or in part; print, faces and filled discs are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image, area, centre
from precheck.imaging import seals
from precheck.imaging.seals import Ink
from tests import drawn
from tests.inked import GREY, RED, seal

PAGE = drawn.lines(
    [
        "医疗机构名称青石市第一人民医院",
        "兹证明该同志在我单位连续从事临床工作",
        "期间无违法违规行为特此证明",
        "二〇二六年十月二十日",
    ],
    leading=4,
).image
MIDDLE = (PAGE.shape[1] - 150, PAGE.shape[0] - 160)
RADIUS = 70


def sealed(**how: object) -> Image:
    return seal(PAGE, MIDDLE, RADIUS, **how)  # type: ignore[arg-type]


def share(image: Image, ink: Ink = Ink.RED) -> float:
    return max((found.share for found in seals.find(image, ink)), default=0.0)


def test_a_seal_over_print_is_found_where_it_is() -> None:
    found = seals.find(sealed(), Ink.RED)[0]
    assert found.share >= 0.9
    assert centre(found.region) == pytest.approx(MIDDLE, abs=3)
    assert area(found.region) == pytest.approx(np.pi * RADIUS**2, rel=0.12)
    assert found.ink is Ink.RED


@pytest.mark.parametrize(
    "how",
    [
        {"colour": (60, 70, 225)},
        {"colour": (110, 50, 190)},
        {"strength": 0.3},
        {"oval": 1.4},
        {"gap_degrees": 90},
        {"width": 2},
        {"width": 7},
    ],
    ids=lambda how: str(how),
)
def test_other_inks_and_shapes_and_a_rim_in_part(how: dict[str, object]) -> None:
    assert share(sealed(**how)) >= 0.6


def test_neither_light_nor_its_colour_matters() -> None:
    dim = np.asarray(sealed() * np.array((0.35, 0.45, 0.5)), np.uint8)
    assert share(dim) >= 0.6


def test_after_blur_and_strong_compression() -> None:
    soft = cv2.GaussianBlur(sealed(), (0, 0), 2.5)
    _, data = cv2.imencode(".jpg", soft, [cv2.IMWRITE_JPEG_QUALITY, 40])
    assert share(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)) >= 0.6


def test_a_copied_seal_is_found_as_grey_and_not_as_red() -> None:
    copied = sealed(colour=GREY)
    assert share(copied, Ink.GREY) >= 0.75
    assert share(copied, Ink.RED) < 0.6


def test_print_is_no_seal() -> None:
    assert share(PAGE, Ink.RED) < 0.6
    assert share(PAGE, Ink.GREY) < 0.75


def test_a_red_heading_a_frame_and_a_disc_are_no_seals() -> None:
    page = PAGE.copy()
    page[PAGE[:, :, 0] < 128] = RED
    cv2.rectangle(page, (10, 10), (page.shape[1] - 10, page.shape[0] - 10), RED, 5)
    cv2.circle(page, MIDDLE, RADIUS, RED, -1)
    assert share(page) < 0.6


def test_only_within_what_was_asked_for() -> None:
    upper = (
        (0, 0),
        (PAGE.shape[1], 0),
        (PAGE.shape[1], MIDDLE[1] - RADIUS - 20),
        (0, MIDDLE[1] - RADIUS - 20),
    )
    assert max((found.share for found in seals.find(sealed(), Ink.RED, upper)), default=0.0) < 0.6


def test_a_ring_round_a_face_is_none() -> None:
    x, y = MIDDLE
    face = ((x - 60, y - 60), (x + 60, y - 60), (x + 60, y + 60), (x - 60, y + 60))
    assert max((found.share for found in seals.find(sealed(), Ink.RED, None, (face,))), default=0.0) < 0.6


def test_the_same_picture_gives_the_same_answer() -> None:
    assert seals.find(sealed(), Ink.GREY) == seals.find(sealed(), Ink.GREY)


def test_greys_alone_are_colourless() -> None:
    grey = np.repeat(PAGE[:, :, :1], 3, axis=2)
    assert seals.is_colourless(grey)
    assert not seals.is_colourless(sealed())
