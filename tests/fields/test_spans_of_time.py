"""有效期限 and 起止日期."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precheck.fields.spans import period, validity

DAYS = st.dates(date(1985, 1, 1), date(2060, 12, 31))
LENGTHS = st.integers(1, 7300).map(timedelta)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("有效期限2015.03.02-2035.03.02", "2015.03.02-2035.03.02"),
        ("有效期限 2015.03.02 — 2035.03.02", "2015.03.02-2035.03.02"),
        ("有效期限2015.03.02一2035.03.02", "2015.03.02-2035.03.02"),
        ("2015.03.022035.03.02", "2015.03.02-2035.03.02"),
        ("2015.0302-20350302", "2015.03.02-2035.03.02"),
        ("2O15.03.02-2O35.03.O2", "2015.03.02-2035.03.02"),
        ("有效期限2015.03.02-长期", "2015.03.02-长期"),
        ("2015.03.02一长 期", "2015.03.02-长期"),
        ("2015.03.02长期", "2015.03.02-长期"),
        ("自 2019年01月01日 至 2024年12月31日", "2019.01.01-2024.12.31"),
        ("有效期限：自2019年01月01日起至2024年12月31日止", "2019.01.01-2024.12.31"),
        ("自二〇一九年一月一日至二○二四年十二月三十一日", "2019.01.01-2024.12.31"),
        ("有效期至2024年12月31日", "-2024.12.31"),
        ("有效期截止日期：2024年12月31日", "-2024.12.31"),
    ],
)
def test_validity_as_read(line: str, value: str) -> None:
    assert validity.find(line)[0].value == value
    assert validity.agree(line, value)
    assert list(validity.problems(value)) == []


@given(DAYS, LENGTHS)
def test_every_printed_validity_is_read_back(first: date, length: timedelta) -> None:
    last = first + length
    value = f"{first:%Y.%m.%d}-{last:%Y.%m.%d}"
    forms = validity.printed_forms(value)
    assert value in forms
    assert f"自{first:%Y年%m月%d日}至{last:%Y年%m月%d日}" in forms
    for form in forms:
        assert validity.find(f"有效期限{form}")[0].value == value, form
    assert validity.ends_on(value) == last


@given(DAYS)
def test_long_validity_has_no_end(first: date) -> None:
    value = f"{first:%Y.%m.%d}-长期"
    assert validity.ends_on(value) is None
    assert all(validity.normalise(form) == value for form in validity.printed_forms(value))


def test_only_an_end() -> None:
    assert validity.ends_on("-2024.12.31") == date(2024, 12, 31)
    assert "至2024年12月31日" in validity.printed_forms("-2024.12.31")


def test_a_lone_day_is_no_validity() -> None:
    assert list(validity.find("发证日期 2024年12月31日")) == []
    assert validity.ends_on("2024.12.31") is None


def test_problems_of_a_validity() -> None:
    assert validity.problems("2015.02.30-2035.03.02") == ["有效期限中的日期不存在"]
    assert validity.ends_on("2015.03.02-2035.02.30") is None
    assert validity.problems("2035.03.02-2015.03.02") == ["有效期限的截止日期不晚于起始日期"]
    assert validity.problems("") == ["未能识别出有效期限"]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("自2019年7月1日起至2020年7月31日止", "2019-07-01/2020-07-31"),
        ("2019.07-2020.08", "2019-07/2020-08"),
        ("2019.07.01—2020.08.02", "2019-07-01/2020-08-02"),
        ("二〇一九年七月至二〇二〇年八月", "2019-07/2020-08"),
        ("二〇一九年七月一二〇二〇年八月", "2019-07/2020-08"),
        ("于2019年7月至今在我院", "2019-07/.."),
    ],
)
def test_period_as_read(line: str, value: str) -> None:
    assert period.find(line)[0].value == value
    assert period.agree(line, value)
    assert list(period.problems(value)) == []
    assert all(period.normalise(form) == value for form in period.printed_forms(value))


def test_a_period_agrees_as_exactly_as_declared() -> None:
    assert period.agree("2019年7月1日至2020年7月31日", "2019-07/2020-07")
    assert not period.agree("2019年7月至2020年7月", "2019-07-01/2020-07-31")
    assert not period.agree("2019年7月至今", "2019-07/2020-07")
    assert not period.agree("2019年7月", "2019-07/2020-07")


def test_problems_of_a_period() -> None:
    assert period.problems("2020-07/2019-07") == ["截止日期早于起始日期"]
    assert period.problems("2020-07-31/2020-07") == []
    assert period.problems("2020-02-30/2020-07") == ["起止日期中有不存在的日期"]
    assert period.problems("2020-07") == ["未能识别出起止日期"]


def test_a_lost_dash_between_two_days_is_understood() -> None:
    assert [found.value for found in period.find("2025.02.122026.02.12")] == ["2025-02-12/2026-02-12"]
    assert [found.value for found in period.find("2025.02.122026")] == []


@pytest.mark.parametrize("around", [("", ""), ("起止时间 ", " 在我院"), ("（", "）")])
def test_where_a_span_begins_and_ends(around: tuple[str, str]) -> None:
    before, after = around
    spans = (
        *(
            (validity, form)
            for value in ("2015.03.02-2035.03.12", "2015.03.02-长期")
            for form in validity.printed_forms(value)
        ),
        *(
            (period, form)
            for value in ("2019-07-01/2020-08-31", "2019-07/2020-08", "2019-07/..")
            for form in period.printed_forms(value)
        ),
        (validity, "2015.03.0220350312"),
        (period, "2025.02.122026.02.12"),
    )
    for kind, form in spans:
        text = f"{before}{form}{after}"
        begins = len(before) + form.startswith("自")
        assert (kind.find(text)[0].start, kind.find(text)[0].end) == (begins, len(before + form)), text


@pytest.mark.parametrize("value", ["2024.12.31-2024.01.01", "2024.02.30-长期"])
def test_a_period_that_cannot_be_is_printed_as_it_is(value: str) -> None:
    assert validity.printed_forms(value) == [value]
    assert validity.printed_forms("有效") == []
