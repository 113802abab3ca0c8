"""How many numbers this reader and the general one read exactly, on the same held-out lines.

PYTHONPATH=. python -m models.number_reader.train.judge --lines build/judge/00900000.npz
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

from models.number_reader.train import shards
from models.number_reader.train.render import Sample
from precheck.domain.geometry import Image, Quad
from precheck.ocr import OcrEngine, _number_reader, rapidocr


def natural(line: Sample, height: int) -> tuple[Image, Quad]:
    """The line in its own proportions, and the box around all of it."""
    high, wide = line.strip.shape[:2]
    width = round(wide * height / high / _number_reader.STRETCH)
    image = np.asarray(cv2.resize(line.strip, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    return image, ((0, 0), (width, 0), (width, height), (0, height))


def reads(engine: OcrEngine, line: Sample, height: int) -> bool:
    """Whether the number stands in what it reads."""
    image, box = natural(line, height)
    return line.number in engine.read(image, [box])[0].text.replace(" ", "")


# Lines are kept 32 px high whatever their print was, and the general reader narrows lines from 28 px on, which it would
# not do to print as small as this.
FOR_THE_GENERAL = int(rapidocr.SQUEEZED_FROM_PX) - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=Path, required=True)
    options = parser.parse_args()
    general, numbers = rapidocr.create(), _number_reader.create()
    counts: Counter[tuple[str, str]] = Counter()
    for line in shards.load(options.lines):
        size = next(name for most, name in ((7, "5-7"), (10, "7-10"), (99, "10-20")) if line.digit_px < most)
        group = f"{size} px{' sealed' * line.sealed}"
        first, second = (
            reads(general, line, FOR_THE_GENERAL),
            reads(numbers, line, _number_reader.LINE_HEIGHT_PX),
        )
        for name, good in (
            ("lines", True),
            ("general", first),
            ("numbers", second),
            ("either", first or second),
        ):
            counts[group, name] += good
            counts["all", name] += good
    for group in sorted({group for group, _ in counts}):
        figures = "  ".join(
            f"{name} {counts[group, name]}" for name in ("lines", "general", "numbers", "either")
        )
        sys.stdout.write(f"{group:16} {figures}\n")


if __name__ == "__main__":
    main()
