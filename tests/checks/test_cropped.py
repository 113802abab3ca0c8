"""Which sides are cut: by the segmenter where it is sure, with print that touches the border where it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from precheck.domain.geometry import EIGHT_WAYS, Quad, quad
from precheck.domain.material import ViewRule
from precheck.domain.picture import Paper
from precheck.domain.reading import Beyond, Page
from precheck.domain.text import TextLine
from tests.checks.asked import FROM, about, findings, message, one
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


def leaning(degrees: float, right: float = 799, text: str = "成绩合格准予") -> TextLine:
    """A line of print 20 px high that runs so many degrees downwards and ends at ``right``."""
    angle = np.deg2rad(degrees)
    along, down = (np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)]))
    corners = [150 * along * x + 20 * down * y for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    shift = np.array([right - max(x for x, _ in corners), 300])
    return TextLine(quad(np.array([corner + shift for corner in corners])), text, 0.95)


@pytest.mark.parametrize(
    ("setting", "limit"),
    [("sure_from", 0.8), ("likely_from", 0.5), ("edges_from", 0.625), ("card_from", 0.25)],
)
def test_each_chance_counts_from_its_limit_on(setting: str, limit: float) -> None:
    side = seen(CUT, cut_right=limit)
    if setting == "sure_from":
        side = seen(cut_right=limit)
    if setting == "edges_from":
        side.papers = (Paper(None, box(0, 0, 800, 500), (0, 0, 0.6, 0), 0.5),)
    if setting == "card_from":
        beyond = (*[Beyond(-0.1, 0.0)] * 2, Beyond(0.02, 0.0), Beyond(-0.1, 0.0))
        side.pages, side.material = (Page("front", EIGHT_WAYS[0], beyond=beyond),), IDENTITY
    assert about("cropped", side, setting, limit, **LIMITS) == FROM


def test_a_card_counts_from_its_limit_and_tolerance_on() -> None:
    beyond = (Beyond(0.09375, 0.03125), *[Beyond(-0.1, 0.0)] * 3)
    pages = (Page("back", EIGHT_WAYS[0]), Page("front", EIGHT_WAYS[0], beyond=beyond))
    card = SubjectDouble(pages=pages, material=IDENTITY, maps=page_maps())
    assert about("cropped", card, "max_outside_alone", 0.0625, **LIMITS) == FROM
    assert one("cropped", card, **LIMITS, max_outside_alone=0.0625).threshold == 0.09375


@pytest.mark.parametrize(
    ("reaches", "sees"),
    [
        ((0.1, 0.5, 0, 0), True),
        ((0.5, 0.5, 0, 0), True),
        ((0.5, 0.5, 0.49, 0.49), True),
        ((0.5, 0.5, 0.5, 0), False),
        ((0.5, 0.01, 0.2, 0), True),
        ((0.5, 0, 0, 0), False),
    ],
)
def test_the_paper_reaches_this_border_and_few_others(
    reaches: tuple[float, float, float, float], sees: bool
) -> None:
    cut = seen(cut_top=0.5)
    cut.papers = (
        Paper(None, box(0, 0, 700, 500), reaches, 0.5),
        Paper(None, box(0, 0, 9, 9), (1, 1, 1, 1), 0.1),
    )
    found = findings("cropped", cut, **LIMITS, reaches_from=0.5, max_borders=2)
    assert len(found) == sees


@pytest.mark.parametrize(("side", "place"), [
    ("left", (1, 300, 161, 320)),
    ("top", (300, 1, 460, 21)),
    ("right", (639, 300, 799, 320)),
    ("bottom", (300, 579, 460, 599)),
])  # fmt: skip
def test_print_touches_the_border_that_it_is_nearest_to(side: str, place: tuple[float, ...]) -> None:
    low = TextLine(box(*place), "成绩合格准予毕业", 0.95)
    for other in ("left", "top", "right", "bottom"):
        found = findings("cropped", seen(INSIDE, low, **{f"cut_{other}": 0.5}), **LIMITS)
        assert len(found) == (other == side)


def test_how_near_is_a_share_of_the_print_s_height() -> None:
    def near(room: float, text: str = "成绩", confidence: float = 0.7) -> SubjectDouble:
        return seen(INSIDE, TextLine(box(700, 300, 800 - room, 316), text, confidence), cut_right=0.5)

    limits = {**LIMITS, "touches_within": 0.125, "min_confidence": 0.7}
    assert findings("cropped", near(2.0), **limits) == []
    assert findings("cropped", near(1.99), **limits) != []
    assert findings("cropped", near(1.0, text="章"), **limits) == []
    assert findings("cropped", near(1.0, confidence=0.699), **limits) == []
    # A column is as high as its characters are wide.
    column = TextLine(((798.0, 100.0), (798.0, 500.0), (782.0, 500.0), (782.0, 100.0)), "成绩合格", 0.95)
    assert findings("cropped", seen(INSIDE, column, cut_right=0.5), **limits) == []
    moved = replace(column, box=tuple((x + 1, y) for x, y in column.box))  # type: ignore[arg-type]
    assert findings("cropped", seen(INSIDE, moved, cut_right=0.5), **limits) != []


def test_a_line_leans_against_the_others() -> None:
    def found(*lines: TextLine) -> int:
        return len(findings("cropped", seen(*lines, cut_right=0.5), **LIMITS, max_lean_degrees=10.0))

    assert found(INSIDE, INSIDE, leaning(9.9)) == found(INSIDE, INSIDE, leaning(-9.9)) == 1
    assert found(INSIDE, INSIDE, leaning(10.1)) == found(INSIDE, INSIDE, leaning(-10.1)) == 0
    # All of a page that lies askew leans.
    assert found(leaning(20, 500), leaning(21, 500), leaning(20)) == 1
    assert found(leaning(30, 500), leaning(30, 500), leaning(19.9)) == 0


def test_nothing_is_laid_over_where_the_file_names_no_such_words() -> None:
    assert len(findings("cropped", seen(CUT, cut_right=0.5), **LIMITS, overlaid="")) == 1
    spaced = replace(CUT, text="仅 供 医师资格考试报名使用")
    assert findings("cropped", seen(spaced, cut_right=0.5), **LIMITS) == []


@pytest.mark.parametrize(("side", "found"), [("left", 1), ("top", 0), ("right", 1), ("bottom", 0)])
def test_a_telephone_s_time_excuses_what_is_above_and_below(side: str, found: int) -> None:
    def screen(bottom: float, text: str = "9:41") -> SubjectDouble:
        clock = TextLine(box(20, bottom - 20, 100, bottom), text, 0.9)
        return seen(INSIDE, clock, **{f"cut_{side}": 0.95})

    limits = {**LIMITS, "clock_within": 0.0625}
    assert len(findings("cropped", screen(37.4), **limits)) == found
    assert len(findings("cropped", screen(37.5), **limits)) == 1
    assert len(findings("cropped", screen(37.4, "共9:41"), **limits)) == 1
    assert len(findings("cropped", screen(37.4), **{**limits, "clock": "", "clock_within": 1.0})) == 1
