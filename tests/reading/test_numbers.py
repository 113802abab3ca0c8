"""A declared number in doubt, read by both tiers where the whole of it must stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from precheck.domain.geometry import EIGHT_WAYS, Image, Quad, height
from precheck.domain.reading import FieldReading, Page, Status
from precheck.domain.text import TextLine
from precheck.reading import doubts, looks, numbers
from precheck.reading.settings import ReadingSettings
from tests.doubles import DIPLOMA, WHITE, CrashingEngine, StillEngine, box, line
from tests.reading.test_fields import with_posterior

NUMBER, OTHER = "106311201505001234", "106311201505001238"
BOX = box(100, 100, 280, 160)


class Seeing(StillEngine):
    """Reads one line whatever it is shown; ``shown`` keeps the boxes."""

    def __init__(self, text: TextLine) -> None:
        self.text = text
        self.shown: list[Quad] = []

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self.shown += boxes
        return [replace(self.text, box=box) for box in boxes]


SURE = replace(with_posterior(line(NUMBER, 0, 0)), reader="first")
TORN = replace(with_posterior(line(OTHER, 0, 0), {17: ("4", 0.3)}), reader="careful")


def reading(status: Status = Status.UNREADABLE, **more: object) -> FieldReading:
    plain = FieldReading(
        "certificate_number",
        status,
        "diploma_number",
        OTHER,
        expected=NUMBER,
        box=BOX,
        readability=0.5,
        problems=("毕业证书编号应为18位",),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def is_asked(given: FieldReading) -> bool:
    open_ = doubts.questions({given.name: given}, DIPLOMA, (), ReadingSettings())
    return any(looks.LOOKS["verify"].fits(question) for question in open_)


def heard(careful: StillEngine, first: StillEngine | None, given: FieldReading) -> FieldReading:
    pages = [Page(None, EIGHT_WAYS[0], ())]
    readers = [careful] if first is None else [careful, first]
    return numbers.verify_number(readers, (lambda: WHITE, lambda: WHITE), pages, given, ReadingSettings())


def test_two_readers_together_make_a_match() -> None:
    found = heard(Seeing(TORN), Seeing(SURE), reading())
    assert (found.status, found.value, found.problems) == (Status.MATCH, NUMBER, ())
    assert found.reader == "careful+first"


def test_a_contradiction_becomes_a_doubt() -> None:
    found = heard(Seeing(TORN), Seeing(SURE), reading(Status.MISMATCH))
    assert (found.status, found.value) == (Status.UNREADABLE, OTHER)


def test_a_match_that_was_not_what_was_read_is_asked_again() -> None:
    matched = reading(Status.MATCH, value=NUMBER, log_ratio=-1.2, problems=())
    assert is_asked(matched)
    assert not is_asked(replace(matched, log_ratio=0.0))
    upheld = heard(Seeing(SURE), Seeing(TORN), matched)
    assert (upheld.status, upheld.value, upheld.readings[0]) == (Status.MATCH, NUMBER, (NUMBER, 0.0))
    other = Seeing(replace(SURE, text=OTHER, posterior=with_posterior(line(OTHER, 0, 0)).posterior))
    found = heard(other, other, matched)
    assert (found.status, found.value, found.reader) == (Status.UNREADABLE, OTHER, "first")


def test_a_match_that_stands_in_what_was_read_is_upheld() -> None:
    matched = reading(Status.MATCH, value="9103341", expected="9103341", log_ratio=-1.2, problems=())
    around = Seeing(with_posterior(line("A证字9103341", 0, 0)))
    assert heard(around, around, matched) == matched


def test_what_they_read_otherwise_stays_as_it_was() -> None:
    sure = Seeing(with_posterior(line(OTHER, 0, 0)))
    assert heard(sure, sure, reading()) == reading()


def test_a_reader_that_fails_is_as_if_it_were_not_there() -> None:
    found = heard(Seeing(SURE), CrashingEngine("read"), reading())
    assert (found.status, found.reader) == (Status.MATCH, "first")
    assert found == heard(Seeing(SURE), None, reading())


def test_the_print_s_own_height_is_cut_out() -> None:
    reader = Seeing(SURE)
    heard(Seeing(TORN), reader, reading())
    assert [height(shown) for shown in reader.shown] == pytest.approx(
        [n * (180 + 2 * 0.4 * 60) / 19.4 for n in (2.6, 2.1)]
    )


@pytest.mark.parametrize(
    "settled",
    [
        reading(Status.MATCH),
        reading(Status.UNVERIFIED, expected=None, readability=0.99, problems=()),
        reading(Status.MISMATCH, readability=0.99, problems=()),
        reading(Status.ABSENT, value=None),
    ],
    ids=["match", "nothing declared, clear", "clearly another", "not owed"],
)
def test_not_asked_where_nothing_is_in_doubt(settled: FieldReading) -> None:
    assert not is_asked(settled)
    assert is_asked(reading())
    assert is_asked(reading(value=None, box=None))


def test_nothing_declared_and_the_views_elect_another_digit() -> None:
    found = heard(Seeing(TORN), Seeing(SURE), reading(expected=None))
    assert (found.value, found.status, found.problems) == (NUMBER, Status.UNREADABLE, ())
    own = reading(expected=None, value="川卫校0123", problems=())
    assert heard(Seeing(TORN), Seeing(SURE), own) == own


def test_nothing_declared_and_all_views_read_the_same() -> None:
    own = reading(expected=None, value=NUMBER, problems=())
    found = heard(Seeing(SURE), Seeing(SURE), own)
    assert (found.status, found.value) == (Status.UNVERIFIED, NUMBER)
    doubtful = Seeing(replace(with_posterior(line(NUMBER, 0, 0), {17: ("8", 0.4)}), reader="first"))
    assert heard(doubtful, doubtful, own) == own
