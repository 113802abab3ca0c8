"""One upload from bytes to report, with engines that fail in every way."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest

from precheck.domain.cleaning import CHINA
from precheck.domain.flag import Verdict
from precheck.domain.report import Report
from precheck.domain.resources import packaged_folder
from precheck.domain.upload import Upload
from precheck.ocr import OcrEngine
from precheck.pipeline import definition, examination
from precheck.pipeline.stages import Tools
from precheck.vision import segment
from tests import drawn
from tests.doubles import CrashingEngine, GarbageEngine, HangingEngine, LyingEngine, StillEngine
from tests.hostile.catalogue import named

PIPELINES = definition.load([packaged_folder("pipelines")])
SEGMENTER = segment.create()
PICTURE = drawn.jpeg(np.full((600, 800, 3), 220, np.uint8))


def report(data: bytes, engine: OcrEngine) -> Report:
    return examination.examine(
        Upload.from_bytes(data, material="diploma", file="a.jpg"),
        None,
        PIPELINES,
        Tools(engine, SEGMENTER),
        datetime(2026, 11, 23, 9, 30, tzinfo=CHINA),
        date(2026, 11, 23),
    ).report


def strict(text: str) -> object:
    def refuse(constant: str) -> object:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def checked(made: Report) -> set[str]:
    """The checks that ran."""
    return {check.name for check in PIPELINES["diploma"].checks} - {item.check for item in made.unable}


@pytest.mark.parametrize(
    "engine",
    [
        CrashingEngine("boxes"),
        CrashingEngine("read"),
        CrashingEngine("boxes", MemoryError()),
        CrashingEngine("read", MemoryError()),
        LyingEngine(),
    ],
    ids=["crash in boxes", "crash in read", "memory in boxes", "memory in read", "one line too few"],
)
def test_a_failing_engine_leaves_a_report_that_says_so(
    engine: OcrEngine, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        made = report(PICTURE, engine)
    assert made.verdict is not Verdict.PASS
    assert {"rotated", "unreadable", "wrong_material", "blurred"} <= {item.check for item in made.unable}
    assert "format" in checked(made)
    assert made.flags == ()
    assert (made.upload.width, made.upload.height) == (800, 600)
    assert made.fields == {}
    strict(made.to_json())
    # What failed is named, what the document says is not.
    assert "张三" not in made.to_json()
    assert all("张三" not in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("confidence", [float("nan"), float("inf"), -3.0, 1e9])
def test_certainties_that_are_none_never_pass(confidence: float) -> None:
    made = report(PICTURE, GarbageEngine(confidence))
    assert {"rotated", "unreadable"} <= {item.check for item in made.unable}
    assert made.verdict is not Verdict.PASS
    strict(made.to_json())


def test_an_engine_that_hangs_holds_up_its_own_picture_only() -> None:
    engine = HangingEngine()
    made: list[Report] = []
    thread = threading.Thread(target=lambda: made.append(report(PICTURE, engine)), daemon=True)
    thread.start()
    assert engine.waiting.wait(20)
    assert made == []
    assert report(PICTURE, StillEngine()).upload.width == 800
    engine.release.set()
    thread.join(20)
    assert len(made) == 1


@pytest.mark.parametrize("name", ["empty", "webp", "11 MB", "png of 8,000² pixels", "random bytes"])
def test_a_file_that_cannot_be_opened_is_flagged_and_nothing_else_is_checked(name: str) -> None:
    engine = CrashingEngine("boxes")
    made = report(named(name).data, engine)
    assert {flag.code.partition(".")[0] for flag in made.flags} == {"format"}
    assert made.verdict is Verdict.REUPLOAD
    assert checked(made) == {"format"}
    assert engine.calls == 0
    assert made.fields == {}
    assert made.image.pages == ()
    strict(made.to_json())


def test_a_file_over_the_site_s_size_is_checked_all_the_same() -> None:
    made = report(PICTURE + bytes(300_000), StillEngine())
    assert "format.too_large" in {flag.code for flag in made.flags}
    assert made.unable == ()


def test_a_report_comes_back_from_its_json() -> None:
    made = report(PICTURE, StillEngine())
    assert made.flags
    again = Report.from_dict(json.loads(made.to_json()))
    assert again == made
    assert again.to_json() == made.to_json()
    # A verdict that somebody wrote into the JSON has no say.
    assert Report.from_dict({**made.to_dict(), "verdict": "pass"}).verdict is made.verdict


def test_the_report_names_all_it_was_made_with() -> None:
    made = report(PICTURE, StillEngine())
    assert made.provenance.pipeline == PIPELINES["diploma"].sha256
    assert made.provenance.ocr == "double"
    assert made.upload.sha256 == Upload.from_bytes(PICTURE, material="diploma").sha256
    assert made.seconds["total"] >= made.seconds["decode"] >= 0
    assert replace(made, seconds={}) == replace(report(PICTURE, StillEngine()), seconds={})


def test_a_header_that_cannot_be_parsed_leaves_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> object:
        raise IndexError("a parser's defect")

    monkeypatch.setattr("precheck.imaging.header.probe", broken)
    made = report(PICTURE, StillEngine())
    assert "format" in {item.check for item in made.unable}
    assert (made.upload.format, made.image.exif_orientation) == (None, None)
