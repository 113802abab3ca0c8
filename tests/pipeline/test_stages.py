"""The straight way: every stage once, and what failed fails what needs it, by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest

from precheck.domain.examined import Examined
from precheck.domain.geometry import Image, Overview
from precheck.domain.picture import PageMaps
from precheck.domain.registration import Registration
from precheck.domain.upload import Header, Upload
from precheck.imaging import copies, decode
from precheck.ocr import OcrEngine
from precheck.pipeline import stages
from precheck.pipeline.definition import Definition
from precheck.pipeline.stages import Tools
from precheck.reading.settings import ReadingSettings
from precheck.vision import segment
from precheck.vision.segment import Segmenter
from tests import drawn
from tests.doubles import DIPLOMA, IDENTITY, MATERIALS, CrashingEngine, PageEngine, StillEngine, line
from tests.hostile import jpeg_files as jpegs

PICTURE = drawn.jpeg(np.full((600, 800, 3), 240, np.uint8))
SEGMENTER = segment.create()
DAY = date(2026, 11, 23)


class BlindSegmenter(Segmenter):
    """Fails whenever it is asked."""

    def __init__(self) -> None:
        pass

    def segment(self, seen: Overview) -> PageMaps:
        raise RuntimeError("no maps")


def examined(
    data: bytes = PICTURE,
    engine: OcrEngine | None = None,
    segmenter: Segmenter = SEGMENTER,
    declared: Registration | None = None,
) -> Examined:
    upload = Upload.from_bytes(data, material="diploma")
    tools = Tools(engine or StillEngine(), segmenter)
    pipeline = Definition(DIPLOMA, (), ReadingSettings(), Path("diploma.toml"), "0")
    return stages.examine(upload, declared, pipeline, MATERIALS, DAY, tools)


def test_a_picture_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    original = decode.decode

    def counted(data: bytes, header: Header) -> Image:
        calls.append(len(data))
        return original(data, header)

    monkeypatch.setattr(decode, "decode", counted)
    assert examined().image.shape == (600, 800, 3)
    assert len(calls) == 1


def test_what_cannot_be_opened_fails_all_that_needs_a_picture() -> None:
    it = examined(jpegs.jpeg(jpegs.photograph(240, 180))[:-2000])
    assert it.header.format == "jpeg"
    for name in ("image", "lines", "maps", "pages", "kind", "located", "fields", "legibility"):
        with pytest.raises(decode.Undecodable):
            getattr(it, name)
        assert it.failures[name].stage == "decode"


@pytest.mark.parametrize("where", ["boxes", "read"])
def test_an_engine_that_crashed_is_not_asked_again(where: str) -> None:
    engine = CrashingEngine(where, MemoryError())
    it = examined(engine=engine)
    for name in ("lines", "pages", "kind", "sharpness", "exposure", "fields"):
        with pytest.raises(MemoryError):
            getattr(it, name)
    assert engine.calls == 1
    # What needs no reader is still there.
    assert it.maps.width == 800


def test_without_maps_the_text_is_read_all_the_same() -> None:
    it = examined(engine=PageEngine([line("毕业证书准予毕业", 100, 100, 24)]), segmenter=BlindSegmenter())
    assert [one.text for one in it.lines] == ["毕业证书准予毕业"]
    assert it.kind.slug == "diploma"
    for name in ("maps", "papers", "hidden", "pages"):
        with pytest.raises(RuntimeError, match="no maps"):
            getattr(it, name)
        assert it.failures[name].stage == "segment"


def test_a_failure_raised_again_does_not_grow() -> None:
    it = examined(engine=CrashingEngine("boxes"))
    lengths = []
    for _ in range(4):
        with pytest.raises(RuntimeError) as failed:
            _ = it.turn
        lengths.append(len(failed.traceback))
    assert lengths[1] == lengths[2] == lengths[3]


def test_what_no_stage_gives_is_no_value() -> None:
    name = "moire"
    with pytest.raises(AttributeError, match=name):
        getattr(examined(), name)


def test_no_line_is_read_twice() -> None:
    engine = PageEngine([line(f"第{n}行文字共有十个字", 100, 100 + 40 * n, 24) for n in range(6)])
    assert [one.text for one in examined(engine=engine).lines] == [f"第{n}行文字共有十个字" for n in range(6)]
    assert engine.asked[:2] == [4, 2] or sum(engine.asked[:2]) == 6


@pytest.mark.parametrize(("certainty", "again"), [(0.99, True), (0.3, False)])
def test_print_that_is_smeared_beyond_hope_is_not_looked_at_twice(certainty: float, again: bool) -> None:
    smeared = [line(f"第{n}行文字共有十个字", 100, 100 + 40 * n, 24, certainty) for n in range(6)]
    engine = PageEngine(smeared)
    looks: list[int] = []
    boxes = engine.boxes

    def counted(image: Image, long_side_px: int) -> list[tuple[tuple[float, float], ...]]:
        looks.append(long_side_px)
        return boxes(image, long_side_px)  # type: ignore[return-value]

    engine.boxes = counted  # type: ignore[assignment,method-assign]
    it = examined(engine=engine)
    assert it.fields["certificate_number"].value is None
    assert (len(looks) > 1) is again


def test_a_wrong_paper_owes_no_field() -> None:
    card = [
        line(text, 100, 100 + 60 * n, 30)
        for n, text in enumerate(("姓名", "性别", "民族", "住址", "公民身份号码"))
    ]
    it = examined(engine=PageEngine(card))
    assert it.kind.slug == IDENTITY.slug
    assert (dict(it.located), dict(it.hidden), dict(it.fields)) == ({}, {}, {})


def test_what_is_declared_changes_nothing_that_is_seen() -> None:
    whole = cv2.imread(str(Path(__file__).parents[2] / "samples/good-bachelor/diploma/diploma.jpg"))
    sample = drawn.jpeg(copies.at_most(np.asarray(whole, np.uint8), copies.OVERVIEW_PX)[0])
    page = PageEngine([line("姓名：张三", 100, 100, 24), line("毕业证书准予毕业", 100, 200, 24)])
    plain = examined(sample, page)
    other = examined(sample, page, declared=Registration.parse({"name": "李四"}))
    assert plain.fields["name"].status != other.fields["name"].status
    assert plain.located == other.located
    assert plain.hidden == other.hidden
    assert [p.document for p in plain.pages] == [p.document for p in other.pages]


def test_each_stage_tells_its_time() -> None:
    it = examined(engine=PageEngine([line("毕业证书准予毕业", 100, 100, 24)]))
    assert {"probe", "decode", "segment", "detect", "orient", "read", "pages", "locate"} <= set(it.seconds)
    assert all(spent >= 0 for spent in it.seconds.values())
