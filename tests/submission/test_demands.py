"""What a person should look at, by what was declared or read."""

from __future__ import annotations

from typing import Any

import pytest

from precheck.domain.flag import Severity
from precheck.domain.report import Report
from tests.submission.notice import judged, paper

COLLEGE, SECONDARY = "junior_college_assistant_to_physician", "secondary_assistant_to_physician"


def asked(category: str | None, *reports: Report, **said: Any) -> list[str]:
    found = judged(category, *reports, **said)
    flags = [flag for flag in found.flags if flag.code.startswith("requirement.")]
    assert {flag.severity for flag in flags} <= {Severity.REVIEW}
    assert all("通知" in flag.message and "notice" in flag.message_en for flag in flags)
    return [flag.code.partition(".")[2] for flag in flags]


@pytest.mark.parametrize(
    ("category", "day", "told"),
    [
        (COLLEGE, "2020-08-31", []),
        (COLLEGE, "2020-09-01", ["years_of_practice"]),
        (SECONDARY, "2017-08-31", []),
        (SECONDARY, "2017-09-01", ["years_of_practice"]),
        (SECONDARY, "2020-08-31", ["years_of_practice"]),
        ("bachelor_to_physician", "2021-12-01", []),
    ],
)
def test_years_count_from_the_first_registration(category: str, day: str, told: list[str]) -> None:
    assert asked(category, exam_year=2022, first_registered_on=day) == told
    page = paper("physician_practice", "info", first_registered_on=day)
    assert asked(category, page, exam_year=2022) == told
    assert asked(category, first_registered_on=day) == []  # of which year?


def test_what_was_declared_counts_before_a_reissued_certificate() -> None:
    page = paper("physician_practice", "info", first_registered_on="2021-05-06")
    assert asked(COLLEGE, page, exam_year=2022, first_registered_on="2018-05-06") == []


def test_a_short_specialty_asks_for_its_post_or_scope() -> None:
    said = {"short_specialty": True}
    assert asked("bachelor_to_physician", post="内科", **said) == ["short_specialty"]
    assert asked("bachelor_to_physician", post="院前急救", **said) == []
    assert asked("bachelor_to_physician", paper("probation_certificate", post="儿科"), **said) == []
    assert asked("bachelor_to_physician", employers=[{"post": "内科"}, {"post": "儿科"}], **said) == []
    assert asked(COLLEGE, practice_scope="内科专业", post="儿科", **said) == ["short_specialty"]
    assert asked(COLLEGE, practice_scope="儿科专业", **said) == []
    assert asked("bachelor_to_physician", post="内科") == []


def test_rural_practice_leaves_out_community_health_centres() -> None:
    assert asked("rural_assistant", institution_name="青石县云岭镇卫生院") == []
    assert asked("rural_assistant", institution_name="云岭社区卫生服务中心") == ["rural_institution"]
    assert asked("rural_assistant", institution_name="青石市人民医院") == ["rural_level"]
    read = paper("probation_certificate", institution="云岭社区卫生服务中心")
    assert asked("rural_assistant", read) == ["rural_institution"]
    assert asked("college_to_assistant", institution_name="云岭社区卫生服务中心") == []


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("2020-07-01/2021-06-30", []),
        ("2020-07/2021-06", []),
        ("2020-07-01/2021-07-01", []),
        ("2020-07-01/2021-06-28", ["rural_year"]),
        ("2020-07-15/2021-06-30", ["rural_year"]),
        ("2020-12-31/2022-01-01", []),
        ("2021-01-01/2021-11-30", ["rural_year"]),
        ("2020-09/2021-06", ["rural_year"]),
        ("2020-07/2021-05-31", ["rural_year"]),
        ("2020-07-31/2021-06", []),
        ("2020-07-01/..", []),
        ("2020-02-30/2020-03-01", []),  # no such day: nothing is known
    ],
)
def test_rural_practice_asks_for_a_full_year(period: str, told: list[str]) -> None:
    assert asked("rural_assistant", paper("probation_certificate", period=period)) == told


def test_the_periods_of_several_employers_add_up() -> None:
    half = paper("probation_certificate", period="2020-07-01/2020-12-31")
    rest, less = (paper("probation_certificate", period=f"2021-03-01/2021-08-{day}") for day in ("31", "15"))
    assert asked("rural_assistant", half, rest) == []
    assert asked("rural_assistant", half, less) == ["rural_year"]


def test_a_failed_assessment_is_looked_at() -> None:
    assert asked("college_to_assistant", paper("probation_certificate", result="不合格")) == ["assessment"]
    assert asked("college_to_assistant", paper("probation_certificate", result="合格")) == []


def test_training_is_a_year() -> None:
    short = paper("clinical_training_certificate", period="2021-03/2021-10")
    assert asked("postgraduate_graduating", short) == ["training_year"]
