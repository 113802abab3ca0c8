"""States in which papers are found: truth stays where the print is, whatever lies round or over it."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from samples.generator import as_found, batch, defects, framing, sheets
from samples.generator.__main__ import main
from samples.generator.defect import Defect
from samples.generator.found_states import STATES
from samples.generator.layouts import load_all
from samples.generator.turning import turned
from tests.samples.test_generator import contrast, shot_of

Picture = NDArray[np.uint8]


@cache
def picture(wish: str, layout: str = "diploma_national", seed: int = 6) -> tuple[Picture, dict[str, Any]]:
    """The decoded picture and its truth."""
    data, _, row = batch.make(
        batch.Job("0", layout, seed, "sharp", defects=wish, width=1300, scan=1.0, seal_on_number=0.0)
    )
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return np.asarray(decoded, np.uint8), row["truth"]


@pytest.mark.parametrize(
    "wish",
    [
        "folder",
        "behind_glass",
        "sleeve",
        "folds",
        "crumpled",
        "to_sheet",
        "to_frame",
        "margin:black",
        "screenshot",
    ],
)
def test_truth_hits_the_print(wish: str) -> None:
    image, truth = picture(wish)
    assert image.shape[:2] == (truth["height"], truth["width"])
    assert wish.split(":")[0] in truth["defects"]
    for field in ("name", "certificate_number"):
        assert contrast(image, truth["fields"][field]["boxes"][0]) > 60


def test_a_folder_lies_outside_of_the_document() -> None:
    image, truth = picture("folder", seed=8)
    corners = np.array(truth["document"])
    middle_left = corners[[0, 3]].mean(axis=0)
    inward = (corners[[1, 2]].mean(axis=0) - middle_left) * 0.012
    inside, outside = (
        image[tuple(np.round(p).astype(int)[::-1])] for p in (middle_left + inward, middle_left - inward)
    )
    assert int(inside.sum()) - int(outside.sum()) > 150


def test_a_margin_is_even_and_the_sheet_lies_within() -> None:
    image, truth = picture("margin:black")
    corners = np.array(truth["document"])
    assert corners.min() > 5
    assert image[:3].max() < 40
    assert abs(corners[0, 1] - corners[1, 1]) < 0.1


def test_cut_to_the_frame_the_sheet_reaches_out_of_the_picture() -> None:
    _, truth = picture("to_frame")
    corners = np.array(truth["document"])
    assert (corners[0] < 0).all()
    assert corners[2, 0] > truth["width"]


@pytest.mark.parametrize("how", ["black", "squares", "blur"])
def test_what_is_hidden_cannot_be_read(how: str) -> None:
    plain, truth = picture("none")
    hidden, noted = picture(f"redacted:name:{how}")
    assert noted["defects"]["redacted"] == {"field": "name", "how": how}
    name, number = (truth["fields"][field]["boxes"][0] for field in ("name", "certificate_number"))
    assert contrast(hidden, name) < 0.7 * contrast(plain, name)
    assert contrast(hidden, number) > 0.9 * contrast(plain, number)


def test_a_paper_without_the_field_hides_nothing() -> None:
    _, truth = picture("redacted:name", "business_licence")
    assert truth["defects"]["redacted"]["field"] is None


def test_cutting_out_comes_before_turning() -> None:
    with pytest.raises(ValueError, match="before turning"):
        framing.to_sheet(turned(shot_of(), 90), Defect("to_sheet", ()), random.Random(1))
    _, truth = picture("to_sheet+rotated:90")
    assert truth["rotation"] == 90


@pytest.mark.parametrize("material", sorted({layout.material for layout in load_all().values()}))
def test_every_likely_state_is_one_that_can_be_made(material: str) -> None:
    layout = next(layout for layout in load_all().values() if layout.material == material)
    for seed in range(30):
        found = as_found.expanded([Defect("as_found", ())], layout, random.Random(seed))
        assert (found == []) == (layout.scene != "photo")
        assert {wish.name for wish in found} <= {*STATES, *defects.FRAME}


def test_as_found_is_noted_by_what_it_came_to() -> None:
    _, truth = picture("as_found")
    assert truth["defects"]
    assert "as_found" not in truth["defects"]


def test_contact_sheets_come_with_their_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SHEETS", sheets.SHEETS[-1:])
    assert main(["sheets", "--out", str(tmp_path)]) == 0
    page = (tmp_path / "what-we-draw.md").read_text(encoding="utf-8")
    (made,) = (tmp_path / "what-we-draw").iterdir()
    assert f"what-we-draw/{made.name}" in page
    assert made.stat().st_size <= sheets.LARGEST


def test_sheets_show_layouts_and_states_that_exist() -> None:
    for sheet in sheets.SHEETS:
        for tile in sheet.tiles:
            assert tile.layout in load_all()
            defects.parse(tile.defects)
