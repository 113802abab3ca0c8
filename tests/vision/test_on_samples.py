"""The shipped network on the committed samples: where the paper lies, what is cut, lost to light, sealed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.domain.picture import CUTS, PageMaps
from precheck.imaging import copies
from precheck.vision import document, overlap, segment

SAMPLES = Path(__file__).parents[2] / "samples"
TRUTH: dict[str, dict[str, Any]] = {
    row["file"]: row
    for row in map(json.loads, (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines())
}


@pytest.fixture(scope="module")
def segmenter() -> segment.Segmenter:
    return segment.create()


def seen(segmenter: segment.Segmenter, name: str) -> tuple[Image, PageMaps]:
    picture = cv2.imread(str(SAMPLES / name), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    assert picture is not None
    image = np.asarray(picture, np.uint8)
    return image, segmenter.segment(copies.overview(image))


def whole(row: dict[str, Any]) -> bool:
    """Whether one document lies wholly in the picture, under light that shows it."""
    corners = np.array(row["document"] or [[-1, -1]])
    inside = (corners >= 0).all() and (corners <= (row["width"], row["height"])).all()
    return bool(inside) and len(row["pages"]) == 1 and not row["defects"] and row["view"] != "handheld"


def test_corners_lie_where_they_are(segmenter: segment.Segmenter) -> None:
    """Targets: at most 1% of the diagonal in the median, 3% for nineteen in twenty; measured 0.05% and 1.4%."""
    errors = []
    for name, row in TRUTH.items():
        if not whole(row):
            continue
        found = document.papers(*seen(segmenter, name))
        corners, true = np.array(found[0].corners), np.array(row["document"])
        turns = [np.roll(way, shift, axis=0) for way in (corners, corners[::-1]) for shift in range(4)]
        error = min(float(np.linalg.norm(turned - true, axis=1).mean()) for turned in turns)
        errors.append(error / float(np.linalg.norm(true[2] - true[0])))
    assert len(errors) >= 20
    assert np.median(errors) < 0.005
    assert np.percentile(errors, 95) < 0.03


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("card-cut/identity/front-right-cut.jpg", "cut_right"),
        ("card-cut/identity/front-bottom-cut.jpg", "cut_bottom"),
    ],
)
def test_the_side_that_is_cut_is_the_likeliest(segmenter: segment.Segmenter, name: str, side: str) -> None:
    _, maps = seen(segmenter, name)
    assert max(CUTS, key=lambda one: maps.scalars[one]) == side
    assert maps.scalars[side] > 0.2


def test_whole_pages_are_cut_nowhere(segmenter: segment.Segmenter) -> None:
    for name in ("good-bachelor/identity/front.jpg", "good-bachelor/diploma/diploma.jpg"):
        _, maps = seen(segmenter, name)
        assert max(maps.scalars[side] for side in CUTS) < 0.2


def test_light_is_seen_where_it_took_print_and_nowhere_else(segmenter: segment.Segmenter) -> None:
    _, burnt = seen(segmenter, "bad-light/institution_licence/overexposed.jpg")
    assert overlap.page_share(burnt, "glare", ())[0] > 0.5
    for name in ("good-bachelor/identity/front.jpg", "good-bachelor/institution_licence/info.jpg"):
        assert overlap.page_share(seen(segmenter, name)[1], "glare", ())[0] < 0.05


def test_a_red_seal_and_a_portrait_are_seen_where_they_are(segmenter: segment.Segmenter) -> None:
    _, licence = seen(segmenter, "good-bachelor/institution_licence/info.jpg")
    assert len(overlap.regions(licence, "red_seal")) >= 1
    _, card = seen(segmenter, "good-bachelor/identity/front.jpg")
    (portrait, *_) = overlap.regions(card, "portrait")
    left, top = np.array(portrait).min(axis=0)
    assert left > card.width / 2
    assert top < card.height / 2
    assert overlap.regions(card, "red_seal") == ()
