"""The page segmenter as shipped, on real pixels of the samples."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from precheck.domain.errors import Invalid
from precheck.domain.geometry import EIGHT_WAYS, Image, Orientation
from precheck.domain.picture import CUTS
from precheck.imaging import copies
from precheck.vision import segment
from precheck.vision.segment import NEEDED_MASKS, Segmenter

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return segment.create()


def picture(name: str) -> Image:
    found = cv2.imread(str(SAMPLES / name))
    assert found is not None
    return np.asarray(found, np.uint8)


def test_every_needed_map_covers_the_whole_picture(segmenter: Segmenter) -> None:
    maps = segmenter.segment(copies.overview(np.full((300, 700, 3), 90, np.uint8)))
    assert (maps.width, maps.height) == (700, 300)
    for name in NEEDED_MASKS:
        assert maps.masks[name].ndim == 2
        assert maps.masks[name].min() >= 0
        assert maps.masks[name].max() <= 1
    for name in CUTS:
        assert 0 <= maps.scalars[name] <= 1


def test_both_runtimes_see_the_same() -> None:
    seen = copies.overview(np.random.default_rng(3).integers(0, 255, (240, 320, 3), np.uint8))
    one, other = (segment.create(runtime).segment(seen) for runtime in ("openvino", "onnxruntime"))
    for name in NEEDED_MASKS:
        assert np.abs(one.masks[name] - other.masks[name]).mean() < 0.02


def test_a_card_without_a_needed_output_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = 'file = "a.onnx"\nsha256 = "0"\ninput_px = 384\nmasks = ["paper"]\nscalars = []\n'
    (tmp_path / "page_segmenter").mkdir()
    (tmp_path / "page_segmenter" / "model.toml").write_text(f"[segmenter]\n{told}", encoding="utf-8")
    monkeypatch.setattr(segment, "packaged_folder", lambda folder: tmp_path)
    with pytest.raises(Invalid, match="cut_bottom"):
        segment.create()


def test_a_flipped_picture_is_seen_as_the_flip_of_the_picture(segmenter: Segmenter) -> None:
    shown = picture("card-cut/identity/front-bottom-cut.jpg")
    seen = segmenter.segment(copies.overview(shown))
    for across, down in segment.FLIPS:
        flip = (slice(None, None, -1 if down else 1), slice(None, None, -1 if across else 1))
        again = segmenter.segment(copies.overview(np.ascontiguousarray(shown[flip])))
        for name, chance in seen.scalars.items():
            assert again.scalars[segment.flipped(name, across, down)] == pytest.approx(chance, abs=0.02)
        for name, chances in seen.masks.items():
            assert np.abs(again.masks[name][flip] - chances).mean() < 0.005


@pytest.mark.parametrize("way", EIGHT_WAYS)
def test_a_flip_turns_a_page_as_it_turns_its_picture(way: Orientation) -> None:
    right, down = np.array(way.axes())
    for across, upside_down in segment.FLIPS:
        signs = np.array([-1 if across else 1, -1 if upside_down else 1])
        assert np.array(way.flipped(across, upside_down).axes()) == pytest.approx(
            np.array([right, down]) * signs
        )
