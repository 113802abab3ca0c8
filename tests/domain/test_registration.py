"""What is declared is cleaned, or refused with the key and why: never a value cut short, never a silent loss."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck.domain.cleaning import PRESENT_CODE_POINTS, check_digit, clean, clean_number
from precheck.domain.registration import BadRegistration, Registration

ID = "511302199211031853"


def said(**values: Any) -> dict[str, Any]:
    return Registration.parse(values).model_dump(exclude_defaults=True)


def faults(**values: Any) -> dict[str, str]:
    with pytest.raises(BadRegistration) as caught:
        Registration.parse(values)
    return {fault.key: fault.why for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("nmae", "name"),
        ("Name", "name"),
        ("id-number", "id_number"),
        ("idNumber", "id_number"),
        ("birthdate", "birth_date"),
        ("birth_day", "birth_date"),
        ("diploma_numer", "diploma_number"),
        ("instituton_name", "institution_name"),
        ("applicant_catagory", "applicant_category"),
        ("education", "education_level"),
        ("miltary", "military"),
        ("姓名", "name"),
        ("证件号码", "id_number"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known_one(key: str, meant: str) -> None:
    assert f"{meant})" in faults(**{key: "x"})[key].replace("?)", ")")


def test_an_unknown_key_of_an_entry_is_refused_too() -> None:
    assert "school" in faults(diplomas=[{"shcool": "x"}])["diplomas.0.shcool"]


@pytest.mark.parametrize(
    "came",
    [
        ID,
        f" {ID} ",
        f"{ID}\t",
        f"\t{ID}",
        "511302 19921103 1853",
        "511302\u00a019921103\u20091853",
        f"'{ID}",
        f"’{ID}",
        f'="{ID}"',
        f"=“{ID}”",
        f'"{ID}"',
        f'\'="{ID}"',
        f"={ID}",
        f"\u202d{ID}\u202c",
        f"\u200b{ID}\ufeff",
        f"\u2066{ID}\u2069",
        f"{ID}\u3164",
        "５１１３０２１９９２１１０３１８５３",
        f"{ID}\r\n",
        f"{ID[:6]}\u00ad{ID[6:]}",
        int(ID),
    ],
)
def test_a_number_is_cleaned_of_what_nobody_sees(came: object) -> None:
    assert said(id_number=came) == {"id_number": ID}


@pytest.mark.parametrize(
    "came",
    [
        "5.11302E+17",
        "5.11302199211031E+17",
        "5,11302E+17",
        "5.113021992110319e17",
        "5E+17",
        "'5.11302E+17",
        "511302199211031000",
        "511,302,199,211,031,853",
        "511302199211031853.0",
        "511302199211031853.00",
        5.11302199211031853e17,
        511302199211031900,
        "##########",
        "#VALUE!",
        "#NAME?",
        "511302********1853",
        "51130219921103185\ufffd",
        True,
        [ID],
        {"value": ID},
    ],
)
def test_a_number_that_a_spreadsheet_destroyed_is_refused(came: object) -> None:
    assert list(faults(id_number=came)) == ["id_number"]


def test_a_long_number_of_zeros_is_refused_whatever_number_it_is() -> None:
    assert faults(qualification_number="200551220517186000000000000")
    assert faults(diploma_number=951815200305009920)
    assert said(diploma_number="951815200305009920") == {"diploma_number": "951815200305009920"}
    assert said(degree_number="9518142003007750") == {"degree_number": "9518142003007750"}


def test_numbers_that_only_look_destroyed_are_kept() -> None:
    # A category letter E among digits, and an ID number that ends in zeros by itself.
    for number in ("33494505551718617E1001", "PDY00123-451302", "川护字第123号"):
        assert said(institution_registration_number=number)["institution_registration_number"] == number
    mine = next(
        first + check_digit(first)
        for day in range(1, 29)
        if check_digit(first := f"5113021992{11:02d}{day:02d}100") == "0"
    )
    assert mine.endswith("1000")
    assert said(id_number=mine) == {"id_number": mine}


@pytest.mark.parametrize(
    ("came", "name"),
    [
        ("苏婉清\u200b", "苏婉清"),
        ("苏 婉 清", "苏婉清"),
        ("苏\u3000婉清", "苏婉清"),
        ("\u200e苏婉清", "苏婉清"),
        ("苏婉清\ufe00", "苏婉清"),
        ("苏婉清\U000e0100", "苏婉清"),
        ("龚昱\ue863", "龚昱䶮"),
        ("⻰\u2f00", "⻰一"),
        ("'苏婉清", "苏婉清"),
        ('="苏婉清"', "苏婉清"),
        ("阿卜杜热合曼·麦麦提", "阿卜杜热合曼·麦麦提"),
        ("LI  MING", "LI MING"),
        ("ＬＩ ＭＩＮＧ", "LI MING"),
        ("O'Brien", "O'Brien"),
        ("\uf9b4", "領"),
        ("𬱖", "𬱖"),
        ("\U00031350", "\U00031350"),
    ],
)
def test_a_name_is_cleaned(came: str, name: str) -> None:
    assert said(name=came) == {"name": name}


@pytest.mark.parametrize(
    "came", ["苏?清", "苏？清", "苏*清", "苏\ufffd清", "苏\ue000清", "苏\ud800", 1.5, False, []]
)
def test_a_name_of_which_something_is_lost_is_refused(came: object) -> None:
    assert list(faults(name=came)) == ["name"]


def test_the_official_table_of_old_code_points() -> None:
    assert len(PRESENT_CODE_POINTS) == 1 + 10 + 2 + 13 + 80
    assert {
        old: f"{ord(PRESENT_CODE_POINTS[old]):X}"
        for old in (0xE816, 0xE81E, 0xE831, 0xE83B, 0xE843, 0xE855, 0xE864)
    } == {
        0xE816: "20087",
        0xE81E: "9FB4",
        0xE831: "215D7",
        0xE83B: "2298F",
        0xE843: "9FB9",
        0xE855: "241FE",
        0xE864: "9FBB",
    }
    # Where the codec knows today's character already, the table agrees with it.
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    for place, trail in enumerate(trails):
        char = bytes([0xFE, trail]).decode("gb18030")
        assert PRESENT_CODE_POINTS[0xE815 + place] == char or 0xE000 <= ord(char) <= 0xF8FF


@pytest.mark.parametrize(
    "came",
    [
        *(
            "",
            " ",
            "\t",
            "\u200b",
            "NaN",
            "nan",
            "null",
            "NULL",
            "None",
            "-",
            "--",
            "—",
            "－",
            "/",
            "N/A",
            "#N/A",
        ),
        *("无", "暂无", '=""', "''", "undefined", "<NA>", "\\N", None, float("nan")),
    ],
)
@pytest.mark.parametrize(
    "key",
    ["name", "sex", "birth_date", "id_number", "exam_year", "military", "applicant_category", "diplomas"],
)
def test_what_says_nothing_is_absent(key: str, came: object) -> None:
    assert (key == "diplomas" and isinstance(came, float)) or said(**{key: came}) == {}


@pytest.mark.parametrize(
    "came",
    [
        *("1992-11-03", "1992-11-3", "1992/11/3", "1992/11/03", "1992.11.3", "19921103", "1992年11月3日"),
        *("1992 年 11 月 3 日", "1992年11月03", "一九九二年十一月三日", "33911", "33911.0", 33911, 33911.0),
        *("1992-11-03 00:00:00", "1992-11-03T00:00", "1992/11/3 0:00", "1992-11-03T00:00:00.000+08:00"),
        *("1992-11-02T16:00:00Z", "1992-11-02T16:00:00.000Z", "1992-11-03T00:00:00+0800", "720720000000"),
        *(720720000000, date(1992, 11, 3), datetime(1992, 11, 3), "\u202d1992-11-03\u202c", "'1992-11-03"),
        *('="1992-11-03"', "１９９２－１１－０３", 19921103),
    ],
)
def test_a_day_however_it_is_written(came: object) -> None:
    assert said(birth_date=came) == {"birth_date": "1992-11-03"}


@pytest.mark.parametrize(
    "came",
    [
        *(
            "1992-11-28T00:00:00.000Z",
            "1992-11-03T00:00:00Z",
            "1992-11-03 13:45:00",
            "1992-11-03T08:00:00+08:00",
        ),
        *("1992-13-01", "1992-02-30", "1992-11", "1992", "92-11-03", "03/11/1992", "11/3/92", "Nov 3 1992"),
        *(
            "1992-11-03x",
            "33911.5",
            33911.5,
            720720000001,
            "339",
            "9999999",
            "1992-11-03T25:00",
            "1992-11T00:00",
        ),
        *("5.11302E+17", True, {}, "二〇二〇年三十月一日", "1992-11-03/1992-11-04", "1992/11-03"),
    ],
)
def test_what_is_no_day_is_refused(came: object) -> None:
    assert list(faults(birth_date=came)) == ["birth_date"]


def test_midnight_in_chinas_summer_time_is_a_day() -> None:
    assert said(birth_date="1988-06-30T15:00:00.000Z") == {"birth_date": "1988-07-01"}
    assert said(birth_date="1988-06-30T16:00:00.000Z") == {"birth_date": "1988-07-01"}
    assert faults(birth_date="1993-06-30T15:00:00.000Z")


def test_a_diplomas_month_or_year_is_enough() -> None:
    assert said(graduation_date="2003年7月") == {"graduation_date": "2003-07"}
    assert said(graduation_date="2003") == {"graduation_date": "2003"}
    assert said(first_registered_on="2006-02") == {"first_registered_on": "2006-02"}
    assert faults(first_registered_on="2006")


@given(st.dates(date(1927, 5, 19), date(2099, 12, 31)))
def test_every_day_is_read_alike_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for form in (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        str(serial),
        day,
    ):
        assert said(birth_date=form) == {"birth_date": day.isoformat()}


@pytest.mark.parametrize(
    ("key", "came", "meant"),
    [
        ("sex", "M", "男"),
        ("sex", "f", "女"),
        ("sex", 1, "男"),
        ("sex", "2", "女"),
        ("sex", "1.0", "男"),
        ("sex", "男性", "男"),
        ("sex", "Female", "女"),
        ("id_type", "居民身份证", "resident_id"),
        ("id_type", "Passport", "passport"),
        ("id_type", "HK Macao Permit", "hk_macao_permit"),
        ("education_level", "大专", "专科"),
        ("education_level", "大学本科", "本科"),
        ("education_level", "硕士研究生", "硕士"),
        ("education_level", "高中", "高中"),
        ("applicant_category", "Rural-Assistant", "rural_assistant"),
        ("exam_year", "2027", 2027),
        ("exam_year", "2027年", 2027),
        ("exam_year", 2027.0, 2027),
        ("military", "True", True),
        ("military", "1", True),
        ("military", 0, False),
        ("military", "是", True),
        ("cdc", "N", False),
        ("cdc", False, False),
    ],
)
def test_common_spellings_of_what_is_allowed(key: str, came: object, meant: object) -> None:
    assert said(**{key: came}) == {key: meant}


@pytest.mark.parametrize(
    ("key", "came"),
    [
        *(
            ("sex", "0"),
            ("sex", "X"),
            ("sex", True),
            ("sex", "男女"),
            ("id_type", "驾照"),
            ("education_level", "MBA"),
        ),
        *(("applicant_category", "doctor"), ("exam_year", "27"), ("exam_year", 20277), ("military", "maybe")),
        *(
            ("military", 2),
            ("diplomas", "x"),
            ("diplomas", {}),
            ("diplomas", [{"role": "third"}]),
            ("employers", ["x"]),
        ),
    ],
)
def test_other_values_are_refused_and_never_repeated(key: str, came: object) -> None:
    found = faults(**{key: came})
    assert all(name.startswith(key) for name in found)
    assert "MBA" not in str(found)
    assert "驾照" not in str(found)


def test_lists_and_cells_that_hold_lists() -> None:
    wanted = {"diplomas": ({"school": "华西医科大学", "role": "main"},)}
    assert said(diplomas=[{"school": " 华西医科大学", "role": "main"}, {}]) == wanted
    assert said(diplomas=json.dumps([{"school": "华西医科大学", "role": "main"}])) == wanted


def test_what_was_changed_is_said_and_no_value() -> None:
    _, changes = Registration.declare(
        {"name": "龚昱\ue863\u200b", "id_number": f"'{ID} ", "site": "云岭", "sex": "M"}
    )
    assert {change.key: change.what.split(" (")[0] for change in changes} == {
        "name": "旧编码字符已更换",
        "id_number": "去除引号",
        "sex": "写法已统一",
    }
    assert all(ID not in str(change) for change in changes)
    assert (
        Registration.declare({"name": "苏婉清", "id_number": ID, "exam_year": 2027, "military": True})[1]
        == ()
    )


def test_what_was_stored_is_given_back_as_it_was() -> None:
    kept = {"name": "苏?清", "education_level": "MBA", "diplomas": [{"school": "x"}]}
    again = Registration.restore(kept)
    assert (again.name, again.diplomas[0].school, again.sex) == ("苏?清", "x", None)
    whole = Registration.parse({"name": "苏婉清", "sex": "男", "employers": [{"institution_name": "医院"}]})
    assert Registration.restore(json.loads(whole.model_dump_json(exclude_none=True))) == whole


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.text())))
def test_cleaning_is_stable_and_ends_in_a_refusal_or_a_value(value: Any) -> None:
    try:
        found = Registration.parse({"name": value, "id_number": value}).model_dump(exclude_defaults=True)
    except BadRegistration:
        return
    assert {key: clean(item) for key, item in found.items()} == found
    number = found.get("id_number")
    assert number is None or clean_number(number) == number
