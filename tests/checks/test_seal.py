"""Seals on the maps, on the papers that owe one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from precheck.domain.flag import Remedy, Severity
from precheck.domain.geometry import EIGHT_WAYS, Image
from precheck.domain.picture import Exposure
from precheck.domain.reading import Kind, Page
from precheck.domain.text import TextLine
from tests.checks.asked import BELOW, FROM, about, findings, one
from tests.doubles import SubjectDouble, box, line, page_maps

PAGE = tuple(line("一行文字一行文字", 100, 100 + 40 * n) for n in range(6))
SEAL = box(500, 350, 600, 450)
COLOURED: Image = np.full((600, 800, 3), (200, 220, 240), np.uint8)


def paper(*seals: str, **more: Any) -> SubjectDouble:
    given = {"lines": PAGE, "image": COLOURED, "maps": page_maps(shown={name: [SEAL] for name in seals})}
    return SubjectDouble(**{**given, **more})


@pytest.mark.parametrize("name", ["red_seal", "grey_seal"])
def test_a_seal_in_either_ink_is_one(name: str) -> None:
    assert findings("seal", paper(name)) == []


def test_without_a_seal_a_person_looks_where_it_belongs() -> None:
    lines = (*PAGE, line("（盖章）", 500, 400))
    finding = one("seal", paper(lines=lines), labels=("（盖章）",), around=2.0)
    assert (finding.code, finding.severity) == ("seal.missing", None)
    assert finding.region is not None
    assert np.array(finding.region) == pytest.approx(np.array(box(500, 370, 580, 450)), abs=1)


def test_a_speck_is_no_seal() -> None:
    assert one("seal", paper(maps=page_maps(shown={"red_seal": [box(500, 350, 512, 362)]})))


def test_a_file_without_colour_may_have_lost_it() -> None:
    grey = np.full((600, 800, 3), 230, np.uint8)
    assert one("seal", paper(image=grey)).severity is Severity.INFO


def test_only_papers_that_bear_one_owe_one() -> None:
    other = Kind("identity", {"identity": 4.0})
    assert findings("seal", paper(kind=other)) == []
    assert findings("seal", paper(lines=PAGE[:3])) == []
    assert findings("seal", paper(), only_with=("发证机关",)) == []
    assert one("seal", paper(), only_with=("文字",))
    assert findings("seal", paper(), not_with=("文字",)) == []
    page = (Page("departments", EIGHT_WAYS[0]),)
    assert findings("seal", paper(pages=page), views=("info",)) == []


@pytest.mark.parametrize(
    ("text", "certainty", "counts"), [("一行文字", 0.7, True), ("一行文字", 0.69, False), ("一", 0.99, False)]
)
def test_only_lines_that_were_read_make_a_page_that_owes_a_seal(
    text: str, certainty: float, counts: bool
) -> None:
    lines = (*PAGE[:3], line(text, 100, 300, confidence=certainty))
    assert len(findings("seal", paper(lines=lines), min_lines=4, min_confidence=0.7)) == counts


def test_the_largest_seal_is_measured_on_the_paper() -> None:
    spots = [box(500, 350, 512, 362), box(100, 350, 125, 375), box(300, 350, 312, 362)]
    subject = paper(maps=page_maps(shown={"red_seal": spots}))
    finding = one("seal", subject, min_share=0.5)
    assert finding.measured is not None
    assert finding.measured == pytest.approx(25 * 25 / (800 * 600), rel=0.35)
    assert about("seal", subject, "min_share", finding.measured) == BELOW
    # Of a paper half as large it is twice the share.
    half = page_maps(shown={"red_seal": spots})
    half.masks["paper"][:, 48:] = 0
    assert one("seal", paper(maps=half), min_share=0.5).measured == pytest.approx(
        2 * finding.measured, rel=0.05
    )
    bare = page_maps()
    bare.masks["paper"][:] = 0
    assert one("seal", paper(maps=bare)).measured == 0


@pytest.mark.parametrize(("red", "grey", "counts", "found"), [
    (0.45, 0.0, 0.5, 0), (0.35, 0.0, 0.5, 1), (0.0, 0.95, 0.5, 0), (0.0, 0.7, 0.5, 1), (0.25, 0.4, 0.5, 0), (0.0, 1.0, 0.0, 1),
])  # fmt: skip
def test_a_grey_seal_counts_for_less(red: float, grey: float, counts: float, found: int) -> None:
    maps = page_maps(shown={"red_seal": [SEAL], "grey_seal": [SEAL]})
    maps.masks["red_seal"][:] *= red
    maps.masks["grey_seal"][:] *= grey
    assert len(findings("seal", paper(maps=maps), seen_from=0.4, grey_counts=counts)) == found


def test_a_segmenter_without_grey_seals_sees_the_red_ones() -> None:
    maps = page_maps(shown={"red_seal": [SEAL]})
    del maps.masks["grey_seal"]  # type: ignore[attr-defined]
    assert findings("seal", paper(maps=maps)) == []


def test_paper_in_the_dark_owes_none() -> None:
    dim = paper(exposure=Exposure(0.25, 0.5))
    assert about("seal", dim, "min_brightness", 0.25) == FROM


def test_what_the_file_has_lost_is_asked_of_nobody() -> None:
    grey = one("seal", paper(image=np.full((600, 800, 3), 230, np.uint8)))
    coloured = one("seal", paper())
    assert (grey.remedy, coloured.remedy) == (Remedy.NONE, None)


def test_which_papers_owe_one() -> None:
    own, unlike = Kind("diploma", {"diploma": 0.0}), Kind(None, {"diploma": -1.0})
    assert len(findings("seal", paper(kind=own))) == len(findings("seal", paper(kind=Kind(None)))) == 1
    assert findings("seal", paper(kind=unlike)) == []
    pages = (Page("departments", EIGHT_WAYS[0]), Page("info", EIGHT_WAYS[0]))
    assert len(findings("seal", paper(pages=pages), views=("info", "cover"))) == 1
    assert len(findings("seal", paper(), only_with=("发证机关", "一行"), not_with=("附页",))) == 1
    spaced = paper(lines=(*PAGE, line("发 证 机 关", 100, 400)))
    assert len(findings("seal", spaced, only_with=("发证机关",))) == 1
    assert findings("seal", spaced, not_with=("附页", "发证机关")) == []


def test_the_first_of_the_words_that_stands_there_is_shown() -> None:
    lines = (*PAGE, line("单位（盖章）", 300, 400), line("发证机关", 500, 500))
    finding = one("seal", paper(lines=lines), labels=("印章", "发证机关", "盖章"), around=2.0)
    assert np.array(finding.region).mean(axis=0) == pytest.approx((540, 510))
    within = one("seal", paper(lines=lines), labels=("盖章",), around=3.0)
    # 盖章 are the fourth and fifth of six characters.
    assert np.array(within.region) == pytest.approx(np.array(box(320, 350, 440, 470)), abs=1)
    assert one("seal", paper(lines=lines), labels=("印章",)).region is None


def test_the_place_lies_along_the_words() -> None:
    upwards = TextLine(((500.0, 500.0), (500.0, 420.0), (540.0, 420.0), (540.0, 500.0)), "盖章", 0.99,
                       (0.99, 0.99), ((0.0, 0.5), (0.5, 1.0)))  # fmt: skip
    region = one("seal", paper(lines=(*PAGE, upwards)), labels=("盖章",), around=1.0).region
    assert np.array(region) == pytest.approx(np.array([(480, 500), (480, 420), (560, 420), (560, 500)]))
