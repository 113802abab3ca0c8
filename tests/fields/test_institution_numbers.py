"""组织机构代码, 统一社会信用代码 and 登记号."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck.fields.institution_numbers import licence_number, organisation_code, social_credit_code

ORGANISATIONS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8).map(
    lambda first: first + organisation_code.check_digit(first)
)


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    first8 = draw(st.text(social_credit_code.alphabet, min_size=8, max_size=8))
    inside = first8 + organisation_code.check_digit(first8)
    first17 = draw(st.sampled_from("123456789ANY")) + draw(st.sampled_from("1239")) + "511722" + inside
    return first17 + social_credit_code.check_digit(first17)


@st.composite
def registration_numbers(draw: st.DrawFn) -> str:
    digits = draw(st.text("0123456789", min_size=8, max_size=8))
    letter = draw(st.sampled_from("ABCDEFGHJKLM"))
    tail = f"511722{draw(st.integers(11, 99))}{letter}{draw(st.integers(100, 999))}{draw(st.sampled_from('129'))}"
    return digits + organisation_code.check_digit(digits) + tail


# A university's public code: both checks are in it.
PUBLIC = "12100000400000624D"


def test_a_code_in_use() -> None:
    assert list(social_credit_code.problems(PUBLIC)) == []
    assert list(organisation_code.problems("400000624")) == []


@given(ORGANISATIONS, st.integers(0, 7), st.sampled_from("0123456789"))
def test_organisation_code_notices_a_wrong_character(code: str, place: int, char: str) -> None:
    wrong = code[:place] + char + code[place + 1 :]
    # Weights and alphabet leave pairs 11 apart (0 and B) undetected.
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    same = (values.index(code[place]) - values.index(char)) % 11 == 0
    assert bool(organisation_code.problems(wrong)) != same


@given(credit_codes(), st.integers(0, 16), st.sampled_from(social_credit_code.alphabet))
def test_credit_code_notices_every_wrong_character(code: str, place: int, char: str) -> None:
    assert list(social_credit_code.problems(code)) == []
    wrong = code[:place] + char + code[place + 1 :]
    assert bool(social_credit_code.problems(wrong)) == (char != code[place])


@given(credit_codes(), st.integers(0, 16))
def test_credit_code_notices_every_swap_of_neighbours(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert bool(social_credit_code.problems(swapped)) == (swapped != code)


@given(credit_codes())
def test_letters_that_the_alphabet_lacks_are_read_as_digits(code: str) -> None:
    read = code.translate(str.maketrans("0152", "OISZ"))
    assert social_credit_code.find(f"统一社会信用代码：{read}")[0].value == code
    assert social_credit_code.agree(read, code)


@pytest.mark.parametrize("authority", "ANY")
def test_every_authority_of_the_standard_is_known(authority: str) -> None:
    first17 = f"{authority}3511722400000624"
    assert list(social_credit_code.problems(first17 + social_credit_code.check_digit(first17))) == []
    assert social_credit_code.problems("0" + first17[1:] + "0")


def test_b_and_8_are_settled_by_the_check_character() -> None:
    first17 = "12511722" + "00800008" + organisation_code.check_digit("00800008")
    code = first17 + social_credit_code.check_digit(first17)
    assert social_credit_code.find(code.replace("8", "B"))[0].value == code


def test_credit_code_problems_are_named() -> None:
    assert social_credit_code.problems(PUBLIC[:-1]) == ["统一社会信用代码应为18位，实为17位"]
    assert social_credit_code.problems(PUBLIC[:-1] + "E") == ["统一社会信用代码校验码不符"]
    first17 = "12100000400000625"
    assert social_credit_code.problems(first17 + social_credit_code.check_digit(first17)) == [
        "统一社会信用代码中的组织机构代码校验码不符"
    ]
    with pytest.raises(ValueError, match="17"):
        social_credit_code.check_digit("I2100000400000624")
    with pytest.raises(ValueError, match="8"):
        organisation_code.check_digit("4000006")


@given(registration_numbers(), st.data())
def test_registration_number_as_read(number: str, data: st.DataObject) -> None:
    looks = {"0": "Oo0", "1": "l1", "5": "S5"}
    read = "".join(data.draw(st.sampled_from(looks.get(char, char))) for char in number)
    for line in (
        f"登记号：{read}",
        f"登记号:{read[:8]}-{read[8:9]} {read[9:15]} {read[15:]}",
        f"{read[:8]}—{read[8:]}",
    ):
        best = licence_number.find(line)[0]
        assert best.value == number
        assert licence_number.agree(line[best.start : best.end], number)
    assert list(licence_number.problems(number)) == []


@given(registration_numbers(), st.integers(0, 7), st.integers(1, 9))
def test_registration_number_checks_its_organisation(number: str, place: int, more: int) -> None:
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert licence_number.problems(wrong) == ["登记号中的组织机构代码校验码不符"]


@given(registration_numbers(), st.integers(0, 21).filter(lambda place: place != 17))
def test_registration_number_with_a_digit_lost(number: str, place: int) -> None:
    shorter = number[:place] + number[place + 1 :]
    assert licence_number.find(f"登记号：{shorter}")[0].value == shorter
    assert licence_number.problems(shorter) == ["登记号应为22位，实为21位"]


def test_a_letter_read_as_a_digit_is_put_right_where_only_a_letter_can_stand() -> None:
    assert licence_number.find("登记号 40000062451172211410 01")[0].value == "40000062451172211A1001"


@pytest.mark.parametrize(
    "number", ["PDY70158X51011217D2202", "511722001234", "511722198901234567", PUBLIC, "川医511722001"]
)
def test_other_forms_are_not_wrong(number: str) -> None:
    assert licence_number.find(f"登记号：{number}")[0].value == number
    assert list(licence_number.problems(number)) == []


@pytest.mark.parametrize("number", ["510105A00120", "12511722450708321"])
def test_a_free_number_of_letters_and_digits_is_no_credit_code_with_characters_lost(number: str) -> None:
    assert list(licence_number.problems(number)) == []
