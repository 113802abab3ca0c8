"""In which order and with how much memory a page's lines are read. The network's answers do not matter here."""

import numpy as np

from precheck.domain.geometry import quad
from precheck.ocr import _line, _paddle
from tests import drawn

PAGE = drawn.lines(["卫生", "临床医学专业", "卫", "医师资格证书编码及其发证机关"])


class Counting:
    """A session that says what it was asked."""

    name = "counting"

    def __init__(self) -> None:
        self.widths: list[int] = []
        self.rests: list[int] = []

    def run(self, batch: np.ndarray) -> np.ndarray:
        self.widths.append(batch.shape[3])
        return np.tile(np.array((1, 0), np.float32), (1, batch.shape[3] // 8, 1))

    def outputs(self, batch: np.ndarray) -> list[np.ndarray]:
        return [self.run(batch)]

    def rest(self) -> None:
        self.rests.append(self.widths[-1])


def engine(session: Counting) -> _paddle.PaddleEngine:
    detector = _paddle.Detector(_paddle.weights("pp-ocrv6-tiny", "detector"))
    return _paddle.PaddleEngine("counting", detector, _line.Recogniser("counting", session, ["一"]), {})


def test_lines_are_read_from_narrow_to_wide_and_answered_as_they_were_asked() -> None:
    session = Counting()
    lines = engine(session).read(PAGE.image, PAGE.boxes)
    assert [line.box for line in lines] == list(PAGE.boxes)
    assert session.widths == sorted(session.widths)
    assert len(set(session.widths)) > 2
    assert session.rests == []


def test_what_a_seldom_wide_line_was_read_in_is_given_back() -> None:
    session = Counting()
    image = np.full((60, 1400, 3), 255, np.uint8)
    boxes = [quad(((0, 5), (side, 5), (side, 53), (0, 53))) for side in (1300, 60, 500)]
    engine(session).read(image, boxes)
    assert session.rests == [session.widths[-1]]
    assert session.widths[-1] >= _line.SELDOM_FROM_PX
