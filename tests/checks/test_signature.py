"""Beside the words that ask for it: a name read, strokes or a name seal count; rules, days and print do not."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image, Quad
from precheck.domain.reading import Kind
from precheck.domain.text import TextLine
from precheck.imaging import contrast, writing
from precheck.vision import overlap
from tests.checks.asked import BELOW, FROM, UP_TO, about, findings, message, one
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


def test_each_amount_counts_exactly_at_its_limit() -> None:
    empty = subject()
    faint = contrast.of_ink(empty.image, LABEL.box)
    assert about("signature", empty, "min_contrast", faint, **LIMITS) == FROM
    signed = subject(written(form(), END + 20, 330, 40))
    finding = one("signature", signed, **{**LIMITS, "min_ink": 9.0})
    assert finding.measured is not None
    assert finding.measured > 0.15
    assert finding.threshold == 9.0
    assert about("signature", signed, "min_ink", finding.measured, **LIMITS) == BELOW


@pytest.mark.parametrize("name", ["red_seal", "grey_seal"])
def test_a_seal_s_ink_is_none_and_a_little_more_than_its_map_shows(name: str) -> None:
    stamped = sealed(seal(form(), (480, 370), 95), (480, 370), 84)
    if name == "grey_seal":
        masks = stamped.maps.masks
        masks["grey_seal"][:], masks["red_seal"][:] = masks["red_seal"].copy(), 0
    limits = {**LIMITS, "hidden_from": 1.0}
    assert len(findings("signature", stamped, **limits, seal_wider=1.25)) == 1
    assert findings("signature", stamped, **limits, seal_wider=1.0) == []
    # A round seal is seven heights of the label across; what is smaller may be a name's.
    assert len(findings("signature", stamped, **limits, seal_wider=1.25, min_seal=6.0)) == 1
    assert findings("signature", stamped, **limits, seal_wider=1.25, min_seal=8.0) == []


def test_how_much_of_the_place_a_seal_may_hide() -> None:
    stamped = sealed(seal(form(), (520, 370), 95), (520, 370), 95)
    place = one("signature", stamped, **LIMITS, hidden_from=1.0).region
    assert place is not None
    (ring,) = overlap.regions(stamped.maps, "red_seal")
    hidden = writing.share_under(ring, place)  # type: ignore[arg-type]
    assert 0.1 < hidden < 0.9
    assert about("signature", stamped, "hidden_from", hidden, **LIMITS) == UP_TO


def test_print_near_it_is_what_was_read_surely_a_name_whatever_was() -> None:
    stamped = written(form(), 570, 390, 40)
    for certainty, found in ((0.5, 1), (0.499, 0)):
        near = TextLine(box(550, 330, 680, 410), "1a2b", certainty)
        assert len(findings("signature", subject(stamped, near), **LIMITS, min_confidence=0.5)) == found
    single = TextLine(box(550, 330, 680, 410), "余", 0.9)
    assert findings("signature", subject(stamped, single), **LIMITS) == []
    doubtful = line("余平", 480, 370, 30, confidence=0.1)
    assert findings("signature", subject(None, doubtful), **LIMITS) == []


def test_it_is_asked_for_where_the_kind_is_not_known_and_by_words_that_were_read() -> None:
    assert len(findings("signature", subject(kind=Kind(None)), **LIMITS)) == 1
    for certainty, found in ((0.5, 1), (0.499, 0)):
        label = replace(LABEL, confidence=certainty)
        asked = SubjectDouble(image=form(), lines=(label, DAY, OTHER))
        assert len(findings("signature", asked, **LIMITS, min_confidence=0.5)) == found
