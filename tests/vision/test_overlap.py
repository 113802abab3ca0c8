"""Shares of places under maps, and outlines in the picture's own pixels."""

from __future__ import annotations

import numpy as np
import pytest

from precheck.vision import overlap
from tests.doubles import box, page_maps

LIT = page_maps(shown={"glare": [box(200, 100, 400, 300)]})


@pytest.mark.parametrize(
    ("place", "share"),
    [
        (box(250, 150, 350, 250), 1.0),
        (box(300, 150, 500, 250), 0.5),
        (box(500, 150, 700, 250), 0.0),
        (box(900, 700, 1000, 800), 0.0),
        (box(230, 190, 370, 200), 1.0),
    ],
)
def test_share_of_a_place(place: tuple[tuple[float, float], ...], share: float) -> None:
    assert overlap.share_under(LIT, "glare", place) == pytest.approx(share, abs=0.06)


def test_several_places_together() -> None:
    both = overlap.share_under(LIT, "glare", box(250, 150, 350, 250), box(500, 150, 600, 250))
    assert both == pytest.approx(0.5, abs=0.06)


def test_outlines_are_in_the_picture_s_pixels_largest_first() -> None:
    maps = page_maps(shown={"cover": [box(200, 100, 400, 300), box(600, 500, 650, 550)]})
    large, small = overlap.regions(maps, "cover")
    assert np.array(large).min(axis=0) == pytest.approx((200, 100), abs=9)
    assert np.array(large).max(axis=0) == pytest.approx((400, 300), abs=9)
    assert np.array(small).min(axis=0) == pytest.approx((600, 500), abs=9)
    assert overlap.regions(maps, "no_such_map") == ()


def test_print_that_stops_is_lost_to_what_lies_there() -> None:
    printed, gone = box(100, 100, 400, 200), box(400, 100, 500, 200)
    maps = page_maps(shown={"print": [printed], "glare": [gone]})
    assert overlap.print_share(maps, "glare") == (0.0, ())
    maps.masks["lost"] = page_maps(shown={"print": [gone]}).masks["print"]  # type: ignore[index]
    share, outlines = overlap.print_share(maps, "glare")
    assert share == pytest.approx(0.25, abs=0.04)
    assert len(outlines) == 1
    assert overlap.print_share(maps, "cover")[0] == 0.0


def test_what_reaches_into_the_print_counts_by_its_share_of_the_paper() -> None:
    lines = (box(100, 100, 500, 120), box(100, 480, 500, 500))
    share, outlines = overlap.page_share(LIT, "glare", lines)
    assert share == pytest.approx(200 * 200 / 480_000, abs=0.02)
    assert len(outlines) == 1
    # On a blank margin light does no harm, and beside the paper neither.
    assert overlap.page_share(LIT, "glare", (box(500, 400, 700, 420), box(500, 500, 700, 520))) == (0.0, ())
    # Where no print is left, all of the paper counts.
    assert overlap.page_share(LIT, "glare", ())[0] == pytest.approx(200 * 200 / 480_000, abs=0.02)
    assert overlap.paper_share(LIT, "glare")[0] == pytest.approx(200 * 200 / 480_000, abs=0.02)
    beside = page_maps(shown={"glare": [box(200, 100, 400, 300)]})
    beside.masks["paper"][:, :48] = 0
    assert overlap.paper_share(beside, "glare")[0] == pytest.approx(0.0, abs=0.01)
