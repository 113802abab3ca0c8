from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck.fields.passports import check_digit, mrz

# The specimen of ICAO 9303-4, appendix B.
FIRST = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
SECOND = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


def test_the_specimen() -> None:
    zone = mrz.parse(FIRST + SECOND)
    assert zone is not None
    assert (zone.number, zone.nationality, zone.sex) == ("L898902C3", "UTO", "女")
    assert zone.name == "ERIKSSON ANNA MARIA"
    assert zone.birth_date(date(2022, 1, 1)) == date(1974, 8, 12)
    assert list(mrz.problems(FIRST + SECOND)) == []


def test_birth_is_never_in_the_future() -> None:
    second = SECOND[:13] + "210812" + SECOND[19:]
    zone = mrz.parse(second)
    assert zone is not None
    assert zone.birth_date(date(2022, 1, 1)) == date(2021, 8, 12)
    assert zone.birth_date(date(2020, 1, 1)) == date(1921, 8, 12)


def test_the_second_line_alone() -> None:
    zone = mrz.parse(SECOND)
    assert zone is not None
    assert zone.name is None
    assert list(mrz.problems(SECOND)) == []
    assert mrz.parse(FIRST) is None
    assert mrz.problems(FIRST) == ["机读码不完整"]


@given(st.integers(0, 42), st.sampled_from("0123456789"))
def test_a_wrong_digit_is_noticed(place: int, digit: str) -> None:
    if SECOND[place].isdigit() and SECOND[place] != digit:
        assert mrz.problems(FIRST + SECOND[:place] + digit + SECOND[place + 1 :])


def test_as_read() -> None:
    line = f"{FIRST}\n{SECOND[:13]}74O8122F12O4159{SECOND[28:]}"
    assert mrz.find(line)[0].value == FIRST + SECOND
    assert mrz.find(SECOND.replace("<<", "«"))[0].value == SECOND
    assert mrz.find(" ".join((SECOND[:20], SECOND[20:])))[0].value == SECOND
    assert list(mrz.find("护照号码 E12345678")) == []


def test_check_digit_wants_capitals() -> None:
    assert check_digit("520727") == "3"
    with pytest.raises(ValueError, match="machine readable"):
        check_digit("l898902")
