"""Training lines cut out of whole drawn pages by the detector that finds them in use, with what truly stands there.

    python -m samples.generator set --out SET --layouts train …
    PYTHONPATH=. python -m models.line_reader.train.pages SET [SET …] --out DIR

A box that holds half of a word is left out, and one of whose text PP-OCRv6 small reads less than half: nobody could.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rapidfuzz.fuzz import ratio

from models.line_reader.train import shards
from models.line_reader.train.render import Sample
from precheck.domain.geometry import Image, Quad, height, width
from precheck.ocr import _paddle, _small, tiered
from precheck.reading.settings import ReadingSettings

FIRST_LOOK_PX = ReadingSettings().detection_px
KIND = "page"
WHOLE, OUTSIDE = 0.95, 0.05
"""Shares of a word that count as all of it, and as none."""

LEAST_READ, MOST_MORE = 50.0, 1
"""Percent of likeness between the truth and what the small tier reads, and how many characters more it may be: handwriting."""

BESIDE_HAN = re.compile(r"(?<![!-~]) | (?![!-~])")

KNOWN = frozenset(shards.CHARACTERS)


def text_inside(box: Quad, lines: list[dict[str, Any]]) -> str:
    """What stands in the box from left to right; empty where nothing does, or a word lies across its edge."""
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(box, np.float32), unit)
    found: list[tuple[float, str]] = []
    for line in lines:
        corners = cv2.perspectiveTransform(np.array([line["polygon"]], np.float32), matrix)[0]
        (left, top), (right, bottom) = corners.min(0), corners.max(0)
        across = (min(bottom, 1.0) - max(top, 0.0)) / max(bottom - top, 1e-6)
        along = (min(right, 1.0) - max(left, 0.0)) / max(right - left, 1e-6)
        if min(across, along) <= OUTSIDE:
            continue
        if along < WHOLE or across < 2 / 3:
            return ""
        found.append((left, line["text"]))
    return "".join(text for _, text in sorted(found))


def spelt(text: str) -> str:
    """In the reader's characters, with spaces between Latin words alone; empty where it lacks one."""
    kept = BESIDE_HAN.sub("", " ".join(text.split()))
    characters = "".join(c if c in KNOWN else unicodedata.normalize("NFKC", c) for c in kept)
    return characters if KNOWN.issuperset(characters) else ""


def pictures(folder: Path) -> Iterator[tuple[Image, list[dict[str, Any]]]]:
    """The set's upright pictures (BGR) with their lines."""
    for row in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(row)
        truth = entry["truth"]
        if truth["rotation"] == 0 and not truth["mirrored"]:
            image = cv2.imread(str(folder / entry["file"]), cv2.IMREAD_COLOR)
            if image is not None:
                yield np.asarray(image, np.uint8), truth["lines"]


def cut_lines(folder: Path) -> Iterator[Sample]:
    """Every line of the set whose truth is known."""
    finder, teacher = tiered.create(), _small.recogniser()
    for image, lines in pictures(folder):
        for box in finder.boxes(image, FIRST_LOOK_PX):
            text = spelt(text_inside(box, lines))
            if not text or height(box) > width(box):
                continue
            strip = _paddle.cut_line(image, box)
            seen = spelt(teacher.read(box, strip).text)
            if ratio(seen, text) >= LEAST_READ and len(seen) <= len(text) + MOST_MORE:
                yield Sample(strip, text, text, KIND, 0.6 * height(box), False)


def main() -> None:
    """Cuts the sets' lines into shards beside the drawn ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+", help="folders with manifest.jsonl")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    lines = [line for folder in options.sets for line in cut_lines(folder)]
    for number, start in enumerate(range(0, len(lines), shards.LINES)):
        shards.save(options.out / f"pages-{number:04d}.npz", lines[start : start + shards.LINES])
    sys.stdout.write(f"{len(lines)} lines\n")


if __name__ == "__main__":
    main()
