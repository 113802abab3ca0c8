"""Fields of one page hear each other."""

from __future__ import annotations

import pytest

from precheck.fields import diploma_number, level, load, resident_id
from precheck.reading.agreement import DISAGREES, Known, settled
from precheck.reading.best import Best

ID = "510105199001011234"[:17] + resident_id.check_digit("51010519900101123")
OTHER_DAY = "51010519900107123" + resident_id.check_digit("51010519900107123")
NUMBER, OTHER_LEVEL = "106311201505001234", "106311201506001234"


def page(sure: bool = True, **bests: tuple[str, Best]) -> dict[str, Known]:
    return {name: Known(load(kind), best, sure) for name, (kind, best) in bests.items()}


def number(read: str, other: str, behind: float) -> Best:
    return Best(read, None, -1.0, ((other, behind),))


def test_of_two_likely_numbers_the_one_that_agrees_with_the_birth_date() -> None:
    read = page(
        id_number=("resident_id", number(OTHER_DAY, ID, -2.0)), birth_date=("date", Best("1990-01-01"))
    )
    best = settled(read)["id_number"]
    assert best.value == ID
    assert best.log_probability == pytest.approx(-3.0)
    assert best.others[0][0] == OTHER_DAY
    assert best.margin == pytest.approx(2.0 - DISAGREES)


def test_a_clear_digit_stands_against_the_page() -> None:
    read = page(
        id_number=("resident_id", number(OTHER_DAY, ID, -DISAGREES - 1)),
        birth_date=("date", Best("1990-01-01")),
    )
    assert settled(read)["id_number"].value == OTHER_DAY


def test_unsure_fields_do_not_speak() -> None:
    read = page(
        sure=False,
        certificate_number=("diploma_number", number(OTHER_LEVEL, NUMBER, -2.0)),
        level=("level", Best("本科")),
    )
    assert settled(read)["certificate_number"].value == OTHER_LEVEL


def test_the_level_in_words_picks_the_diploma_s_number() -> None:
    read = page(
        certificate_number=("diploma_number", number(OTHER_LEVEL, NUMBER, -2.0)),
        level=("level", Best("本科")),
    )
    assert settled(read)["certificate_number"].value == NUMBER
    assert level.agree("本科", diploma_number.implies(NUMBER)["level"])


def test_a_field_with_one_reading_keeps_it() -> None:
    read = page(id_number=("resident_id", Best(OTHER_DAY)), birth_date=("date", Best("1990-01-01")))
    assert settled(read)["id_number"].value == OTHER_DAY
