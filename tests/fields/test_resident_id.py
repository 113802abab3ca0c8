from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck.domain import cleaning
from precheck.fields.people_numbers import resident_id, to_eighteen

PLACES = st.sampled_from(["110105", "510107", "650102", "810000", "830000", "911156"])
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
ORDERS = st.integers(0, 999)


@st.composite
def numbers(draw: st.DrawFn, days: st.SearchStrategy[date] = DAYS) -> str:
    first = draw(PLACES) + draw(days).strftime("%Y%m%d") + f"{draw(ORDERS):03d}"
    return first + cleaning.check_digit(first)


OLD_ENOUGH = numbers(st.dates(date(1920, 1, 1), date(1999, 12, 31)))


def test_the_example_of_the_standard() -> None:
    assert cleaning.check_digit("11010519491231002") == "X"
    assert list(resident_id.problems("11010519491231002X")) == []


@given(numbers())
def test_a_sound_number_has_no_problems_and_says_birth_and_sex(number: str) -> None:
    assert list(resident_id.problems(number)) == []
    born = resident_id.birth_date(number)
    assert born is not None
    assert born.strftime("%Y%m%d") == number[6:14]
    assert resident_id.sex(number) == ("男" if number[16] in "13579" else "女")


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(number: str, place: int, more: int) -> None:
    wrong = str((int(number[place]) + more) % 10)
    assert resident_id.problems(number[:place] + wrong + number[place + 1 :])


@given(numbers(), st.integers(0, 15))
def test_every_swap_of_neighbours_is_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (swapped == number) or resident_id.problems(swapped)


@given(numbers(), st.integers(0, 17))
def test_a_lost_digit_is_noticed_and_nothing_is_made_up(number: str, place: int) -> None:
    shorter = number[:place] + number[place + 1 :]
    found = resident_id.find(f"公民身份号码{shorter}")
    assert [f.value for f in found] == [shorter]
    assert resident_id.problems(shorter)


@given(numbers(), st.integers(0, 18), st.sampled_from("0123456789"))
def test_a_digit_too_many_is_not_cut_off(number: str, place: int, digit: str) -> None:
    longer = number[:place] + digit + number[place:]
    assert all(len(f.value) == 19 for f in resident_id.find(longer))


@given(OLD_ENOUGH)
def test_the_old_form_means_the_same(number: str) -> None:
    new, old = resident_id.printed_forms(number)
    assert new == number
    assert len(old) == 15
    assert resident_id.find(f"身份证号：{old}")[0].value == number
    assert resident_id.agree(old, number)
    assert resident_id.birth_date(old) == resident_id.birth_date(number)


def test_nobody_born_after_1999_has_an_old_form() -> None:
    number = "51010720010307234" + cleaning.check_digit("51010720010307234")
    assert resident_id.printed_forms(number) == [number]


@given(numbers(), st.data())
def test_letters_that_look_like_digits_are_understood(number: str, data: st.DataObject) -> None:
    looks = {"0": "OoD0", "1": "lI|1", "2": "Z2", "5": "S5", "8": "B8", "X": "xX×Ｘ"}
    read = "".join(data.draw(st.sampled_from(looks.get(char, char))) for char in number)
    spaced = " ".join([read[:6], read[6:14], read[14:]])
    for line in (read, f"公民身份号码 {spaced}"):
        assert resident_id.find(line)[0].value == number
        assert resident_id.agree(read, number)


def test_an_ambiguous_letter_is_settled_by_the_check_character() -> None:
    number = "510107199003072343"
    # G looks like 6 and like 9; the year 1960 fails the check.
    assert resident_id.find("51010719G003072343")[0].value == number


def test_x_is_kept_and_only_at_the_end() -> None:
    assert resident_id.find("11010519491231002x")[0].value == "11010519491231002X"
    assert resident_id.problems("1101051949123100X2")


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("110105194912310021", "身份证号码校验码不符"),
        ("11010519490231002X", "身份证号码中的出生日期不存在"),
        ("99010519491231002", "身份证号码应为18位，实为17位"),
        ("00010519491231002X", "身份证号码前两位不是省级行政区划代码"),
    ],
)
def test_problems_are_named(number: str, problem: str) -> None:
    assert problem in resident_id.problems(number)


def test_a_year_with_a_two_figure_form_of_an_impossible_day_stays_as_read() -> None:
    assert resident_id.normalise("510107901307234") == "510107901307234"
    assert to_eighteen("510107901307234") is None


def test_check_digit_wants_seventeen_digits() -> None:
    with pytest.raises(ValueError, match="17"):
        cleaning.check_digit("1101051949123100")


def test_the_number_is_found_among_other_words() -> None:
    line = "张三 男 1990年3月7日出生 身份证号510107199003072343，电话"
    best = resident_id.find(line)[0]
    assert line[best.start : best.end] == best.value == "510107199003072343"
