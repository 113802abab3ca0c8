"""Several views of one number elect its value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from precheck.domain.reading import FieldReading, Status
from precheck.reading.votes import elected


def seen(
    *readings: tuple[str, float], readability: float = 0.5, status: Status = Status.UNVERIFIED
) -> FieldReading:
    value = readings[0][0] if readings else None
    return FieldReading(
        "number", status, "practice_number", value, readability=readability, readings=readings
    )


def test_what_two_views_read_outweighs_the_first() -> None:
    views = [seen(("1", 0.0), ("2", -1.0)), seen(("2", 0.0), ("1", -3.0)), seen(("2", 0.0), ("1", -3.0))]
    assert elected(views).value == "2"


def test_a_view_that_never_considered_a_value_weighs_heavily() -> None:
    views = [seen(("1", 0.0)), seen(("2", 0.0), ("1", -2.0))]
    assert elected(views).value == "1"


@pytest.mark.parametrize(
    ("says", "status"), [(Status.UNREADABLE, Status.UNREADABLE), (Status.MATCH, Status.MATCH)]
)
def test_a_match_does_not_outlive_its_value_unless_the_other_view_matches_too(
    says: Status, status: Status
) -> None:
    views = [
        replace(seen(("1", 0.0), ("2", -1.0), status=Status.MATCH), expected="1"),
        replace(seen(("2", 0.0), ("1", -9.0), readability=0.9, status=says), expected="1"),
    ]
    chosen = elected(views)
    assert (chosen.value, chosen.status, chosen.readability) == ("2", status, 0.9)


def test_an_elected_value_that_was_declared_is_a_match() -> None:
    first = replace(seen(("1", 0.0), ("2", -1.0), status=Status.UNREADABLE), expected="2")
    assert elected([first, seen(("2", 0.0)), seen(("2", 0.0))]).status is Status.MATCH


def test_nothing_to_vote_on() -> None:
    assert elected([seen()]) == seen()
