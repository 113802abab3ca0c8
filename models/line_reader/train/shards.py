"""Training lines drawn beforehand and kept: drawing one takes a processor longer than learning from it once.

python -m models.line_reader.train.shards --out DIR --shards 28 --seed 1      for training
python -m models.line_reader.train.shards --out DIR --shards 2 --seed 9 --held-out      in typefaces never trained on
"""

from __future__ import annotations

import argparse
import random
from functools import lru_cache
from pathlib import Path

import numpy as np

from models.line_reader.train import texts, typefaces, wording
from models.line_reader.train.render import DIGIT_PX, NUMBER, LineText, Sample, sample
from precheck.ocr import _paddle
from samples.generator import fonts

LINES = 1000
"""In a shard."""

NUMBERS = 0.55
"""Share of lines that hold a number."""

TEXT_DIGIT_PX = (6.5, 20.0)
CHARACTERS = _paddle.characters_of(_paddle.weights("line_reader", "alphabet"))
WRITER = texts.Writer("".join(c for c in CHARACTERS if "\u4e00" <= c <= "\u9fff"))
_NAMES = {(str(fonts.ROOT / face.path), face.index): face.name for face in fonts.TYPEFACES.values()}


@lru_cache(maxsize=100_000)
def _covers(face: typefaces.Face, character: str) -> bool:
    return fonts.covers(_NAMES[face], character)


def choose_text(rng: random.Random, held_out: bool) -> LineText:
    """What a line says."""
    if rng.random() < NUMBERS:
        return LineText(NUMBER, *wording.number(rng), typefaces.for_numbers(held_out))
    shares = [share for share, _ in WRITER.kinds.values()]
    [kind] = rng.choices([*WRITER.kinds], shares)
    value = WRITER.kinds[kind][1](rng)
    before = rng.choice(texts.BEFORE[kind]) if kind in texts.BEFORE and rng.random() < 0.35 else ""
    faces = [
        face
        for face in typefaces.for_han(held_out)
        if all(_covers(face, character) for character in before + value if not character.isspace())
    ]
    return LineText(kind, before, value, "", faces)


def draw(seed: int, count: int, held_out: bool) -> list[Sample]:
    """So many lines."""
    rng, known = random.Random(seed), set(CHARACTERS)
    lines: list[Sample] = []
    while len(lines) < count:
        wanted = choose_text(rng, held_out)
        if wanted.faces:
            line = sample(rng, wanted, held_out, DIGIT_PX if wanted.kind == NUMBER else TEXT_DIGIT_PX)
            if line is not None and line.text and known.issuperset(line.text):
                lines.append(line)
    return lines


def save(path: Path, lines: list[Sample]) -> None:
    """A shard, under its name once it is whole."""
    part = path.with_suffix(".part.npz")
    np.savez(
        part,
        pixels=np.concatenate([line.strip.ravel() for line in lines]),
        widths=np.array([line.strip.shape[1] for line in lines], np.int32),
        **{
            key: np.array([getattr(line, key) for line in lines])
            for key in Sample.__annotations__
            if key != "strip"
        },
    )
    part.rename(path)


def load(path: Path) -> list[Sample]:
    """A shard's lines."""
    data, at, lines = dict(np.load(path)), 0, []
    for index, width in enumerate(data["widths"].tolist()):
        size = 48 * width * 3
        strip = data["pixels"][at : at + size].reshape(48, width, 3)
        rest = {key: data[key][index].item() for key in Sample.__annotations__ if key != "strip"}
        lines.append(Sample(strip, **rest))
        at += size
    return lines


def main() -> None:
    """Draws shards; a number's seed is its name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=28)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for number in range(options.shards):
        seed = options.seed * 100_000 + number
        save(options.out / f"{seed:08d}.npz", draw(seed, LINES, options.held_out))


if __name__ == "__main__":
    main()
