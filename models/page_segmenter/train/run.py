"""Train on the shards that are there (more may come meanwhile) until the time is up.

    python -m models.page_segmenter.train.run --shards DIR --judge JUDGE --out page_segmenter.pt --minutes 100
    … --start EARLIER.onnx   begin with the trunk of earlier weights
    … --device cuda --batch 64 --processes 1   on an accelerator: minutes

On processors, so many processes of one thread each change the same weights (Hogwild). The first part of the time goes to
smaller pictures, which are cheaper.
"""

from __future__ import annotations

import argparse
import copy
import math
import random
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.nn.functional import cross_entropy

from models.page_segmenter.train.network import Segmenter, load_trunk
from models.page_segmenter.train.shards import IGNORED, INPUT, WAYS, Sample, Shard, augment_frame, reorient
from samples.scenes.scene import MASKS

SMALL, SMALL_UNTIL = 256, 0.4
RATE, WARM_RATE, LEAST = 2e-3, 1.2e-3, 0.04
PIXEL = {"paper": 1.0, "border": 1.0, "glare": 2.0, "cover": 3.0, "grey_seal": 2.5, "lost": 2.0, "print": 0.7}
"""What a pixel's error counts, 1 where it is not said."""

PRESENT = {
    "glare": 3.0,
    "cover": 4.0,
    "grey_seal": 4.0,
    "lost": 3.0,
    "emblem": 2.0,
    "red_seal": 1.0,
    "border": 1.0,
}
"""How much more where the map is set."""

SIDE, DISPLAY, WAY = 0.6, 0.2, 0.15
REPORT_SECONDS = 120


@dataclass(frozen=True)
class TrainingOptions:
    """What the command line says."""

    shards: Path
    judge: Path
    out: Path
    seconds: float
    device: str
    batch: int
    rate: float
    small_until: float


class Scenes:
    """Random samples of the shards in a folder, each lying in one of the eight ways, relit a little; ``reframed``: some of them
    framed anew."""

    def __init__(self, folder: Path, *, reframed: bool = False) -> None:
        self.folder = folder
        self.reframed = reframed
        self.shards: dict[str, Shard] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take up what has come."""
        for file in sorted(self.folder.glob("*.npy")):
            if file.name not in self.shards and ".part" not in file.name:
                self.shards[file.name] = Shard(file)

    def batch(
        self, rng: random.Random, count: int, size: int
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Pictures (n, 3, s, s) RGB, maps (n, 10, s/4, s/4) of 0 to 1, scalars (n, 6): sides, display, way or -1."""
        parts = list(self.shards.values())
        found = []
        for _ in range(count):
            shard = rng.choice(parts)
            way = rng.randrange(len(WAYS))
            sample = shard[rng.randrange(len(shard))]
            if self.reframed:
                sample = augment_frame(sample, rng)
            found.append(reorient(augment_light(sample, rng), way, size))
        pictures, planes, scalars = (np.stack(column) for column in zip(*found, strict=True))
        return (
            torch.from_numpy(pictures).float().contiguous(memory_format=torch.channels_last),
            torch.from_numpy(planes).float() / 255,
            torch.from_numpy(scalars),
        )


def augment_light(sample: Sample, rng: random.Random) -> Sample:
    """The sample a little brighter or darker, warmer or cooler, softer or sharper."""
    picture = sample.picture
    if rng.random() < 0.5:
        curve = (np.arange(256) / 255) ** math.exp(rng.uniform(-0.3, 0.3)) * 255
        picture = curve.astype(np.uint8)[picture]
    if rng.random() < 0.3:
        factors = [rng.uniform(0.9, 1.1) for _ in range(3)]
        picture = np.clip(picture * np.array(factors), 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.1))
        amount = rng.choice((1.0, 1.0, -0.6, -1.2))  # below 0: sharpened instead
        picture = cv2.addWeighted(picture, 1 - amount, soft, amount, 0)
    return replace(sample, picture=picture)


def weights_by_mask(values: dict[str, float], otherwise: float, device: str) -> torch.Tensor:
    """A number a map, shaped to weigh (n, 10, h, w)."""
    return torch.tensor([values.get(name, otherwise) for name in MASKS], device=device)[None, :, None, None]


def loss(
    planes: torch.Tensor, answers: torch.Tensor, maps: torch.Tensor, scalars: torch.Tensor
) -> torch.Tensor:
    """Pixels, overlaps, sides, display and way together."""
    device = str(planes.device)
    weight = weights_by_mask(PIXEL, 1.0, device) * (1 + weights_by_mask(PRESENT, 0.0, device) * maps)
    pixel = (bce(planes, maps, reduction="none") * weight).mean()
    inside = torch.sigmoid(planes)
    intersection = (inside * maps).sum((0, 2, 3))
    overlap = 1 - (2 * intersection + 50) / ((inside**2).sum((0, 2, 3)) + (maps**2).sum((0, 2, 3)) + 50)
    labelled = scalars[:, :5] != IGNORED
    single = bce(answers[:, :5], scalars[:, :5].clamp(max=1).float(), reduction="none") * labelled
    known = scalars[:, 5] >= 0
    way = planes.new_zeros(())
    if known.any():
        chosen = torch.nn.functional.one_hot(scalars[known, 5], len(WAYS)).float()
        way = cross_entropy(answers[known, 5:], scalars[known, 5]) + bce(answers[known, 5:], chosen)
    return (
        pixel * 2
        + overlap.mean() * 0.4
        + single[:, :4].mean() * SIDE
        + single[:, 4].mean() * DISPLAY
        + way * WAY
    )


def evaluate(network: Segmenter, scenes: Scenes, device: str) -> str:
    """Overlap of each map, right answers for each scalar, on scenes that are not trained on."""
    network.eval()
    rng = random.Random(7)
    intersection, union = torch.zeros(len(MASKS)), torch.zeros(len(MASKS))
    right, asked = torch.zeros(6), torch.zeros(6)
    with torch.no_grad():
        for _ in range(8):
            pictures, maps, scalars = scenes.batch(rng, 32, INPUT)
            with torch.autocast(device, torch.bfloat16):
                planes, answers = network(pictures.to(device))
            p, t, a = planes.float().cpu() > 0, maps > 0.5, answers.float().cpu()
            intersection += (p & t).sum((0, 2, 3))
            union += (p | t).sum((0, 2, 3))
            known = torch.cat([scalars[:, :5] != IGNORED, scalars[:, 5:] >= 0], 1)
            hits = torch.cat(
                [(a[:, :5] > 0) == (scalars[:, :5] == 1), (a[:, 5:].argmax(1) == scalars[:, 5])[:, None]], 1
            )
            right += (hits & known).sum(0)
            asked += known.sum(0)
    overlap = " ".join(f"{n} {v:.3f}" for n, v in zip(MASKS, intersection / union.clamp(min=1), strict=True))
    names = ("left", "top", "right", "bottom", "display", "way")
    return f"{overlap} | " + " ".join(
        f"{n} {v:.3f}" for n, v in zip(names, right / asked.clamp(min=1), strict=True)
    )


def train(rank: int, network: Segmenter, options: TrainingOptions, began: float) -> None:
    """One process: take steps until the time is up; the first keeps an average of the weights and tells how it goes."""
    torch.set_num_threads(1 if options.device == "cpu" else 4)
    cv2.setNumThreads(1)
    rng, judging = random.Random(f"{rank} {began}"), Scenes(options.judge)
    scenes = Scenes(options.shards, reframed=True)
    average = copy.deepcopy(network)
    optimiser = torch.optim.AdamW(network.parameters(), options.rate, weight_decay=0.02)
    step, since, running, reported_at = 0, 0, 0.0, time.time()
    while (elapsed_share := (time.time() - began) / options.seconds) < 1:
        network.train()
        size = SMALL if elapsed_share < options.small_until else INPUT
        rate = (
            options.rate
            * min(1, (step + 1) / 100)
            * (LEAST + (1 - LEAST) * (0.5 + 0.5 * math.cos(math.pi * elapsed_share)))
        )
        for group in optimiser.param_groups:
            group["lr"] = rate
        pictures, maps, scalars = scenes.batch(rng, options.batch, size)
        with torch.autocast(options.device, torch.bfloat16):
            planes, answers = network(pictures.to(options.device))
        value = loss(planes.float(), answers.float(), maps.to(options.device), scalars.to(options.device))
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        step, running = step + 1, running + value.item()
        if step % 40 == 0:
            scenes.refresh()
        if rank == 0:
            update_average(average, network, min(0.997, step / (step + 20)))
        if rank == 0 and time.time() - reported_at > REPORT_SECONDS:
            speed = (step - since) * options.batch / (time.time() - reported_at)
            seen = evaluate(average, judging, options.device) if size == INPUT else ""
            sys.stdout.write(
                f"{time.time() - began:.0f} s step {step} loss {running / (step - since):.3f} at {size}, "
                f"{len(scenes.shards)} shards, {speed:.1f} a second {seen}\n"
            )
            sys.stdout.flush()
            torch.save(average.state_dict(), options.out.with_suffix(".part.pt"))
            reported_at, running, since = time.time(), 0.0, step
    if rank == 0:
        sys.stdout.write(f"done, step {step} {evaluate(average, judging, options.device)}\n")
        torch.save(average.state_dict(), options.out)


def update_average(average: Segmenter, network: Segmenter, keep: float) -> None:
    """Draw the average a little nearer to the weights."""
    with torch.no_grad():
        for a, b in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
            if a.is_floating_point():
                a.lerp_(b, 1 - keep)
            else:
                a.copy_(b)


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--shards", "--judge", "--out"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=100)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--device", default="cpu")
    parser.add_argument(
        "--rate", type=float, help="the highest; less than usual for a short round over new scenes"
    )
    parser.add_argument("--small-until", type=float, default=SMALL_UNTIL, help="share of the time")
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    torch.manual_seed(1)
    network = Segmenter()
    if chosen.start and chosen.start.suffix == ".onnx":
        pictures, _, _ = Scenes(chosen.shards).batch(random.Random(1), 64, INPUT)
        load_trunk(network, str(chosen.start), pictures)
    elif chosen.start:
        network.load_state_dict(torch.load(chosen.start))
    network = network.to(chosen.device, memory_format=torch.channels_last)
    sys.stdout.write(f"{sum(p.numel() for p in network.parameters())} weights\n")
    options = TrainingOptions(
        chosen.shards,
        chosen.judge,
        chosen.out,
        chosen.minutes * 60,
        chosen.device,
        chosen.batch,
        chosen.rate or (WARM_RATE if chosen.start else RATE),
        chosen.small_until,
    )
    if chosen.processes == 1:
        train(0, network, options, time.time())
        return
    network.share_memory()
    torch.multiprocessing.spawn(train, (network, options, time.time()), nprocs=chosen.processes)


if __name__ == "__main__":
    main()
