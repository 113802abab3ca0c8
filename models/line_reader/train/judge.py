"""How many held-out lines each reader reads exactly; numbers where they stand in what is read.

PYTHONPATH=. python -m models.line_reader.train.judge --lines build/judge [--weights build/reader.onnx]
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from models.line_reader.train import shards
from models.line_reader.train.render import NUMBER, Sample
from precheck.inference import open_session
from precheck.ocr import _line, _paddle, _small

FULL = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def plain(text: str) -> str:
    """Without spaces and differences of width."""
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def right(line: Sample, text: str) -> bool:
    """Whether it was read."""
    return plain(line.value) in plain(text) if line.kind == NUMBER else plain(line.text) == plain(text)


def group(line: Sample) -> str:
    """What it is counted under."""
    size = next(name for most, name in ((7, "5-7"), (10, "7-10"), (99, "10-20")) if line.digit_px < most)
    return f"{line.kind} {size} px{' sealed' * line.sealed}"


def main() -> None:
    """Prints a line a group."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=Path, required=True)
    parser.add_argument("--weights", type=Path, help="others than the packaged ones")
    options = parser.parse_args()
    source = _paddle.weights("line_reader", "recogniser")
    path = options.weights or source.path
    session = open_session(path, hashlib.sha256(path.read_bytes()).hexdigest())
    readers = {
        "small": _small.recogniser(),
        "line_reader": _line.Recogniser("line_reader", session, shards.CHARACTERS),
    }
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted(options.lines.glob("*.npz")):
        for line in shards.load(path):
            for name in (group(line), "all"):
                counts[name, "lines"] += 1
                for reader, network in readers.items():
                    counts[name, reader] += right(line, network.read(FULL, line.strip).text)
    for name in sorted({name for name, _ in counts}):
        figures = "  ".join(f"{what} {counts[name, what]}" for what in ("lines", *readers))
        sys.stdout.write(f"{name:28} {figures}\n")


if __name__ == "__main__":
    main()
