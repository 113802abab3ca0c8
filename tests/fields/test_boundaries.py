"""Where one answer turns into the other: the first and last character, length, place and share that still count."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck import fields
from precheck.domain import cleaning
from precheck.fields import dates, glyphs
from precheck.fields.diploma_numbers import degree_number, diploma_number
from precheck.fields.institution_numbers import licence_number, organisation_code, social_credit_code
from precheck.fields.names import institution_name, person_name, school_name
from precheck.fields.numbers import leading_free_number, mostly_digits, search
from precheck.fields.passports import passport_name, passport_number
from precheck.fields.people_numbers import (
    practice_number,
    qualification_number,
    resident_id,
    to_eighteen,
    to_fifteen,
)
from precheck.fields.spans import period, validity
from precheck.fields.words import LISTED, Words, departments

HOLDER = "510107199003072343"
BLOCKS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x3FFFF),
    (0xF900, 0xFAFF),
    (0xE000, 0xF8FF),
    (0x3007, 0x3007),
)


@pytest.mark.parametrize(("first", "last"), BLOCKS)
def test_each_han_block_has_its_ends_and_nothing_beyond(first: int, last: int) -> None:
    assert glyphs.is_han(chr(first))
    assert glyphs.is_han(chr(last))
    for outside in (first - 1, last + 1):
        inside_another = any(low <= outside <= high for low, high in BLOCKS)
        assert glyphs.is_han(chr(outside)) is inside_another


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (HOLDER, []),
        (HOLDER[:17], ["身份证号码应为18位，实为17位"]),
        (HOLDER + "1", ["身份证号码应为18位，实为19位"]),
        ("5101071990O3072343", ["身份证号码含有不应出现的字符"]),
        (HOLDER[:17] + "Y", ["身份证号码含有不应出现的字符"]),
        ("510107900307234", []),
        ("51010790030723X", ["身份证号码含有不应出现的字符"]),
        ("910107900307234", ["身份证号码前两位不是省级行政区划代码"]),
        ("510107901307234", ["身份证号码中的出生日期不存在"]),
    ],
)
def test_resident_ids(number: str, said: list[str]) -> None:
    assert list(resident_id.problems(number)) == said


@pytest.mark.parametrize("year", ["1899", "1900"])
def test_nobody_alive_was_born_before_1900(year: str) -> None:
    first = f"510107{year}0307234"
    said = resident_id.problems(first + cleaning.check_digit(first))
    assert ("身份证号码中的出生日期不存在" in said) is (year == "1899")


@pytest.mark.parametrize(
    "province", ["11", "15", "21", "23", "31", "37", "41", "46", "50", "54", "61", "65", "71", "81", "83"]
)
def test_provinces_at_the_ends_of_their_regions(province: str) -> None:
    first = province + HOLDER[2:17]
    assert list(resident_id.problems(first + cleaning.check_digit(first))) == []


@pytest.mark.parametrize(
    "province", ["10", "16", "20", "24", "30", "38", "40", "47", "55", "60", "66", "70", "72", "80", "84"]
)
def test_no_provinces(province: str) -> None:
    first = province + HOLDER[2:17]
    assert resident_id.problems(first + cleaning.check_digit(first)) == [
        "身份证号码前两位不是省级行政区划代码"
    ]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("1900年1月1日", ["1900-01-01"]),
        ("1899年1月1日", []),
        ("2199年1月1日", ["2199-01-01"]),
        ("2200年1月1日", []),
        # No such month or day, but so near one that a person should see it as it was read.
        ("2018年19月1日", ["2018-19-01"]),
        ("2018年20月1日", []),
        ("2018年1月39日", ["2018-01-39"]),
        ("2018年1月40日", []),
    ],
)
def test_years_months_and_days_far_from_any_are_none(text: str, seen: list[str]) -> None:
    assert [day.iso for day in dates.scan(text)] == seen


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)))
def test_both_forms_of_an_id_number_are_each_others(day: date) -> None:
    first = f"510107{day:%Y%m%d}234"
    number = first + cleaning.check_digit(first)
    old = to_fifteen(number)
    assert old == first[:6] + first[8:]
    assert to_eighteen(old) == number
    assert to_eighteen(old[:-1]) is None
    assert to_fifteen(number[:-1]) is None
    assert resident_id.implies(old) == {"birth_date": f"{day:%Y-%m-%d}", "sex": "女"}


def test_who_was_born_after_1999_has_no_old_number() -> None:
    assert to_fifteen("510107200003072342") is None
    assert to_fifteen("51010719900307234A") == "510107900307234"
    assert to_fifteen("5101071990030723A3") is None
    assert resident_id.sex("51010719900307") is None
    assert resident_id.birth_date("51010719900307") is None


@pytest.mark.parametrize(
    ("number", "forms"),
    [
        ("201951110" + HOLDER, ["201951110" + HOLDER, "201951110510107900307234"]),
        ("201951110510107900307234", ["201951110510107900307234", "201951110" + HOLDER]),
        ("20195111051010790030723", ["20195111051010790030723"]),
        ("201951110" + HOLDER + "1", ["201951110" + HOLDER + "1"]),
    ],
)
def test_a_qualification_number_is_printed_with_either_id_number(number: str, forms: list[str]) -> None:
    assert list(qualification_number.printed_forms(number)) == forms


@pytest.mark.parametrize(
    ("year", "sound"), [("1998", False), ("1999", True), ("2099", True), ("2100", False)]
)
def test_years_of_qualification(year: str, sound: bool) -> None:
    said = qualification_number.problems(f"{year}51110{HOLDER}")
    assert ("医师资格证书编码中的年份不合理" not in said) is sound


def test_practice_numbers_have_fifteen_digits() -> None:
    assert list(practice_number.problems("1" * 15)) == []
    assert practice_number.problems("1" * 14) == ["医师执业证书编码应为15位，实为14位"]
    assert practice_number.problems("1" * 16) == ["医师执业证书编码应为15位，实为16位"]
    assert practice_number.problems("1" * 14 + "A") == ["医师执业证书编码含有不应出现的字符"]
    assert [found.value for found in practice_number.find("1" * 10)] == ["1" * 10]
    assert practice_number.find("1" * 9) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("12511722450708321I", ["统一社会信用代码含有不应出现的字符"]),
        ("125A1722450708321L", ["统一社会信用代码含有不应出现的字符"]),
        ("1251172A450708321L", ["统一社会信用代码含有不应出现的字符"]),
        ("12511722450708321", ["统一社会信用代码应为18位，实为17位"]),
        ("02511722450708321L", ["统一社会信用代码首位不是登记管理部门代码", "统一社会信用代码校验码不符"]),
    ],
)
def test_credit_codes(code: str, said: list[str]) -> None:
    assert list(social_credit_code.problems(code)) == said


def test_a_credit_code_holds_a_sound_organisation_code() -> None:
    first = "12511722" + "450708322"
    code = first + social_credit_code.check_digit(first)
    assert social_credit_code.problems(code) == ["统一社会信用代码中的组织机构代码校验码不符"]
    with pytest.raises(ValueError, match="17"):
        social_credit_code.check_digit(first[:16])
    with pytest.raises(ValueError, match="17"):
        social_credit_code.check_digit(first[:16] + "I")


def test_organisation_codes() -> None:
    assert organisation_code.problems("45070832") == ["组织机构代码应为9位，实为8位"]
    assert organisation_code.problems("4507083中1") == ["组织机构代码含有不应出现的字符"]
    assert list(organisation_code.printed_forms("45070832-1")) == ["45070832-1", "450708321"]
    assert list(organisation_code.printed_forms("4507083")) == ["4507083"]
    for wrong in ("4507083", "450708321", "4507083中"):
        with pytest.raises(ValueError, match="8"):
            organisation_code.check_digit(wrong)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("45070832151172211A1001", []),
        ("45070832151172211A1009", []),
        ("45070832151172211A1003", ["登记号末位不是机构分类管理代码（1、2、9）"]),
        ("45070832251172211A1001", ["登记号中的组织机构代码校验码不符"]),
        ("PDY12345X51172211A1001", []),
        ("4507083215117221A1001", ["登记号应为22位，实为21位"]),
        ("45070832151172211A10011", ["登记号应为22位，实为23位"]),
        ("4507083215117221A100", []),
        ("510105012345", []),
        ("12511722450708322L", ["登记号：统一社会信用代码校验码不符"]),
    ],
)
def test_licence_numbers(number: str, said: list[str]) -> None:
    assert list(licence_number.problems(number)) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("105341199005001234", ["毕业证书编号中的年份不合理"]),
        ("105341199105001234", []),
        ("10534120010512345", []),
        ("10534120020512345", []),
        ("10534120030512345", ["毕业证书编号只有17位，而17位编号只用于2001至2002年"]),
        ("105342201805001234", ["毕业证书编号第6位不是办学类型码"]),
        ("105341201803001234", ["毕业证书编号中的层次码不存在"]),
        ("1053412018050012", ["毕业证书编号应为18位，实为16位"]),
        ("1053412018050012345", ["毕业证书编号应为18位，实为19位"]),
        ("105341201805001", []),
        ("65510118231234567"[:17], []),
        ("6551011823123456A", []),
    ],
)
def test_diploma_numbers(number: str, said: list[str]) -> None:
    assert list(diploma_number.problems(number)) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1053441980000123", ["学位证书编号中的年份不合理"]),
        ("1053441981000123", []),
        ("105344201800012", ["学位证书编号应为16位，实为15位"]),
        ("10534420180001234", ["学位证书编号应为16位，实为17位"]),
        ("105344201800012345", ["学位证书编号应为16位，实为18位"]),
        ("10534420180001", []),
        ("1053452018000123", ["学位证书编号第6位不是学位级别码"]),
    ],
)
def test_degree_numbers(number: str, said: list[str]) -> None:
    assert list(degree_number.problems(number)) == said


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("编号：川卫校毕字(1998)第0123号", "川卫校毕字(1998)第0123号"),
        ("证书编号川卫校毕字第123号", "川卫校毕字第123号"),
        ("No. 98012", "98012"),
        ("编号:7:345678", None),
        ("编号：12", None),
        ("编号：123", "123"),
        ("2018年6月30日", None),
        ("编号：A1-23/", "A1-23"),
    ],
)
def test_free_numbers(line: str, value: str | None) -> None:
    found = leading_free_number(line)
    assert [f.value for f in found] == ([value] if value else [])
    for f in found:
        assert line[f.start : f.end] == value


def test_look_alikes_are_digits_only_among_three_quarters_of_digits() -> None:
    assert mostly_digits("12345O") == "123450"
    assert mostly_digits("123O") == "1230"
    assert mostly_digits("12O") == "12O"
    assert mostly_digits("AB123456789O") == "AB1234567890"
    assert mostly_digits("AB12345O") == "AB12345O"
    assert mostly_digits("B123456O") == "81234560"
    assert mostly_digits("12345X") == "12345X"


def test_what_is_nearly_a_number_is_kept_from_its_shortest_length_on() -> None:
    assert [f.value for f in search("1234567", ("d" * 9,), lambda _: [], shortest=7)] == ["1234567"]
    assert search("1234567", ("d" * 9,), lambda _: [], shortest=8) == []
    assert search("1234567", ("d" * 9,), lambda _: [], shortest=None) == []
    assert [f.value for f in search("123A BCDE", ("d" * 9,), lambda _: [], shortest=8)] == []
    assert [f.start for f in search("No 12345678", ("d" * 9,), lambda _: [], shortest=8)] == [3]


@pytest.mark.parametrize(
    ("read", "declared", "same"),
    [
        ("NOVAK ANNA", "ANNA NOVAK", True),
        ("NOVAKANNA", "NOVAK ANNA", True),
        ("NOVAK ANNE", "NOVAK ANNA", False),
        ("", "", False),
        ("NOVAK", "", False),
    ],
)
def test_names_of_passports(read: str, declared: str, same: bool) -> None:
    assert passport_name.agree(read, declared) is same


@pytest.mark.parametrize(("value", "sound"), [("A", False), ("AB", True)])
def test_the_shortest_name_of_a_passport(value: str, sound: bool) -> None:
    assert (not passport_name.problems(value)) is sound


@pytest.mark.parametrize(
    ("value", "sound"), [("AB123", False), ("AB1234", True), ("A" * 11, True), ("A" * 12, False)]
)
def test_lengths_of_passport_numbers(value: str, sound: bool) -> None:
    assert (not passport_number.problems(value)) is sound


@pytest.mark.parametrize("name", [name for name in LISTED if len(name) >= 5])
def test_a_department_is_told_by_three_fifths_of_its_name(name: str) -> None:
    fewest = max(3, -(-len(name) * 3 // 5))
    part = name[:fewest]
    others = [other for other in LISTED if other != name and (other.startswith(part) or other.endswith(part))]
    if part not in LISTED and not others and name.endswith("科"):
        assert departments.normalise(f"、{part}、") == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("姓名 " + "买" * 15, "买" * 15),
        ("姓名 " + "买" * 16, "买" * 15),
        ("姓名 " + "买" * 18, "买" * 15),
        ("姓名 买买提· 性别男", "买买提"),
        ("姓名 欧阳 娜娜 性别", "欧阳娜娜"),
        ("姓名 欧阳 男", "欧阳"),
        ("姓名 张 男 民族", "张男"),
        ("姓名 张三 男", "张三"),
        ("姓名 张 亚 男", "张亚男"),
        ("姓名 张三系我校学生", "张三"),
        ("姓名 买买提·艾力 尼亚孜", "买买提·艾力尼亚孜"),
    ],
)
def test_where_a_name_ends(line: str, name: str) -> None:
    assert person_name.find(line)[0].value == name


@pytest.mark.parametrize(
    ("name", "sound"), [("张", False), ("张三", True), ("买" * 15, True), ("买" * 16, False), ("张A", False)]
)
def test_lengths_of_names(name: str, sound: bool) -> None:
    assert (not person_name.problems(name)) is sound


def test_names_of_bodies() -> None:
    assert institution_name.problems("医院") == ["机构名称不完整"]
    assert list(institution_name.problems("某医院")) == []
    assert institution_name.problems("某医院（东") == ["机构名称的括号不成对"]
    assert school_name.problems("某某大学（") == ["学校名称不完整"]
    assert institution_name.agree_loosely("松溪市云岭县人民医院", "云岭县人民医院")
    assert not institution_name.agree_loosely("松溪市县人民医院", "县人民医院")
    assert not institution_name.agree_loosely("云岭县人民医院分院", "云岭县人民医院")
    assert institution_name.names("云岭县人民医院（急救中心）") == ("云岭县人民医院", "急救中心")
    assert institution_name.names("云岭县人民医院（急救站）") == ("云岭县人民医院（急救站）",)
    assert institution_name.names("云岭县人民医院（东院区）") == ("云岭县人民医院（东院区）",)


@pytest.mark.parametrize(
    ("read", "declared", "same"),
    [
        ("2019.07.01-2020.08.31", "2019-07/2020-08", True),
        ("2019.07.01-2020.08.31", "2019-07-01/2020-08-31", True),
        ("2019.07-2020.08", "2019-07-01/2020-08-31", False),
        ("2019.07.01至今", "2019-07/..", True),
        ("2019.07.01至今", "2019-07/2020-08", False),
    ],
)
def test_periods(read: str, declared: str, same: bool) -> None:
    assert period.agree(read, declared) is same


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2020-08/2020-08", []),
        ("2020-09/2020-08", ["截止日期早于起始日期"]),
        ("2020-13/2021-01", ["起止日期中有不存在的日期"]),
        ("2020-01/2021-13", ["起止日期中有不存在的日期"]),
        ("2020-01/..", []),
        ("2020", ["未能识别出起止日期"]),
    ],
)
def test_what_cannot_be_a_period(value: str, said: list[str]) -> None:
    assert list(period.problems(value)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2015.03.02-2015.03.03", []),
        ("2015.03.02-2015.03.02", ["有效期限的截止日期不晚于起始日期"]),
        ("2015.03.02-长期", []),
        ("2015.02.30-长期", ["有效期限中的日期不存在"]),
        ("-2035.03.02", []),
        ("长期", ["未能识别出有效期限"]),
    ],
)
def test_what_cannot_be_a_validity(value: str, said: list[str]) -> None:
    assert list(validity.problems(value)) == said


@pytest.mark.parametrize(
    ("kind", "label"),
    [(institution_name, ""), (institution_name, "机构名称："), (school_name, ""), (school_name, "毕业学校 ")],
)
@pytest.mark.parametrize("seal", ["", "（盖章）", "(公章) ", "（章）"])
def test_the_place_of_a_seal_before_a_name_is_no_part_of_it(kind: Words, label: str, seal: str) -> None:
    name = "云岭县医学院"
    text = f"{label}{seal}{name}"
    found = kind.find(text)[0]
    assert (found.value, text[found.start : found.end]) == (name, name)


def test_an_open_bracket_behind_a_name_is_no_part_of_it() -> None:
    text = "单位名称：云岭县人民医院 （盖章）"
    found = institution_name.find(text)[0]
    assert text[found.start : found.end] == "云岭县人民医院"


def test_an_address_ends_at_the_first_full_stop_and_is_the_same_character_by_character() -> None:
    kind = fields.load("address")
    assert kind.find("住址 青石县民族路1号。某某；其他")[0].value == "青石县民族路1号"
    for read, declared in (("青石县民族路2号", "青石县民族路1号"), ("青石县民族路1号", "青石县民族路2号")):
        assert not kind.agree(read, declared)
