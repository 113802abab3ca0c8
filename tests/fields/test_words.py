"""Types of plain words: institutions, schools, addresses, majors, offices, and closed lists."""

from __future__ import annotations

import pytest

from precheck.fields.choices import NATIONALITIES, category, degree, ethnicity, level, physician_level, sex
from precheck.fields.names import institution_name, issuer, school_name
from precheck.fields.words import address, major, plain_text, scope

HOSPITAL = "云岭县人民医院（云岭县急救中心）"


@pytest.mark.parametrize(
    "line",
    [
        "机构名称：云岭县人民医院(云岭县急救中心)",
        "医疗机构名称 云岭县人民医院 （云岭县急救中心） 地址 云岭县",
        "云岭县人民醫院〔云岭县急救中心〕，",
        "云岭县人民医院（云岭县急救中心）（盖章）",
    ],
)
def test_institution_as_read(line: str) -> None:
    assert institution_name.find(line)[0].value == HOSPITAL


def test_institution_agrees_strictly() -> None:
    assert institution_name.agree("云岭县人民医院 (云岭县急救中心)", HOSPITAL)
    assert not institution_name.agree("云岭县人民医院", HOSPITAL)
    assert not institution_name.agree("川南市云岭县人民医院", "云岭县人民医院")
    assert institution_name.names(HOSPITAL) == ("云岭县人民医院", "云岭县急救中心")
    assert institution_name.names("友谊医院（云岭）") == ("友谊医院",)


@pytest.mark.parametrize("name", ["云岭州民族医院", "云岭县妇女儿童医院", "云岭县出生缺陷防治中心"])
def test_words_of_labels_inside_an_institution(name: str) -> None:
    assert institution_name.find(f"单位名称：{name} 法定代表人：张三")[0].value == name


def test_institution_problems() -> None:
    assert institution_name.problems("云岭县人民医院（云岭县急救") == ["机构名称的括号不成对"]
    assert institution_name.problems("院") == ["机构名称不完整"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("校 名：西南民族大学 校（院）长：李四", "西南民族大学"),
        ("四川医科大學", "四川医科大学"),
        ("云岭卫生学校 (印章)", "云岭卫生学校"),
        ("毕业院校：云岭医学高等专科学校 编号", "云岭医学高等专科学校"),
    ],
)
def test_school_as_read(line: str, name: str) -> None:
    assert school_name.find(line)[0].value == name
    assert list(school_name.problems(name)) == []


def test_school_differs() -> None:
    assert not school_name.agree("四川医科大学", "四川医学院")
    assert school_name.problems("四川") == ["学校名称不完整"]


def test_address_keeps_what_looks_like_labels() -> None:
    line = "住址 四川省云岭县民族路 12号３栋, 电话局巷2-1号 公民身份号码"
    assert address.find(line)[0].value == "四川省云岭县民族路12号3栋,电话局巷2-1号"
    assert address.agree("云岭县民族路12号(东楼)", "云岭县 民族路１２号（东楼）")
    assert not address.agree("云岭县民族路12号", "云岭县民族路21号")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("四年制 本 科", "本科"),
        ("大学专科", "专科"),
        ("大专", "专科"),
        ("高等职业教育", "专科"),
        ("中等职业学校", "中专"),
        ("博士研究生", "博士"),
        ("专升本", "本科"),
        ("junior_college", "专科"),
        ("第二学士学位", "第二学士学位"),
        ("研究生", "研究生"),
    ],
)
def test_level(text: str, value: str) -> None:
    assert level.normalise(text) == value
    assert level.find(text)[0].value == value
    assert list(level.problems(value)) == []


def test_levels_differ() -> None:
    assert level.agree("大专", "专科")
    assert not level.agree("本科", "专科")
    assert level.problems("高中") == ["学历层次不在通用名称之列"]


def test_physician_levels_are_not_confused() -> None:
    assert [f.value for f in physician_level.find("级别 执业助理医师")] == ["执业助理医师"]
    assert not physician_level.agree("执业医师", "执业助理医师")


def test_category_covers_its_class() -> None:
    assert category.agree("临床", "110 临床执业医师")
    assert category.agree("中医", "中西医结合")
    assert not category.agree("中西医结合", "中医")
    assert not category.agree("口腔", "临床")


def test_ethnicity() -> None:
    assert len(set(NATIONALITIES)) == 56
    assert ethnicity.find("性 别 女 民 族 土家")[0].value == "土家"
    assert ethnicity.find("民族汉")[0].value == "汉"
    assert ethnicity.agree("汉族", "汉")
    assert not ethnicity.agree("土", "土家")
    assert ethnicity.problems("叹") == ["民族不在国家标准名称之列"]
    assert list(ethnicity.problems("穿青人")) == []


def test_sex() -> None:
    assert sex.find("性别 男 民族 汉")[0].value == "男"
    assert sex.find("Sex M")[0].value == "男"
    assert sex.agree("female", "女")
    assert sex.problems("另") == ["性别不是男或女"]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("临床医学 专业 四年制本科", "临床医学"),
        ("在我校临床医学专业", "临床医学"),
        ("专业：中西医临床医学 学制：五年", "中西医临床医学"),
        ("所学专业 护理学（英语方向）", "护理学（英语方向）"),
        ("口腔医学五年制", "口腔医学"),
    ],
)
def test_major(line: str, value: str) -> None:
    assert major.find(line)[0].value == value
    assert major.agree(f"{value}专业", value)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("授予 医学学士学位", "医学学士"),
        ("临床医学硕士专业学位", "临床医学硕士专业学位"),
        ("授予医学 博士 学位", "医学博士"),
    ],
)
def test_degree(line: str, value: str) -> None:
    assert degree.find(line)[0].value == value
    assert not degree.agree(value, "文学学士")


def test_issuer_ends_where_the_date_begins() -> None:
    assert issuer.find("签发机关 云岭县公安局 2015.03.02")[0].value == "云岭县公安局"
    assert issuer.find("发证机关：云岭市卫生健康委员会（盖章）")[0].value == "云岭市卫生健康委员会"
    assert issuer.problems("云岭县") == ["签发机关名称不完整"]


def test_scope_is_a_set() -> None:
    assert scope.find("执业范围：内科专业、儿科专业 执业地点")[0].value == "内科专业、儿科专业"
    assert scope.agree("儿科专业，急救医学专业", "急救医学、儿科")
    assert not scope.agree("儿科专业", "急救医学、儿科")
    assert scope.parts("内科/呼吸内科专业、外科") == ["内科/呼吸内科专业", "外科"]


def test_plain_text() -> None:
    assert plain_text.find("： 院前 急救 ")[0].value == "院前急救"
    assert plain_text.normalise("West China Hospital") == "West China Hospital"
    assert plain_text.agree("院前急救（１２０）", "院前急救(120)")
    assert not plain_text.agree("院前急救", "儿科")


def test_an_institution_s_names_and_its_city_where_that_is_enough() -> None:
    loosely = institution_name.agree_loosely
    assert loosely("松溪市云岭县人民医院", "云岭县人民医院")
    assert loosely("云岭县人民医院（云岭县急救中心）", "云岭县急救中心")
    assert not loosely("云岭县人民医院（东区分院）", "云岭县人民医院")
    assert not loosely("云岭县第二人民医院", "云岭县人民医院")
    assert not institution_name.agree("松溪市云岭县人民医院", "云岭县人民医院")


@pytest.mark.parametrize("place", range(len("望江何氏中医（综合）诊所")))
def test_what_goes_on_behind_brackets_is_one_name(place: int) -> None:
    name = "望江何氏中医（综合）诊所"
    assert institution_name.agree_loosely(name, name)
    assert not institution_name.agree_loosely(name, name[:place] + name[place + 1 :])


def test_a_seal_s_place_before_a_name_is_no_part_of_it() -> None:
    assert school_name.find("（公章）翠湖卫生学校")[0].value == "翠湖卫生学校"
