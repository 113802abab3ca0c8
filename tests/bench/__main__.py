"""``make bench``: our check beside what others read a page with, on the same pictures in one run, one thread each.

The contestants take turns picture by picture, two at a time where there are two cores, so that whatever else the machine does
hits all alike. Then a scan on one and
on two processes, and the same pictures through ``precheck serve``. Writes bench.txt, bench.json and bench.png.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from precheck_evaluation import manifest
from precheck_evaluation.baselines import plain
from precheck_evaluation.manifest import Labelled
from tests.bench import figures, through
from tests.bench.contestants import CONTESTANTS, ONE_THREAD

MATERIALS = "identity,diploma,institution_licence,degree,physician_qualification,physician_practice"
DEFECTS = "rotated:90,mirrored,defocus:0.14,motion:0.45,dark:0.17,glare:main,cropped:left:0.04,occluded:main,compressed:3"
GROUPS = {"sharp": ("sharp", "none"), "hard": ("hard", "none"), "defective": ("slight", DEFECTS)}
"""Difficulty and defects of each group, by the first hand's generator."""

WARM_UP = 4
"""Pictures that are answered before any is timed: runtimes prepare themselves for each size of input."""

PACKAGES = ("precheck", "faster-paddle", "rapidocr", "onnxruntime", "openvino", "pytesseract")


@dataclass
class Contestant:
    """A process that answers, and what it has answered."""

    name: str

    def __post_init__(self) -> None:
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.contestants", self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **ONE_THREAD},
        )
        self.last: dict[str, Any] = {}

    def ask(self, picture: Labelled) -> dict[str, Any]:
        """Its answer; an error where it has died."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        declared = (
            None
            if picture.registration is None
            else picture.registration.model_dump(mode="json", exclude_none=True)
        )
        asked = {"file": str(picture.path), "material": picture.material, "registration": declared}
        self._process.stdin.write(json.dumps(asked, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with {self._process.wait()} at {picture.path}")
        self.last = json.loads(line)
        return self.last

    def started(self, picture: Labelled) -> tuple[float, float]:
        """Seconds of the clock and of the processor until its first answer."""
        answer = self.ask(picture)
        return time.perf_counter() - self._started, answer["seconds"]

    def end(self) -> None:
        """Closes its input and waits for it."""
        self._process.communicate()


def main() -> None:
    """Draws, times, prints."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    for group, count in (("sharp", 200), ("hard", 100), ("defective", 100)):
        parser.add_argument(f"--{group}", type=int, default=count, metavar="N", help=f"{group} pictures")
    parser.add_argument(
        "--scan", type=int, default=1000, metavar="N", help="pictures scanned and served; 0: none"
    )
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    options = parser.parse_args()
    console = Console(stderr=True)
    pictures = {
        group: _drawn(options.out / "pictures" / f"{group}-{count}", group, count)
        for group in GROUPS
        if (count := getattr(options, group))
    }
    rows, starts, ours = _timed(pictures, console)
    every = [picture for group in pictures.values() for picture in group]
    whole: dict[str, Any] = {
        "versions": {name: metadata.version(name) for name in PACKAGES},
        "check": {
            "count": len(ours),
            "median_ms": 1000 * float(np.median(ours)),
            "p99_ms": 1000 * float(np.percentile(ours, 99)),
        },
    }
    if options.scan:
        whole |= through.measure(list(islice(cycle(every), options.scan)), options.out)
    with (options.out / "bench.txt").open("w", encoding="utf-8") as file:
        for shown in (Console(), Console(file=file, width=140)):
            shown.print(figures.table(rows), "", figures.starts(starts), "", through.table(whole))
    text = json.dumps(figures.as_json(rows, starts, whole), ensure_ascii=False, indent=1)
    (options.out / "bench.json").write_text(text, "utf-8")
    figures.plot(rows, options.out / "bench.png")


def _drawn(folder: Path, group: str, count: int) -> list[Labelled]:
    if not (folder / "manifest.jsonl").is_file():
        difficulty, defects = GROUPS[group]
        command = [
            sys.executable,
            "-m",
            "samples.generator",
            "set",
            "--out",
            str(folder),
            "--count",
            str(count),
        ]
        command += ["--seed", str(7100 + len(group)), "--layouts", "held_out", "--difficulty", difficulty]
        command += ["--materials", MATERIALS, "--defects", defects, "--processes", str(os.cpu_count() or 1)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return manifest.read(folder)


def _timed(
    pictures: Mapping[str, Sequence[Labelled]], console: Console
) -> tuple[list[figures.Row], list[figures.Start], list[float]]:
    """The figures, and the seconds of every check of ours."""
    first = next(iter(pictures.values()))[0]
    playing, began = [], {}
    for name in CONTESTANTS:
        playing.append(Contestant(name))
        began[name] = playing[-1].started(first)
        for picture in list(pictures[next(iter(pictures))])[:WARM_UP]:
            playing[-1].ask(picture)
    rows, every = [], list[float]()
    lanes = ThreadPoolExecutor(min(2, os.cpu_count() or 1))
    for group, some in pictures.items():
        seconds: dict[str, list[float]] = {one.name: [] for one in playing}
        read: dict[str, list[bool]] = {one.name: [] for one in playing}
        for number, picture in enumerate(some, start=1):
            for one, answer in zip(playing, lanes.map(lambda one: one.ask(picture), playing), strict=True):  # noqa: B023
                seconds[one.name].append(answer["seconds"])
                read[one.name] += _numbers_read(picture, answer["text"])
            console.print(f"{group} {number}/{len(some)}", end="\r")
        ours = seconds["precheck"]
        every += ours
        rows += [figures.row(one.name, group, seconds[one.name], ours, read[one.name]) for one in playing]
    ends = [
        figures.Start(one.name, *began[one.name], one.last["resident_mib"], one.last["peak_mib"])
        for one in playing
    ]
    for one in playing:
        one.end()
    return rows, ends, every


def _numbers_read(picture: Labelled, text: str) -> list[bool]:
    """For each true number of at least eight digits on the page, whether it stands in what was read."""
    numbers = [
        value
        for value in picture.truth.fields.values()
        if sum(c.isdigit() for c in value) >= 8 and "-" not in value
    ]
    joined = plain(text)
    return [plain(number) in joined for number in numbers]


if __name__ == "__main__":
    main()
