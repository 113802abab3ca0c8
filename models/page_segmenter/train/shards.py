"""Training scenes drawn beforehand and kept: drawing one takes a processor longer than learning from it once.

    python -m models.page_segmenter.train.shards --out DIR --shards 80 --seed 1
    python -m models.page_segmenter.train.shards --out JUDGE --shards 6 --seed 901 --held-out

A shard is two files: `.npy` with all pictures (JPEG) and planes (PNG) behind one another, `.npz` with where each ends and
the scalars. Several processes may draw into one folder, each with a seed of its own.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.scenes.framing import CUT_FROM, WHOLE_UP_TO
from samples.scenes.looks import LOOKS
from samples.scenes.mix import NEARER, USUAL
from samples.scenes.packages import NEAR
from samples.scenes.pages import Stock
from samples.scenes.scene import MASKS, Scene, compose

INPUT = 384
OUTPUT = INPUT // 4
SCENES = 64
"""In a shard."""

DRAWN = 480
"""Longest side of a scene before it is stretched to the input."""

CLEAN = 0.25
"""Share of scenes without defects."""

SCALARS = ("cut_left", "cut_top", "cut_right", "cut_bottom", "display", "upright")
IGNORED = 2
WAYS = tuple(f"way_{turn}{how}" for how in ("", "_mirrored") for turn in (0, 90, 180, 270))
"""Mirrored left to right first, if at all, then turned clockwise: as reports and manifests say it."""

LEANING = 30.0
"""Degrees: how a page lies that leans further is asked of nobody."""


FRAMED, TRIM, KEPT, LEAST_CELLS = 0.4, 0.3, 0.4, 20
"""Share of scenes that are framed anew; most of a side that goes; least share of the paper that stays; a second paper's."""


@dataclass(frozen=True)
class Sample:
    """`picture` (384, 384, 3) BGR, `planes` (10, 96, 96) of 0 to 255, `scalars` 0, 1 or IGNORED, by `SCALARS`.

    `cut`: the share of the document beyond the left, top, right and bottom side.
    """

    picture: NDArray[np.uint8]
    planes: NDArray[np.uint8]
    scalars: NDArray[np.uint8]
    cut: NDArray[np.float32]


def sample(scene: Scene) -> Sample:
    """A scene as the network sees it."""
    picture = cv2.resize(scene.picture, (INPUT, INPUT), interpolation=cv2.INTER_AREA)
    planes = [
        cv2.resize(scene.planes[name], (OUTPUT, OUTPUT), interpolation=cv2.INTER_AREA) * 255 for name in MASKS
    ]
    cut = [1 if share > CUT_FROM else IGNORED if share > WHOLE_UP_TO else 0 for share in scene.cut]
    readable = scene.planes["print"].sum() > 0.3 * (scene.planes["print"] + scene.planes["lost"]).sum() > 0
    upright = 1 if readable and abs(scene.tilt) < LEANING else IGNORED
    scalars = np.array([*cut, int(scene.display), upright], np.uint8)
    shares = np.array(scene.cut, np.float32)
    return Sample(np.asarray(picture, np.uint8), np.stack(planes).round().astype(np.uint8), scalars, shares)


def save(path: Path, samples: list[Sample]) -> None:
    """A shard, under its name once it is whole."""
    pieces: list[NDArray[np.uint8]] = []
    for one in samples:
        pieces.append(cv2.imencode(".jpg", one.picture, [cv2.IMWRITE_JPEG_QUALITY, 96])[1].ravel())
        pieces.append(cv2.imencode(".png", one.planes.reshape(-1, OUTPUT))[1].ravel())
    ends = np.cumsum([len(piece) for piece in pieces])
    scalars, cut = (np.stack(column) for column in zip(*((s.scalars, s.cut) for s in samples), strict=True))
    np.savez(path.with_suffix(".npz"), ends=ends, scalars=scalars, cut=cut)
    part = path.with_suffix(".part.npy")
    np.save(part, np.concatenate(pieces))
    part.rename(path)


class Shard:
    """A shard's samples, decoded one by one."""

    def __init__(self, path: Path) -> None:
        self.bytes = np.load(path, mmap_mode="r")
        index = np.load(path.with_suffix(".npz"))
        self.ends, self.scalars, self.cut = index["ends"], index["scalars"], index["cut"]

    def __len__(self) -> int:
        return len(self.scalars)

    def __getitem__(self, number: int) -> Sample:
        middle, end = int(self.ends[2 * number]), int(self.ends[2 * number + 1])
        start = int(self.ends[2 * number - 1]) if number else 0
        picture = cv2.imdecode(self.bytes[start:middle], cv2.IMREAD_COLOR)
        planes = np.asarray(cv2.imdecode(self.bytes[middle:end], cv2.IMREAD_GRAYSCALE), np.uint8)
        return Sample(
            np.asarray(picture, np.uint8),
            planes.reshape(-1, OUTPUT, OUTPUT),
            self.scalars[number].copy(),
            self.cut[number].copy(),
        )


def augment_frame(sample: Sample, rng: random.Random) -> Sample:
    """Now and then a part of the picture as the whole, stretched anew: a document that was whole may be cut there.

    Left alone where two papers lie in it (whose side is cut is not known from the maps) or little paper is left. Nobody is
    asked whether a scan that was trimmed to its print is cut where it loses a blank margin.
    """
    if rng.random() > FRAMED:
        return sample
    cells = sample.planes.shape[1]
    trims = [rng.randrange(round(TRIM * cells)) if rng.random() < 0.5 else 0 for _ in range(4)]
    left, top, right, bottom = trims[0], trims[1], cells - trims[2], cells - trims[3]
    paper, border, ink = (
        sample.planes[MASKS.index(name)] / np.float32(255) for name in ("paper", "border", "print")
    )
    sheets, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(paper - border > 0.5, np.uint8))
    whole = paper.sum()
    if (
        sum(stats[1:sheets, cv2.CC_STAT_AREA] > LEAST_CELLS) > 1
        or paper[top:bottom, left:right].sum() < KEPT * whole
    ):
        return sample
    scalars = sample.scalars.copy()
    beyond = (np.s_[:, :left], np.s_[:top], np.s_[:, right:], np.s_[bottom:])
    rims = (paper[:, 0], paper[0], paper[:, -1], paper[-1])
    for side, (part, rim) in enumerate(zip(beyond, rims, strict=True)):
        share = paper[part].sum() / max(whole, 1)
        trimmed = scalars[side] == 0 and rim.mean() > 0.5
        if share > CUT_FROM and (not trimmed or ink[part].sum() > WHOLE_UP_TO * ink.sum()):
            scalars[side] = 1
        elif share > WHOLE_UP_TO or (scalars[side] == 1 and trims[side]):
            scalars[side] = IGNORED
    scale = sample.picture.shape[0] // cells
    return replace(
        sample,
        picture=sample.picture[top * scale : bottom * scale, left * scale : right * scale],
        planes=sample.planes[:, top:bottom, left:right],
        scalars=scalars,
    )


def reorient(
    sample: Sample, way: int, size: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int64]]:
    """The sample lying in one of the `WAYS`, at that size: picture (3, s, s) RGB, planes (10, s/4, s/4), scalars.

    The last scalar becomes the way, or -1 where it is not asked.
    """
    picture, planes, scalars = sample.picture, sample.planes, sample.scalars.astype(np.int64)
    if picture.shape[:2] != (size, size):
        picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)
        planes = np.stack(
            [cv2.resize(p, (size // 4, size // 4), interpolation=cv2.INTER_AREA) for p in planes]
        )
    if way >= 4:
        picture, planes = picture[:, ::-1], planes[..., ::-1]
        scalars[[0, 2]] = scalars[[2, 0]]
    quarter = way % 4
    picture, planes = np.rot90(picture, -quarter), np.rot90(planes, -quarter, axes=(1, 2))
    scalars[:4] = np.roll(scalars[:4], quarter)
    scalars[5] = way if scalars[5] == 1 else -1
    return (
        np.ascontiguousarray(picture[:, :, ::-1].transpose(2, 0, 1)),
        np.ascontiguousarray(planes),
        scalars,
    )


def main() -> None:
    """Draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--near", action="store_true", help="the nearer mix, with goods among the papers")
    parser.add_argument("--drawn", type=int, default=DRAWN, help="longest side of a scene in pixels")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    stock = Stock(
        600, chosen.held_out, strange=0.35 if chosen.near else 0.25, strangers=NEAR if chosen.near else LOOKS
    )
    mix = NEARER if chosen.near else USUAL
    for shard in range(chosen.shards):
        path = chosen.out / f"{chosen.seed:03d}-{shard:04d}.npy"
        if path.exists():
            continue
        samples = []
        for number in range(SCENES):
            seed = f"train {chosen.seed} {shard} {number}"
            samples.append(sample(compose(stock, seed, chosen.drawn, clean=number < CLEAN * SCENES, mix=mix)))
        save(path, samples)
        sys.stderr.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
