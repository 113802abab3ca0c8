"""Numbers on burnt-out paper: what is left of them tells where light wiped the rest out."""

from __future__ import annotations

import numpy as np
import pytest

from precheck.domain.geometry import Image, Quad, slice_along
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from precheck.reading import burnt_out, doubt
from tests import drawn
from tests.doubles import DIPLOMA, readings

NUMBER = "106311201505001234"
PAGE = drawn.lines([NUMBER, "成绩合格准予毕业"], leading=4)
BOX, _ = PAGE.boxes
FIRST, LAST = slice_along(BOX, 0, 6 / 18), slice_along(BOX, 12 / 18, 1)


def wiped(start: float, end: float, fading: float = 0.1) -> Image:
    """The number without what stands from ``start`` to ``end``; the ink grows lighter towards that over so much of it."""
    left, right = BOX[0][0], BOX[1][0]
    along = (np.arange(PAGE.image.shape[1]) - left) / (right - left)
    away = np.maximum(np.maximum(start - along, along - end), 0)
    ink = np.clip(away / max(fading, 1e-6), 0, 1)[None, :, None]
    row = slice(int(BOX[0][1]) - 8, int(BOX[2][1]) + 8)
    image = PAGE.image.astype(np.float32)
    image[row] = 255 - (255 - image[row]) * ink
    return np.asarray(np.round(image), np.uint8)


def line(box: Quad, text: str) -> TextLine:
    spans = tuple((i / len(text), (i + 1) / len(text)) for i in range(len(text)))
    return TextLine(box, text, 0.99, spans=spans)


def hides(image: Image, *lines: TextLine, **more: object) -> bool:
    given: dict[str, object] = {"type": "diploma_number", "expected": NUMBER, **more}
    reading = FieldReading("certificate_number", Status.UNREADABLE, **given)  # type: ignore[arg-type]
    (doubted,) = doubt.of(DIPLOMA, readings(reading), lines)
    return burnt_out.value(image, doubted) is not None


@pytest.mark.parametrize(
    ("text", "box", "gone"), [(NUMBER[:6], FIRST, (0.34, 1)), (NUMBER[12:], LAST, (0, 0.65))]
)
def test_digits_that_must_stand_beside_a_piece_and_do_not_are_hidden(
    text: str, box: Quad, gone: tuple[float, float]
) -> None:
    assert hides(wiped(*gone, fading=0), line(box, text))
    assert not hides(PAGE.image, line(box, text))  # they stand there, and only were not read


def test_a_piece_of_another_value_tells_nothing() -> None:
    other = FieldReading("name", Status.MATCH, value="张三", box=FIRST)
    number = FieldReading("certificate_number", Status.UNREADABLE, "diploma_number", expected=NUMBER)
    lines = [line(FIRST, NUMBER[:6])]
    assert doubt.of(DIPLOMA, readings(number), lines)[0].wholes
    assert not doubt.of(DIPLOMA, readings(number, other), lines)[0].wholes


def test_a_number_that_stands_whole_in_a_line_is_missing_nowhere() -> None:
    reading = FieldReading("certificate_number", Status.UNREADABLE, "diploma_number", expected=NUMBER)
    lines = [line(FIRST, NUMBER[:6]), line(BOX, "No" + NUMBER)]
    assert doubt.of(DIPLOMA, readings(reading), lines[:1])[0].wholes
    assert not doubt.of(DIPLOMA, readings(reading), lines)[0].wholes


def test_beginning_and_end_of_a_number_with_nothing_between() -> None:
    first, last = slice_along(BOX, 0, 3 / 18), slice_along(BOX, 15 / 18, 1)
    lines = line(first, "No" + NUMBER[:3]), line(last, "8" + NUMBER[-2:])
    assert hides(wiped(0.18, 0.82), *lines)
    assert not hides(PAGE.image, *lines)
    assert not hides(wiped(0.18, 0.82), lines[0], line(last, "899"))


def test_a_gap_within_a_number_that_is_too_short() -> None:
    short = {"value": NUMBER[:8] + NUMBER[11:], "box": BOX, "expected": None, "problems": ("位数不对",)}
    assert hides(wiped(0.45, 0.6), **short)
    assert not hides(PAGE.image, **short)
    assert not hides(wiped(0.45, 0.6), **{**short, "value": NUMBER, "expected": "206311201505001234"})


def test_a_value_that_fades_into_burnt_out_paper() -> None:
    ends, piece = wiped(0.4, 1, fading=0.2), slice_along(BOX, 0, 0.38)
    fading = {"value": NUMBER[:6], "box": piece, "expected": None, "problems": ("位数不对",)}
    wide = np.pad(ends, ((0, 0), (0, 200), (0, 0)), constant_values=255)
    assert hides(wide, **fading)
    assert not hides(
        np.pad(wiped(0.4, 1, fading=0), ((0, 0), (0, 200), (0, 0)), constant_values=255), **fading
    )
    name = {"type": "person_name", "value": "古丽", "expected": "古丽娜尔", "box": piece}
    assert hides(wide, **name)
    assert not hides(wide, **{**name, "expected": "王丽娜尔"})


def test_a_number_of_which_nothing_was_read_beside_its_label() -> None:
    label, place = slice_along(BOX, 0, 0.2), slice_along(BOX, 0.22, 1.1)
    faded = wiped(0.22, 0.6, fading=0.2)
    beside = {"areas": (place,), "expected": None}
    assert hides(faded, line(label, "证书编号"), **beside)
    assert not hides(wiped(0.22, 0.6, fading=0), line(label, "证书编号"), **beside)
    assert not hides(faded, line(label, "证书编号"), **{**beside, "type": "person_name"})
