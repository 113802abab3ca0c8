"""Weights are those that the model cards name, or nothing starts."""

from __future__ import annotations

import hashlib
import re

import pytest

from precheck.domain.errors import Invalid
from precheck.inference import open_session
from precheck.ocr import _paddle, _small


def test_other_weights_are_refused_before_they_are_loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("models") / "det.onnx"
    path.write_bytes(b"not a model")
    with pytest.raises(Invalid, match=hashlib.sha256(b"not a model").hexdigest()):
        open_session(path, _small.weights("detector").sha256)


def test_the_alphabet_has_as_many_characters_as_the_network_has_outputs() -> None:
    alphabet = _paddle.characters_in(_small.weights("recogniser"))
    assert len(alphabet) == len(set(alphabet)) == 18_709
    assert alphabet[-1] == " "
    assert {"0", "X", "证", "國"} <= set(alphabet)


def test_the_version_names_model_runtime_and_precision() -> None:
    version = _small.create(runtime="onnxruntime").version()
    assert re.fullmatch(r"rapidocr \S+ PP-OCRv6-small; onnxruntime \S+ f32", version)
    version = _small.create(runtime="openvino").version()
    assert re.fullmatch(r"rapidocr \S+ PP-OCRv6-small; openvino \S+ (f32|bf16|f16)", version)
