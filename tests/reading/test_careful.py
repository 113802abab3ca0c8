"""Which lines the careful tier reads, and that its answers take the place of the first tier's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from precheck.domain.geometry import Image, Orientation, Quad, quad
from precheck.domain.material import FieldRule, Material
from precheck.domain.reading import FieldReading, Page, Status, Turn
from precheck.domain.text import TextLine
from precheck.reading import careful
from precheck.reading.settings import ReadingSettings
from tests.doubles import line as printed

WHITE = np.full((400, 600, 3), 255, np.uint8)
SETTINGS = ReadingSettings()
NAME, NUMBER, NOTE, ZONE = (
    printed("姓名 杨毕", 10, 10),
    printed("编号 106311201505001234", 10, 60),
    printed("成绩合格", 10, 110),
    printed("P<CHNYANG<<HUA<<<<<<<", 10, 160),
)
PAGE = Page("front", Orientation(), (NAME, NUMBER, NOTE, ZONE))
MATERIAL = Material(
    "diploma",
    "毕业证",
    "Diploma",
    words=("成绩合格",),
    fields=(
        FieldRule("name", "姓名", "Name", "person_name", required=True),
        FieldRule("certificate_number", "编号", "Number", "diploma_number", declared="diploma_number"),
        FieldRule("level", "层次", "Level", "plain_text"),
    ),
)


def reading(name: str, type: str, line: TextLine, certainty: float = 1.0) -> FieldReading:
    return FieldReading(name, Status.UNVERIFIED, type, value=line.text, box=line.box, readability=certainty)


def chosen(*found: FieldReading) -> set[str]:
    readings = {one.name: one for one in found}
    return {line.text for line in careful.lines_that_matter([PAGE], readings, MATERIAL, SETTINGS)} - {
        ZONE.text
    }


def test_what_was_surely_read_is_not_read_again() -> None:
    assert chosen(reading("name", "person_name", NAME)) == set()
    assert chosen(reading("certificate_number", "diploma_number", NUMBER)) == set()


@pytest.mark.parametrize(("expected", "again"), [("姓名杨毕", set()), ("姓名杨华", {NAME.text})])
def test_words_that_are_not_what_was_declared_are_however_surely_read(expected: str, again: set[str]) -> None:
    """The first tier's alphabet lacks rare characters: its word contradicts nobody."""
    seen = replace(reading("name", "person_name", NAME), value="姓名杨毕", expected=expected)
    assert chosen(seen) == again


@pytest.mark.parametrize("doubt", [{"readability": 0.9}, {"problems": ("校验码不符",)}])
def test_a_number_in_doubt_is(doubt: dict[str, object]) -> None:
    seen = replace(reading("certificate_number", "diploma_number", NUMBER), **doubt)  # type: ignore[arg-type]
    assert chosen(seen) == {NUMBER.text}


def test_a_field_that_nobody_asks_for_is_only_where_its_value_cannot_be() -> None:
    seen = reading("level", "plain_text", NOTE, 0.5)
    assert chosen(seen) == set()
    assert chosen(replace(seen, problems=("不在56个民族之列",))) == {NOTE.text}


def test_where_an_owed_field_is_missing_all_lines_in_doubt_are() -> None:
    unsure = replace(NOTE, confidence=0.5)
    page = replace(PAGE, lines=(NAME, NUMBER, unsure))
    missing = {"name": FieldReading("name", Status.UNREADABLE, "person_name")}
    assert careful.lines_that_matter([page], missing, MATERIAL, SETTINGS) == (unsure,)


def test_on_another_paper_none_is() -> None:
    """Seventy lines of a page of print cost more than all else, and owe this material nothing."""
    page = replace(PAGE, lines=(NAME, NUMBER, printed("营业执照", 10, 110, confidence=0.5)))
    missing = {"name": FieldReading("name", Status.UNREADABLE, "person_name")}
    assert careful.lines_that_matter([page], missing, MATERIAL, SETTINGS) == ()


def test_where_a_value_belongs_and_none_was_found_its_line_is() -> None:
    label = FieldReading("certificate_number", Status.ABSENT, "diploma_number", areas=(NUMBER.box,))
    assert chosen(label) == {NUMBER.text}


@pytest.mark.parametrize(
    ("turn", "certainty", "little"),
    [(Turn(Orientation()), 0.97, False), (Turn(None), 0.97, True), (Turn(Orientation()), 0.6, True)],
)
def test_it_looks_at_the_whole_where_the_first_tier_can_hardly_read(
    turn: Turn, certainty: float, little: bool
) -> None:
    lines = SETTINGS.many_lines * [printed("编号", confidence=certainty)]
    assert careful.is_unsure(turn, lines, SETTINGS) is little
    assert careful.is_unsure(turn, [], SETTINGS)


def test_a_machine_readable_zone_is() -> None:
    assert careful.lines_that_matter([PAGE], {}, MATERIAL, SETTINGS) == (ZONE,)


class Careful:
    """Reads every line as 杨华, and remembers which it was asked for."""

    def __init__(self) -> None:
        self.asked: list[Quad] = []

    def version(self) -> str:
        return "careful"

    def models(self) -> dict[str, str]:
        return {}

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        raise AssertionError("the page is not looked at again")

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        self.asked += boxes
        return [TextLine(box, "杨华", 1.0) for box in boxes]


def test_the_chosen_lines_are_read_again_and_stand_in_the_page() -> None:
    page, engine = replace(PAGE, lines=(NAME, NUMBER)), Careful()
    pages = careful.read(lambda: engine, WHITE, (page,), [NAME])
    assert engine.asked == [NAME.box]
    assert [line.text for line in pages[0].lines] == ["杨华", NUMBER.text]


def test_without_a_careful_tier_nothing_changes() -> None:
    assert careful.read(lambda: None, WHITE, (PAGE,), [NAME]) == (PAGE,)


def test_where_no_line_matters_no_careful_tier_is_loaded() -> None:
    def load() -> Careful:
        raise AssertionError("nothing is to be read")

    assert careful.read(load, WHITE, (PAGE,), []) == (PAGE,)


def test_only_the_unsure_ones_of_the_largest_lines_are_read_again_for_a_title() -> None:
    title = printed("毕业证书", 100, 10, height=60, confidence=0.5)
    sure = printed("普通高等学校", 100, 100, height=40)
    small = [printed("小字", 10, 200 + 20 * n, height=10, confidence=0.5) for n in range(SETTINGS.headings)]
    engine = Careful()
    lines = (*small, title, sure)
    seen = careful.read_headings(lambda: engine, WHITE, lines, SETTINGS)
    assert [line.text for line in seen] == [
        "杨华" if line.box in engine.asked else line.text for line in lines
    ]
    assert title.box in engine.asked
    assert sure.box not in engine.asked
    assert small[-1].box not in engine.asked
    assert len(engine.asked) == SETTINGS.headings - 1
    assert careful.read_headings(lambda: None, WHITE, lines, SETTINGS) == lines


def test_for_sure_titles_no_second_tier_is_loaded() -> None:
    def load() -> Careful:
        raise AssertionError("it was asked for")

    assert careful.read_headings(load, WHITE, (NAME, NUMBER), SETTINGS) == (NAME, NUMBER)


@pytest.mark.parametrize("beside", [printed("性别 男", 130, 10), printed("民族 汉", 10, 40)])
def test_a_line_beside_the_value_is_not_read_for_it(beside: TextLine) -> None:
    page = replace(PAGE, lines=(NAME, beside))
    first = {"name": reading("name", "person_name", NAME, certainty=0.9)}
    assert careful.lines_that_matter([page], first, MATERIAL, SETTINGS) == (NAME,)


def test_each_certainty_counts_exactly_at_its_limit() -> None:
    limit = SETTINGS.careful_below
    below = math.nextafter(limit, 0)
    assert chosen(reading("name", "person_name", NAME, limit)) == set()
    assert chosen(reading("name", "person_name", NAME, below)) == {NAME.text}
    missing = {"name": FieldReading("name", Status.UNREADABLE, "person_name")}
    for certainty, again in ((limit, 0), (below, 1)):
        page = replace(PAGE, lines=(replace(NOTE, confidence=certainty),))
        assert len(careful.lines_that_matter([page], missing, MATERIAL, SETTINGS)) == again
        title = (printed("毕业证书", 100, 10, height=60, confidence=certainty),)
        engine = Careful()
        careful.read_headings(lambda engine=engine: engine, WHITE, title, SETTINGS)  # type: ignore[misc]
        assert len(engine.asked) == again
    lines = SETTINGS.many_lines * [printed("编号", confidence=SETTINGS.looks_well)]
    assert not careful.is_unsure(Turn(Orientation()), lines, SETTINGS)


@pytest.mark.parametrize(("text", "again"), [("P<CHN<YANG", 0), ("P<CHN<<YANG", 1)])
def test_three_fillers_make_a_machine_readable_line(text: str, again: int) -> None:
    page = replace(PAGE, lines=(printed(text, 10, 10),))
    assert len(careful.lines_that_matter([page], {}, MATERIAL, SETTINGS)) == again


def test_a_field_whose_absence_matters_to_nobody_has_no_line_read_again() -> None:
    page = replace(PAGE, lines=(replace(NOTE, confidence=0.5),))
    for status, value, again in (
        (Status.ABSENT, None, 0),
        (Status.UNREADABLE, NOTE.text, 0),
        (Status.UNREADABLE, None, 1),
    ):
        found = {"name": FieldReading("name", status, "person_name", value, readability=1.0)}
        assert len(careful.lines_that_matter([page], found, MATERIAL, SETTINGS)) == again


def test_a_value_over_several_lines_has_each_read_and_one_within_a_line_that_line() -> None:
    doubted = reading("name", "person_name", NAME, certainty=0.5)
    over = replace(doubted, box=quad(((10, 10), (150, 10), (150, 130), (10, 130))))
    assert chosen(over) == {NAME.text, NUMBER.text, NOTE.text}
    (left, top), (right, _), (_, bottom), _ = NUMBER.box
    for start, end in ((left, left + 30), (right - 30, right), (left + 60, left + 90)):
        within = replace(doubted, box=quad(((start, top), (end, top), (end, bottom), (start, bottom))))
        assert chosen(within) == {NUMBER.text}
