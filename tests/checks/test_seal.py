"""Seals on the maps, on the papers that owe one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from precheck.domain.flag import Severity
from precheck.domain.geometry import EIGHT_WAYS, Image
from precheck.domain.reading import Kind, Page
from tests.checks.asked import findings, one
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
