"""A paper without its seal is flagged, one with any seal is not, and what cannot be judged is only noted."""

from __future__ import annotations

import numpy as np
import pytest

from precheck.domain.face import Face
from precheck.domain.flag import Remedy, Severity
from precheck.domain.geometry import Image, centre
from precheck.domain.reading import Kind, Page
from precheck.domain.text import TextLine
from tests import drawn
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble
from tests.inked import GREY, seal

LIMITS = {"min_red_share": 0.6, "min_grey_share": 0.75, "min_lines": 4, "labels": ("盖章",)}
PAGE = drawn.lines(
    ["兹证明该同志在我单位工作", "期间无违法违规行为", "特此证明", "单位（盖章）", "二〇二六年十月二十日"],
    leading=4,
)
PAPER: Image = np.asarray(PAGE.image * np.array((0.9, 0.97, 1.0)), np.uint8)
LINES = tuple(TextLine(box, text, 0.98) for box, text in zip(PAGE.boxes, PAGE.texts, strict=True))
PLACE = (PAPER.shape[1] - 120, PAPER.shape[0] - 140)


def subject(image: Image = PAPER, **more: object) -> SubjectDouble:
    return SubjectDouble(image=image, **{"lines": LINES, **more})  # type: ignore[arg-type]


def test_no_seal_is_for_a_reviewer_and_points_to_where_it_belongs() -> None:
    finding = one("seal", subject(), **LIMITS)
    assert finding.code == "seal.missing"
    assert finding.severity is None
    assert finding.measured is not None
    assert finding.measured < 0.6
    assert finding.region is not None
    assert centre(finding.region) == pytest.approx(centre(LINES[3].box), abs=1)
    assert "公章" in message(finding)


def test_a_red_and_a_copied_seal_are_enough() -> None:
    assert findings("seal", subject(seal(PAPER, PLACE, 75)), **LIMITS) == []
    assert findings("seal", subject(seal(PAPER, PLACE, 75, GREY)), **LIMITS) == []


def test_on_a_copy_that_says_so_a_red_seal_alone_is_the_copiers() -> None:
    grey_paper = np.ascontiguousarray(PAGE.image)
    stamped = (*LINES[:-1], TextLine(LINES[-1].box, "复印件与原件一致", 0.98))
    copied = {**LIMITS, "copy_words": ("与原件一致",)}
    red = seal(grey_paper, PLACE, 75)
    finding = one("seal", subject(red, lines=stamped), **copied)
    assert finding.code == "seal.copy_only"
    assert finding.measured is not None
    assert finding.threshold == 0.75
    assert finding.measured < 0.75
    assert findings("seal", subject(red), **copied) == []
    assert findings("seal", subject(red, lines=stamped), **LIMITS) == []
    both = seal(red, (150, PLACE[1]), 75, GREY)
    assert findings("seal", subject(both, lines=stamped), **copied) == []
    neither = one("seal", subject(grey_paper, lines=stamped), **copied)
    assert neither.code == "seal.missing"


def test_a_file_without_colour_is_only_noted() -> None:
    finding = one("seal", subject(PAGE.image), **LIMITS)
    assert (finding.severity, finding.remedy) == (Severity.INFO, Remedy.NONE)


def test_only_on_the_views_and_beside_the_words_that_are_named() -> None:
    departments = subject(pages=(Page("departments", None),))
    assert findings("seal", departments, **LIMITS, views=("info",)) == []
    assert len(findings("seal", subject(pages=(Page("info", None),)), **LIMITS, views=("info",))) == 1
    assert findings("seal", subject(), **LIMITS, only_with=("校长",)) == []
    assert len(findings("seal", subject(), **LIMITS, only_with=("校长", "特此证明"))) == 1


def test_another_paper_and_a_scrap_are_not_judged() -> None:
    assert findings("seal", subject(kind=Kind("identity", {"identity": 5.0})), **LIMITS) == []
    assert findings("seal", subject(kind=Kind(None, {"diploma": -1.0})), **LIMITS) == []
    assert findings("seal", subject(lines=LINES[:3]), **LIMITS) == []


def test_a_portrait_is_no_seal() -> None:
    x, y = PLACE
    face = Face(((x - 60, y - 60), (x + 60, y - 60), (x + 60, y + 60), (x - 60, y + 60)), 120, 0.9)
    assert len(findings("seal", subject(seal(PAPER, PLACE, 75), faces=(face,)), **LIMITS)) == 1


def test_a_ring_that_the_border_cuts_away_from_the_page_is_a_tables_texture() -> None:
    high, wide = PAPER.shape[:2]
    table = np.full((high + 400, wide + 700, 3), PAPER[0, 0], np.uint8)
    table[:high, :wide] = PAPER
    dim = subject(seal(table, (wide + 655, high + 200), 75))
    assert one("seal", dim, **LIMITS).code == "seal.missing"
    assert findings("seal", subject(seal(table, (wide + 500, high + 200), 75)), **LIMITS) == []
