"""What second looks are worth: counted for better and worse, and written where refining reads it."""

from __future__ import annotations

import tomllib

import pytest

from precheck.domain.reading import FieldReading, Status
from precheck.reading.doubts import Doubt, Question
from precheck.reading.looks import Seen
from precheck_evaluation.looks import Tally, Trials, as_toml, table
from tests.doubles import DIPLOMA

NUMBER, OTHER = "106311201505001234", "106311201505001238"


def seen(status: Status, value: str | None, expected: str | None) -> Seen:
    reading = FieldReading("certificate_number", status, "diploma_number", value, expected=expected)
    return Seen((), {reading.name: reading})


@pytest.mark.parametrize(
    ("before", "after", "better", "worse"),
    [
        (seen(Status.UNREADABLE, None, None), seen(Status.UNVERIFIED, NUMBER, None), 1, 0),
        (seen(Status.UNVERIFIED, NUMBER, None), seen(Status.UNVERIFIED, OTHER, None), 0, 1),
        (seen(Status.UNREADABLE, OTHER, NUMBER), seen(Status.MATCH, NUMBER, NUMBER), 1, 0),
        (seen(Status.UNREADABLE, OTHER, NUMBER), seen(Status.MISMATCH, OTHER, NUMBER), 0, 1),
        (seen(Status.MATCH, OTHER, OTHER), seen(Status.UNREADABLE, NUMBER, OTHER), 1, 0),
        (seen(Status.UNREADABLE, NUMBER, OTHER), seen(Status.MISMATCH, NUMBER, OTHER), 0, 0),
    ],
    ids=["read", "misread", "matched", "accused", "a wrong match undone", "a wrong one told"],
)
def test_a_look_is_for_better_or_worse(before: Seen, after: Seen, better: int, worse: int) -> None:
    trials = Trials(in_turn=True, truth={"certificate_number": NUMBER})
    [reading] = before.readings.values()
    question = Question(Doubt.UNSURE, reading, DIPLOMA.rule(reading.name))
    trials._count(("verify", question), before, after, 5.0)
    tally = trials.tallies["verify", Doubt.UNSURE]
    assert (tally.taken, tally.better, tally.worse, tally.milliseconds) == (1, better, worse, 5.0)


def test_the_table_of_worths_leaves_out_what_is_worth_nothing() -> None:
    tallies = {
        ("search", Doubt.OWED): Tally(10, 3, 1, 200.0),
        ("join", Doubt.OWED): Tally(10, 1, 1, 200.0),
    }
    assert tomllib.loads(as_toml(tallies)) == {
        "search": {"owed": {"taken": 10, "better": 3, "worse": 1, "milliseconds": 20.0}}
    }
    assert table(tallies).splitlines()[2] == "| search | owed | 10 | 3 | 1 | 20.0 | 10.00 |"
