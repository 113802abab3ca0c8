"""What hides a value makes it unreadable, whatever is left of it says."""

from __future__ import annotations

import cv2
import numpy as np

from precheck.domain.quality import Sharpness
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from precheck.reading import hiding
from tests import drawn
from tests.doubles import DIPLOMA, readings

PAGE = drawn.lines(["106311201505001234", "成绩合格准予毕业"], leading=4)
NUMBER, TEXT = PAGE.boxes
LINES = (TextLine(NUMBER, "1063101234", 0.99), TextLine(TEXT, "成绩合格准予毕业", 0.99))
READ = readings(
    FieldReading(
        "certificate_number",
        Status.MISMATCH,
        value="1063101234",
        box=NUMBER,
        readability=0.99,
        confidence=0.98,
    ),
    FieldReading("name", Status.MISMATCH, value="张三", box=TEXT, readability=0.9, confidence=0.9),
)


def test_a_number_under_a_finger_contradicts_nobody() -> None:
    covered = PAGE.image.copy()
    x, y = (round((NUMBER[0][axis] + NUMBER[2][axis]) / 2) for axis in (0, 1))
    cv2.line(covered, (x, -20), (x, y + 10), (140, 170, 225), 60, cv2.LINE_AA)
    found = hiding.settled(np.asarray(covered, np.uint8), LINES, DIPLOMA, READ, Sharpness(0.9))
    number = found["certificate_number"]
    assert (number.status, number.readability, number.value) == (Status.UNREADABLE, 0.0, "1063101234")
    assert number.confidence == hiding.LEFT
    assert (found["name"].status, found["name"].confidence) == (Status.MISMATCH, 0.9)


def test_what_nothing_hides_stays_as_it_was() -> None:
    assert hiding.settled(PAGE.image, LINES, DIPLOMA, READ, None) == READ
