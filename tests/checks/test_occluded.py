"""Things on the place of a field, or on much of the page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from precheck.domain.material import ViewRule
from precheck.domain.reading import FieldReading, Hidden, Page, Status
from precheck.vision import overlap
from tests.checks.asked import FROM, about, findings, message, one
from tests.doubles import IDENTITY, SubjectDouble, box, line, page_maps, readings

PAGE = tuple(line("一行文字一行文字", 100, 100 + 40 * n) for n in range(8))
PLACE = box(100, 140, 260, 160)
HELD = replace(IDENTITY, views=(*IDENTITY.views, ViewRule("handheld", "手持照片", "held", min_face=0.15)))


def covered(right: float, **hidden: Hidden) -> SubjectDouble:
    return SubjectDouble(
        lines=PAGE,
        maps=page_maps(shown={"cover": [box(0, 0, right, 600)]}),
        fields=readings(FieldReading("name", Status.UNREADABLE)),
        hidden={name: (cause,) for name, cause in hidden.items()},
    )


def test_a_covered_field_is_named() -> None:
    finding = one("occluded", covered(0, name=Hidden("cover", 0.5, PLACE, threshold=0.3)))
    assert (finding.code, finding.field, finding.region) == ("occluded.text", "name", PLACE)
    assert message(finding).startswith("姓名被手指或其他物品遮挡")


def test_much_of_the_page_counts_whatever_is_owed() -> None:
    assert "页面" in message(one("occluded", covered(240), min_share=0.25))
    assert findings("occluded", covered(180), min_share=0.25) == []


def test_what_was_measured_is_the_page_s_share_or_that_of_the_print_whichever_counts() -> None:
    # A quarter of the page is under something, and with it four tenths of the print.
    shown = {
        "cover": [box(0, 0, 200, 600)],
        "lost": [box(100, 100, 200, 400)],
        "print": [box(200, 100, 350, 400)],
    }
    page = replace(covered(0), maps=page_maps(shown=shown))
    whole = one("occluded", page, min_share=0.2, min_print=0.9)
    assert whole.threshold == 0.2
    assert whole.measured == pytest.approx(0.25, abs=0.02)
    print_ = one("occluded", page, min_share=0.9, min_print=0.2)
    assert print_.threshold == 0.2
    assert print_.measured == pytest.approx(0.4, abs=0.03)
    assert print_.region is not None
    assert max(x for x, _ in print_.region) == pytest.approx(200, abs=10)
    assert findings("occluded", page, min_share=0.9, min_print=0.9) == []


def test_light_is_no_thing_and_a_portrait_s_collar_no_finger() -> None:
    assert findings("occluded", covered(0, name=Hidden("glare", 0.9, PLACE))) == []
    assert findings("occluded", covered(0, portrait=Hidden("cover", 0.9, PLACE))) == []


def test_each_share_counts_from_its_limit_on() -> None:
    shown = {
        "cover": [box(0, 0, 200, 600)],
        "lost": [box(100, 100, 200, 400)],
        "print": [box(200, 100, 350, 400)],
    }
    page = replace(covered(0), maps=page_maps(shown=shown))
    share, _ = overlap.page_share(page.maps, "cover", tuple(line.box for line in PAGE))
    gone, _ = overlap.print_share(page.maps, "cover")
    assert about("occluded", page, "min_share", share, min_print=0.9) == FROM
    assert about("occluded", page, "min_print", gone, min_share=0.9) == FROM


def test_what_covers_the_page_is_shown_the_largest_first() -> None:
    page = replace(
        covered(0), maps=page_maps(shown={"cover": [box(150, 100, 250, 200), box(100, 300, 400, 600)]})
    )
    region = one("occluded", page, min_share=0.05).region
    assert np.ptp(np.array(region), axis=0) == pytest.approx((300, 300), abs=15)


def test_each_covered_field_is_told_and_the_page_is_not_besides() -> None:
    subject = covered(500)
    causes = (Hidden("glare", 0.9, PLACE), Hidden("cover", 0.6, PLACE), Hidden("cover", 0.7, PLACE))
    subject.hidden = {"portrait": (Hidden("cover", 0.9, PLACE),), "name": causes}
    found = findings("occluded", subject, min_share=0.1)
    assert [(finding.field, finding.measured) for finding in found] == [("name", 0.6), ("name", 0.7)]


def test_who_holds_a_card_covers_it() -> None:
    held = replace(covered(500), material=HELD, pages=(Page("handheld", None), Page("front", None)))
    assert findings("occluded", held, min_share=0.1) == []
    assert len(findings("occluded", replace(held, pages=(Page("front", None),)), min_share=0.1)) == 1
