"""Everything about an upload is computed once, and what failed is not tried again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.domain.header import Header
from precheck.domain.upload import Upload
from precheck.imaging import decode
from precheck.ocr import OcrEngine
from precheck.pipeline.subject import LazySubject
from precheck.reading.settings import ReadingSettings
from tests import drawn
from tests.doubles import DIPLOMA, MATERIALS, CrashingEngine, PageEngine, StillEngine, line
from tests.hostile import jpeg_files as jpegs

PICTURE = drawn.jpeg(np.full((600, 800, 3), 240, np.uint8))


def subject(data: bytes = PICTURE, engine: OcrEngine | None = None) -> LazySubject:
    upload = Upload.of(data, material="diploma")
    return LazySubject(
        upload, None, DIPLOMA, MATERIALS, engine or StillEngine(), ReadingSettings(), date(2026, 11, 23)
    )


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for every time that a file is decoded."""
    calls: list[int] = []
    original = decode.decode

    def counted(data: bytes, header: Header) -> Image:
        calls.append(len(data))
        return original(data, header)

    monkeypatch.setattr(decode, "decode", counted)
    return calls


def test_a_picture_is_decoded_once(decoded: list[int]) -> None:
    asked = subject()
    assert asked.image is asked.image
    _ = asked.exposure, asked.sharpness, asked.fields
    assert len(decoded) == 1


def test_a_broken_picture_is_decoded_once_too(decoded: list[int]) -> None:
    asked = subject(jpegs.jpeg(jpegs.photograph(240, 180))[:-2000])
    reasons = []
    for _ in range(3):
        with pytest.raises(decode.Undecodable) as refused:
            _ = asked.image
        reasons.append(refused.value.reason)
    with pytest.raises(decode.Undecodable):
        _ = asked.fields
    assert len(set(reasons)) == 1
    assert len(decoded) <= 1


def test_an_engine_that_crashed_is_not_asked_again() -> None:
    for where in ("boxes", "read"):
        engine = CrashingEngine(where, MemoryError())
        asked = subject(engine=engine)
        for name in ("turn", "lines", "pages", "kind", "sharpness", "exposure", "fields", "turn"):
            with pytest.raises(MemoryError):
                getattr(asked, name)
        assert engine.calls == 1
        # What needs no reader is still there.
        assert asked.image.shape == (600, 800, 3)


def test_a_failure_raised_again_does_not_grow() -> None:
    asked = subject(engine=CrashingEngine("boxes"))
    lengths = []
    for _ in range(4):
        with pytest.raises(RuntimeError) as failed:
            _ = asked.turn
        lengths.append(len(failed.traceback))
    assert lengths[1] == lengths[2] == lengths[3]


def test_cheap_questions_need_no_reading() -> None:
    engine = CrashingEngine("boxes")
    asked = subject(engine=engine)
    assert asked.header.format == "jpeg"
    assert asked.image.shape == (600, 800, 3)
    assert engine.calls == 0


def test_no_line_is_read_twice() -> None:
    engine = PageEngine([line(f"第{n}行文字共有十个字", 100, 100 + 40 * n, 24) for n in range(6)])
    asked = subject(engine=engine)
    assert [item.text for item in asked.lines] == [f"第{n}行文字共有十个字" for n in range(6)]
    assert sum(engine.asked) == 6
    _ = asked.kind, asked.exposure, asked.sharpness
    assert sum(engine.asked) == 6


@pytest.mark.parametrize(("certainty", "again"), [(0.99, True), (0.3, False)])
def test_print_that_is_smeared_beyond_hope_is_not_looked_at_twice(certainty: float, again: bool) -> None:
    smeared = [line(f"第{n}行文字共有十个字", 100, 100 + 40 * n, 24, certainty) for n in range(6)]
    asked = subject(engine=PageEngine(smeared))
    assert asked.fields["certificate_number"].value is None
    assert ("again" in asked.seconds) is again


def test_each_stage_tells_its_time() -> None:
    asked = subject(engine=PageEngine([line("毕业证书准予毕业", 100, 100, 24)]))
    _ = asked.fields, asked.exposure, asked.sharpness, asked.kind
    assert {"probe", "decode", "detect", "orient", "read", "pages", "fields", "exposure"} <= set(
        asked.seconds
    )
    assert all(spent >= 0 for spent in asked.seconds.values())


def test_faces_about_a_place_are_those_of_the_whole_picture_once_these_are_known() -> None:
    handheld = (
        Path(__file__).parents[2] / "samples" / "good-bachelor" / "identity" / "handheld.jpg"
    ).read_bytes()
    asked = subject(handheld)
    face = subject(handheld).faces[0]
    about = asked.faces_about(face.box)
    assert about[0].height_px == pytest.approx(face.height_px, rel=0.15)
    assert asked.faces[0] == face
    assert asked.faces_about(face.box) is asked.faces
