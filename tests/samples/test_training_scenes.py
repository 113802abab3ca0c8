"""What the page segmenter learns from: shards keep what was drawn; a turned sample's truth is turned with it."""

from __future__ import annotations

import hashlib
import random
import tomllib
from pathlib import Path

import numpy as np
import pytest

from models.page_segmenter.train.shards import (
    IGNORED,
    INPUT,
    OUTPUT,
    WAYS,
    Sample,
    Shard,
    augment_frame,
    reorient,
    sample,
    save,
)
from precheck.domain.geometry import Orientation
from samples.scenes.chance import Chance
from samples.scenes.framing import CUT_FROM
from samples.scenes.looks import LOOKS, Look
from samples.scenes.mix import NEARER, USUAL
from samples.scenes.packages import NEAR
from samples.scenes.pages import Stock
from samples.scenes.scene import MASKS, compose

FOLDER = Path(__file__).parents[2] / "models" / "page_segmenter"


def marked() -> Sample:
    """The document is cut on the left; a bright spot stands top left, in picture and planes."""
    picture = np.zeros((INPUT, INPUT, 3), np.uint8)
    picture[8:16, 40:48] = 255
    planes = np.zeros((len(MASKS), OUTPUT, OUTPUT), np.uint8)
    planes[:, 2:4, 10:12] = 255
    return Sample(
        picture, planes, np.array([1, 0, 0, 0, 0, 1], np.uint8), np.array([0.2, 0, 0, 0], np.float32)
    )


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_a_turned_sample_says_how_it_lies(way: int) -> None:
    picture, planes, scalars = reorient(marked(), way, INPUT)
    how = Orientation(90 * (way % 4), way >= 4)
    assert WAYS[way] == f"way_{how.rotation}{'_mirrored' if how.mirrored else ''}"
    assert scalars[5] == way
    for spot, size in ((picture[0], INPUT), (planes[0], OUTPUT)):
        y, x = (float(np.flatnonzero(spot.any(axis)).mean() + 0.5) / size - 0.5 for axis in (1, 0))
        x0, y0 = 44 / INPUT - 0.5, 12 / INPUT - 0.5
        x0 = -x0 if how.mirrored else x0
        turns = {0: (x0, y0), 90: (-y0, x0), 180: (-x0, -y0), 270: (y0, -x0)}
        assert (x, y) == pytest.approx(turns[how.rotation], abs=0.01)
    left = (-1.0, 0.0) if not how.mirrored else (1.0, 0.0)
    side = {0: left, 90: (-left[1], left[0]), 180: (-left[0], -left[1]), 270: (left[1], -left[0])}[
        how.rotation
    ]
    cut = [side == towards for towards in ((-1.0, 0.0), (0.0, -1.0), (1.0, 0.0), (0.0, 1.0))]
    assert scalars[:4].tolist() == [int(c) for c in cut]


def test_a_shard_gives_back_what_was_put_in(tmp_path: Path) -> None:
    stock = Stock(300, False)
    samples = [sample(compose(stock, f"shard {k}", 240)) for k in range(3)]
    save(tmp_path / "one.npy", samples)
    shard = Shard(tmp_path / "one.npy")
    assert len(shard) == 3
    for before, after in zip(samples, (shard[k] for k in range(3)), strict=True):
        assert np.array_equal(before.planes, after.planes)
        assert np.array_equal(before.scalars, after.scalars)
        assert np.array_equal(before.cut, after.cut)
        assert np.abs(before.picture.astype(int) - after.picture).mean() < 4
        assert set(np.unique(after.scalars)) <= {0, 1, IGNORED}


def test_the_card_names_the_weights() -> None:
    card = tomllib.loads((FOLDER / "model.toml").read_text("utf-8"))["segmenter"]
    assert hashlib.sha256((FOLDER / card["file"]).read_bytes()).hexdigest() == card["sha256"]
    assert {"paper", "glare", "cover"} <= set(card["masks"])


def test_the_nearer_mix_shows_more_that_fills_the_frame() -> None:
    """Of as many scenes more go on beyond the frame, and the truth says so of both."""
    cuts = {}
    for mix, strangers in ((USUAL, LOOKS), (NEARER, NEAR)):
        stock = Stock(240, False, strange=0.4, strangers=strangers)
        scenes = [compose(stock, f"near {k}", 200, mix=mix) for k in range(24)]
        cuts[mix] = sum(min(scene.cut) > CUT_FROM for scene in scenes)
    assert cuts[NEARER] > cuts[USUAL]


@pytest.mark.parametrize("look", NEAR[len(LOOKS) :: 6])
def test_goods_have_print_on_them(look: Look) -> None:
    page = look(Chance("goods"))
    assert page.truth("").lines
    assert np.ptp(np.asarray(page.image.convert("L"))) > 100


def sheets(*boxes: tuple[int, int, int, int], cut: int | None = None) -> Sample:
    """White papers (left, top, right, bottom in cells) with print all over, whole but on the side ``cut``."""
    planes = np.zeros((len(MASKS), OUTPUT, OUTPUT), np.uint8)
    for left, top, right, bottom in boxes:
        for name in ("paper", "print"):
            planes[MASKS.index(name), top:bottom, left:right] = 255
    scalars = np.zeros(6, np.uint8)
    if cut is not None:
        scalars[cut] = 1
    return Sample(np.zeros((INPUT, INPUT, 3), np.uint8), planes, scalars, np.zeros(4, np.float32))


def framed_anew(scene: Sample) -> list[Sample]:
    """What comes of it in two hundred trials, where something does."""
    rng = random.Random(5)
    found = [augment_frame(scene, rng) for _ in range(200)]
    return [one for one in found if one.planes.shape != scene.planes.shape]


def test_a_frame_that_parts_a_paper_cuts_it() -> None:
    found = framed_anew(sheets((10, 10, 86, 86)))
    assert len(found) > 40
    for one in found:
        assert one.picture.shape[0] == one.planes.shape[1] * INPUT // OUTPUT
        paper = one.planes[MASKS.index("paper")] > 0
        rims = [rim.any() for rim in (paper[:, 0], paper[0], paper[:, -1], paper[-1])]
        assert all(runs_out for runs_out, cut in zip(rims, one.scalars, strict=False) if cut == 1)
        assert (paper.sum() == 76 * 76) == (not one.scalars[:4].any())


def test_nobody_is_asked_where_a_cut_paper_is_framed_anew_beside_its_cut() -> None:
    for one in framed_anew(sheets((0, 20, 60, 76), cut=0)):
        assert one.scalars[0] in (1, IGNORED)


def test_two_papers_are_left_as_they_are() -> None:
    assert framed_anew(sheets((5, 5, 45, 90), (50, 5, 90, 90))) == []


def test_a_trimmed_scan_without_its_blank_margin_is_not_asked_about() -> None:
    scan = sheets((0, 0, OUTPUT, OUTPUT))
    scan.planes[MASKS.index("print"), :, :30] = 0
    scan.planes[MASKS.index("print"), :, 66:] = 0
    asked = {int(one.scalars[side]) for one in framed_anew(scan) for side in (0, 2)}
    assert 1 not in asked
