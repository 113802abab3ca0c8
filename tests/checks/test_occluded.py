"""Things on the place of a field, or on much of the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from precheck.domain.reading import FieldReading, Hidden, Status
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble, box, line, page_maps, readings

PAGE = tuple(line("一行文字一行文字", 100, 100 + 40 * n) for n in range(8))
PLACE = box(100, 140, 260, 160)


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
