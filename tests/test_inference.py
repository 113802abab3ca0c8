"""What is kept of compiled networks is used only as it was written."""

import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from precheck import inference
from precheck.domain.errors import Invalid
from precheck.ocr import _paddle

READER = _paddle.weights("line_reader", "recogniser")
STRIP = np.linspace(-1, 1, 3 * 48 * 64, dtype=np.float32).reshape(1, 3, 48, 64)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "precheck"


def read() -> np.ndarray:
    return READER.open("openvino").run(STRIP)


def test_a_kept_network_answers_as_the_compiled_one_and_a_damaged_one_is_compiled_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = read()
    (kept,) = folder.iterdir()
    with monkeypatch.context() as without_weights:
        without_weights.setattr(inference, "refuse_others", lambda *_: pytest.fail("compiled anew"))
        assert np.array_equal(read(), fresh)
    whole = kept.read_bytes()
    damaged = whole[:5000] + bytes(1000) + whole[6000:]
    kept.write_bytes(damaged)
    assert np.array_equal(read(), fresh)
    assert kept.read_bytes() != damaged
    foreign = b"nothing that OpenVINO has made"
    kept.write_bytes(hashlib.sha256(foreign).digest() + foreign)
    assert np.array_equal(read(), fresh)
    assert foreign not in kept.read_bytes()


def test_nothing_is_kept_where_others_may_write(folder: Path) -> None:
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    assert inference.compiled_folder() is None
    read()
    assert not list(folder.iterdir())


def test_weights_that_were_changed_are_refused_although_none_of_theirs_is_kept(
    folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / READER.file
    other.write_bytes(READER.path.read_bytes()[:-1] + b"x")
    with pytest.raises(Invalid, match=READER.sha256):
        inference.open_session(other, READER.sha256, "openvino")


@pytest.mark.parametrize("runtime", ["openvino", "onnxruntime"])
def test_a_network_that_has_rested_answers_as_before(runtime: str) -> None:
    session = READER.open(runtime)
    before = session.run(STRIP)
    session.rest()
    assert np.array_equal(session.run(STRIP), before)


def test_a_network_runs_on_any_core_and_not_on_the_first_alone() -> None:
    # Pinned, all processes of a machine took turns on its first core.
    session, mine = READER.open("openvino"), threading.get_native_id()
    with ThreadPoolExecutor(1) as watching:
        running = True
        seen = watching.submit(
            lambda: {frozenset(os.sched_getaffinity(mine)) for _ in iter(lambda: running, False)}
        )
        for _ in range(50):
            session.run(STRIP)
        running = False
    assert seen.result() == {frozenset(os.sched_getaffinity(0))}
