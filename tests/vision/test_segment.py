"""The page segmenter as shipped, on real pixels of the samples."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from precheck.domain.errors import Invalid
from precheck.domain.geometry import Image
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
