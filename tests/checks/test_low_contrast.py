"""Print that hardly stands off the paper, and light that changes nothing about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from precheck.imaging import contrast
from tests import drawn
from tests.checks.asked import BELOW, FROM, about, findings, one
from tests.doubles import DIPLOMA, SubjectDouble, line, readings

LIMITS = {"min_contrast": 0.28, "min_field_contrast": 0.2}
PAGE = drawn.lines(["106311201505001234", "成绩合格准予毕业", "毕业证书编号", "学校名称"])


def veiled(kept: float, level: float = 200) -> Image:
    return np.asarray(level + (PAGE.image.astype(np.float32) - level) * kept, np.uint8)


def subject(
    image: Image, status: Status = Status.MATCH, count: int = 4, confidence: float = 0.9
) -> SubjectDouble:
    lines = tuple(
        TextLine(box, text, confidence) for box, text in zip(PAGE.boxes[:count], PAGE.texts, strict=False)
    )
    sure = 0.3 if status is Status.UNREADABLE else 0.95
    located = readings(
        FieldReading("certificate_number", status, value=PAGE.texts[0], box=PAGE.boxes[0], readability=sure)
    )
    return SubjectDouble(image=image, lines=lines, fields=located)


def test_a_veil_over_the_page_is_measured() -> None:
    finding = one("low_contrast", subject(veiled(0.15)), **LIMITS)
    assert (finding.code, finding.field, finding.threshold) == ("low_contrast.text", None, 0.28)
    assert finding.measured is not None
    assert 0.1 < finding.measured < 0.2
    assert finding.region in PAGE.boxes


@pytest.mark.parametrize("light", [1.0, 0.5, 0.15])
def test_less_light_is_not_less_contrast(light: float) -> None:
    assert findings("low_contrast", subject(np.asarray(PAGE.image * light, np.uint8)), **LIMITS) == []


@pytest.mark.parametrize(("status", "flagged"), [(Status.UNREADABLE, True), (Status.MATCH, False)])
def test_a_faded_field_counts_where_it_could_not_be_read(status: Status, flagged: bool) -> None:
    image = PAGE.image.copy()
    (left, top), (right, bottom) = PAGE.boxes[0][0], PAGE.boxes[0][2]
    part = np.s_[int(top) - 4 : int(bottom) + 4, int(left) - 4 : int(right) + 4]
    image[part] = 255 - (255 - image[part]) // 8
    seen = subject(image, status)
    elsewhere = FieldReading("name", Status.UNREADABLE)
    seen.fields = {"name": elsewhere, **seen.fields}
    found = findings("low_contrast", seen, **LIMITS)
    assert [finding.field for finding in found] == (["certificate_number"] if flagged else [])


def test_a_few_lines_that_are_hardly_text_tell_nothing() -> None:
    assert findings("low_contrast", subject(veiled(0.15), count=2, confidence=0.7), **LIMITS) == []
    assert findings("low_contrast", subject(veiled(0.15), count=2, confidence=0.9), **LIMITS) != []
    assert findings("low_contrast", SubjectDouble(lines=(line("", confidence=0.0),)), **LIMITS) == []


def test_each_contrast_is_flagged_below_its_limit() -> None:
    page = one("low_contrast", subject(veiled(0.15)), **LIMITS)
    assert page.measured is not None
    assert about("low_contrast", subject(veiled(0.15)), "min_contrast", page.measured) == BELOW
    limits = {"min_contrast": 0.0, "min_field_contrast": 0.2}
    field = one("low_contrast", subject(veiled(0.15), Status.UNREADABLE), **limits)
    assert field.measured == contrast.of_ink(veiled(0.15), PAGE.boxes[0])
    assert (field.field, field.threshold, field.region) == ("certificate_number", 0.2, PAGE.boxes[0])
    doubted = subject(veiled(0.15), Status.UNREADABLE)
    assert about("low_contrast", doubted, "min_field_contrast", field.measured, min_contrast=0.0) == BELOW


def test_a_picture_of_which_no_line_stands_off_is_blank_where_text_was_thought_to_be() -> None:
    most = max(contrast.of_ink(veiled(0.15), box) for box in PAGE.boxes)
    assert about("low_contrast", subject(veiled(0.15)), "blank_below", most, **LIMITS) == (1, 1, 0)


def test_the_better_printed_quarter_speaks_for_the_page_and_its_worst_line_is_shown() -> None:
    image = veiled(0.15)
    (left, top), (right, bottom) = PAGE.boxes[2][0], PAGE.boxes[2][2]
    part = np.s_[int(top) : int(bottom), int(left) : int(right)]
    image[part] = 208 - (208 - image[part]) // 3
    finding = one("low_contrast", subject(image), **LIMITS)
    inks = [contrast.of_ink(image, box) for box in PAGE.boxes]
    assert finding.measured == np.percentile(inks, 75)
    assert finding.region == PAGE.boxes[2]


def test_what_is_surely_text_counts_however_few_its_lines() -> None:
    veil = veiled(0.15)
    assert about("low_contrast", subject(veil, count=2, confidence=0.5), "sure_from", 0.5, **LIMITS) == FROM
    doubtful = subject(veil, count=2, confidence=0.1)
    assert len(findings("low_contrast", doubtful, **LIMITS, few_lines=2)) == 1
    assert len(findings("low_contrast", doubtful, **LIMITS, few_lines=3)) == 0
    # A single character is no line.
    speck = TextLine(PAGE.boxes[3], "章", 0.1)
    doubtful.lines = (*doubtful.lines, speck)
    assert len(findings("low_contrast", doubtful, **LIMITS, few_lines=3)) == 0


def test_a_field_is_in_doubt_where_it_is_owed_and_unsure_or_odd() -> None:
    faint = subject(veiled(0.15))
    limits = {"min_contrast": 0.0, "min_field_contrast": 0.2}
    number = faint.fields["certificate_number"]

    def found(**changed: Any) -> list[str | None]:
        fields = {"name": replace(number, name="name"), "certificate_number": replace(number, **changed)}
        given = replace(faint, fields=fields)
        return [finding.field for finding in findings("low_contrast", given, **limits, certain_from=0.5)]

    assert found(readability=0.5) == []
    assert found(readability=0.49) == found(readability=None) == ["certificate_number"]
    assert found(readability=0.9, problems=("校验码不符",)) == ["certificate_number"]
    assert found(readability=0.1, box=None) == []
    unsure = replace(faint, fields=readings(replace(number, readability=None)))
    assert findings("low_contrast", unsure, **limits, certain_from=0.0) == []


def test_every_field_in_doubt_is_told() -> None:
    faint = subject(veiled(0.15))
    both = tuple(replace(rule, required=True) for rule in DIPLOMA.fields)
    faint.material = replace(DIPLOMA, fields=both)
    sure, unsure = (
        FieldReading("", Status.MATCH, box=PAGE.boxes[1], readability=sure) for sure in (0.9, 0.2)
    )
    given = (replace(sure, name="sex"), replace(unsure, name="name"), replace(unsure, name="birth_date"))
    faint.fields = readings(*given)
    found = findings("low_contrast", faint, min_contrast=0.0, min_field_contrast=0.2)
    assert [finding.field for finding in found] == ["name", "birth_date"]
