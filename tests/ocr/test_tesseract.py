from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytesseract
import pytest

from precheck.domain.errors import Invalid
from precheck.ocr import tesseract
from tests import drawn

PAGE = drawn.lines(["证书编号106311201505001234"])

OLD_PROGRAM = """#!/bin/sh
case "$1" in
--version) echo "tesseract 4.1.1" ;;
--list-langs) printf 'List of available languages in "/nowhere/" (2):\\neng\\nosd\\n' ;;
*) exec sleep 60 ;;
esac
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of the name that knows English only and hangs when it should read."""
    path = tmp_path / "tesseract"
    path.write_text(OLD_PROGRAM)
    path.chmod(0o755)
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(path))
    return path


def test_a_missing_program_is_named_with_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "no-such-program")
    assert not tesseract.probe().available
    with pytest.raises(Invalid, match="apt-get install tesseract-ocr tesseract-ocr-chi-sim"):
        tesseract.create()


@pytest.mark.usefixtures("program")
def test_a_missing_language_is_named_with_its_package() -> None:
    available = tesseract.probe()
    assert not available.available
    assert available.versions == {"tesseract": "4.1.1"}
    with pytest.raises(Invalid, match=r"chi_sim.*tesseract-ocr-chi-sim"):
        tesseract.create()


def test_a_program_that_cannot_be_run_is_not_available(program: Path) -> None:
    program.write_bytes(b"\x7fELF garbage")
    assert not tesseract.probe().available


@pytest.mark.usefixtures("program")
def test_a_program_that_hangs_is_given_up_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / "temporary"
    left.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(left))
    monkeypatch.setattr(tesseract, "READ_SECONDS", 1)
    monkeypatch.setattr(tesseract, "BOXES_SECONDS", 1)
    engine = tesseract.TesseractEngine("0", tmp_path)
    with pytest.raises(RuntimeError, match="timeout"):
        engine.read(PAGE.image, list(PAGE.boxes))
    with pytest.raises(RuntimeError, match="timeout"):
        engine.boxes(PAGE.image, 960)
    assert list(left.iterdir()) == []


def test_a_program_that_fails_is_an_exception(program: Path, tmp_path: Path) -> None:
    program.write_text("#!/bin/sh\nexit 3\n")
    engine = tesseract.TesseractEngine("0", tmp_path)
    with pytest.raises(pytesseract.TesseractError):
        engine.read(PAGE.image, list(PAGE.boxes))


def test_nothing_is_left_after_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    engine = tesseract.create()
    assert engine.boxes(PAGE.image, 640)
    assert engine.read(PAGE.image, list(PAGE.boxes))[0].text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("x_conf", "certainty"), [(100, 1.0), (99.0, 0.93), (90, 0.3), (80, 0.0), (0, 0.0)])
def test_certainty_is_on_the_words_scale(x_conf: float, certainty: float) -> None:
    assert np.isclose(tesseract._certainty(x_conf), certainty)
