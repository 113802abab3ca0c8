"""What lies on the place of a field, read or not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from precheck.domain.geometry import EIGHT_WAYS, Quad
from precheck.domain.picture import Exposure
from precheck.domain.reading import FieldReading, Hidden, Page, Status
from precheck.reading import obstruction
from precheck.reading.settings import ReadingSettings
from tests.doubles import box, line, page_maps, readings

SETTINGS = ReadingSettings()
LINES = tuple(line("一行文字一行文字", 150, 100 + 50 * n) for n in range(8))
DAYLIGHT = Exposure(0.9, 0.6)
CAUSES = ("glare", "cover")
VALUE = box(200, 300, 400, 320)
NAME = FieldReading("name", Status.UNVERIFIED, "person_name", "张三", box=VALUE, readability=0.97)
NUMBER = FieldReading(
    "id_number", Status.UNVERIFIED, "resident_id", "110101199001011237", box=VALUE, readability=0.97
)


def hides(
    reading: FieldReading, *glare: Quad, pages: tuple[Page, ...] = (), light: Exposure = DAYLIGHT
) -> tuple[Hidden, ...]:
    maps = page_maps(shown={"glare": list(glare)})
    return obstruction.find(
        maps, pages, readings(reading), LINES, obstruction.causes(light, None, SETTINGS), SETTINGS
    ).get(reading.name, ())


def test_a_value_that_was_surely_read_is_not_hidden() -> None:
    assert hides(NAME, VALUE) == ()
    assert hides(NUMBER, VALUE) == ()


def test_a_doubtful_one_under_light_is() -> None:
    (hidden,) = hides(replace(NAME, readability=0.4), VALUE)
    assert (hidden.by, hidden.torn, hidden.threshold) == ("glare", False, SETTINGS.hidden_from)
    assert hidden.share == pytest.approx(1, abs=0.1)
    assert hides(replace(NUMBER, problems=("17 digits",)), VALUE)


def test_in_the_dark_nothing_shines() -> None:
    assert hides(replace(NAME, readability=0.4), VALUE, light=Exposure(0.2, 0.2)) == ()


def test_words_that_end_where_the_light_begins_may_go_on_under_it() -> None:
    (hidden,) = hides(NAME, box(400, 280, 500, 340))
    assert hidden.torn
    # A number tells by its structure whether it is whole.
    assert hides(NUMBER, box(400, 280, 500, 340)) == ()
    assert hides(NAME, box(460, 280, 600, 340)) == ()


def test_where_nothing_was_read_the_label_tells_or_the_card_s_layout() -> None:
    lost = FieldReading("name", Status.UNREADABLE, "person_name", areas=(VALUE,))
    (light,) = hides(lost, box(180, 250, 420, 350))
    # What is shown is the light itself, not the place on which it lies.
    assert np.array(light.region).min(axis=0) == pytest.approx((180, 250), abs=9)
    assert np.array(light.region).max(axis=0) == pytest.approx((420, 350), abs=9)
    assert hides(lost, box(500, 300, 700, 320)) == ()
    nowhere = FieldReading("name", Status.ABSENT, "person_name")
    assert hides(nowhere, VALUE) == ()
    card = Page("front", EIGHT_WAYS[0], places={"name": VALUE, "portrait": box(600, 100, 700, 250)})
    assert hides(nowhere, VALUE, pages=(card,))
    maps = page_maps(shown={"cover": [box(600, 100, 700, 250)]})
    (found,) = obstruction.find(maps, (card,), {}, LINES, CAUSES, SETTINGS)["portrait"]
    assert found.by == "cover"


def test_an_owed_field_that_is_nowhere_may_stand_under_what_lies_among_the_print() -> None:
    owed = FieldReading("name", Status.UNREADABLE, "person_name")

    def nowhere(lost: FieldReading, *glare: Quad) -> tuple[Hidden, ...]:
        maps = page_maps(shown={"glare": list(glare)})
        return obstruction.find(maps, (), readings(lost, NUMBER), LINES, CAUSES, SETTINGS).get("name", ())

    (hidden,) = nowhere(owed, box(180, 200, 380, 350))
    assert np.array(hidden.region).min(axis=0) == pytest.approx((180, 200), abs=9)
    assert nowhere(owed, box(600, 200, 700, 260)) == ()
    assert nowhere(replace(owed, status=Status.ABSENT), box(180, 200, 380, 350)) == ()
    # Of another paper nothing is found at all.
    assert hides(owed, box(180, 200, 380, 350)) == ()


def test_hidden_fields_are_unreadable_unless_they_match() -> None:
    sure = replace(NAME, confidence=0.98)
    hidden = {"name": (Hidden("glare", 0.9, VALUE),)}
    lost = obstruction.apply(readings(sure), hidden)["name"]
    assert (lost.status, lost.readability, lost.confidence) == (Status.UNREADABLE, 0.0, obstruction.LEFT)
    for status in (Status.MATCH, Status.ABSENT):
        kept = replace(sure, status=status)
        assert obstruction.apply(readings(kept), hidden)["name"] == kept
    assert obstruction.apply(readings(sure), {})["name"] == sure


def test_text_that_stands_near_never_takes_the_place_of_what_the_light_has_taken() -> None:
    beside = box(100, 300, 180, 320)
    near = replace(NUMBER, areas=(beside,))
    assert hides(near) == ()
    assert hides(near, box(600, 300, 700, 320)) == ()
    (hidden,) = hides(near, beside)
    assert hidden.place == beside
    lost = obstruction.apply(readings(near), {"id_number": (hidden,)})["id_number"]
    assert (lost.value, lost.status, lost.box, lost.areas) == (None, Status.UNREADABLE, None, (beside,))
    matched = replace(near, status=Status.MATCH)
    assert obstruction.apply(readings(matched), {"id_number": (hidden,)})["id_number"] == matched
