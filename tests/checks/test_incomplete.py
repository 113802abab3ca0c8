"""A blank is empty where neither print nor ink stands behind its label; rules are no ink, seals and smears are."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.domain.material import FieldRule, Material
from precheck.domain.reading import FieldReading, Kind, Status
from precheck.domain.text import TextLine
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble, line, readings

FORM = Material(
    "form",
    "表",
    "form",
    fields=(
        FieldRule(
            "name", "姓名", "name", "person_name", labels=("姓名",), required=True, filled_in=("姓名",)
        ),
        FieldRule("sex", "性别", "sex", "sex", labels=("性别",)),
    ),
)
NAME, SEX = line("姓名", 60, 100, 24), line("性别", 420, 100, 24)
FOOT = line("注：本表由试用机构填写，一式一份，涂改无效。", 60, 400, 24)


def paper() -> Image:
    """A cell with rules round it, and an underline in it."""
    image = np.full((480, 900, 3), 250, np.uint8)
    cv2.rectangle(image, (40, 85), (780, 140), (40, 40, 40), 2)
    for x in (130, 400, 500):
        cv2.line(image, (x, 85), (x, 140), (40, 40, 40), 2)
    cv2.line(image, (140, 126), (390, 128), (60, 60, 60), 2)
    return image


def subject(image: Image | None = None, *more: TextLine, **values: str) -> SubjectDouble:
    fields = {
        rule.name: FieldReading(rule.name, Status.UNREADABLE, rule.type, value=values.get(rule.name))
        for rule in FORM.fields
    }
    return SubjectDouble(
        image=paper() if image is None else image,
        lines=(NAME, SEX, FOOT, *more),
        material=FORM,
        fields=fields,
        kind=Kind("form"),
    )


def test_an_empty_cell_with_rules_round_it() -> None:
    finding = one("incomplete", subject())
    assert (finding.code, finding.subcode) == ("incomplete.*", "name")
    assert finding.region is not None
    assert message(finding, label="姓名") == "姓名未填写，请补填后重新上传。"


def test_a_name_that_was_read_fills_it() -> None:
    assert findings("incomplete", subject(None, name="王小明")) == []


@pytest.mark.parametrize("colour", [(40, 40, 40), (90, 60, 200)], ids=["pen", "red seal"])
def test_ink_that_nobody_could_read_fills_it(colour: tuple[int, int, int]) -> None:
    image = paper()
    for x in (180, 215, 250):
        cv2.line(image, (x, 104), (x + 18, 118), colour, 3)
        cv2.line(image, (x + 18, 104), (x, 118), colour, 3)
    assert findings("incomplete", subject(image)) == []


def test_print_that_is_no_name_fills_it() -> None:
    assert findings("incomplete", subject(None, line("见附页", 180, 100, 24))) == []


def test_the_next_label_is_no_value() -> None:
    assert one("incomplete", subject(None, name="性别")).subcode == "name"


def test_a_label_in_a_sentence_or_hardly_read_asks_for_nothing() -> None:
    for other in (line("姓名与身份证一致", 60, 100, 24), replace(NAME, confidence=0.5)):
        asked = replace(subject(), lines=(other, SEX, FOOT))
        assert findings("incomplete", asked) == []


def test_another_paper_is_not_asked_to_be_filled_in() -> None:
    assert findings("incomplete", replace(subject(), kind=Kind("other"))) == []


def test_what_was_left_empty_is_not_called_unreadable() -> None:
    settings = {"min_readability": 0.6, "min_sharpness": 0.45, "min_text_height_px": 9.0}
    assert findings("unreadable", subject(), **settings) == []
    assert [
        f.subcode for f in findings("unreadable", subject(None, line("见附页", 180, 100, 24)), **settings)
    ] == ["name"]
    # What is owed besides is.
    owed = replace(FORM, fields=(FORM.fields[0], replace(FORM.fields[1], required=True)))
    found = findings("unreadable", replace(subject(), material=owed), **settings)
    assert [finding.subcode for finding in found] == ["sex"]


def test_every_blank_is_looked_at_whatever_stands_before_it_and_where_the_kind_is_not_known() -> None:
    name, sex = FORM.fields
    other_way_round = replace(FORM, fields=(sex, name))
    asked = replace(subject(), material=other_way_round, kind=Kind(None))
    asked.fields = readings(*reversed([*asked.fields.values()]))
    assert one("incomplete", asked).subcode == "name"
    both = replace(FORM, fields=(name, replace(sex, filled_in=("性别",))))
    assert [finding.field for finding in findings("incomplete", replace(subject(), material=both))] == [
        "name",
        "sex",
    ]


def test_the_empty_place_is_shown() -> None:
    region = one("incomplete", subject()).region
    assert region is not None
    left, right = min(x for x, _ in region), max(x for x, _ in region)
    assert 108 <= left < right <= 424
    assert 80 <= min(y for _, y in region) < max(y for _, y in region) <= 145
