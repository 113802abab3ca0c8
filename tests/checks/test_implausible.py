from typing import Any

from precheck.domain.reading import FieldReading, Status
from tests.checks.asked import findings, message, one
from tests.doubles import IDENTITY, SubjectDouble, box, readings

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


def test_all_that_is_odd_stands_in_one_sentence() -> None:
    both = id_number(problems=("校验码不符", "出生日期不存在"), box=box(1, 2, 3, 4))
    finding = one(
        "implausible",
        on_a_card(FieldReading("name", Status.ABSENT, problems=("缺",), readability=1.0), both),
        **LIMIT,
    )
    assert message(finding) == "校验码不符；出生日期不存在，请人工核对。"
    assert (finding.field, finding.region) == ("id_number", box(1, 2, 3, 4))


def test_only_what_was_read_as_surely_is_held_against_a_number() -> None:
    number, other_day = "110101199001011237", "1991-01-01"
    assert len(findings("implausible", diploma(number, other_day, 0.8), **LIMIT)) == 1
    unsure = FieldReading("birth_date", Status.MATCH, "date", other_day)
    unread = FieldReading("birth_date", Status.UNREADABLE, "date", None, readability=0.9)
    for born in (unsure, unread):
        held = diploma(number, other_day)
        held.fields = {**held.fields, "birth_date": born}
        assert findings("implausible", held, **LIMIT) == []
    alone = diploma(number, other_day)
    del alone.fields["birth_date"]  # type: ignore[attr-defined]
    assert findings("implausible", alone, **LIMIT) == []


def test_every_field_is_looked_at() -> None:
    broken = {"problems": ("校验码不符",), "readability": 0.9}
    fields = (
        FieldReading("name", Status.MATCH, "person_name", None),
        FieldReading("validity", Status.MATCH, "validity", "2016.11.23-长期", readability=0.1),
        FieldReading("id_number", Status.MATCH, "resident_id", "110101199001011237", **broken),  # type: ignore[arg-type]
    )
    assert one("implausible", on_a_card(*fields), **LIMIT).field == "id_number"
