"""What is drawn over a picture."""

from __future__ import annotations

from dataclasses import replace

import pytest

from precheck.reporting import card
from precheck.reporting.card import Shape
from tests.reporting import made

REGION = ((100.0, 50.0), (180.0, 50.0), (180.0, 70.0), (100.0, 70.0))


def test_the_number_stands_outside_of_what_it_points_to() -> None:
    x, y = Shape("flag", "review", REGION, "a.b", 1).label_position(10)
    assert (x, y) == (92, 42)


def test_numbers_that_point_to_one_place_stand_side_by_side() -> None:
    both = made.report(
        made.flag(code="blurred.text", field=None), made.flag(code="unreadable.name", field=None)
    )
    flags = tuple(replace(flag, region=REGION) for flag in both.flags)
    upload = replace(both.upload, width=800, height=600)
    drawn = card.shapes(replace(both, flags=flags, upload=upload), made.DIPLOMA)
    assert [shape.label_position(10) for shape in drawn if shape.kind == "flag"] == [(92, 42), (113, 42)]


def test_what_takes_up_much_of_the_picture_is_not_tinted() -> None:
    shape = Shape("flag", "review", REGION, "a.b", 1)
    assert shape.is_large(80, 20)
    assert not shape.is_large(800, 600)


@pytest.mark.parametrize(("rotation", "side"), [(90, "right"), (180, "bottom"), (270, "left")])
def test_a_turned_picture_shows_which_side_belongs_up(rotation: int, side: str) -> None:
    turned = made.report(made.flag(code="rotated.quarter_turn", field=None))
    turned = replace(
        turned,
        upload=replace(turned.upload, width=800, height=600),
        image=replace(turned.image, rotation=rotation),
    )
    (arrow,) = [shape for shape in card.shapes(turned, made.DIPLOMA) if shape.kind == "flag"]
    (tip, *feet) = arrow.region
    beyond = {"right": tip[0] > 760, "bottom": tip[1] > 560, "left": tip[0] < 40}
    assert beyond[side]
    assert all(0 <= x <= 800 and 0 <= y <= 600 for x, y in arrow.region)
    assert (feet[0][0] == feet[1][0]) == (side != "bottom")
