"""`python -m samples.scenes set --out DIR --count N --seed S`: pictures by the second hand, and their manifest.

What a row says stands in `samples.scenes.rows`. The same seed gives the same pictures, however many processes draw them.
Needs scikit-image and scikit-learn for their photographs, and the generator's typefaces.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from samples.generator import fonts
from samples.scenes import rows
from samples.scenes.chance import Chance, photographs
from samples.scenes.pages import Stock
from samples.scenes.scene import MASKS, compose


@dataclass(frozen=True)
class Job:
    """One picture: its number within a set, and where it goes."""

    out: Path
    seed: int
    number: int
    clean_share: float
    layouts: str
    masks: bool


def make(job: Job) -> dict[str, Any]:
    """Write the picture; returns its row."""
    cv2.setNumThreads(1)
    held_out = {"train": False, "held_out": True, "all": None}[job.layouts]
    chance = Chance(f"{job.seed} {job.number} order")
    clean = chance.often(job.clean_share)
    longest = chance.py.randint(1100, 1700)
    stock = Stock(round(longest * 1.15), held_out, strange=0.12)
    scene = compose(stock, f"{job.seed} {job.number}", longest, clean=clean)
    shown = rows.turned(scene, chance, clean=clean)
    name = f"{job.number:05d}"
    row = rows.row(scene, shown, name, clean=clean)
    file = f"{row['truth']['kind']}_{name}.jpg"
    (job.out / file).write_bytes(rows.encoded(shown.picture))
    if job.masks:
        small = (max(1, shown.picture.shape[1] // 4), max(1, shown.picture.shape[0] // 4))
        planes = {
            mask: np.asarray(
                cv2.resize(shown.planes[mask], small, interpolation=cv2.INTER_AREA) * 255, np.uint8
            )
            for mask in MASKS
        }
        (job.out / "masks").mkdir(exist_ok=True)
        np.savez_compressed(job.out / "masks" / f"{row['truth']['kind']}_{name}.npz", **planes)  # type: ignore[arg-type]
    return {"file": file, **row}


def produce(jobs: list[Job], processes: int) -> Iterator[dict[str, Any]]:
    """All rows in order."""
    if processes <= 1:
        yield from map(make, jobs)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(make, jobs, chunksize=4)


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 when all pictures are written, 2 on bad usage, missing typefaces or photographs."""
    parser = argparse.ArgumentParser(prog="python -m samples.scenes", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("set", help="pictures and manifest.jsonl, the same for the same seed")
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--count", type=int, default=60)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--clean", type=float, default=0.45, help="share of scenes without any defect")
    one.add_argument("--layouts", choices=("train", "held_out", "all"), default="all")
    one.add_argument("--processes", type=int, default=1)
    one.add_argument("--masks", action="store_true", help="the truth of every pixel as well")
    chosen = parser.parse_args(arguments)
    try:
        fonts.require()
        photographs()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 2
    chosen.out.mkdir(parents=True, exist_ok=True)
    jobs = [
        Job(chosen.out, chosen.seed, number, chosen.clean, chosen.layouts, chosen.masks)
        for number in range(chosen.count)
    ]
    with (chosen.out / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for row in produce(jobs, chosen.processes):
            manifest.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(jobs)} pictures in {chosen.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
