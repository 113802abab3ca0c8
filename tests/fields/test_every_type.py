"""What every field type keeps, whatever it reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck import fields
from precheck.domain.errors import Invalid

# A declared value of each type, and a line as a recogniser might give it.
DECLARED = {
    "address": ("四川省云岭县民族路12号3栋（2单元）", "住址 四川省云岭县 民族路12号３栋(2单元) 公民身份号码"),
    "assessment": ("合格", "考核结果：合 格"),
    "category": ("临床", "类 别：临 床"),
    "date": ("2018-06-30", "毕业时间：二〇一八年 六月三十日"),
    "degree": ("医学学士", "授予 医学学士 学位"),
    "degree_number": ("C1053442018000123", "证书编号：C10534 4 2018 O00123"),
    "departments": ("内科、妇产科", "诊疗科目：内科 ／ 妇产科******"),
    "diploma_number": ("105341201805001234", "证书编号：1053 4120 1805 0012 34"),
    "ethnicity": ("维吾尔", "性别 女 民族 维吾尔族 出生"),
    "institution_name": ("云岭县人民医院（云岭县急救中心）", "机构名称：云岭县人民醫院(云岭县急救中心) 地址"),
    "issuer": ("云岭县公安局", "签发机关 云岭县公安局"),
    "level": ("专科", "三年制 专 科 学习"),
    "licence_number": ("45070832151172211A1001", "登记号：45070832-1 511722 11A1001"),
    "major": ("临床医学", "临床医学 专业 三年制"),
    "mrz": (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO74O8122F1204159ZE184226B<<<<<10",
    ),
    "organisation_code": ("450708321", "组织机构代码 45070832—1"),
    "passport_birth": ("1974-08-12", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
    "passport_expiry": ("-2012.04.15", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
    "passport_name": ("NOVAK ANNA MARIA", "P<UTONOVAK<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<<<"),
    "passport_number": ("EA1234567", "护照号 EA1234567"),
    "period": ("2019-07-01/2020-07-31", "自2019年7月1日起至2020年7月31日止"),
    "person_name": ("买买提·艾力", "姓 名 买买提•艾力 性别"),
    "physician_level": ("执业助理医师", "级别：执业助理医师"),
    "plain_text": ("院前急救", "院前 急救"),
    "practice_number": ("110510000012345", "编码：11051OOOO0l2345"),
    "qualification_number": ("201951110510107199003072343", "编码 20195111051010719900307 2343"),
    "resident_id": ("510107199003072343", "公民身份号码 510107 19900307 2343"),
    "school_name": ("西南民族大学", "校 名：西南民族大學 校长：李四"),
    "scope": ("急救医学专业、儿科专业", "执业范围：急救医学专业，儿科专业"),
    "sex": ("女", "性别 女 民族"),
    "social_credit_code": ("12511722450708321L", "统一社会信用代码 12511722450708321L"),
    "validity": ("2015.03.02-2035.03.02", "有效期限 2015.03.02-2035.03.02"),
}

# Han characters, digits, look-alikes, dots, dashes and labels as they occur on these papers, in any order.
LINES = st.text(
    st.sampled_from("张三李王欧阳男女汉族民姓名性别出生年月日自至期长有效编号登记第川卫医院大学校本专科博硕士临床公安局〇一二三十廿卅"
                    "0123456789OolIZSBXx×ABCDEGPQTY<|·•.-—/:：（）()、，。 　\n"),
    max_size=48,
)  # fmt: skip


def test_each_type_has_an_example() -> None:
    assert sorted(DECLARED) == fields.REGISTRY.names()


def test_a_name_that_is_no_type_is_refused_with_what_there_is() -> None:
    with pytest.raises(Invalid, match="resident_id"):
        fields.load("resident_identity")
    with pytest.raises(Invalid):
        fields.load("_glyphs")


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_value_as_declared_has_no_problems_and_is_its_own_normal_form(name: str) -> None:
    declared, _ = DECLARED[name]
    kind = fields.load(name)
    assert kind.normalise(declared) == declared
    assert list(kind.problems(declared)) == []
    assert kind.agree(declared, declared)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_line_as_read_gives_the_declared_value_and_its_place(name: str) -> None:
    declared, line = DECLARED[name]
    kind = fields.load(name)
    best = kind.find(line)[0]
    assert best.value == declared
    assert kind.agree(line[best.start : best.end], declared)
    assert not line[best.start].isspace()
    assert not line[best.end - 1].isspace()


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_every_printed_form_is_found_and_agrees(name: str) -> None:
    declared, _ = DECLARED[name]
    kind = fields.load(name)
    forms = kind.printed_forms(declared)
    assert forms
    assert len(set(forms)) == len(forms)
    for form in forms:
        assert " " not in form
        assert kind.agree(form, declared), form
        assert any(kind.agree(found.value, declared) for found in kind.find(form)), form


@pytest.mark.parametrize(
    ("name", "curve"),
    [("resident_id", "numbers"), ("diploma_number", "numbers"), ("date", "dates"), ("validity", "dates"),
     ("scope", "lists"), ("person_name", "words")],
)  # fmt: skip
def test_numbers_days_lists_and_words_have_curves_of_their_own(name: str, curve: str) -> None:
    assert fields.load(name).confidence_class == curve


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_nothing_is_found_in_nothing(name: str) -> None:
    kind = fields.load(name)
    assert list(kind.find("")) == []
    assert list(kind.find(" 　")) == []
    assert kind.normalise("") == ""
    assert list(kind.printed_forms("")) == []
    assert not kind.agree("", "")


@pytest.mark.parametrize("name", sorted(DECLARED))
@given(line=LINES)
def test_any_line_gives_places_inside_it_and_normal_forms(name: str, line: str) -> None:
    kind = fields.load(name)
    for found in kind.find(line):
        assert 0 <= found.start < found.end <= len(line)
        assert found.value
        assert kind.normalise(found.value) == found.value
        list(kind.problems(found.value))
    once = kind.normalise(line)
    assert kind.normalise(once) == once
    assert kind.agree(line, once) == (once != "")
    for form in kind.printed_forms(once):
        assert form
