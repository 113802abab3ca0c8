"""Trains the number reader.

    PYTHONPATH=. python -m models.number_reader.train.run --shards DIR --minutes 55 --out DIR

Needs PyTorch (CPU) and onnx, which nothing else here needs: pip install torch==2.13.0 onnx. New shards are taken up as they
appear. The learning rate follows the clock, so that training ends when it was told to.
"""

from __future__ import annotations

import argparse
import copy
import math
import random
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from models.number_reader.train import shards
from models.number_reader.train.network import STRIDE, Exported, Recogniser
from models.number_reader.train.render import Sample
from models.number_reader.train.wording import ALPHABET
from precheck.ocr._line import BUCKET_PX
from precheck.ocr._number_reader import LINE_HEIGHT_PX

COLUMN = {character: index + 1 for index, character in enumerate(ALPHABET)}
WIDTH_PX = 12 * 384
"""Width of a batch in all, pixels: 12 lines of common length. Many small steps learn more from few lines."""


def bucket(line: Sample) -> int:
    """The padded width."""
    return -(-int(line.strip.shape[1]) // BUCKET_PX) * BUCKET_PX


def batches(lines: list[Sample], rng: random.Random) -> list[list[Sample]]:
    """Lines of one padded width together, as they are when read."""
    by_width: dict[int, list[Sample]] = {}
    for line in lines:
        if bucket(line) <= 896:
            by_width.setdefault(bucket(line), []).append(line)
    found = []
    for width, group in by_width.items():
        rng.shuffle(group)
        size = max(6, WIDTH_PX // width)
        found += [group[at : at + size] for at in range(0, len(group) - size + 1, size)]
    rng.shuffle(found)
    return found


def inputs(lines: list[Sample], rng: random.Random | None) -> Tensor:
    """Pixels −1..1; a little other light each time where ``rng`` is given."""
    width = bucket(lines[0])
    batch = np.zeros((len(lines), 3, LINE_HEIGHT_PX, width), np.float32)
    for index, line in enumerate(lines):
        strip = line.strip.transpose(2, 0, 1) / np.float32(127.5) - np.float32(1)
        if rng is not None and rng.random() < 0.7:
            strip = np.clip(strip * rng.uniform(0.75, 1.2) + rng.uniform(-0.15, 0.15), -1, 1)
            if rng.random() < 0.25:  # shift by a pixel or two
                strip = np.roll(strip, rng.randint(-1, 1), axis=1)
        batch[index, :, :, : strip.shape[2]] = strip
    return torch.from_numpy(batch).contiguous(memory_format=torch.channels_last)


def losses(logits: Tensor, lines: list[Sample], guided: float) -> Tensor:
    """CTC, and at first also where each character's peak belongs (drawing knows it)."""
    logs = logits.log_softmax(2)
    targets = torch.tensor([COLUMN[c] for line in lines for c in line.text])
    lengths = torch.tensor([len(line.text) for line in lines])
    steps = torch.tensor([min(logits.shape[1], -(-line.strip.shape[1] // STRIDE)) for line in lines])
    total: Tensor = nn.functional.ctc_loss(
        logs.transpose(0, 1), targets, steps, lengths, zero_infinity=True, reduction="none"
    )
    total = (total / lengths.clamp(min=1)).clamp(max=20).mean()
    if guided > 0:
        where = np.full((len(lines), logits.shape[1]), -100, np.int64)
        for index, line in enumerate(lines):
            peaks = np.minimum((np.array(line.centres) / STRIDE).astype(int), logits.shape[1] - 1)
            where[index] = 0
            for peak in peaks:
                where[index, max(0, peak - 1) : peak + 2] = -100
            for left, right in pairwise(peaks):
                if right - left >= 2:
                    where[index, (left + right) // 2] = 0
            where[index, peaks] = [COLUMN[c] for c in line.text]
        known = torch.from_numpy(where)
        total = (
            total + guided * nn.functional.cross_entropy(logits.transpose(1, 2), known, ignore_index=-100) * 2
        )
    return total


def plain(logits: Tensor, line: Sample) -> str:
    """The best path."""
    best = logits[: -(-line.strip.shape[1] // STRIDE)].argmax(1).tolist()
    return "".join(
        ALPHABET[column - 1]
        for at, column in enumerate(best)
        if column and (at == 0 or best[at - 1] != column)
    )


def right(model: Recogniser, lines: list[Sample]) -> dict[str, tuple[int, int]]:
    """How many lines' numbers are read exactly, by height of digits and seal: (right, all)."""
    found: dict[str, tuple[int, int]] = {}
    model.eval()
    with torch.inference_mode():
        for group in batches(list(lines), random.Random(1)):
            for logits, line in zip(model(inputs(group, None)), group, strict=True):
                good = line.number in plain(logits, line)
                size = "5-7" if line.digit_px < 7 else "7-10" if line.digit_px < 10 else "10-20"
                for key in (f"{size}{' sealed' * line.sealed}", "all"):
                    a, b = found.get(key, (0, 0))
                    found[key] = (a + good, b + 1)
    return dict(sorted(found.items()))


def export(model: Recogniser, path: Path) -> None:
    """As ONNX with a free width."""
    network = Exported(copy.deepcopy(model)).eval()
    part = path.with_suffix(".part")
    torch.onnx.export(
        network,
        (torch.zeros(1, 3, LINE_HEIGHT_PX, 320),),
        str(part),
        input_names=["x"],
        output_names=["probabilities"],
        dynamic_axes={"x": {0: "n", 3: "w"}, "probabilities": {0: "n", 1: "t"}},
        opset_version=17,
        dynamo=False,
    )
    part.rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--judge", type=Path, required=True, help="a shard of held-out lines")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=55)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(1)
    rng = random.Random(1)
    fresh_model: Any = Recogniser()  # its stub knows no memory format
    model: Recogniser = fresh_model.to(memory_format=torch.channels_last)
    if options.start:
        model.load_state_dict(torch.load(options.start))
    averaged = copy.deepcopy(model)
    held_out = shards.load(options.judge)[:400]
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=0.02)
    begun, step, seen, shown, judged = time.time(), 0, 0, 0.0, time.time()
    known: dict[Path, list[Sample]] = {}
    while True:
        for path in sorted(options.shards.glob("[0-9]*.npz")):
            if path not in known and ".part" not in path.name:
                known[path] = shards.load(path)
        chosen = rng.sample(sorted(known), min(len(known), 6))
        fresh = sorted(known)[-2:]
        for group in batches([line for path in {*chosen, *fresh} for line in known[path]], rng):
            spent = (time.time() - begun) / 60 / options.minutes
            if spent >= 1:
                break
            warm = min(1.0, (step + 1) / 200)
            for setting in optimiser.param_groups:
                setting["lr"] = options.rate * warm * (0.5 + 0.5 * math.cos(math.pi * spent)) + 1e-6
            model.train()
            loss = losses(model(inputs(group, rng)), group, 0.0 if options.start else max(0.1, 1 - 6 * spent))
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            step, seen, shown = step + 1, seen + len(group), 0.98 * shown + 0.02 * float(loss.detach())
            keep = min(0.998, 1 - 1 / (step / 4 + 1))
            with torch.no_grad():
                for mean, value in zip(
                    averaged.state_dict().values(), model.state_dict().values(), strict=True
                ):
                    if mean.dtype.is_floating_point:
                        mean.lerp_(value, 1 - keep)
                    else:
                        mean.copy_(value)
            if step % 50 == 0:
                _say(f"{time.time() - begun:6.0f} s step {step} seen {seen} loss {shown:.3f}")
            if time.time() - judged > 240:
                _keep(averaged, held_out, options.out)
                judged = time.time()
        if (time.time() - begun) / 60 >= options.minutes:
            break
    _keep(averaged, held_out, options.out)


def _keep(model: Recogniser, held_out: list[Sample], out: Path) -> None:
    torch.save(model.state_dict(), out / "weights.pt")
    export(model, out / "number_reader.onnx")
    _say("  ".join(f"{key} {a}/{b}" for key, (a, b) in right(model, held_out).items()))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
