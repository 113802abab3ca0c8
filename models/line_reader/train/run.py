"""Trains PP-OCRv6 tiny's recogniser further; on two processor cores, or on an accelerator where PyTorch sees one.

PYTHONPATH=. python -m models.line_reader.train.run --tiny recogniser.onnx --shards build/lines --minutes 30 --out build/reader.onnx

Needs PyTorch and onnx, which nothing else here needs. ONEDNN_PRIMITIVE_CACHE_CAPACITY=16384 on processors: more than there are
layers times widths. The learning rate follows the clock, so that training ends when it was told to.
"""

from __future__ import annotations

import argparse
import copy
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, distributed, multiprocessing
from torch.nn import functional

from models.line_reader.train import shards
from models.line_reader.train.network import Reader, interpolate_weights

COLUMN = {character: index + 1 for index, character in enumerate(shards.CHARACTERS)}
STEP_PX = 64
"""Lines are padded to multiples of this."""

PIXELS = 32 * 448
"""Widths of a worker's batch together."""

WARM_UP, LAST_RATE, HEAD_RATE = 100, 0.02, 0.5
"""Steps at the beginning, and the shares of the rate at the end, and of the last matrix."""

Row = tuple[np.ndarray, list[int]]


def rows(paths: list[Path]) -> list[Row]:
    """Strips with their classes, but for those with more characters than CTC has steps."""
    found = []
    for path in paths:
        for line in shards.load(path):
            codes = [COLUMN[character] for character in line.text]
            needed = len(codes) + sum(a == b for a, b in pairwise(codes))
            if -(-line.strip.shape[1] // STEP_PX) * 8 > needed:
                found.append((line.strip, codes))
    return found


def batches(rng: random.Random, lines: list[Row]) -> Iterator[list[Row]]:
    """Lines of one padded width together, for ever."""
    while True:
        buckets: dict[int, list[Row]] = {}
        for line in rng.sample(lines, len(lines)):
            wide = -(-line[0].shape[1] // STEP_PX)
            bucket = buckets.setdefault(wide, [])
            bucket.append(line)
            if len(bucket) * wide * STEP_PX >= PIXELS or len(bucket) == 64:
                yield buckets.pop(wide)


def pad_batch(strips: list[np.ndarray]) -> Tensor:
    """Pixels −1..1, channels last as they lie."""
    wide = -(-max(strip.shape[1] for strip in strips) // STEP_PX) * STEP_PX
    pixels = np.full((len(strips), 48, wide, 3), 127.5, np.float32)
    for row, strip in zip(pixels, strips, strict=True):
        row[:, : strip.shape[1]] = strip
    return torch.from_numpy(pixels / np.float32(127.5) - 1).permute(0, 3, 1, 2)


def compute_gradients(
    network: Reader, batch: list[Row], device: torch.device
) -> tuple[float, tuple[Tensor, ...]]:
    """The batch's loss and its slope in every weight."""
    with torch.autocast(device.type, torch.bfloat16):
        logits = network(pad_batch([strip for strip, _ in batch]).to(device)).float()
    steps = functional.log_softmax(logits, -1).transpose(0, 1)
    targets = torch.tensor([code for _, codes in batch for code in codes], device=device)
    sizes = torch.tensor([len(codes) for _, codes in batch])
    lengths = torch.full((len(batch),), steps.shape[0])
    loss = functional.ctc_loss(steps, targets, lengths, sizes, zero_infinity=True)
    return float(loss.detach()), torch.autograd.grad(loss, list(network.parameters()))


def _whole(folder: Path) -> list[Path]:
    """The shards that are not being written."""
    return sorted(path for path in folder.glob("*.npz") if ".part" not in path.name)


def train(rank: int, meeting: str, workers: int, options: argparse.Namespace) -> None:
    """One of the processes: a part of the shards each, gradients summed after every batch."""
    torch.set_num_threads(1)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    distributed.init_process_group("gloo", meeting, rank=rank, world_size=workers)
    network = Reader(options.tiny).to(device, memory_format=torch.channels_last)
    weights, head = list(network.parameters()), getattr(network, network.names[options.head])
    groups = [
        {"params": [w for w in weights if w is not head and w.dim() > 1], "share": 1.0, "weight_decay": 0.01},
        {"params": [w for w in weights if w.dim() <= 1], "share": 1.0, "weight_decay": 0.0},
        {"params": [head], "share": HEAD_RATE, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98))
    average = copy.deepcopy(network.state_dict())
    source = batches(random.Random(options.seed + rank), rows(_whole(options.shards)[rank::workers]))
    distributed.barrier()
    start, steps, lines, passed = time.time(), 0, 0, 0.0
    while passed < 1:
        batch = next(source)
        loss, slopes = compute_gradients(network, batch, device)
        mine = torch.tensor([len(batch), loss / workers, (time.time() - start) / workers])
        sent = torch.cat([*(slope.flatten().cpu() * len(batch) for slope in slopes), mine])
        distributed.all_reduce(sent)
        number, loss, spent = sent[-3:].tolist()
        passed = spent / (60 * options.minutes)
        parts = torch.split(sent[:-3] / number, [weight.numel() for weight in weights])
        for weight, part in zip(weights, parts, strict=True):
            weight.grad = part.view_as(weight).to(device)
        falling = LAST_RATE + (1 - LAST_RATE) * 0.5 * (1 + math.cos(math.pi * min(1.0, passed)))
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1.0, (steps + 1) / WARM_UP) * falling * group["share"]
        torch.nn.utils.clip_grad_norm_(weights, 2.0)
        optimiser.step()
        steps, lines = steps + 1, lines + round(number)
        with torch.no_grad():
            for name, value in network.state_dict().items():
                average[name].lerp_(value, 1 - min(0.995, steps / (steps + 20)))
        if rank == 0 and steps % 100 == 0:
            sys.stdout.write(f"{spent:.0f} s, step {steps}, {lines} lines, loss {loss:.3f}\n")
            sys.stdout.flush()
    if rank == 0:
        network.save(options.out, average)
        interpolate_weights(options.tiny, options.out, options.mix, options.out)


def main() -> None:
    """Trains, and mixes the weights with the original's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", type=Path, required=True, help="PP-OCRv6 tiny's recogniser, as ONNX")
    parser.add_argument("--head", default="linear_1.w_0", help="name of its last matrix")
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--mix", type=float, default=0.8, help="share of the trained weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2, help="on processors; of one thread each")
    options = parser.parse_args()
    workers = min(1 if torch.cuda.is_available() else options.processes, len(_whole(options.shards)))
    if not workers:
        parser.error(f"no shards in {options.shards}")
    meeting = (Path(tempfile.mkdtemp()) / "meet").as_uri()
    multiprocessing.spawn(train, (meeting, workers, options), nprocs=workers)


if __name__ == "__main__":
    main()
