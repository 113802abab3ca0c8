"""Training lines drawn beforehand and kept: drawing one takes a processor longer than learning from it once.

python -m models.number_reader.train.shards --out DIR --shards 40 --seed 1
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np

from models.number_reader.train.render import Sample, sample

LINES = 1000
"""In a shard."""


def draw(seed: int, count: int, held_out: bool) -> list[Sample]:
    """So many lines."""
    rng = random.Random(seed)
    lines: list[Sample] = []
    while len(lines) < count:
        line = sample(rng, held_out)
        if line is not None and line.text:
            lines.append(line)
    return lines


def save(path: Path, lines: list[Sample]) -> None:
    """A shard, under its name once it is whole."""
    part = path.with_suffix(".part.npz")
    np.savez(
        part,
        pixels=np.concatenate([line.strip.ravel() for line in lines]),
        widths=np.array([line.strip.shape[1] for line in lines], np.int32),
        texts=np.array([line.text for line in lines]),
        numbers=np.array([line.number for line in lines]),
        centres=np.concatenate([np.array(line.centres, np.float32) for line in lines]),
        digit_px=np.array([line.digit_px for line in lines], np.float32),
        sealed=np.array([line.sealed for line in lines]),
    )
    part.rename(path)


def load(path: Path) -> list[Sample]:
    """A shard's lines."""
    data = dict(np.load(path))
    lines, at, middle = [], 0, 0
    for index, width in enumerate(data["widths"]):
        text = str(data["texts"][index])
        size = 32 * int(width) * 3
        lines.append(
            Sample(
                data["pixels"][at : at + size].reshape(32, int(width), 3),
                text,
                tuple(data["centres"][middle : middle + len(text)].tolist()),
                str(data["numbers"][index]),
                float(data["digit_px"][index]),
                bool(data["sealed"][index]),
            )
        )
        at, middle = at + size, middle + len(text)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for number in range(options.shards):
        seed = options.seed * 100_000 + number
        save(options.out / f"{seed:08d}.npz", draw(seed, LINES, options.held_out))


if __name__ == "__main__":
    main()
