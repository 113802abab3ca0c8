"""labels.csv: what people saw, and the two halves."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from precheck.domain.errors import Invalid
from precheck_evaluation import labels, manifest


def jpeg(path: Path, exif_orientation: int | None = None) -> None:
    image, exif = Image.new("RGB", (40, 30), "white"), Image.Exif()
    if exif_orientation is not None:
        exif[0x0112] = exif_orientation
    written = io.BytesIO()
    image.save(written, "JPEG", exif=exif)
    path.write_bytes(written.getvalue())


def write(folder: Path, text: str) -> Path:
    (folder / "labels.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_row_says_what_was_seen_and_unsure_says_nothing(tmp_path: Path) -> None:
    jpeg(tmp_path / "a.jpg")
    head = "file,kind,turn_clockwise_to_upright,sharp,cut,fills_frame,glare,covered,display,papers,decision"
    (picture,) = manifest.read(
        write(tmp_path, f"{head}\na.jpg,receipt,90,unsure,lt,yes,small,,no,2,returned\n")
    )
    truth = picture.truth
    assert (picture.material, truth.kind, truth.way, truth.sharp, truth.sides) == (
        "diploma",
        "receipt",
        "270",
        None,
        frozenset("lt"),
    )
    assert (truth.fills_frame, truth.glare, truth.covered, truth.display, truth.papers) == (
        True,
        "small",
        None,
        False,
        2,
    )
    assert truth.accepted is False


def test_labels_of_stored_pixels_are_turned_as_a_viewer_turns_them(tmp_path: Path) -> None:
    jpeg(tmp_path / "a.jpg", exif_orientation=6)
    (picture,) = manifest.read(write(tmp_path, "file,turn_clockwise_to_upright,cut\na.jpg,90,l\n"))
    assert picture.truth.way == "0"
    assert picture.truth.sides == frozenset("t")


def test_an_unknown_column_or_word_is_an_error(tmp_path: Path) -> None:
    jpeg(tmp_path / "a.jpg")
    for text in (
        "file,glear\na.jpg,none\n",
        "file,glare\na.jpg,much\n",
        "file,half\na.jpg,third\n",
        "kind\nform\n",
    ):
        with pytest.raises(Invalid):
            manifest.read(write(tmp_path, text))


ROWS = [
    {"file": f"{source}-{i}", "source": source, "glare": "large" if i % 5 == 0 else "none"}
    for source, count in (("a", 40), ("b", 30), ("c", 20), ("d", 10), ("e", 10))
    for i in range(count)
]


def test_the_halves_keep_sources_whole_and_labels_even() -> None:
    halves = labels.halves(ROWS)
    by_source = {(row["source"], half) for row, half in zip(ROWS, halves, strict=True)}
    assert len(by_source) == 5
    assert halves == labels.halves(ROWS)
    counts = Counter(halves)
    assert abs(counts["choosing"] - counts["judging"]) <= 10


def test_a_half_may_be_named() -> None:
    rows = [{**row, "half": "judging"} if row["source"] in "ab" else row for row in ROWS]
    halves = dict(zip((row["source"] for row in rows), labels.halves(rows), strict=True))
    assert halves["a"] == halves["b"] == "judging"
    assert halves["c"] == "choosing"
