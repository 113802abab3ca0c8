"""Seals that the picture's border cuts."""

from __future__ import annotations

import pytest

from precheck.domain.geometry import Orientation
from precheck.imaging import cut_seals
from tests import drawn
from tests.imaging.test_seals import MIDDLE, PAGE, RADIUS
from tests.inked import seal

SEALED = seal(PAGE, MIDDLE, RADIUS)
FOOT = MIDDLE[1] + RADIUS
ALL = range(4)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3])
def test_a_seal_cut_at_the_bottom(share: float) -> None:
    found = cut_seals.find(SEALED[: round(FOOT - share * 2 * RADIUS)], ALL)
    assert found is not None
    assert found.side == 3
    assert found.outside == pytest.approx(share, abs=0.06)


@pytest.mark.parametrize(("rotation", "side"), [(90, 0), (180, 1), (270, 2)])
def test_the_side_is_the_pictures(rotation: int, side: int) -> None:
    cut = drawn.Drawn(SEALED[: FOOT - RADIUS // 2], (), ()).turned(Orientation(rotation))
    found = cut_seals.find(cut.image, ALL)
    assert found is not None
    assert found.side == side
    assert cut_seals.find(cut.image, [other for other in ALL if other != side]) is None


def test_a_whole_seal_is_none_wherever_the_picture_ends() -> None:
    assert cut_seals.find(SEALED, ALL) is None
    assert cut_seals.find(SEALED[: FOOT + 4], ALL) is None


def test_beside_a_whole_seal_one_over_the_papers_edge_tells_nothing() -> None:
    cut = SEALED[: FOOT - RADIUS // 2]
    assert cut_seals.find(cut, ALL) is not None
    assert cut_seals.find(seal(cut, (130, 150), RADIUS), ALL) is None


def test_half_a_seal_may_straddle_two_pages() -> None:
    assert cut_seals.find(SEALED[:, : MIDDLE[0]], ALL) is None


def test_a_page_without_a_seal_has_none() -> None:
    assert cut_seals.find(PAGE[: FOOT - RADIUS], ALL) is None
