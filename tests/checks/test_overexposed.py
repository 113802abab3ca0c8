"""Print that light has washed out, told from white paper and from a reflection on it."""

from __future__ import annotations

from typing import Any

import pytest

from precheck.domain.picture import Exposure
from precheck.vision import overlap
from tests.checks.asked import FROM, UP_TO, about, findings, one
from tests.doubles import SubjectDouble, box, line, page_maps

PAGE = tuple(line("一行文字一行文字", 100, 100 + 40 * n) for n in range(8))
LIMITS = {"min_share": 0.5, "from_brightness": 0.9, "max_contrast": 0.35}


def lit(light: Exposure, right: float = 800, **more: Any) -> SubjectDouble:
    """A page whose print is lost to light as far as ``right``."""
    return SubjectDouble(
        lines=PAGE, exposure=light, maps=page_maps(shown={"glare": [box(0, 0, right, 600)]}), **more
    )


def test_print_that_has_faded_all_over() -> None:
    finding = one("overexposed", lit(Exposure(1.0, 0.2)), **LIMITS)
    assert finding.code == "overexposed.document"
    assert finding.measured == 1.0


def test_a_clean_scan_is_white_and_nothing_of_it_is_lost() -> None:
    assert findings("overexposed", lit(Exposure(1.0, 0.9), right=0), **LIMITS) == []


def test_a_reflection_leaves_the_print_beside_it_dark() -> None:
    assert findings("overexposed", lit(Exposure(1.0, 0.5)), **LIMITS) == []


def test_less_than_half_of_the_print_is_glare() -> None:
    assert findings("overexposed", lit(Exposure(1.0, 0.2), right=130), **LIMITS) == []


def test_faint_print_on_grey_paper_is_something_else() -> None:
    assert findings("overexposed", lit(Exposure(0.7, 0.1)), **LIMITS) == []


def test_where_nothing_is_left_to_read_it_is_burnt_out() -> None:
    washed = SubjectDouble(
        lines=(),
        exposure=Exposure(1.0, None),
        maps=page_maps(shown={"glare": [box(0, 0, 800, 600)], "print": [box(100, 100, 600, 400)]}),
    )
    assert one("overexposed", washed, **LIMITS).measured == 1.0


def test_each_limit_counts_exactly_at_it() -> None:
    light = lit(Exposure(0.9, 0.35), right=400)
    share = overlap.paper_share(light.maps, "glare")[0]
    limits = {**LIMITS, "min_share": 0.2}
    assert about("overexposed", light, "min_share", share, **limits) == FROM
    assert about("overexposed", light, "from_brightness", 0.9, **limits) == FROM
    assert about("overexposed", light, "max_contrast", 0.35, **limits) == UP_TO


def test_print_that_is_lost_counts_as_much_as_paper() -> None:
    shown = {"glare": [box(0, 0, 200, 600)], "lost": [box(0, 0, 200, 600)], "print": [box(200, 0, 250, 600)]}
    gone = lit(Exposure(1.0, 0.2))
    gone.maps = page_maps(shown=shown)
    finding = one("overexposed", gone, **LIMITS)
    assert finding.measured == overlap.print_share(gone.maps, "glare")[0]
    assert finding.measured == pytest.approx(0.8, abs=0.02)
    assert finding.threshold == 0.5
