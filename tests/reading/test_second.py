"""A second reader's word counts where the first is in doubt, and only there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from precheck.domain.geometry import Image, Quad
from precheck.domain.reading import FieldReading, Status
from precheck.domain.text import TextLine
from precheck.reading import second
from tests.doubles import WHITE, CrashingEngine, StillEngine, box

NUMBER, OTHER = "106311201505001234", "106311201505001284"
BOX = box(100, 100, 300, 120)


class Saying(StillEngine):
    """Reads the same text whatever it is shown; ``shown`` keeps the boxes."""

    def __init__(self, *texts: str) -> None:
        self._texts = list(texts)
        self.shown: list[Quad] = []

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self.shown += boxes
        text = self._texts.pop(0) if len(self._texts) > 1 else self._texts[0]
        return [TextLine(box, text, 0.9) for box in boxes]


def reading(status: Status, value: str = NUMBER, **more: object) -> FieldReading:
    plain = FieldReading("certificate_number", status, "diploma_number", value, box=BOX, readability=0.5)
    return replace(plain, **more)  # type: ignore[arg-type]


def heard(reader: StillEngine, given: FieldReading) -> FieldReading:
    return second.confirm(reader, (lambda: WHITE, lambda: WHITE), given, 0.6)


def test_in_doubt_and_the_second_reads_what_was_declared() -> None:
    doubtful = reading(Status.UNREADABLE, expected=OTHER, log_ratio=-5.0)
    settled = heard(Saying(f"编号 {OTHER}"), doubtful)
    assert (settled.status, settled.reader) == (Status.MATCH, "+tesseract")
    assert settled.value == NUMBER  # the first reader's, whatever was declared


def test_a_clear_contradiction_is_doubted_where_the_second_reads_what_was_declared() -> None:
    clear = reading(Status.MISMATCH, expected=OTHER, log_ratio=-14.0, readability=0.99)
    assert heard(Saying(OTHER), clear).status is Status.UNREADABLE
    assert heard(Saying(NUMBER), clear) == clear


def test_its_word_alone_makes_no_match() -> None:
    far = reading(Status.UNREADABLE, expected=OTHER, log_ratio=second.TOO_FAR - 1)
    assert heard(Saying(OTHER), far) == far


def test_the_second_view_is_tried_where_the_first_settles_nothing() -> None:
    reader = Saying("1063", OTHER)
    doubtful = reading(Status.UNREADABLE, expected=OTHER, log_ratio=-5.0)
    assert heard(reader, doubtful).status is Status.MATCH
    assert len(reader.shown) == 2
    assert reader.shown[0][0][0] < BOX[0][0]


def test_nothing_declared_and_a_broken_number_is_read_whole() -> None:
    broken = reading(Status.UNVERIFIED, NUMBER[:-1], problems=("17位",))
    settled = heard(Saying(NUMBER), broken)
    assert (settled.value, settled.problems, settled.reader) == (NUMBER, (), "+tesseract")


def test_nothing_declared_and_both_read_the_same_faint_number() -> None:
    assert heard(Saying(NUMBER), reading(Status.UNREADABLE)).status is Status.UNVERIFIED
    assert heard(Saying(OTHER), reading(Status.UNREADABLE)).status is Status.UNREADABLE


@pytest.mark.parametrize(
    "sure",
    [
        reading(Status.MATCH, expected=NUMBER),
        reading(Status.UNVERIFIED),
        reading(Status.UNREADABLE, "12"),
        reading(Status.UNREADABLE, box=None),
    ],
)
def test_not_asked_where_it_could_change_nothing(sure: FieldReading) -> None:
    reader = CrashingEngine("read")
    assert heard(reader, sure) == sure
    assert reader.calls == 0


def test_a_second_reader_that_fails_is_as_if_it_were_not_there(caplog: pytest.LogCaptureFixture) -> None:
    doubtful = reading(Status.UNREADABLE, expected=OTHER)
    assert heard(CrashingEngine("read"), doubtful) == doubtful
    assert "110101199001011234" not in caplog.text
