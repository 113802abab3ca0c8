"""The second reader is there where it is installed, and missed by nobody where it is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from precheck import Precheck
from precheck.ocr import Availability, tesseract

SAMPLES = Path(__file__).parent.parent / "samples"


def test_the_provenance_says_which() -> None:
    with Precheck("rapidocr") as precheck:
        report = precheck.check(b"no picture", "diploma")
    assert report.provenance.ocr is not None
    assert "second reader tesseract" in report.provenance.ocr


def test_without_it_nothing_breaks_and_the_provenance_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "probe", lambda: Availability(False, "not there"))
    monkeypatch.setattr(tesseract, "create", lambda: pytest.fail("asked for a reader that is not there"))
    folder = next(path for path in sorted(SAMPLES.glob("*/diploma")) if list(path.glob("*.jpg")))
    declared = json.loads((folder.parent / "registration.json").read_text("utf-8"))
    declared["diploma_number"] = (
        "106311201505001234"  # something else, so that a second reader would be asked
    )
    with Precheck("rapidocr") as precheck:
        report = precheck.check(next(iter(sorted(folder.glob("*.jpg")))), "diploma", declared)
        assert precheck.second_reader is None
    assert report.provenance.ocr is not None
    assert "no second reader" in report.provenance.ocr
    assert all(item.check != "fields" for item in report.unable)
    assert {facts.reader for facts in report.fields.values()} <= {"rapidocr", None}


def test_engines_without_probabilities_have_none() -> None:
    with Precheck("null") as precheck:
        assert precheck.second_reader is None
        assert precheck.check(b"no picture", "diploma").provenance.ocr == "null"
