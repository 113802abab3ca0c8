"""Where the rest of a number must stand, from a piece of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from precheck.domain.geometry import Quad
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from precheck.reading import reach
from tests.doubles import box, line

NUMBER = "106311201505001234"


def piece(text: str, left: float, pitch: float = 10.0) -> TextLine:
    """A line whose characters are ``pitch`` pixels wide."""
    spans = tuple((i / len(text), (i + 1) / len(text)) for i in range(len(text)))
    return replace(line(text, left, 100, 20), box=box(left, 100, left + pitch * len(text), 120), spans=spans)


def reading(expected: str | None = NUMBER, **more: object) -> FieldReading:
    plain = FieldReading(
        "certificate_number", Status.UNREADABLE, "diploma_number", None, expected=expected, readability=0.5
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def ends(found: Quad) -> tuple[float, float]:
    return found[0][0], found[1][0]


@pytest.mark.parametrize("text", [NUMBER[-6:], NUMBER[:6], NUMBER[6:12], "路" + NUMBER[6:12]])
def test_a_piece_tells_where_the_whole_stands(text: str) -> None:
    at = NUMBER.index(text[-6:])
    [found] = reach.boxes(reading(), [piece(text, 300)])
    start = 300 + 10 * (len(text) - 6) - 10 * at
    assert ends(found) == pytest.approx((start - 7, start + 187))


def test_han_characters_are_wider_than_digits() -> None:
    [found] = reach.boxes(reading("云卫校毕字第1226号"), [piece("1226", 300)])
    assert ends(found) == pytest.approx((300 - 10 * (6 * reach.HAN + 0.7), 340 + 10 * (reach.HAN + 0.7)))


def test_without_a_piece_nothing_tells() -> None:
    assert reach.boxes(reading(areas=(box(200, 100, 500, 120),)), []) == []


def test_neither_dates_nor_what_has_little_in_common_are_pieces() -> None:
    assert (
        reach.boxes(reading(), [piece("2015年05001月", 300), piece("甲乙312", 300), piece("99988", 300)])
        == []
    )


@pytest.mark.parametrize(
    "given",
    [reading(None), reading(value=NUMBER[:-1] + "9")],
    ids=["nothing declared", "as long as declared"],
)
def test_nowhere_else(given: FieldReading) -> None:
    assert reach.boxes(given, [piece(NUMBER[-8:], 300)]) == []


@pytest.mark.parametrize(
    ("text", "is_piece"),
    [
        ("12345", True),
        ("1234", False),
        ("1234567某某某", True),  # seven of ten
        ("123456某某某某", False),
        ("12345某某", True),
        ("12345某某某", False),
        ("2015050年", False),
        ("", False),
    ],
)
def test_a_piece_of_a_number_is_mostly_digits_and_no_date(text: str, is_piece: bool) -> None:
    assert reach.is_piece(text) is is_piece


@pytest.mark.parametrize(
    ("text", "found"), [("甲乙3112", 1), ("甲乙311", 0), ("99912", 1), ("99982", 0), ("99912年", 0)]
)
def test_so_much_in_common_makes_a_piece(text: str, found: int) -> None:
    assert len(reach.boxes(reading(), [piece(text, 300)])) == found


def test_of_several_pieces_the_two_that_have_most_in_common() -> None:
    lines = [piece(NUMBER[-5:], 300), piece(NUMBER[:9], 100), piece(NUMBER[-7:], 200)]
    first, second = reach.boxes(reading(value="1234"), lines)
    assert ends(first) == pytest.approx((93, 287))
    assert ends(second) == pytest.approx((200 - 110 - 7, 270 + 7))
    bare = replace(piece(NUMBER[-7:], 200), spans=())
    assert reach.boxes(reading(), [bare]) == []
