"""What readers answered is kept and not asked again."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from precheck.domain.geometry import Image, Quad
from precheck.domain.text import TextLine
from precheck.ocr._remembered import Memory, pack
from precheck_evaluation.kept import KeptEngine

BOX: Quad = ((1.0, 2.0), (40.0, 2.0), (40.0, 12.0), (1.0, 12.0))
OTHER: Quad = ((1.0, 22.0), (40.0, 22.0), (40.0, 32.0), (1.0, 32.0))


class Counting:
    """Reads every line as the number of lines read so far."""

    def __init__(self, version: str = "one") -> None:
        self.asked = 0
        self._version = version

    def version(self) -> str:
        return self._version

    def models(self) -> dict[str, str]:
        return {}

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        self.asked += 1
        return [BOX]

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self.asked += len(boxes)
        return [TextLine(box, f"line {self.asked}", 0.5) for box in boxes]


def white(side: int = 50) -> Image:
    return np.full((side, side, 3), 255, np.uint8)


def test_another_process_is_answered_from_the_folder(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    kept = KeptEngine(first, tmp_path)
    said = [kept.boxes(white(), 800), kept.read(white(), [BOX]), kept.read(white(), [BOX, OTHER])]
    again = KeptEngine(second, tmp_path)
    assert [again.boxes(white(), 800), again.read(white(), [BOX]), again.read(white(), [BOX, OTHER])] == said
    assert (first.asked, second.asked) == (3, 0)


@pytest.mark.parametrize(
    ("version", "side", "asked"), [("one", 50, 0), ("two", 50, 1), ("one", 51, 1)], ids=str
)
def test_another_picture_or_model_is_read_anew(tmp_path: Path, version: str, side: int, asked: int) -> None:
    KeptEngine(Counting(), tmp_path).read(white(), [BOX])
    engine = Counting(version)
    KeptEngine(engine, tmp_path).read(white(side), [BOX])
    assert engine.asked == asked


def test_more_pictures_than_are_held_at_once(tmp_path: Path) -> None:
    engine = Counting()
    kept = KeptEngine(engine, tmp_path)
    for _ in range(2):
        for side in range(40, 50):
            kept.read(white(side), [BOX])
    assert engine.asked == 10


@pytest.mark.parametrize(
    "broken", [b"", b"nothing", pack([Memory("one")])[:-3]], ids=["empty", "other", "cut"]
)
def test_a_broken_file_is_read_anew(tmp_path: Path, broken: bytes) -> None:
    KeptEngine(Counting(), tmp_path).read(white(), [BOX])
    for file in tmp_path.glob("*/*.lines"):
        file.write_bytes(broken)
    engine = Counting()
    assert KeptEngine(engine, tmp_path).read(white(), [BOX])[0].text == "line 1"
    assert engine.asked == 1
