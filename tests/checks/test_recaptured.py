"""A display's grid and moiré, and patterns that are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image, quad
from precheck.domain.text import TextLine
from tests import drawn
from tests.checks.asked import findings, one
from tests.doubles import SubjectDouble

LIMITS = {"min_grid": 1.9, "min_bands": 2.6, "min_band_share": 0.12}
PAGE = drawn.lines(
    ["医疗机构执业许可证副本", "登记号 106311201505001234", "机构名称 清水县人民医院", "地址 清水县"] * 3,
    leading=2.5,
)
GRAIN = np.random.default_rng(1).normal(0, 3, PAGE.image.shape)
Y, X = np.mgrid[0 : PAGE.image.shape[0], 0 : PAGE.image.shape[1]].astype(np.float32)


def subject(picture: Image) -> SubjectDouble:
    lines = tuple(TextLine(box, text, 0.98) for box, text in zip(PAGE.boxes, PAGE.texts, strict=True))
    grainy = np.clip(picture.astype(np.float32) * 0.85 + GRAIN, 0, 255).astype(np.uint8)
    pressed = cv2.imdecode(np.frombuffer(drawn.jpeg(grainy, 60), np.uint8), cv2.IMREAD_COLOR)
    return SubjectDouble(image=np.asarray(pressed, np.uint8), lines=lines)


def display(pitch: float, degrees: float) -> Image:
    """The page on a display whose pixels are ``pitch`` camera pixels wide: three coloured stripes in a black matrix."""
    turn = np.radians(degrees)
    across, down = X * np.cos(turn) + Y * np.sin(turn), Y * np.cos(turn) - X * np.sin(turn)
    out = PAGE.image.astype(np.float32)
    for channel, phase in ((2, 0.0), (1, 2.1), (0, 4.2)):
        stripe = (
            1 + 0.35 * np.cos(2 * np.pi * across / pitch - phase) + 0.2 * np.cos(2 * np.pi * down / pitch)
        )
        out[..., channel] *= stripe / 1.55
    return np.asarray(cv2.GaussianBlur(out, (0, 0), 0.5), np.uint8)


@pytest.mark.parametrize(("pitch", "degrees"), [(2.7, 3.0), (3.4, -7.0), (4.3, 5.0)])
def test_a_pixel_grid_is_seen(pitch: float, degrees: float) -> None:
    finding = one("recaptured", subject(display(pitch, degrees)), **LIMITS)
    assert finding.code == "recaptured.screen"
    assert finding.measured is not None
    assert finding.threshold is not None
    assert finding.measured >= finding.threshold
    assert finding.region is not None


def test_coloured_bands_are_seen() -> None:
    out = PAGE.image.astype(np.float32)
    for channel in range(3):
        out[..., channel] *= 0.9 + 0.1 * np.sin(2 * np.pi * (X * 0.9 + Y * 0.4) / 34 + 2.1 * channel)
    assert one("recaptured", subject(np.asarray(out, np.uint8)), **LIMITS).threshold == 2.6


def test_print_and_screenshots_are_none() -> None:
    assert findings("recaptured", subject(PAGE.image), **LIMITS) == []
    clean = subject(PAGE.image)
    clean.image = PAGE.image
    assert findings("recaptured", clean, **LIMITS) == []


def test_guilloche_is_none() -> None:
    out = PAGE.image.copy()
    for k in range(-20, 60):
        wave = np.stack(
            [np.arange(out.shape[1]), k * 12 + 14 * np.sin(np.arange(out.shape[1]) / 23 + k * 0.3)], axis=1
        )
        cv2.polylines(out, [wave.round().astype(np.int32)], False, (235, 215, 190), 1, cv2.LINE_AA)
    assert findings("recaptured", subject(np.asarray(out, np.uint8)), **LIMITS) == []


def test_a_tilted_table_is_none() -> None:
    out = PAGE.image.copy()
    for k in range(-10, 60):
        cv2.line(out, (0, k * 24), (out.shape[1], k * 24 + 60), (90, 90, 90), 1, cv2.LINE_AA)
    assert findings("recaptured", subject(out), **LIMITS) == []


def test_the_weave_of_a_cloth_beside_a_page_that_leans_is_no_display() -> None:
    side = 1000
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    turn = np.radians(4.0)
    weave = np.cos(2 * np.pi * (x * np.cos(turn) + y * np.sin(turn)) / 3.4)
    cloth = np.repeat((120 + 14 * weave)[..., None], 3, axis=2)
    height, width = PAGE.image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 25, 0.75)
    matrix[:, 2] += (side - width) / 2, (side - height) / 2
    page = cv2.warpAffine(PAGE.image, matrix, (side, side), borderValue=(0, 0, 0))
    sheet = cv2.warpAffine(np.full((height, width), 255, np.uint8), matrix, (side, side))
    picture = np.where(sheet[..., None] > 0, page, cloth) + np.random.default_rng(1).normal(0, 2, cloth.shape)
    lines = tuple(
        TextLine(quad(cv2.transform(np.array([box], np.float32), matrix)[0]), text, 0.98)
        for box, text in zip(PAGE.boxes, PAGE.texts, strict=True)
    )
    leaning = SubjectDouble(image=np.clip(picture, 0, 255).astype(np.uint8), lines=lines)
    assert findings("recaptured", leaning, **LIMITS) == []
