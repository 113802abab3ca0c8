"""A turn is believed only when the turned picture reads clearly better."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import EIGHT_WAYS, Image, Orientation, Quad, quad
from precheck.domain.reading import Turn
from precheck.domain.text import TextLine
from precheck.ocr import OcrEngine
from precheck.reading import orientation
from precheck.reading.orientation import Known
from precheck.reading.settings import ReadingSettings
from tests import drawn
from tests.doubles import WHITE, PageEngine, StillEngine, box, line

SETTINGS = ReadingSettings(reads_well=0.95, doubt_ratio=2.0, better_by=0.04)
UPRIGHT = EIGHT_WAYS[0]
LINES = [line(f"第{n}行文字共有十个字", 100, 100 + 40 * n, 24) for n in range(6)]

every_way = pytest.mark.parametrize(
    "way", EIGHT_WAYS, ids=lambda way: f"{way.rotation}{' mirrored' * way.mirrored}"
)


def settle(engine: PageEngine) -> Turn:
    return orientation.determine(engine, WHITE, engine.boxes(WHITE, 960), SETTINGS)[0]


@every_way
def test_the_eight_orders_of_a_box_all_differ_and_begin_at_the_text_s_own_top_left(way: Orientation) -> None:
    page = drawn.lines(["甲乙"])
    turned = page.turned(way)
    (a, b, c, d) = turned.boxes[0]
    by_place = sorted(turned.boxes[0], key=lambda point: point[0] + point[1])
    top_left, bottom_right = by_place[0], by_place[-1]
    top_right = max(turned.boxes[0], key=lambda point: point[0] - point[1])
    bottom_left = min(turned.boxes[0], key=lambda point: point[0] - point[1])
    assert orientation.turned((top_left, top_right, bottom_right, bottom_left), way) == (a, b, c, d)
    orders = {
        orientation.turned((top_left, top_right, bottom_right, bottom_left), other) for other in EIGHT_WAYS
    }
    assert len(orders) == 8


@every_way
def test_the_way_that_reads_best_is_found(way: Orientation) -> None:
    engine = PageEngine([_lying(item, way) for item in LINES], way)
    turn = settle(engine)
    assert turn.orientation == way
    assert turn.scores[(way.rotation, way.mirrored)] == pytest.approx(0.99)


def test_an_upright_page_that_reads_well_is_read_once() -> None:
    engine = PageEngine(LINES)
    turn, lines = orientation.determine(engine, WHITE, engine.boxes(WHITE, 960), SETTINGS)
    assert turn.orientation == UPRIGHT
    assert engine.asked == [SETTINGS.sample_lines]
    assert len(lines) == SETTINGS.sample_lines
    assert all(LINES[index].text == read.text for index, read in lines.items())


@pytest.mark.parametrize(
    ("as_it_is", "turned", "believed"),
    [
        (0.87, 0.94, True),  # leaves less than half of the doubt
        (0.90, 0.94, False),  # leaves more than half of it
        (0.944, 0.985, True),
        (0.949, 0.985, False),  # less than half of the doubt, but hardly better
        (0.951, 0.99, False),  # reads well as it is
    ],
)
def test_a_turn_is_believed_only_where_it_reads_clearly_better(
    as_it_is: float, turned: float, believed: bool
) -> None:
    upside_down = Orientation(180)

    def otherwise(text: TextLine, way: Orientation) -> tuple[str, float]:
        return (text.text, as_it_is) if way == UPRIGHT else ("乱" * 8, 0.3)

    lines = [_lying(line(item.text, 100, item.box[0][1], 24, turned), upside_down) for item in LINES]
    turn = settle(PageEngine(lines, upside_down, otherwise))
    assert (turn.orientation == upside_down) is believed


def test_text_that_reads_badly_every_way_tells_nothing() -> None:
    engine = PageEngine([line("模糊" * 5, 100, 100 + 40 * n, confidence=0.35) for n in range(5)])
    turn, lines = orientation.determine(engine, WHITE, engine.boxes(WHITE, 960), SETTINGS)
    assert turn.orientation is None
    assert {rotation for rotation, _ in turn.scores} == {0, 180}  # all run across
    # What cannot be told is read as it is: the lines asked, all five the second time, are not read again.
    assert [read.text for read in lines.values()] == ["模糊" * 5] * 5


def test_a_blurred_page_that_reads_better_upright_is_upright() -> None:
    engine = PageEngine([line("模糊" * 5, 100, 100 + 40 * n, confidence=0.7) for n in range(5)])
    assert settle(engine).orientation == UPRIGHT


def test_a_few_characters_settle_nothing() -> None:
    assert settle(PageEngine([line("印章", 100, 100)])).orientation is None


def test_one_line_that_reads_well_does_not_outvote_those_that_hold_nothing() -> None:
    # Along the margin of a mirrored page on its side runs a note that reads best where the page's own lines read not at all.
    aside, beside = Orientation(270, True), Orientation(0, True)
    note = "页边竖排的一行小字" * 4
    sizes = [(26, 0.8)] * 3 + [(24, 0.97)] * 5
    lines = [
        _lying(line("正文的一行" * 6, 40, 40 * n, tall, sure), aside) for n, (tall, sure) in enumerate(sizes)
    ]
    lines.append(TextLine(_lying(line(note, 40, 400, 30), aside).box, "", 0.0))

    def otherwise(text: TextLine, way: Orientation) -> tuple[str, float]:
        if text.text:
            return ("", 0.0) if way.rotation % 180 == 0 else ("乱" * 8, 0.3)
        return (note, 1.0) if way == beside else ("", 0.0)

    assert settle(PageEngine(lines, aside, otherwise)).orientation == aside


@every_way
def test_a_machine_readable_zone_whose_check_digits_hold_settles_what_small_print_leaves_open(
    way: Orientation,
) -> None:
    zone = "EE28604141UTO8606109F3212046<<<<<<<<<<<<<<<4"
    small = [line("模糊" * 6, 100, 100 + 30 * n, 20, 0.6) for n in range(6)]

    def otherwise(text: TextLine, _: Orientation) -> tuple[str, float]:
        return (text.text, 0.6) if text.text != zone else ("EE28" * 11, 0.9)

    def turn(second: str) -> Turn:
        lines = [*small, line(second, 20, 400, 16, 0.97)]
        return settle(PageEngine([_lying(item, way) for item in lines], way, otherwise))

    assert turn(zone).orientation == way
    assert turn(zone.replace("F32", "F23")).orientation is None


def test_without_text_nothing_is_read() -> None:
    turn, lines = orientation.determine(StillEngine(), WHITE, [], SETTINGS)
    assert (turn.orientation, turn.scores, lines) == (None, {}, {})


def test_the_sample_is_of_large_long_lines() -> None:
    small = [line("小字" * 20, 10, 10 + 12 * n, 8) for n in range(8)]
    single = [line("大", 600, 10 + 90 * n, 80) for n in range(3)]
    engine = PageEngine([*small, *LINES, *single])
    _, lines = orientation.determine(engine, WHITE, engine.boxes(WHITE, 960), SETTINGS)
    assert {read.text for read in lines.values()} <= {item.text for item in LINES}


def _lying(text: TextLine, way: Orientation) -> TextLine:
    """The line as it stands in a picture of 800 × 600 turned that way; its box keeps its own order."""
    corners = []
    for x, y in text.box:
        if way.mirrored:
            x = 800 - x
        wide, high = 800.0, 600.0
        for _ in range(way.rotation // 90):
            x, y, wide, high = high - y, x, high, wide
        corners.append((x, y))
    a, b, c, d = corners
    return TextLine((a, b, c, d), text.text, text.confidence, text.characters, text.spans)


@every_way
def test_a_real_reader_agrees(reader: OcrEngine, way: Orientation) -> None:
    page = drawn.lines(
        [
            "普通高等学校毕业证书",
            "学生李明性别男一九九〇年五月生",
            "修完教学计划规定的全部课程",
            "证书编号106311201505001234",
        ]
    ).turned(way)
    turn, _ = orientation.determine(reader, page.image, reader.boxes(page.image, 960), SETTINGS)
    assert turn.orientation == way


def beside_a_larger_note(own: drawn.Drawn) -> tuple[Image, list[Quad]]:
    """A page above a note in larger print that lies upside down; the boxes of both, the page's first."""
    note = drawn.lines(["这是别的纸上的大字说明", "也请一并核对清楚再交"], 56).turned(Orientation(180))
    wide = max(own.image.shape[1], note.image.shape[1])
    image = np.vstack(
        [
            cv2.copyMakeBorder(page.image, 0, 0, 0, wide - page.image.shape[1], cv2.BORDER_REPLICATE)
            for page in (own, note)
        ]
    ).astype(np.uint8)
    lower = [quad(np.roll(np.add(corners, (0, len(own.image))), 2, axis=0)) for corners in note.boxes]
    return image, [*own.boxes, *lower]


def test_what_lies_beside_the_document_does_not_say_how_it_lies(reader: OcrEngine) -> None:
    """A card on upside-down papers with larger print was called turned."""
    image, boxes = beside_a_larger_note(
        drawn.lines(["普通高等学校毕业证书", "学生李明性别男一九九〇年生"], 24)
    )
    everything, _ = orientation.determine(reader, image, boxes, SETTINGS)
    assert everything.orientation == Orientation(180)
    turn, read = orientation.determine(reader, image, boxes, SETTINGS, Known(on_paper=(0, 1)))
    assert turn.orientation == UPRIGHT
    assert read[0].text == "普通高等学校毕业证书"


def test_what_lies_beside_settles_nothing_against_a_sure_vote(reader: OcrEngine) -> None:
    image, boxes = beside_a_larger_note(drawn.lines(["执照"], 24))
    for chance, believed in ((0.99, None), (0.5, Orientation(180))):
        vote = orientation.Vote(UPRIGHT, chance)
        turn, _ = orientation.determine(reader, image, boxes, SETTINGS, Known((0,), vote))
        assert turn.orientation == believed


def test_what_a_first_reader_left_open_a_second_turns_only_with_the_vote(reader: OcrEngine) -> None:
    image, boxes = beside_a_larger_note(drawn.lines(["执照"], 24))
    for way, believed in ((UPRIGHT, None), (Orientation(180), Orientation(180))):
        for is_open in (True, False):
            known = Known(vote=orientation.Vote(way, 0.3), open=is_open)
            turn, _ = orientation.determine(reader, image, boxes, SETTINGS, known)
            assert turn.orientation == (believed if is_open else Orientation(180))


def test_upright_is_always_asked_about_again() -> None:
    open_one = Turn(None, {(90, False): 0.7, (180, True): 0.6, (0, False): 0.1, (270, False): 0.2})
    assert orientation.still_possible(open_one) == [UPRIGHT, Orientation(90), Orientation(180, True)]


def test_a_vote_overrules_no_upright_reading(reader: OcrEngine) -> None:
    """A scan of a book page that reads upright is upright, whatever the segmenter makes of it."""
    page = drawn.lines(["执照", "这是旁边写着的一行文字", "再写一行更多的文字内容"])
    vote = orientation.Vote(Orientation(180), 0.95)
    turn, _ = orientation.determine(reader, page.image, page.boxes, SETTINGS, Known((0,), vote))
    assert turn.orientation == UPRIGHT


def test_boxes_are_told_apart_by_the_direction_they_run_in() -> None:
    assert orientation._elongation([box(0, 0, 200, 20), box(0, 40, 20, 60)]) > 0
    assert not orientation._elongation([box(0, 0, 20, 200), box(40, 0, 60, 20)]) > 0


def test_where_the_segmenter_is_sure_of_upright_a_fair_reading_settles_it() -> None:
    fair = [line(f"第{n}行文字共有十个字", 100, 100 + 40 * n, 24, confidence=0.85) for n in range(6)]
    for chance, ways in ((SETTINGS.vote_from, 1), (SETTINGS.vote_from - 0.01, 4)):
        engine = PageEngine(fair)
        known = Known(vote=orientation.Vote(UPRIGHT, chance))
        turn, _ = orientation.determine(engine, WHITE, engine.boxes(WHITE, 960), SETTINGS, known)
        assert turn.orientation == UPRIGHT
        assert len(turn.scores) == ways
