"""Columns of upright characters are told from rows of a turned page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image, Orientation
from precheck.domain.reading import Page, Turn
from precheck.ocr import OcrEngine
from precheck.pipeline.examination import _corners
from precheck.reading import orientation
from precheck.reading.settings import ReadingSettings
from tests import drawn

SETTINGS = ReadingSettings()
TEXTS = ("学生高慧玲性别女", "准予毕业特发此证", "四川省卫生学校", "一九九六年七月")


def test_a_page_of_columns_lies_upright_and_is_read_along_them() -> None:
    turn = Turn(Orientation(0), columns=True)
    assert turn.reading == Orientation(90)
    assert Turn(Orientation(0)).reading == Orientation(0)
    assert Turn(None, columns=True).reading is None


def test_the_corners_of_a_page_of_columns_begin_at_its_own_top_left() -> None:
    # As a page turned by a quarter begins them: at the picture's top-right.
    turned = Page(None, Orientation(90), document=((90, 0), (90, 50), (0, 50), (0, 0)))
    assert _corners(turned, columns=True) == ((0, 0), (90, 0), (90, 50), (0, 50))


def settled(reader: OcrEngine, image: Image) -> Turn:
    return orientation.determine(reader, image, reader.boxes(image, 800), SETTINGS)[0]


@pytest.mark.parametrize("rotation", [0, 180])
def test_columns_are_told_from_turned_rows(reader: OcrEngine, rotation: int) -> None:
    page = drawn.columns(TEXTS)
    if rotation:
        page = np.asarray(cv2.rotate(page, cv2.ROTATE_180), np.uint8)
    turn = settled(reader, page)
    assert (turn.orientation, turn.columns) == (Orientation(rotation), True)


@pytest.mark.parametrize("rotation", [90, 270])
def test_turned_rows_are_no_columns(reader: OcrEngine, rotation: int) -> None:
    turn = settled(reader, drawn.lines(TEXTS).turned(Orientation(rotation)).image)
    assert (turn.orientation, turn.columns) == (Orientation(rotation), False)
