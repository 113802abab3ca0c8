"""Departments: taken apart, put together, and not made up."""

from __future__ import annotations

import pytest

from precheck.fields.words import departments


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("预防保健科/全科医疗科/内科******", "预防保健科、全科医疗科、内科"),
        ("内科外科妇产科（以下空白）", "内科、外科、妇产科"),
        ("01.预防保健科 02.全科医疗科", "预防保健科、全科医疗科"),
        ("内科：呼吸内科专业；消化内科专业/妇产科", "内科、呼吸内科专业、消化内科专业、妇产科"),
        ("诊疗科目：口腔科、针灸推拿科", "口腔科、针灸推拿科"),
        # A caption between the lines of the list, and names that lost their first or last character.
        ("内科、急诊诊疗科目医学科、中医科", "内科、急诊医学科、中医科"),
        ("外科、鼻咽喉科、医学影像发证机关", "外科、耳鼻咽喉科、医学影像科"),
    ],
)
def test_a_list_in_any_form(text: str, value: str) -> None:
    (found,) = departments.find(text)
    assert found.value == value
    assert departments.normalise(value) == value


@pytest.mark.parametrize("text", ["云岭康宁口腔科医院", "免疫学检查", "龙潭骨科医院有限公司", "以下空白"])
def test_names_of_institutions_are_no_departments(text: str) -> None:
    assert departments.find(text) == []
    assert departments.problems(departments.normalise(text)) != []


def test_order_does_not_matter_but_each_one_does() -> None:
    assert departments.agree("外科、内科", "内科/外科")
    assert not departments.agree("外科", "内科、外科")
