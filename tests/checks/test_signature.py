"""Beside the words that ask for it: a name read, strokes or a name seal count; rules, days and print do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image, Quad
from precheck.domain.reading import Kind
from precheck.domain.text import TextLine
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble, box, line, page_maps
from tests.inked import RED, seal, written

LIMITS = {
    "labels": ("法定代表人(签字或名章)", "承诺人"),
    "printed": ("签字或名章", "签字", "日期", "考生"),
    "min_ink": 0.15,
}
LABEL = line("法定代表人（签字或名章）：", 300, 300, 24)
END = 300 + 24 * 13
DAY = line("2026年1月11日", 420, 450, 24)
OTHER = line("注：本表由试用机构填写，一式一份。", 60, 560, 24)


def form(*more: TextLine) -> Image:
    """White paper with rules round the place, and bars where the lines' print stands."""
    image = np.full((640, 900, 3), 250, np.uint8)
    cv2.rectangle(image, (40, 280), (760, 500), (40, 40, 40), 1)
    cv2.line(image, (280, 420), (700, 424), (60, 60, 60), 1)
    for one_line in (LABEL, DAY, OTHER, *more):
        (x0, y0), _, (x1, y1), _ = one_line.box
        cv2.rectangle(image, (round(x0) + 3, round(y0) + 5), (round(x1) - 3, round(y1) - 5), (60, 60, 60), -1)
    return image


def subject(image: Image | None = None, *more: TextLine, **other: object) -> SubjectDouble:
    return SubjectDouble(
        image=form() if image is None else image,
        lines=(LABEL, DAY, OTHER, *more),
        **other,  # type: ignore[arg-type]
    )


def test_an_empty_place_between_rules_and_a_day_is_unsigned() -> None:
    finding = one("signature", subject(), **LIMITS)
    assert finding.code == "signature.missing"
    assert finding.measured is not None
    assert finding.measured < 0.05
    assert finding.region is not None
    assert "签" in message(finding)


def test_a_name_read_near_the_label_or_after_it_is_a_signature() -> None:
    assert findings("signature", subject(None, line("余平", 480, 370, 30)), **LIMITS) == []
    signed = line("法定代表人（签字或名章）：余平", 300, 300, 24)
    assert findings("signature", SubjectDouble(image=form(), lines=(signed, DAY)), **LIMITS) == []


def test_strokes_that_nobody_reads_are_a_signature() -> None:
    assert findings("signature", subject(written(form(), END + 20, 330, 40)), **LIMITS) == []


def test_a_name_seal_is_one_even_where_it_is_found_as_an_unread_line() -> None:
    stamped = form()
    cv2.rectangle(stamped, (560, 340), (620, 400), RED, 3)
    stamped = written(stamped, 570, 390, 22, RED)
    place: Quad = box(550, 330, 630, 410)
    for text, certainty in (("", 0.3), ("團", 0.3), ("團", 0.99), ("1a2b", 0.3)):
        seen = subject(stamped, TextLine(place, text, certainty))
        assert findings("signature", seen, **LIMITS) == [], (text, certainty)
    print_ = subject(stamped, TextLine(place, "1a2b", 0.99))
    assert one("signature", print_, **LIMITS).code == "signature.missing"


def sealed(image: Image, middle: tuple[int, int], radius: int) -> SubjectDouble:
    """A form with a round seal on it, and on the map of seals."""
    given = subject(image)
    high, wide = image.shape[:2]
    given.maps = page_maps(wide, high)
    across, down = 96 / wide, 96 / high
    at = (round(middle[0] * across), round(middle[1] * down))
    axes = (round(radius * across), round(radius * down))
    cv2.ellipse(given.maps.masks["red_seal"], at, axes, 0, 0, 360, (1.0,), -1)
    return given


def test_the_official_seal_alone_is_no_signature() -> None:
    assert len(findings("signature", sealed(seal(form(), (420, 400), 95), (420, 400), 95), **LIMITS)) == 1


def test_under_a_large_seal_nothing_is_said() -> None:
    assert (
        findings("signature", sealed(seal(form(), (520, 370), 220, width=9), (520, 370), 220), **LIMITS) == []
    )


@pytest.mark.parametrize("text", ["日期：2026年11月3日", "考生签字", "青石市第三人民医院"])
def test_days_and_printed_words_are_no_names(text: str) -> None:
    place = line(text, 320, 350, 22)
    assert len(findings("signature", subject(form(place), place), **LIMITS)) == 1


def test_without_the_label_or_on_another_paper_nothing_is_said() -> None:
    assert findings("signature", SubjectDouble(image=form(), lines=(DAY, OTHER)), **LIMITS) == []
    assert findings("signature", subject(kind=Kind("identity", {"identity": 5.0})), **LIMITS) == []


def test_where_print_hardly_stands_off_the_paper_nothing_is_said() -> None:
    faint = np.asarray(255 - (255 - form().astype(np.float32)) * 0.1, np.uint8)
    assert findings("signature", subject(faint), **LIMITS) == []
