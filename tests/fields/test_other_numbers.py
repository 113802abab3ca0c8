"""Degree, qualification, practice and passport numbers."""

from __future__ import annotations

import pytest

from precheck.fields.diploma_numbers import degree_number
from precheck.fields.passports import passport_number
from precheck.fields.people_numbers import practice_number, qualification_number

HOLDER = "510107199003072343"


@pytest.mark.parametrize(
    "number", ["1053442018000123", "1053442018S00123", "C1053442018000123", "Z1053432018000123"]
)
def test_degree_numbers(number: str) -> None:
    assert degree_number.find(f"证书编号：{number}")[0].value == number
    assert list(degree_number.problems(number)) == []


def test_a_degree_number_says_its_level() -> None:
    assert degree_number.level("1053422018000123") == "博士"
    assert degree_number.level("Z1053432018000123") == "硕士"
    assert degree_number.level("川医学位第123号") is None
    assert degree_number.problems("1053492018000123") == ["学位证书编号第6位不是学位级别码"]


def test_letters_of_a_degree_number_stay_where_they_may_stand() -> None:
    assert degree_number.find("1O53442018SOO123")[0].value == "1053442018S00123"
    assert degree_number.find("1053442018O00123")[0].value == "1053442018000123"
    assert degree_number.find("T1O53442018OO0123")[0].value == "T1053442018000123"


def test_a_degree_number_with_a_digit_lost_is_noticed() -> None:
    assert degree_number.find("105344201800123")[0].value == "105344201800123"
    assert degree_number.problems("105344201800123") == ["学位证书编号应为16位，实为15位"]


def test_the_id_number_inside_a_qualification_number() -> None:
    number = "201951110" + HOLDER
    assert list(qualification_number.problems(number)) == []
    assert qualification_number.resident_id_inside(number) == HOLDER
    assert list(qualification_number.problems("201951210" + HOLDER)) == []
    assert qualification_number.problems("201951310" + HOLDER) == ["医师资格证书编码第7位不是医师级别码"]


def test_the_old_qualification_number_is_understood() -> None:
    old, new = "200251110510107900307234", "200251110" + HOLDER
    assert list(qualification_number.problems(old)) == []
    assert qualification_number.resident_id_inside(old) == HOLDER
    assert qualification_number.agree(old, new)
    assert qualification_number.agree(new, old)
    assert old in qualification_number.printed_forms(new)
    assert not qualification_number.agree(old, "200351110" + HOLDER)


def test_x_at_the_end_of_a_qualification_number_is_kept() -> None:
    number = "20195111011010519491231002X"
    assert qualification_number.find("医师资格证书编码 2019511101101051949 1231002×")[0].value == number
    assert list(qualification_number.problems(number)) == []


def test_problems_of_the_id_number_inside_are_named() -> None:
    assert qualification_number.problems("201951110510107199003072344") == [
        "医师资格证书编码内的身份证号码校验码不符"
    ]
    assert qualification_number.problems("2019511105101071990030723") == [
        "医师资格证书编码应为27位（旧式24位），实为25位"
    ]
    assert "医师资格证书编码第7位不是医师级别码" in qualification_number.problems("201951710" + HOLDER)
    assert qualification_number.resident_id_inside("2019") == ""


def test_a_few_digits_and_a_word_of_letters_are_no_practice_number() -> None:
    assert practice_number.find("编码：12345") == []
    assert practice_number.find("编码：ABCDEFGHKMN1") == []


def test_practice_numbers_are_only_counted() -> None:
    assert practice_number.find("编码:1105100000l2345")[0].value == "110510000012345"
    assert practice_number.problems("11051000001234") == ["医师执业证书编码应为15位，实为14位"]
    assert practice_number.find("编码:11051000001234")[0].value == "11051000001234"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("护照号 E12345678", "E12345678"),
        ("护照号 E1234567B", "E12345678"),
        ("Passport No. EA1234567", "EA1234567"),
        ("EO1234567", "E01234567"),
        ("H12345678", "H12345678"),
        ("证件号码 X9876Z4", "X9876Z4"),
        ("证件号码 AB1234", "AB1234"),
    ],
)
def test_passport_numbers(line: str, number: str) -> None:
    assert passport_number.find(line)[0].value == number
    assert list(passport_number.problems(number)) == []


def test_what_cannot_be_a_passport_number() -> None:
    assert passport_number.problems("E123")
    assert list(passport_number.find("证件号码 ABC123")) == []
    assert list(passport_number.find("签发机关 公安部出入境管理局")) == []
