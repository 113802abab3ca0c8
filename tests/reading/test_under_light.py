"""Print under a highlight: what counts as hidden, and what only looks so."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.domain.text import TextLine
from precheck.reading import under_light
from precheck.reading.doubt import Doubt, lengthened
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


def test_the_end_of_another_row_says_nothing_of_a_value_that_is_nowhere() -> None:
    corners = np.array(TEXT)
    tall = float(corners[3, 1] - corners[0, 1])
    end = (float(corners[1, 0]) + 1.5 * tall, float(corners[:, 1].mean()))
    strip = lengthened(TEXT, 1.5)
    beyond = lit(end, (1.2 * tall, tall))
    bright = under_light.highlights(beyond, LINES)
    assert bright
    assert under_light.value(beyond, Doubt("certificate_number", (strip,)), bright) is not None
    assert under_light.value(beyond, Doubt("certificate_number", (strip,), anywhere=True), bright) is None
    middle = lit((float(corners[:, 0].mean()), end[1]), (1.2 * tall, tall))
    bright = under_light.highlights(middle, LINES)
    assert under_light.value(middle, Doubt("certificate_number", (strip,), anywhere=True), bright) is not None


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
