from typing import Any

from precheck.domain.reading import FieldReading, Status
from tests.checks.asked import findings, message, one
from tests.doubles import IDENTITY, SubjectDouble, readings

LIMIT = {"min_confidence": 0.8}


def id_number(value: str = "110101199001011237", **more: Any) -> FieldReading:
    values: dict[str, Any] = {"status": Status.UNVERIFIED, "type": "resident_id", "readability": 0.9, **more}
    return FieldReading("id_number", value=value, **values)


def on_a_card(*given: FieldReading) -> SubjectDouble:
    return SubjectDouble(material=IDENTITY, fields=readings(*given))


def test_a_broken_number_is_a_matter_for_staff() -> None:
    finding = one("implausible", on_a_card(id_number(problems=("校验码不符",))), **LIMIT)
    assert (finding.code, finding.subcode) == ("implausible.*", "id_number")
    assert message(finding, label="身份证号码") == "校验码不符，请人工核对。"


def test_a_doubtful_reading_is_not_held_against_the_page() -> None:
    def doubtful(readability: float | None) -> SubjectDouble:
        return on_a_card(id_number(problems=("校验码不符",), readability=readability))

    assert len(findings("implausible", doubtful(0.8), **LIMIT)) == 1
    assert findings("implausible", doubtful(0.79), **LIMIT) == []
    assert findings("implausible", doubtful(None), **LIMIT) == []
    unreadable = id_number(problems=("校验码不符",), status=Status.UNREADABLE)
    assert findings("implausible", on_a_card(unreadable), **LIMIT) == []


def diploma(number: str, born: str, readability: float = 0.9) -> SubjectDouble:
    """Both on one page: an ID number in place of the diploma's own."""
    return SubjectDouble(
        fields=readings(
            FieldReading("certificate_number", Status.MATCH, "resident_id", number, readability=0.9),
            FieldReading("birth_date", Status.MATCH, "date", born, readability=readability),
        )
    )


def test_a_number_that_disagrees_with_its_own_page() -> None:
    assert findings("implausible", diploma("110101199001011237", "1990-01-01"), **LIMIT) == []
    finding = one("implausible", diploma("110101199001011237", "1991-01-01"), **LIMIT)
    assert "与同页出生日期不符" in message(finding, label="编号")
    # A doubtful date proves nothing against the number.
    assert findings("implausible", diploma("110101199001011237", "1991-01-01", 0.79), **LIMIT) == []
