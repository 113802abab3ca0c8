"""Several readings of one number decide together."""

from __future__ import annotations

import pytest

from precheck.domain.text import TextLine
from precheck.fields import load
from precheck.reading import together
from tests.doubles import line
from tests.reading.test_fields import with_posterior

KIND = load("diploma_number")
NUMBER = "106311201505001234"
EIGHT = NUMBER[:-1] + "8"


def seen(text: str, share: float = 0.0, rival: str = "") -> TextLine:
    rivals = {len(text) - 1: (rival, share)} if rival else None
    return with_posterior(line(text, 0, 0), rivals)


def heard(*lines: TextLine) -> together.Together:
    found = together.of(KIND, lines)
    assert found is not None
    return found


def test_a_view_that_is_sure_outweighs_one_that_is_not() -> None:
    found = heard(seen(EIGHT, 0.3, "4"), seen(NUMBER))
    assert found.readings[0] == (NUMBER, 0.0)
    ratio = together.declared_ratio(found, KIND, EIGHT)
    assert ratio is not None
    assert ratio < -5


def test_where_views_disagree_neither_is_sure() -> None:
    found = heard(seen(NUMBER), seen(NUMBER), seen(EIGHT), seen(EIGHT, 0.4, "4"))
    assert found.readings[0][0] == NUMBER
    assert together.declared_ratio(found, KIND, EIGHT) == pytest.approx(-3.3, abs=0.3)


def test_what_no_view_considers_is_not_there() -> None:
    found = heard(seen(NUMBER), seen(NUMBER))
    assert together.declared_ratio(found, KIND, "106311201505009999") is None


def test_views_of_other_places_say_nothing_together() -> None:
    assert together.of(KIND, [seen("编号见背面"), seen(NUMBER), seen("第二页共三页")]) is None


def test_without_probabilities_nothing_is_said() -> None:
    assert together.of(KIND, [line(NUMBER, 0, 0)]) is None
    assert together.of(load("person_name"), [seen("王小明")]) is None


def test_a_declared_number_of_a_form_of_its_own_is_weighed_against_all() -> None:
    alone = together.of(KIND, [seen("2004-871")] * 2, free=True)
    assert alone is not None
    assert together.declared_ratio(alone, KIND, "2004-871") == 0.0
    assert (together.fits(KIND, NUMBER), together.fits(KIND, "2004-871")) == (True, False)
