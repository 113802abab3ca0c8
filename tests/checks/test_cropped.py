"""Which sides are cut: by the segmenter where it is sure, with print that touches the border where it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from precheck.domain.geometry import EIGHT_WAYS, Quad
from precheck.domain.maps import Paper
from precheck.domain.material import ViewRule
from precheck.domain.reading import Beyond, Page
from precheck.domain.text import TextLine
from tests.checks.asked import findings, message, one
from tests.doubles import IDENTITY, SubjectDouble, box, line, page_maps

LIMITS = {
    "sure_from": 0.8,
    "likely_from": 0.3,
    "edges_from": 0.4,
    "touches_within": 0.12,
    "max_outside": 0.01,
}
INSIDE = line("成绩合格准予毕业", 100, 300)
CUT = TextLine(box(640, 300, 799, 320), "成绩合格准予", 0.95)


def seen(*lines: TextLine, **chances: float) -> SubjectDouble:
    return SubjectDouble(lines=lines or (INSIDE,), maps=page_maps(800, 600, None, **chances))


@pytest.mark.parametrize(
    ("side", "word", "strip"),
    [
        ("left", "左侧", box(0, 0, 40, 600)),
        ("top", "上方", box(0, 0, 800, 30)),
        ("right", "右侧", box(760, 0, 800, 600)),
        ("bottom", "下方", box(0, 570, 800, 600)),
    ],
)
def test_a_side_that_is_surely_cut(side: str, word: str, strip: Quad) -> None:
    finding = one("cropped", seen(**{f"cut_{side}": 0.9}), **LIMITS)
    assert word in message(finding)
    assert (finding.measured, finding.threshold, finding.region) == (0.9, LIMITS["sure_from"], strip)


def test_of_two_cut_sides_the_surer_one_is_named() -> None:
    assert "下方" in message(one("cropped", seen(cut_left=0.85, cut_bottom=0.95), **LIMITS))
    # By how far each is beyond its own limit: print touches the right border.
    assert "右侧" in message(one("cropped", seen(CUT, cut_left=0.85, cut_right=0.5), **LIMITS))


def test_a_likely_side_needs_print_at_the_border() -> None:
    assert findings("cropped", seen(cut_right=0.5), **LIMITS) == []
    assert one("cropped", seen(CUT, cut_right=0.5), **LIMITS).threshold == 0.3
    assert findings("cropped", seen(CUT, cut_left=0.5), **LIMITS) == []


def test_where_the_paper_s_other_edges_are_seen_less_is_enough() -> None:
    whole = box(100, 0, 700, 500)
    one_border, all_borders = (Paper(None, whole, reaches, 0.5) for reaches in ((0, 0.6, 0, 0), (1, 1, 1, 1)))
    cut = seen(cut_top=0.5)
    cut.papers = (one_border,)
    assert one("cropped", cut, **LIMITS).threshold == 0.4
    cut.papers = (all_borders,)
    assert findings("cropped", cut, **LIMITS) == []
    other_side = seen(cut_left=0.5)
    other_side.papers = (one_border,)
    assert findings("cropped", other_side, **LIMITS) == []


def test_print_at_the_border_alone_is_no_evidence() -> None:
    assert findings("cropped", seen(CUT, cut_right=0.1), **LIMITS) == []


def test_watermarks_and_what_is_hardly_read_are_no_print() -> None:
    for over in (
        replace(CUT, text="仅供医师资格考试报名使用"),
        replace(CUT, confidence=0.3),
        TextLine(((640.0, 300.0), (799.0, 420.0), (790.0, 436.0), (631.0, 316.0)), "成绩合格准予", 0.95),
    ):
        assert findings("cropped", seen(INSIDE, replace(INSIDE), over, cut_right=0.5), **LIMITS) == []


def test_a_screenshot_may_end_above_and_below_any_line() -> None:
    low = TextLine(box(100, 585, 400, 599), "成绩合格准予", 0.95)
    clock = line("9:41", 20, 5)
    assert one("cropped", seen(low, cut_bottom=0.5), **LIMITS)
    assert findings("cropped", seen(clock, low, cut_bottom=0.5), **LIMITS) == []


def test_a_card_s_layout_has_the_say_makers_tolerance_taken_off() -> None:
    def card(share: float, uncertain: float, chance: float = 0.0) -> SubjectDouble:
        beyond = (Beyond(share, uncertain), *[Beyond(-0.1, uncertain)] * 3)
        page = Page("front", EIGHT_WAYS[0], beyond=beyond)
        return SubjectDouble(pages=(page,), material=IDENTITY, maps=page_maps(cut_left=chance))

    assert findings("cropped", card(0.06, 0.03), **LIMITS) == []
    assert findings("cropped", card(0.0, 0.03, chance=0.95), **LIMITS) == []
    assert one("cropped", card(0.12, 0.03), **LIMITS).measured == 0.12
    # Print and segmenter together need no tolerance.
    assert one("cropped", card(0.02, 0.03, chance=0.5), **LIMITS).threshold == 0.01


def test_who_holds_a_card_is_always_cut() -> None:
    held = ViewRule("handheld", "手持照片", "held", min_face=0.15)
    subject = seen(cut_bottom=0.99)
    subject.material = replace(IDENTITY, views=(*IDENTITY.views, held))
    subject.pages = (Page("handheld", EIGHT_WAYS[0]),)
    assert findings("cropped", subject, **LIMITS) == []
