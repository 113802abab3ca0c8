"""Where to look for what hides a value."""

from __future__ import annotations

import pytest

from precheck.domain.geometry import height
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from precheck.reading import doubt
from tests.doubles import DIPLOMA, box, readings

VALUE = box(100, 50, 200, 70)


def number(status: Status, **more: object) -> dict[str, FieldReading]:
    values: dict[str, object] = {"value": "10631", "box": VALUE, **more}
    return readings(FieldReading("certificate_number", status, **values))  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [Status.UNREADABLE, Status.MISMATCH])
def test_the_strip_reaches_beyond_what_was_read(status: Status) -> None:
    (found,) = doubt.of(DIPLOMA, number(status), ())
    assert found.field == "certificate_number"
    (strip,) = found.strips
    assert strip[0] == pytest.approx((100 - 24, 50))
    assert strip[2] == pytest.approx((200 + 24, 70))


def test_what_is_settled_or_not_owed_is_in_no_doubt() -> None:
    for status in (Status.MATCH, Status.UNVERIFIED, Status.ABSENT):
        assert doubt.of(DIPLOMA, number(status), ()) == ()
    assert doubt.of(DIPLOMA, number(Status.UNVERIFIED, problems=("位数不对",)), ()) != ()


def test_without_a_value_the_place_beside_the_label_counts_else_all_lines() -> None:
    lines = (TextLine(box(0, 0, 80, 20), "毕业证书", 0.9), TextLine(box(0, 40, 10, 50), "1", 0.9))
    beside = number(Status.UNREADABLE, value=None, box=None, areas=(VALUE,))
    assert doubt.of(DIPLOMA, beside, lines)[0].strips == (VALUE,)
    (anywhere,) = doubt.of(DIPLOMA, number(Status.UNREADABLE, value=None, box=None), lines)
    assert anywhere.anywhere
    assert len(anywhere.strips) == 1


@pytest.mark.parametrize(
    ("piece", "text", "gap"),
    [
        (box(260, 50, 320, 70), "01234", (200, 260)),
        (box(20, 51, 50, 71), "01", (50, 100)),
        (box(260, 50, 320, 70), "有效期限", None),
        (box(210, 50, 320, 70), "01234", None),  # as close as digits stand
        (box(260, 90, 320, 110), "01234", None),  # another row
        (box(900, 50, 960, 70), "01234", None),  # another column
    ],
)
def test_a_number_broken_in_two_has_a_gap(
    piece: tuple[tuple[float, float], ...], text: str, gap: tuple[float, float] | None
) -> None:
    lines = (TextLine(VALUE, "10631", 0.9), TextLine(piece, text, 0.9))  # type: ignore[arg-type]
    (found,) = doubt.of(DIPLOMA, number(Status.MISMATCH), lines)
    assert [(round(strip[0][0]), round(strip[1][0])) for strip in found.gaps] == ([gap] if gap else [])


def test_pieces_elsewhere_have_a_gap_of_their_own() -> None:
    pieces = (TextLine(box(100, 150, 150, 170), "1063", 0.9), TextLine(box(210, 150, 260, 170), "1234", 0.9))
    (found,) = doubt.of(DIPLOMA, number(Status.UNREADABLE), pieces)
    assert found.gaps == ()
    assert [(round(strip[0][0]), round(strip[1][0])) for strip in found.pairs] == [(150, 210)]
    (words,) = doubt.of(DIPLOMA, number(Status.UNREADABLE, value="毕字"), pieces)
    assert words.pairs == ()


def test_the_row_of_a_short_value_runs_as_the_long_lines_do() -> None:
    long = tuple(
        TextLine(((0, y), (300, y - 30), (302, y - 10), (2, y + 20)), "成绩合格准予毕业", 0.9)
        for y in (200, 260, 320)
    )
    short = box(100, 100, 140, 120)
    (level,) = doubt.of(DIPLOMA, number(Status.UNREADABLE, box=short), long[:2])
    assert level.strips[0][1][1] == pytest.approx(level.strips[0][0][1])
    (aslant,) = doubt.of(DIPLOMA, number(Status.UNREADABLE, box=short), long)
    (left, top), (right, other) = aslant.strips[0][0], aslant.strips[0][1]
    assert (other - top) / (right - left) == pytest.approx(-0.1, abs=0.01)
    assert height(aslant.strips[0]) == pytest.approx(20)
    down = box(100, 100, 120, 140)  # a row of its own, from top to bottom
    turned = (down[3], down[0], down[1], down[2])
    (upright,) = doubt.of(DIPLOMA, number(Status.UNREADABLE, box=turned), long)
    assert upright.strips[0][0][0] == pytest.approx(upright.strips[0][1][0])


WHOLE = "106311201505001234"


@pytest.mark.parametrize(
    ("value", "declared", "in_doubt"),
    [
        (WHOLE, "106311201505009999", False),  # another number, and nothing missing from what stands there
        (WHOLE[:12], WHOLE, True),
        (WHOLE[:6] + "7" + WHOLE[7:], WHOLE, True),  # no number of that kind
    ],
)
def test_a_sound_number_is_what_stands_there(value: str, declared: str, in_doubt: bool) -> None:
    seen = number(Status.MISMATCH, type="diploma_number", value=value, expected=declared, readability=0.97)
    assert bool(doubt.of(DIPLOMA, seen, ())) is in_doubt
    unsure = number(Status.MISMATCH, type="diploma_number", value=value, expected=declared, readability=0.7)
    assert len(doubt.of(DIPLOMA, unsure, ())) == 1


@pytest.mark.parametrize(
    ("value", "declared", "in_doubt"),
    [
        ("李雷", "韩梅梅", False),
        ("韩梅", "韩梅梅", True),
        ("韩", "李雷雷", True),  # hardly a name
        ("韩梅梅", "韩梅", False),
    ],
)
def test_another_name_is_what_stands_there(value: str, declared: str, in_doubt: bool) -> None:
    reading = FieldReading(
        "name", Status.MISMATCH, "person_name", value, expected=declared, box=VALUE, readability=0.97
    )
    assert bool(doubt.of(DIPLOMA, readings(reading), ())) is in_doubt
