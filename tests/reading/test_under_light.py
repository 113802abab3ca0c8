"""Print under a highlight: what counts as hidden, and what only looks so."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image, Quad
from precheck.domain.text import TextLine
from precheck.reading import under_light
from precheck.reading.doubt import Doubt
from precheck.reading.slope import lengthened
from tests import drawn

PAGE = drawn.lines(["106311201505001234", "成绩合格准予毕业"], leading=4)
NUMBER, TEXT = PAGE.boxes
LINES = (TextLine(NUMBER, "1063101234", 0.99), TextLine(TEXT, "成绩合格准予毕业", 0.99))


def lit(centre: tuple[float, float], radii: tuple[float, float]) -> Image:
    """The page on duller paper, with a soft highlight that burns out what lies under it."""
    rows, columns = PAGE.image.shape[:2]
    y, x = np.mgrid[:rows, :columns]
    far = np.hypot((x - centre[0]) / radii[0], (y - centre[1]) / radii[1])
    light = np.clip(2.2 - 1.2 * far, 0, 1)[..., None]
    return np.asarray(np.round(PAGE.image * 0.8 * (1 - light) + 255 * light), np.uint8)


def number_at(box: Quad, **more: object) -> Doubt:
    return Doubt("certificate_number", (box,), **more)  # type: ignore[arg-type]


def test_a_lamp_among_the_print_hides_a_value_that_is_nowhere() -> None:
    corners = np.array(TEXT)
    tall, middle = float(corners[3, 1] - corners[0, 1]), float(corners[:, 1].mean())
    nowhere = number_at(lengthened(TEXT, 1.2), anywhere=True)
    page = lit((float(corners[1, 0]) + 1.5 * tall, middle), (1.2 * tall, tall))
    found = under_light.value(page, nowhere, under_light.highlights(page, LINES))
    assert found is not None
    assert found.heights >= under_light.LAMP_HEIGHTS
    # The same light far from all print lies on something else.
    far = number_at(lengthened(NUMBER, -5.0), anywhere=True)
    assert under_light.value(page, far, under_light.highlights(page, LINES)) is None


def test_paper_that_uneven_light_burns_out_is_no_lamp(monkeypatch: pytest.MonkeyPatch) -> None:
    corners = np.array(TEXT)
    tall, right = float(corners[3, 1] - corners[0, 1]), float(corners[1, 0])
    rows, columns = PAGE.image.shape[:2]
    y, x = np.mgrid[:rows, :columns]
    # An angle along two sides of the sheet, fading inwards.
    far = np.minimum(rows - y, columns - x) / tall
    light = np.clip(1.6 - 0.6 * far, 0, 1)[..., None]
    page = np.asarray(np.round(PAGE.image * 0.8 * (1 - light) + 255 * light), np.uint8)
    bright = under_light.highlights(page, LINES)
    assert any(one.soft for one in bright)
    box = ((right - 3 * tall, 10.0), (right, 10.0), (right, 10 + tall), (right - 3 * tall, 10 + tall))
    assert under_light.value(page, number_at(box, anywhere=True), bright) is None
    monkeypatch.setattr(under_light, "LAMP_COMPACT", 0.0)
    monkeypatch.setattr(under_light, "LAMP_LINGERS", 9.0)
    assert under_light.value(page, number_at(box, anywhere=True), bright) is not None


def test_a_tube_s_sharp_image_hides_a_value_that_is_nowhere() -> None:
    corners = np.array(TEXT)
    tall, left, right = float(corners[3, 1] - corners[0, 1]), float(corners[0, 0]), float(corners[1, 0])
    between = (float(np.array(NUMBER)[2, 1]) + float(corners[0, 1])) / 2
    nowhere = Doubt("certificate_number", (NUMBER, TEXT), anywhere=True)

    def crossed(end: float) -> Image:
        page = np.asarray(np.round(PAGE.image * 0.8), np.uint8)
        half = round(0.5 * tall)
        page[round(between) - half : round(between) + half, round(left) : round(end)] = 255
        return page

    tube, label = crossed(right), crossed(left + 2 * tall)
    assert under_light.value(tube, nowhere, under_light.highlights(tube, LINES)) is not None
    # As sharp and no longer than a label stuck on.
    assert under_light.value(label, nowhere, under_light.highlights(label, LINES)) is None


def test_a_bright_patch_with_print_that_is_read_is_paper() -> None:
    corners = np.array(TEXT)
    tall = float(corners[3, 1] - corners[0, 1])
    page = np.asarray(np.round(PAGE.image * 0.8), np.uint8)
    top, bottom = round(float(corners[0, 1]) - tall), round(float(corners[3, 1]) + tall)
    end = round(float(corners[0, 0]) + 4 * tall)
    page[top:bottom, :end] = PAGE.image[top:bottom, :end]
    unread = (LINES[0], TextLine(TEXT, "成绩合格准予毕业", 0.5))
    assert under_light.highlights(page, unread)
    assert under_light.highlights(page, LINES) == ()


def test_the_sheet_s_edge_is_no_print_that_a_highlight_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    corners = np.array(NUMBER)
    tall = float(corners[3, 1] - corners[0, 1])
    right, middle = float(corners[1, 0]), float(corners[:, 1].mean())
    wide = cv2.copyMakeBorder(
        PAGE.image, 0, 0, 0, round(6 * tall), cv2.BORDER_CONSTANT, value=(255, 255, 255)
    )
    page = np.asarray(np.round(wide * 0.8), np.uint8)
    left, edge = round(right - 0.2 * tall), round(right + 3 * tall)
    page[round(middle - tall) : round(middle + tall), left:edge] = 255
    # A sheet's edge that leans, as it crosses the row: something dark that is no print.
    page[round(middle - 0.2 * tall) : round(middle + 0.2 * tall), edge : edge + 8] = 60
    bright = under_light.highlights(page, LINES)
    assert under_light.any_print(page, LINES, bright) is None
    monkeypatch.setattr(under_light, "NEXT_TO", 20.0)
    assert under_light.any_print(page, LINES, bright) is not None
