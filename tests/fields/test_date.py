from __future__ import annotations

from datetime import date as day

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck.fields.dates import date

DAYS = st.dates(day(1930, 1, 1), day(2098, 12, 31))


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("1999年1月1日", "1999-01-01"),
        ("1999.01.01", "1999-01-01"),
        # The round zero that the reader drops.
        ("一九九年四月六日", "1990-04-06"),
        ("一九八年十月", "1980-10"),
        ("二〇〇年七月", "2000-07"),
        ("1999-1-1", "1999-01-01"),
        ("1999/01/01", "1999-01-01"),
        ("19990101", "1999-01-01"),
        ("出生 1990 年 3 月 7 日", "1990-03-07"),
        ("１９９９年０１月０１日", "1999-01-01"),
        ("2O18年6月3O日", "2018-06-30"),
        ("二〇一九年七月一日", "2019-07-01"),
        ("二○一九年七月一日", "2019-07-01"),
        ("二零一九年七月一日", "2019-07-01"),
        ("二0一九年七月一日", "2019-07-01"),
        ("二O一九年七月一日", "2019-07-01"),
        ("二〇-九年七月-日", "2019-07-01"),
        ("二 〇 一 九 年 七 月 一 日", "2019-07-01"),
        ("一九九九年十月廿一日", "1999-10-21"),
        ("一九九九年十月卅日", "1999-10-30"),
        ("一九九九年十二月卅一日", "1999-12-31"),
        ("一九九九年十一月二十日", "1999-11-20"),
        ("贰零壹捌年陆月叁拾日", "2018-06-30"),
        ("2018年6月30", "2018-06-30"),
        ("2018年6月30目", "2018-06-30"),
        ("07 MAR 1990", "1990-03-07"),
        ("07 3月/MAR 1990", "1990-03-07"),
    ],
)
def test_whole_days(line: str, iso: str) -> None:
    found = date.find(line)
    assert [f.value for f in found] == [iso]
    assert date.normalise(line[found[0].start : found[0].end]) == iso
    assert list(date.problems(iso)) == []


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("2018年6月", "2018-06"),
        ("2018.06", "2018-06"),
        ("二〇一八年六月", "2018-06"),
        ("二〇一八年六月三年制", "2018-06"),
        ("2018年6月Beijing", "2018-06"),
    ],
)
def test_months(line: str, iso: str) -> None:
    assert [f.value for f in date.find(line)] == [iso]


def test_whole_days_come_first() -> None:
    line = "自2015年9月至2018年6月30日"
    assert [f.value for f in date.find(line)] == ["2018-06-30", "2015-09"]


def test_days_that_do_not_exist_are_read_and_named() -> None:
    assert date.normalise("2018年2月30日") == "2018-02-30"
    assert date.problems("2018-02-30") == ["日期不存在"]
    assert date.problems("2018-13") == ["日期不存在"]
    assert date.problems("") == ["未能识别出日期"]


@pytest.mark.parametrize(
    "line", ["105341201805001234", "510107199003072343", "3.14", "12.5", "电话028-85551234", "第2018号"]
)
def test_other_numbers_are_no_dates(line: str) -> None:
    assert list(date.find(line)) == []


@given(DAYS, st.text("川医校长，。 ", max_size=4))
def test_every_printed_form_is_read_back(when: day, around: str) -> None:
    for form in date.printed_forms(when.isoformat()):
        line = f"{around}{form}{around}"
        best = date.find(line)[0]
        assert best.value == when.isoformat(), form
        assert line[best.start : best.end] == form


def test_forms_begin_with_the_likeliest() -> None:
    assert list(date.printed_forms("2018-06-30"))[:5] == [
        "2018年6月30日",
        "2018年06月30日",
        "2018.06.30",
        "2018-06-30",
        "2018/06/30",
    ]
    assert "二○一八年六月三十日" in date.printed_forms("2018年6月30日")
    assert "一九九九年十月廿一日" in date.printed_forms("1999-10-21")
    assert list(date.printed_forms("2018")) == []


@given(DAYS, DAYS)
def test_days_agree_only_with_themselves(first: day, second: day) -> None:
    assert date.agree(f"{first.year}年{first.month}月{first.day}日", second.isoformat()) == (first == second)


def test_agreement_is_as_exact_as_was_declared() -> None:
    assert date.agree("2018年6月30日", "2018-06")
    assert not date.agree("2018年6月", "2018-06-30")
    assert date.agree_partly("2018年6月", "2018-06-30")
    assert not date.agree_partly("2018年7月", "2018-06-30")
    assert not date.agree_partly("2018年6月30日", "2018-06-30")
    assert date.agree("2018年6月30日", "2018")
    assert not date.agree("2018年6月30日", "2017")
    assert not date.agree("2018年6月30日", "2018-07")
    assert not date.agree("", "")


def test_what_is_left_of_a_date_completes_its_month() -> None:
    found = date.complete("2011-07", "年七月十日")
    assert found is not None
    assert (found.value, "年七月十日"[found.start : found.end]) == ("2011-07-10", "七月十日")
    assert date.complete("2011-06", "年七月十日") is None
    assert date.complete("2011-07-10", "年七月十日") is None
    # Broken off: the rest may say 三十日.
    assert date.complete("2011-07", "二〇一一年七月三") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("二一八年六月三十日", "2018-06-30"), ("于二〇八年六月", "2008-06"), ("一九九八年七月", "1998-07")],
)
def test_a_year_that_lost_its_thin_zero(text: str, value: str) -> None:
    assert [found.value for found in date.find(text)] == [value]
