from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck.fields.diploma_numbers import diploma_number


@st.composite
def numbers(draw: st.DrawFn) -> str:
    school = draw(st.integers(10001, 14999))
    kind, level = draw(st.sampled_from("1567")), draw(st.sampled_from(["01", "02", "04", "05", "06"]))
    return f"{school}{kind}{draw(st.integers(2003, 2030))}{level}{draw(st.integers(0, 999999)):06d}"


@given(numbers())
def test_parts_of_a_number(number: str) -> None:
    assert list(diploma_number.problems(number)) == []
    assert diploma_number.year(number) == int(number[6:10])
    names = {"01": "博士", "02": "硕士", "04": "第二学士学位", "05": "本科", "06": "专科"}
    assert diploma_number.level(number) == names[number[10:12]]


@given(numbers(), st.integers(0, 17))
def test_a_lost_digit_is_noticed(number: str, place: int) -> None:
    shorter = number[:place] + number[place + 1 :]
    best = diploma_number.find(f"证书编号：{shorter}")[0]
    assert best.value == shorter
    # Structured numbers of 17 digits exist for 2001 and 2002 only.
    assert diploma_number.problems(shorter)


@given(numbers(), st.integers(0, 18), st.sampled_from("0123456789"))
def test_a_digit_too_many_is_noticed(number: str, place: int, digit: str) -> None:
    longer = number[:place] + digit + number[place:]
    assert [f.value for f in diploma_number.find(longer)] == [longer]
    assert diploma_number.problems(longer)


@given(numbers(), st.data())
def test_groups_and_look_alikes_are_understood(number: str, data: st.DataObject) -> None:
    looks = {"0": "OoD0", "1": "lI1", "2": "Z2", "5": "S5", "8": "B8"}
    read = "".join(data.draw(st.sampled_from(looks.get(char, char))) for char in number)
    groups = " ".join(read[start : start + 4] for start in range(0, 18, 4))
    for line in (f"编号{read}", f"No. {read}", f"证书编号：{groups}", f"No{read}", f"学校编号:{read} 校长"):
        best = diploma_number.find(line)[0]
        assert best.value == number
        assert diploma_number.agree(line[best.start : best.end], number)


def test_seventeen_digits_belong_to_2001_and_2002() -> None:
    assert list(diploma_number.problems("10534120020512345")) == []
    assert diploma_number.year("10534120020512345") == 2002
    assert diploma_number.problems("10534120180512345")


def test_self_study_numbers_have_an_order_of_their_own() -> None:
    number = "65510107081123456"
    assert list(diploma_number.problems(number)) == []
    assert diploma_number.year(number) is None
    assert diploma_number.level(number) is None


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("证书编号：川卫校毕字(1998)第0123号", "川卫校毕字(1998)第0123号"),
        ("证书编号：川卫校毕字〔1998〕第 0123 号", "川卫校毕字(1998)第0123号"),
        ("毕业证书编号 980123", "980123"),
        ("No. 0012345", "0012345"),
        ("编号:医专-95-031", "医专-95-031"),
    ],
)
def test_free_forms_are_kept_as_they_stand(line: str, value: str) -> None:
    best = diploma_number.find(line)[0]
    assert best.value == value
    assert list(diploma_number.problems(value)) == []
    assert diploma_number.year(value) is None
    assert diploma_number.agree(line[best.start : best.end], value)


def test_problems_are_named() -> None:
    assert diploma_number.problems("105342201805001234") == ["毕业证书编号第6位不是办学类型码"]
    assert diploma_number.problems("105341201803001234") == ["毕业证书编号中的层次码不存在"]
    assert diploma_number.problems("105341021805001234") == ["毕业证书编号中的年份不合理"]
    assert diploma_number.problems("1053412018050012345") == ["毕业证书编号应为18位，实为19位"]
    assert diploma_number.year("105342201805001234") is None
