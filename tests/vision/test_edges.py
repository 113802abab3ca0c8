"""A straight edge is found where it lies, and nothing where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.vision import edges
from precheck.vision.edges import Band


def picture(edge_at: float, under: int = 90, paper: int = 220) -> Image:
    """Paper right of a vertical edge on a rough table, 300 × 200 pixels."""
    image = np.full((200, 300, 3), paper, np.float64)
    image[:, : int(edge_at)] = under
    image[:, int(edge_at)] = paper + (under - paper) * (edge_at - int(edge_at))
    image += np.random.default_rng(1).normal(0, 12, (200, 300, 1))
    return np.clip(image, 0, 255).astype(np.uint8)


def band(at: float, reach: float = 15.0) -> Band:
    return Band(
        np.array([at, 180.0]), np.array([at, 20.0]), np.array([-1.0, 0.0]), reach, reach / 2, 4.0, reach / 3
    )


@pytest.mark.parametrize("edge_at", [100.0, 103.5, 91.25])
def test_an_edge_is_placed_to_half_a_pixel(edge_at: float) -> None:
    edge = edges.find(picture(edge_at), band(98.0), 5.0, 3.0)
    assert edge is not None
    assert edge.points[:, 0] + 0.5 == pytest.approx(edge_at, abs=0.8)
    assert 100 < edge.contrast < 150


def test_no_edge_in_paper_or_table_alone() -> None:
    assert edges.find(picture(0.0), band(98.0), 5.0, 3.0) is None
    assert edges.find(picture(299.0), band(98.0), 5.0, 3.0) is None


def test_an_edge_outside_the_picture_is_not_found_inside_it() -> None:
    assert edges.find(picture(0.0), band(1.0), 5.0, 3.0) is None
    assert edges.find(picture(0.0), band(-40.0), 5.0, 3.0) is None


def test_what_lies_across_a_small_part_is_no_edge() -> None:
    image = picture(0.0)
    image[60:100, 90:] = 40
    assert edges.find(image, band(98.0), 5.0, 3.0) is None


def test_a_side_seen_by_half_tells_of_that_half_only() -> None:
    image = picture(100.0)[:100]
    edge = edges.find(image, band(98.0), 5.0, 3.0)
    assert edge is not None
    assert edge.along.min() > 0.5
