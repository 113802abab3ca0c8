from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck.fields.passports import check_digit, mrz

# The specimen of ICAO 9303-4, appendix B.
FIRST = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
SECOND = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


def test_the_specimen() -> None:
    assert list(mrz.problems(FIRST + SECOND)) == []
    assert list(mrz.problems(SECOND)) == []
    assert mrz.problems(FIRST) == ["机读码不完整"]


@pytest.mark.parametrize(
    ("personal", "check", "sound"),
    [
        ("ZE184226B<<<<<", "1", True),
        ("ZE184226B<<<<<", "2", False),
        ("<" * 14, "<", True),
        ("<" * 14, "0", True),
        ("ZE184226B<<<<<", "<", False),
        ("<" * 14, "3", False),
    ],
)
def test_a_personal_number_needs_its_check_digit_unless_there_is_none(
    personal: str, check: str, sound: bool
) -> None:
    said = mrz.problems(SECOND[:28] + personal + check + SECOND[43])
    assert ("机读码中个人号码的校验码不符" not in said) is sound


@pytest.mark.parametrize(
    ("place", "what"), [(9, "护照号码"), (19, "出生日期"), (27, "有效期"), (42, "个人号码")]
)
def test_each_check_digit_that_does_not_fit_is_named(place: int, what: str) -> None:
    for digit in "0123456789":
        second = SECOND[:place] + digit + SECOND[place + 1 :]
        named = f"机读码中{what}的校验码不符"
        assert mrz.problems(FIRST + second)[:1] == ([] if digit == SECOND[place] else [named])


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


def test_letters_become_digits_where_only_digits_stand_and_nowhere_else() -> None:
    digits = (9, *range(13, 20), *range(21, 28), 43)
    for place in range(9, 44):
        read = f"{SECOND[:place]}B{SECOND[place + 1 :]}"
        assert mrz.normalise(read)[place] == ("8" if place in digits else "B"), place


@pytest.mark.parametrize(
    ("misread", "letter"), [("0", "O"), ("1", "I"), ("2", "Z"), ("5", "S"), ("8", "B"), ("6", "G")]
)
def test_digits_become_letters_in_the_state_s_three_places(misread: str, letter: str) -> None:
    for place in (10, 11, 12):
        read = f"{SECOND[:place]}{misread}{SECOND[place + 1 :]}"
        assert mrz.normalise(read) == f"{SECOND[:place]}{letter}{SECOND[place + 1 :]}"
    assert mrz.normalise(f"{SECOND[:8]}{misread}{SECOND[9:]}")[8] == misread


def test_check_digit_wants_capitals() -> None:
    assert check_digit("520727") == "3"
    with pytest.raises(ValueError, match="machine readable"):
        check_digit("l898902")
