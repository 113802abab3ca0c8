"""Several readings of one value: structure, page, views and readers make one of them likeliest."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from precheck.domain import cleaning
from precheck.domain.geometry import EIGHT_WAYS
from precheck.domain.text import TextLine
from precheck.fields import load
from precheck.reading.fuse import (
    Fused,
    best_reading,
    fits,
    fuse_lines,
    fuse_readings,
    stands,
)
from precheck.reading.layout import Layout
from tests.doubles import line
from tests.reading.test_fields import with_posterior

ID = "510105199001011234"[:17] + cleaning.check_digit("51010519900101123")
NUMBER = "106311201505001234"


def test_every_value_is_summed_over_all_opinions_and_is_set_against_the_likeliest() -> None:
    fused = fuse_readings([{"1": 0.0, "2": -1.0, "3": -9.0}, {"1": -10.0, "2": 0.0, "3": -2.0}])
    assert fused == (("2", 0.0), ("1", -9.0), ("3", -10.0))


DIPLOMA_NUMBER = load("diploma_number")
EIGHT = NUMBER[:-1] + "8"


def seen(text: str, share: float = 0.0, rival: str = "") -> TextLine:
    rivals = {len(text) - 1: (rival, share)} if rival else None
    return with_posterior(line(text, 0, 0), rivals)


def heard(*lines: TextLine) -> Fused:
    found = fuse_lines(DIPLOMA_NUMBER, lines)
    assert found is not None
    return found


def test_a_view_that_is_sure_outweighs_one_that_is_not() -> None:
    found = heard(seen(EIGHT, 0.3, "4"), seen(NUMBER))
    assert found.readings[0] == (NUMBER, 0.0)
    ratio = found.declared_ratio(DIPLOMA_NUMBER, EIGHT)
    assert ratio is not None
    assert ratio < -5


def test_where_views_disagree_neither_is_sure() -> None:
    found = heard(seen(NUMBER), seen(NUMBER), seen(EIGHT), seen(EIGHT, 0.4, "4"))
    assert found.readings[0][0] == NUMBER
    assert found.declared_ratio(DIPLOMA_NUMBER, EIGHT) == pytest.approx(-3.3, abs=0.3)


def test_what_no_view_considers_is_not_there() -> None:
    found = heard(seen(NUMBER), seen(NUMBER))
    assert found.declared_ratio(DIPLOMA_NUMBER, "106311201505009999") is None


def test_views_of_other_places_say_nothing_together() -> None:
    assert fuse_lines(DIPLOMA_NUMBER, [seen("编号见背面"), seen(NUMBER), seen("第二页共三页")]) is None


def test_without_probabilities_nothing_is_said() -> None:
    assert fuse_lines(DIPLOMA_NUMBER, [line(NUMBER, 0, 0)]) is None
    assert fuse_lines(load("person_name"), [seen("王小明")]) is None


def test_a_declared_number_of_a_form_of_its_own_is_weighed_against_all() -> None:
    alone = fuse_lines(DIPLOMA_NUMBER, [seen("2004-871")] * 2, free=True)
    assert alone is not None
    assert alone.declared_ratio(DIPLOMA_NUMBER, "2004-871") == 0.0
    assert (fits(DIPLOMA_NUMBER, NUMBER), fits(DIPLOMA_NUMBER, "2004-871")) == (True, False)


def test_readings_of_the_usual_form_stand_before_others_unless_another_form_was_declared() -> None:
    views = [*[seen("2004-871")] * 3, seen(NUMBER)]
    free = fuse_lines(DIPLOMA_NUMBER, views, free=True)
    assert free is not None
    assert free.readings[0] == ("2004-871", 0.0)
    # Of the usual form there is only what one view of four says, which is no opinion.
    assert fuse_lines(DIPLOMA_NUMBER, views) is None


WRONG_CHECK = ID[:-1] + ("1" if ID[-1] != "1" else "2")


@pytest.mark.parametrize(("share", "value"), [(0.002, WRONG_CHECK), (0.3, ID)])
def test_a_clearly_seen_number_stands_whatever_its_check_digit(share: float, value: str) -> None:
    text = with_posterior(line(WRONG_CHECK, 0, 0), {17: (ID[-1], share)})
    text = replace(text, characters=(*(0.999,) * 17, 1.0 - share))
    whole = Layout([text], EIGHT_WAYS[0]).running
    assert best_reading(load("resident_id"), whole, WRONG_CHECK).value == value


def test_other_readings_of_a_number_come_with_how_much_less_likely_they_are() -> None:
    text = with_posterior(line(NUMBER, 0, 0), {17: ("9", 0.3), 16: ("8", 0.1)})
    text = replace(text, characters=(*(0.999,) * 16, 0.9, 0.7))
    best = best_reading(load("diploma_number"), Layout([text], EIGHT_WAYS[0]).running, NUMBER)
    assert best.value == NUMBER
    assert [other for other, _ in best.others[:2]] == [f"{NUMBER[:-1]}9", f"{NUMBER[:-2]}8{NUMBER[-1]}"]
    assert [behind for _, behind in best.others[:2]] == pytest.approx(
        [math.log(0.3 / 0.699), math.log(0.1 / 0.899)], abs=0.01
    )
    assert best.margin == best.others[0][1]


def test_a_number_stands_only_in_its_form_and_clearly_seen() -> None:
    kind = load("resident_id")
    assert stands(kind, WRONG_CHECK, 0.95)
    assert not stands(kind, WRONG_CHECK, 0.94)
    assert not stands(kind, WRONG_CHECK[:-1], 0.99)
    assert not stands(kind, ID, 0.99)
