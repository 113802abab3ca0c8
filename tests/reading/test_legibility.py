"""A page is as legible as the worst of the fields that matter."""

from __future__ import annotations

import pytest

from precheck.domain.picture import Sharpness
from precheck.domain.reading import FieldReading, Status
from precheck.reading import legibility
from tests.doubles import DIPLOMA, IDENTITY, box, readings

NUMBER = box(100, 50, 200, 70)


def legible(sharp: float, *certain: tuple[str, float | None]) -> float:
    material = IDENTITY if any(name == "id_number" for name, _ in certain) else DIPLOMA
    fields = readings(
        *(
            FieldReading(name, Status.ABSENT if seen is None else Status.MATCH, readability=seen, box=NUMBER)
            for name, seen in certain
        )
    )
    return legibility.measure(Sharpness(sharp), fields, material).value


def test_it_rises_with_the_print_and_with_the_worst_field() -> None:
    sure = [legible(sharp, ("name", 1.0), ("certificate_number", 1.0)) for sharp in (0.1, 0.5, 0.9)]
    assert sure == sorted(sure)
    assert sure[2] > 0.9
    doubted = [legible(0.9, ("name", 1.0), ("certificate_number", seen)) for seen in (0.0, 0.3, 0.6, 1.0)]
    assert doubted == sorted(doubted)
    assert doubted[0] < 0.2


def test_the_worst_field_is_shown_whichever_it_is() -> None:
    fields = readings(
        FieldReading("name", Status.MATCH, readability=0.9, box=box(0, 0, 50, 20)),
        FieldReading("certificate_number", Status.UNREADABLE, readability=0.2, box=NUMBER),
    )
    assert legibility.measure(Sharpness(0.5), fields, DIPLOMA).worst == NUMBER


def test_what_was_read_and_settles_nothing_is_not_legible() -> None:
    fields = readings(FieldReading("certificate_number", Status.UNREADABLE, value="1063", readability=0.99))
    lost = legible(0.5, ("certificate_number", 0.0))
    assert legibility.measure(Sharpness(0.5), fields, DIPLOMA).value == pytest.approx(lost)


def test_a_field_that_need_not_be_there_has_no_say() -> None:
    without = legible(0.9, ("name", 1.0), ("certificate_number", 1.0))
    assert legible(0.9, ("name", 1.0), ("certificate_number", 1.0), ("sex", 0.0)) == without


def test_a_page_that_owes_no_field_is_judged_by_its_print() -> None:
    cover = [legible(sharp, ("id_number", None)) for sharp in (0.1, 0.4, 0.9)]
    assert cover == sorted(cover)
    assert legible(0.4, ("id_number", 0.0)) < cover[1] < legible(0.4, ("id_number", 1.0))


def test_a_sharpness_at_its_ends_is_a_number_too() -> None:
    assert legible(0.0, ("name", 0.0)) == pytest.approx(0.0, abs=1e-6)
    assert legible(1.0, ("name", 1.0)) == pytest.approx(1.0, abs=1e-6)
