from dataclasses import replace
from datetime import date
from typing import Any

from precheck.domain.reading import FieldReading, Status
from tests.checks.asked import findings, message, one
from tests.doubles import IDENTITY, SubjectDouble, box, readings

LIMIT = {"min_confidence": 0.8}


def card(value: str, today: date, **more: Any) -> SubjectDouble:
    values: dict[str, Any] = {"status": Status.UNVERIFIED, "type": "validity", "readability": 0.9, **more}
    return SubjectDouble(
        material=IDENTITY, today=today, fields=readings(FieldReading("validity", value=value, **values))
    )


PERIOD = "2016.11.23-2026.11.22"


def test_the_day_after_the_last_it_is_over() -> None:
    finding = one("expired", card(PERIOD, date(2026, 11, 23)), **LIMIT)
    assert (finding.code, finding.subcode, finding.measured, finding.threshold) == (
        "expired.*",
        "validity",
        1,
        0,
    )
    assert message(finding, label="有效期限") == "证件已于2026年11月22日到期，请上传有效期内的证件。"


def test_on_its_last_day_it_is_valid() -> None:
    assert findings("expired", card(PERIOD, date(2026, 11, 22)), **LIMIT) == []


def test_what_never_ends_is_valid() -> None:
    assert findings("expired", card("2016.11.23-长期", date(2096, 1, 1)), **LIMIT) == []


def test_a_doubtful_or_broken_reading_expires_nothing() -> None:
    later = date(2027, 1, 1)
    assert len(findings("expired", card(PERIOD, later, readability=0.8), **LIMIT)) == 1
    assert findings("expired", card(PERIOD, later, readability=0.79), **LIMIT) == []
    assert findings("expired", card(PERIOD, later, status=Status.UNREADABLE), **LIMIT) == []
    assert findings("expired", card(PERIOD, later, problems=("期限不符",)), **LIMIT) == []
    assert findings("expired", card(PERIOD, later, type="plain_text"), **LIMIT) == []


def test_every_period_that_is_over_is_told_and_where_it_stands() -> None:
    place = box(1, 2, 3, 4)
    over = card(PERIOD, date(2026, 12, 25), box=place)
    whole = over.fields["validity"]
    unread = FieldReading("name", Status.MATCH, "person_name", "李明", readability=0.9)
    over.fields = readings(
        unread, replace(whole, name="first", value=None), replace(whole, name="second"), whole
    )
    found = findings("expired", over, **LIMIT)
    assert [(finding.field, finding.measured, finding.region) for finding in found] == [
        ("second", 33, place),
        ("validity", 33, place),
    ]
