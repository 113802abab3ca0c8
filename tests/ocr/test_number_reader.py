"""The reader of numbers, on lines drawn for the purpose."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pytest

from precheck.domain.errors import Invalid
from precheck.domain.geometry import quad
from precheck.domain.resources import packaged_folder
from precheck.inference import open_session
from precheck.ocr import OcrEngine, _number_reader
from precheck.ocr._number_reader import OTHER, NumberReader
from precheck.reading import decoding, verify
from tests import drawn

NUMBER = "106311201505001234"
IDENTITY = "51078219930001232X"
PAGE = drawn.lines([f"证书编号：{NUMBER}", IDENTITY, "普通高等学校毕业证书", f"{NUMBER} 发证日期"])


@pytest.fixture(scope="module", params=["openvino", "onnxruntime"])
def reader(request: pytest.FixtureRequest) -> NumberReader:
    return _number_reader.create(runtime=request.param)


def test_it_may_stand_where_an_engine_stands(reader: NumberReader) -> None:
    engine: OcrEngine = reader
    assert re.fullmatch(r"number_reader [0-9a-f]{8}; (openvino|onnxruntime) \S+ \S+", engine.version())
    assert engine.boxes(PAGE.image, 960) == []
    assert engine.read(PAGE.image, []) == []


def test_the_weights_are_those_of_the_card(reader: NumberReader) -> None:
    ((file, digest),) = reader.models().items()
    weights = (packaged_folder("models") / "number_reader" / file).read_bytes()
    assert hashlib.sha256(weights).hexdigest() == digest
    assert len(weights) < 3_000_000


def test_other_weights_are_refused() -> None:
    path = packaged_folder("models") / "number_reader" / "number_reader.onnx"
    with pytest.raises(Invalid, match="expected 0000"):
        open_session(path, "0" * 64)


def test_numbers_are_read_and_other_characters_only_counted(reader: NumberReader) -> None:
    label, identity, words, before = reader.read(PAGE.image, list(PAGE.boxes))
    assert label.text == OTHER * 5 + NUMBER
    assert identity.text == IDENTITY
    assert not re.search(r"\d{3}", words.text)
    assert before.text.startswith(NUMBER)
    assert set(before.text.removeprefix(NUMBER)) == {OTHER}


def test_answers_have_the_general_reader_s_form(reader: NumberReader) -> None:
    for line in reader.read(PAGE.image, list(PAGE.boxes)):
        assert len(line.text) == len(line.characters) == len(line.spans) == len(line.steps)
        assert line.posterior is not None
        assert set(line.posterior.alphabet) >= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        assert line.posterior.log_probs.shape[1] == 1 + len(line.posterior.alphabet)
        assert np.all(line.posterior.log_probs <= 0)
        assert all(end <= len(line.posterior.log_probs) for _, end in line.steps)


def test_a_number_is_verified_and_decoded_on_its_posterior(reader: NumberReader) -> None:
    (line,) = reader.read(PAGE.image, [PAGE.boxes[1]])
    assert line.posterior is not None
    true = verify.log_probability(line.posterior, IDENTITY)
    for place, character in enumerate(IDENTITY[:17]):
        wrong = IDENTITY[:place] + str((int(character) + 3) % 10) + IDENTITY[place + 1 :]
        assert true - verify.log_probability(line.posterior, wrong) > 2
    assert decoding.decode(line.posterior, r"\d{17}[\dX]")[0].text == IDENTITY


def test_a_seal_s_stroke_does_not_hide_a_number(reader: NumberReader) -> None:
    picture = PAGE.image.copy()
    (left, top), _, (right, bottom), _ = PAGE.boxes[1]
    for share in (0.3, 0.6):
        x = int(left + share * (right - left))
        # Red ink multiplies: blue and green are lost, red stays.
        picture[int(top) - 20 : int(bottom) + 20, x : x + 7, :2] //= 4
    (line,) = reader.read(picture, [PAGE.boxes[1]])
    assert line.text == IDENTITY


def test_lines_of_any_size_are_answered(reader: NumberReader) -> None:
    corners = (
        ((5, 5), (5, 5), (5, 5), (5, 5)),
        ((0, 0), (4000, 0), (4000, 3), (0, 3)),
        ((9000, 9000), (9500, 9000), (9500, 9040), (9000, 9040)),
    )
    for box in map(quad, corners):
        (line,) = reader.read(PAGE.image, [box])
        assert line.box == box


def test_the_same_line_gives_the_same_answer_in_any_company(reader: NumberReader) -> None:
    together = reader.read(PAGE.image, list(PAGE.boxes))
    alone = [reader.read(PAGE.image, [box])[0] for box in PAGE.boxes]
    assert together == alone
