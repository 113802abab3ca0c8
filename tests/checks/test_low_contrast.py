"""Print that hardly stands off the paper, and light that changes nothing about it."""

from __future__ import annotations

import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from tests import drawn
from tests.checks.asked import findings, one
from tests.doubles import SubjectDouble, line, readings

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
