"""The second hand: the same seed gives the same picture, and what the truth says of it is so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from precheck_evaluation.truth import Truth
from samples.scenes import light, rows
from samples.scenes.__main__ import main
from samples.scenes.chance import Chance
from samples.scenes.framing import CUT_FROM
from samples.scenes.pages import Stock
from samples.scenes.scene import MASKS, SIDES, compose

STOCK = Stock(420)
LONGEST = 360


def rim(paper: np.ndarray[Any, np.dtype[np.float32]], side: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The paper's plane along one side of the picture."""
    edges: dict[str, np.ndarray[Any, np.dtype[np.float32]]] = {
        "left": paper[:, 0],
        "top": paper[0],
        "right": paper[:, -1],
        "bottom": paper[-1],
    }
    return edges[side]


def test_the_same_seed_gives_the_same_scene() -> None:
    one, two = (compose(STOCK, "same", LONGEST) for _ in range(2))
    assert np.array_equal(one.picture, two.picture)
    assert all(np.array_equal(one.planes[name], two.planes[name]) for name in MASKS)
    assert not np.array_equal(one.picture, compose(STOCK, "other", LONGEST).picture)


@pytest.mark.parametrize("number", range(6))
def test_a_cut_side_is_really_cut(number: int) -> None:
    scene = compose(STOCK, f"cut {number}", LONGEST, kind="cut")
    h, w = scene.picture.shape[:2]
    corners = scene.truth.document
    beyond = dict(
        zip(
            SIDES,
            (-corners.min(0)[0], -corners.min(0)[1], corners.max(0)[0] - w, corners.max(0)[1] - h),
            strict=True,
        )
    )
    assert max(scene.cut) > 0
    for side, share in zip(SIDES, scene.cut, strict=True):
        assert (share > 0) == (beyond[side] > 0.5)
        if share > CUT_FROM:
            assert rim(scene.planes["paper"], side).any()


@pytest.mark.parametrize("number", range(4))
def test_a_whole_page_lies_within_the_picture(number: int) -> None:
    scene = compose(STOCK, f"whole {number}", LONGEST, kind="photo")
    h, w = scene.picture.shape[:2]
    assert max(scene.cut) == 0
    assert (scene.truth.document >= -1).all()
    assert (scene.truth.document <= np.array([w, h]) + 1).all()
    inside = np.zeros((h, w), np.uint8)
    cv2.fillConvexPoly(inside, np.round(scene.truth.document).astype(np.int32), 1)
    paper = scene.planes["paper"] > 0.5
    assert (paper & (inside == 0)).sum() < 0.03 * paper.sum()


@pytest.mark.parametrize("number", range(4))
def test_print_stands_where_its_plane_says(number: int) -> None:
    scene = compose(STOCK, f"print {number}", 700, kind="scan", clean=True)
    grey = cv2.cvtColor(scene.picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    edges = np.abs(cv2.Laplacian(grey, cv2.CV_32F))
    printed = scene.planes["print"] > 0.5
    assert edges[printed].mean() > 1.25 * edges[~printed & (scene.planes["paper"] > 0.5)].mean()
    for line in scene.truth.lines:
        middle = line.polygon.mean(0).astype(int)
        assert scene.planes["print"][middle[1], middle[0]] + scene.planes["lost"][middle[1], middle[0]] > 0.5


def test_a_clean_scene_has_lost_nothing() -> None:
    for number in range(8):
        scene = compose(STOCK, f"clean {number}", LONGEST, clean=True)
        printed = scene.planes["print"].sum() + scene.planes["lost"].sum()
        assert scene.planes["lost"].sum() <= 0.01 * printed
        assert max(scene.cut) < CUT_FROM
        assert not {"glare", "occluded", "overexposed", "dark", "screen", "faded"} & set(scene.done)


def test_glare_is_where_the_contrast_of_print_has_gone() -> None:
    """Stripes of ink on paper, once in even light and once with a lamp's reflection over some of them."""
    stripes = np.full((240, 320, 3), 240, np.float32)
    stripes[:, ::4] = stripes[:, 1::4] = 110
    even = light.even(Chance("even"), 240, 320, flat=True)
    plain, lost = light.lit(stripes, even, 0.2)
    assert lost.max() == 0
    spot = np.array([[100, 100], [220, 100], [220, 130], [100, 130]], np.float64)
    light.reflected(Chance("lamp"), even, spot, spot=spot)
    shining, lost = light.lit(stripes, even, 0.2)

    def contrast(image: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float32]]:
        grey = image.mean(2)
        return np.asarray(cv2.dilate(grey, np.ones((1, 5))) - cv2.erode(grey, np.ones((1, 5))))

    left = contrast(shining) / contrast(plain)
    assert 0.001 < (lost > 0.9).mean() < 0.3
    assert left[lost > 0.9].mean() < 0.5
    assert left[lost < 0.1].mean() > 0.9


def test_turning_takes_the_truth_along() -> None:
    scene = compose(STOCK, "turned", LONGEST, kind="cut")
    shown = next(
        turned
        for number in range(200)
        if (turned := rows.turned(scene, Chance(f"{number}"), clean=False)).rotation == 90 and turned.mirrored
    )
    assert shown.picture.shape[:2] == scene.picture.shape[1::-1]
    assert sorted(shown.cut) == sorted(scene.cut)
    for side, share in zip(SIDES, shown.cut, strict=True):
        if share > CUT_FROM:
            assert rim(shown.planes["paper"], side).any()


def test_a_set_is_read_by_the_evaluation(tmp_path: Path) -> None:
    assert main(["set", "--out", str(tmp_path), "--count", "3", "--seed", "4", "--masks"]) == 0
    listed = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text("utf-8").splitlines()]
    assert len(listed) == 3
    for row in listed:
        picture = cv2.imread(str(tmp_path / row["file"]))
        assert picture is not None
        assert picture.shape[:2] == (row["truth"]["height"], row["truth"]["width"])
        assert (tmp_path / row["file"]).stat().st_size <= 200 * 1024
        assert Truth.parse(row["truth"]).defects is not None
        masks = np.load(tmp_path / "masks" / (Path(row["file"]).stem + ".npz"))
        assert set(masks.files) == set(MASKS)
