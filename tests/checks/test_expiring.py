from datetime import date

from precheck.domain.reading import FieldReading, Status
from precheck.domain.registration import Registration
from tests.checks.asked import findings, message, one
from tests.doubles import IDENTITY, SubjectDouble, readings

SET = {"examination": "08-31", "min_confidence": 0.8}


def card(end: str, today: date = date(2026, 11, 23), year: int | None = 2027) -> SubjectDouble:
    reading = FieldReading(
        "validity", Status.UNVERIFIED, type="validity", value=f"2017.03.01-{end}", readability=0.9
    )
    declared = Registration() if year is None else Registration(exam_year=year)
    return SubjectDouble(material=IDENTITY, today=today, registration=declared, fields=readings(reading))


def test_valid_today_but_not_at_the_examination() -> None:
    finding = one("expiring", card("2027.08.30"), **SET)
    assert (finding.code, finding.subcode, finding.measured) == ("expiring.*", "validity", 1)
    assert message(finding, label="有效期限") == "证件将于2027年8月30日到期，早于考试日期，请及时换领。"


def test_valid_on_the_day_of_the_examination_is_enough() -> None:
    assert findings("expiring", card("2027.08.31"), **SET) == []


def test_what_is_over_already_is_the_other_check_s() -> None:
    assert findings("expiring", card("2026.11.22"), **SET) == []
    assert len(findings("expiring", card("2026.11.23"), **SET)) == 1


def test_without_a_year_nothing_is_known_of_the_examination() -> None:
    assert findings("expiring", card("2027.03.01", year=None), **SET) == []
    alone = card("2027.03.01")
    alone.registration = None
    assert findings("expiring", alone, **SET) == []
