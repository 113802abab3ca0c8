"""What holds for every engine there is."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from precheck import ocr
from precheck.domain.errors import Invalid
from precheck.domain.geometry import EIGHT_WAYS, Orientation, centre, quad
from precheck.ocr import OcrEngine, _small, null, tiered
from tests import drawn

NUMBER = "106311201505001234"
PAGE = drawn.lines(["普通高等学校毕业证书", f"证书编号：{NUMBER}", "成绩合格，准予毕业。"])

ENGINES: dict[str, Callable[[], OcrEngine]] = {
    "null": null.create,
    "tiered": lambda: tiered.create(runtime="openvino"),
    "tiered with ONNX Runtime": lambda: tiered.create(runtime="onnxruntime"),
    "tiered, its careful tier": lambda: _small.create(runtime="openvino"),
    "tiered, its careful tier with ONNX Runtime": lambda: _small.create(runtime="onnxruntime"),
    "tesseract": lambda: ocr.load("tesseract").create(),
}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> OcrEngine:
    return ENGINES[request.param]()


SEEING = [name for name in ENGINES if name != "null"]


@pytest.fixture(scope="module", params=SEEING)
def seeing(request: pytest.FixtureRequest) -> OcrEngine:
    return ENGINES[request.param]()


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_engine_there_is_stands_here() -> None:
    assert {re.split("[ ,]", name)[0] for name in ENGINES} == set(ocr.names())


@pytest.mark.parametrize("name", ocr.names())
def test_the_probe_says_that_it_can_run_here(name: str) -> None:
    # Fails where a system package is missing, and its detail names it.
    available = ocr.load(name).probe()
    assert available.available, available.detail
    assert available.detail


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"paddle.*null, tesseract, tiered"):
        ocr.load("paddle")


def test_version_and_models_go_into_the_provenance(engine: OcrEngine) -> None:
    assert re.fullmatch(r"[^\n]{4,120}", engine.version())
    assert engine.version() == engine.version()
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in engine.models().values())


def test_reading_engines_name_their_weights(seeing: OcrEngine) -> None:
    assert re.search(r"\d+\.\d+", seeing.version())
    assert len(seeing.models()) in (2, 3)


def test_no_boxes_no_lines(engine: OcrEngine) -> None:
    assert engine.read(PAGE.image, []) == []


def test_one_line_a_box_in_the_same_order(engine: OcrEngine) -> None:
    boxes = [PAGE.boxes[2], PAGE.boxes[0], PAGE.boxes[1], PAGE.boxes[0]]
    lines = engine.read(PAGE.image, boxes)
    assert [line.box for line in lines] == boxes
    assert lines[1].text == lines[3].text


def test_certainties_and_spans_fit_the_text(engine: OcrEngine) -> None:
    for line in engine.read(PAGE.image, list(PAGE.boxes)):
        assert len(line.characters) == len(line.spans) == len(line.text)
        assert 0 <= line.confidence <= 1
        assert all(0 <= certainty <= 1 for certainty in line.characters)
        assert all(0 <= start <= end <= 1 for start, end in line.spans)
        middles = [(start + end) / 2 for start, end in line.spans]
        assert middles == sorted(middles)


def test_a_sharp_number_is_read(seeing: OcrEngine) -> None:
    (line,) = seeing.read(PAGE.image, [PAGE.boxes[1]])
    assert NUMBER in plain(line.text)
    assert line.confidence > 0.8


def test_nothing_is_read_from_blank_paper(engine: OcrEngine) -> None:
    blank = np.full((200, 400, 3), 250, np.uint8)
    assert engine.boxes(blank, 960) == []
    for line in engine.read(blank, [quad(((20, 20), (300, 20), (300, 60), (20, 60)))]):
        assert len(line.text) <= 1


# The cut is the same whatever reads it: all ways by one engine, a turned and a mirrored one by each.
@pytest.mark.parametrize(
    ("seeing", "way"),
    [
        pytest.param(name, way, id=f"{name}-{way.rotation}{' mirrored' * way.mirrored}")
        for name in SEEING
        for way in (EIGHT_WAYS if name == "rapidocr" else (Orientation(90), Orientation(270, True)))
    ],
    indirect=["seeing"],
)
def test_the_box_s_own_order_turns_the_line(seeing: OcrEngine, way: Orientation) -> None:
    page = PAGE.turned(way)
    right = page.boxes[1]
    (line,) = seeing.read(page.image, [right])
    assert NUMBER in plain(line.text)
    a, b, c, d = right
    wrong = [(c, d, a, b), (b, a, d, c), (d, c, b, a)]  # turned by half, mirrored, both
    for other in seeing.read(page.image, wrong):
        assert NUMBER not in plain(other.text)
        assert other.confidence < line.confidence


def test_boxes_stand_where_the_lines_stand_from_top_to_bottom(seeing: OcrEngine) -> None:
    found = seeing.boxes(PAGE.image, 960)
    assert [box[0][1] for box in found] == sorted(box[0][1] for box in found)
    for true in PAGE.boxes:
        x, y = centre(true)
        (box,) = [box for box in found if box[0][1] < y < box[2][1] and box[0][0] < x < box[2][0]]
        assert np.hypot(*(np.array(box[0]) - true[0])) < 20
        # A full stop at the end may be missed.
        assert abs(box[2][1] - true[2][1]) < 20
        assert abs(box[2][0] - true[2][0]) < 40


def test_boxes_are_in_the_picture_s_own_pixels_whatever_size_is_looked_at(seeing: OcrEngine) -> None:
    large = drawn.lines(PAGE.texts, size=84, margin=120)
    found = seeing.boxes(large.image, 640)
    for true in large.boxes:
        x, y = centre(true)
        assert any(box[0][1] < y < box[2][1] and box[0][0] < x < box[2][0] for box in found)


@pytest.mark.parametrize("rotation", [90, 270])
def test_lines_on_their_side_have_boxes_too(seeing: OcrEngine, rotation: int) -> None:
    texts = [
        "普通高等学校毕业证书",
        "学生姓名李明性别男",
        "修完四年制本科教学计划规定的全部课程",
        "成绩合格准予毕业",
        NUMBER,
    ]
    page = drawn.lines(texts).turned(Orientation(rotation))
    found = seeing.boxes(page.image, 960)
    for true in page.boxes:
        x, y = centre(true)
        held = [box for box in found if box[0][1] < y < box[2][1] and box[0][0] < x < box[2][0]]
        assert held, "no box"
        assert held[0][2][1] - held[0][0][1] > 2 * (held[0][1][0] - held[0][0][0])


@pytest.mark.parametrize(
    "corners",
    [
        ((5, 5), (5, 5), (5, 5), (5, 5)),
        ((5, 5), (6, 5), (6, 6), (5, 6)),
        ((0, 0), (400, 0), (400, 1), (0, 1)),
        ((-900, -900), (5000, -900), (5000, 5000), (-900, 5000)),
        ((9000, 9000), (9500, 9000), (9500, 9040), (9000, 9040)),
        ((50, 0), (51, 0), (51, 200), (50, 200)),
    ],
)
def test_boxes_of_any_size_are_answered(engine: OcrEngine, corners: tuple[tuple[float, float], ...]) -> None:
    (line,) = engine.read(PAGE.image, [quad(corners)])
    assert len(line.characters) == len(line.text)


def test_tiny_pictures_are_looked_at(engine: OcrEngine) -> None:
    for shape in ((1, 1, 3), (1, 300, 3), (300, 1, 3), (8, 8, 3)):
        assert engine.boxes(np.full(shape, 255, np.uint8), 960) == []


def test_the_same_picture_gives_the_same_answer(engine: OcrEngine) -> None:
    first, second = (engine.boxes(PAGE.image, 960) for _ in range(2))
    assert first == second
    boxes = list(PAGE.boxes)
    once = engine.read(PAGE.image, boxes)
    twice = engine.read(PAGE.image, boxes)
    assert once == twice
    # Nor does it matter which lines are read together.
    assert [engine.read(PAGE.image, [box])[0] for box in boxes] == once
    for a, b in zip(once, twice, strict=True):
        if a.posterior is not None and b.posterior is not None:
            assert np.array_equal(a.posterior.log_probs, b.posterior.log_probs)


def test_the_picture_is_left_as_it_is(engine: OcrEngine) -> None:
    picture = PAGE.image.copy()
    engine.read(picture, engine.boxes(picture, 640))
    assert np.array_equal(picture, PAGE.image)
