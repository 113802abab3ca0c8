"""A card placed by what is printed on it, and by its edges where they are seen."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from precheck.domain.picture import Paper
from precheck.vision import card, document
from tests.vision.test_document import scene

SIZE = (85.6, 54.0)
ON_CARD = np.array(
    [
        (7.3, 9.2),
        (15.0, 9.2),
        (7.2, 16.2),
        (15.3, 16.2),
        (8.0, 47.0),
        (23.8, 47.0),
        (29.3, 46.7),
        (75.2, 46.7),
    ]
)


def lying(left: float, top: float, scale: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The card's corners and the places of its print, upright."""
    corners = np.array([(0, 0), (SIZE[0], 0), SIZE, (0, SIZE[1])]) * scale + (left, top)
    return corners, ON_CARD * scale + (left, top)


def test_edges_that_are_seen_overrule_the_print() -> None:
    corners, places = lying(100, 80, 6)
    image, maps = scene(corners)
    moved = places + np.array((6, -4))  # another maker's print, 1 mm off
    placed = card.place(image, ON_CARD, moved, SIZE, document.papers(image, maps))
    assert placed is not None
    assert np.array(placed.document) == pytest.approx(corners, abs=3)
    assert max(beyond.share for beyond in placed.beyond) < 0


def test_without_its_edges_the_print_tells_with_makers_tolerance() -> None:
    corners, places = lying(-40, 80, 6)
    image, _ = scene(corners)
    placed = card.place(image, ON_CARD, places, SIZE, ())
    assert placed is not None
    left = placed.beyond[0]
    assert left.share == pytest.approx(40 / (SIZE[0] * 6), abs=0.01)
    assert left.uncertain == card.LIMITS.makers


def test_a_turned_paper_is_the_card_all_the_same() -> None:
    """Corners run from the upper left on screen; the card's own first corner is its own top-left."""
    corners, places = lying(100, 80, 6)
    turned = (800, 600) - corners, (800, 600) - places
    image, maps = scene(turned[0])
    placed = card.place(image, ON_CARD, turned[1], SIZE, document.papers(image, maps))
    assert placed is not None
    assert np.array(placed.document) == pytest.approx(turned[0], abs=3)


def test_another_paper_is_not_the_card() -> None:
    corners, places = lying(200, 150, 4)
    image, _ = scene(corners)
    sheet = Paper(
        ((20.0, 20.0), (780.0, 20.0), (780.0, 580.0), (20.0, 580.0)), ((0.0, 0.0),) * 3, (0, 0, 0, 0), 0.9
    )
    placed = card.place(image, ON_CARD, places, SIZE, (sheet,))
    assert placed is not None
    assert np.array(placed.document) == pytest.approx(corners, abs=4)


def test_too_little_of_it_or_what_does_not_fit_places_nothing() -> None:
    _, places = lying(100, 80, 6)
    image, _ = scene()
    assert card.place(image, ON_CARD[:4], places[:4], SIZE, ()) is None
    chance = np.random.default_rng(1).uniform(0, 600, places.shape)
    assert card.place(image, ON_CARD, chance, SIZE, ()) is None


def test_a_field_s_place_in_the_picture() -> None:
    _, places = lying(100, 80, 6)
    image, _ = scene()
    placed = card.place(image, ON_CARD, places, SIZE, ())
    assert placed is not None
    assert np.array(placed.at((10, 20, 30, 25))[0]) == pytest.approx((160, 200), abs=2)
    assert np.array(placed.at((10, 20, 30, 25))[2]) == pytest.approx((280, 230), abs=2)
