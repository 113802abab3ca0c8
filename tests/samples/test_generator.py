"""The generator: the same seed gives the same bytes; what truth says stands where truth says it."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from samples.generator import batch, defects, files, fonts, numbers, people, turning
from samples.generator.__main__ import main
from samples.generator.camera import Shot
from samples.generator.layouts import Order, choose_faces, load_all
from samples.generator.truth import Line, Part, Truth, Value, box, union

LAYOUTS = sorted(load_all())


def shot_of(width: int = 60, height: int = 40) -> Shot:
    """A black picture with one white pixel at (12, 7), which truth knows as a line."""
    image = np.zeros((height, width, 3), np.float32)
    image[7, 12] = 255
    mark = box(12, 7, 13, 8)
    truth = Truth(
        box(5, 4, 50, 30),
        (Line("1", mark),),
        {"name": Value("1", (mark,))},
        (Part("front", box(5, 4, 50, 30)),),
    )
    return Shot(image, truth)


def picture(job: batch.Job) -> tuple[np.ndarray[Any, np.dtype[np.uint8]], dict[str, Any]]:
    """The picture as a viewer shows it, and its truth."""
    data, _, row = batch.make(job)
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return np.asarray(decoded, np.uint8), row["truth"]


def contrast(image: np.ndarray[Any, np.dtype[np.uint8]], polygon: list[list[float]]) -> float:
    """Spread of brightness within the polygon's bounds."""
    points = np.array(polygon)
    low, high = np.floor(points.min(axis=0)).astype(int), np.ceil(points.max(axis=0)).astype(int)
    cut = image[max(low[1], 0) : high[1] + 1, max(low[0], 0) : high[0] + 1]
    grey = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    return float(np.percentile(grey, 97) - np.percentile(grey, 3))


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        wanted = [
            "set",
            "--out",
            str(tmp_path / folder),
            "--count",
            "2",
            "--seed",
            "4",
            "--materials",
            "identity,diploma",
        ]
        assert main(wanted) == 0
    first = {f.name: f.read_bytes() for f in (tmp_path / "a").iterdir()}
    assert first == {f.name: f.read_bytes() for f in (tmp_path / "b").iterdir()}
    assert len(first) == 3


def test_another_seed_gives_another_picture() -> None:
    one, two = (batch.make(batch.Job("0", "id_front", seed, "hard"))[0] for seed in (1, 2))
    assert one != two


def test_a_set_is_a_manifest_that_scan_takes(tmp_path: Path) -> None:
    assert main(["set", "--out", str(tmp_path), "--count", "1", "--materials", "institution_licence"]) == 0
    row = json.loads((tmp_path / "manifest.jsonl").read_text(encoding="utf-8"))
    assert {"file", "material", "submission", "registration", "truth"} == set(row)
    assert (tmp_path / row["file"]).stat().st_size <= 200 * 1024


def test_unknown_defects_and_materials_are_bad_usage(tmp_path: Path) -> None:
    assert main(["set", "--out", str(tmp_path), "--defects", "melted"]) == 2
    assert main(["set", "--out", str(tmp_path), "--materials", "library_card"]) == 2


def test_missing_fonts_name_their_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "ROOT", tmp_path)
    with pytest.raises(fonts.FontsMissing, match=r"apt install .*fonts-noto-cjk .*fonts-ocr-b"):
        fonts.require()


@pytest.mark.parametrize("face", [f.name for f in fonts.TYPEFACES.values() if f.kind != "latin"])
def test_every_chinese_face_has_simplified_characters(face: str) -> None:
    assert [c for c in "毕业证书医疗机构执业许可副本登记号龚瞿覃" if not fonts.covers(face, c)] == []
    assert fonts.covers(fonts.face_for(face, "〇"), "〇")


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_sets_its_fields_in_ink(name: str) -> None:
    layout = load_all()[name]
    rng = random.Random(5)
    page = layout.draw(Order(people.candidate(5, layout.study), rng, choose_faces(rng, layout.held_out)))
    pixels = np.asarray(page.image)[:, :, ::-1]
    truth = page.truth(layout.view)
    for line in truth.lines:
        assert contrast(np.ascontiguousarray(pixels), line.polygon.tolist()) > 20, line.text
    assert all(value.value and value.boxes for value in truth.fields.values())


@pytest.mark.parametrize(
    "wish", ["rotated:90", "mirrored", "mirrored:vertical+rotated:90", "cropped:left:0.1", "exif:5"]
)
def test_polygons_hit_the_print_however_the_picture_lies(wish: str) -> None:
    image, truth = picture(batch.Job("0", "id_front", 11, "sharp", defects=wish, width=900))
    assert image.shape[:2] == (truth["height"], truth["width"])
    for name in ("name", "birth_date", "address") if "cropped" not in wish else ("address",):
        assert contrast(image, truth["fields"][name]["boxes"][0]) > 60


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("mirror", [False, True])
def test_turning_moves_truth_with_the_pixels(degrees: int, mirror: bool) -> None:
    shot = turning.mirrored(shot_of()) if mirror else shot_of()
    shot = turning.turned(shot, degrees)
    x, y = np.round(shot.truth.lines[0].polygon.min(axis=0)).astype(int)
    assert shot.image[y, x, 0] == 255
    assert (shot.rotation, shot.mirrored) == (degrees, mirror)
    assert abs(shot.tilt) < 1e-6


def test_a_top_bottom_flip_is_mirrored_with_180() -> None:
    flipped = turning.mirrored(shot_of(), upside_down=True)
    assert (flipped.rotation, flipped.mirrored) == (180, True)
    np.testing.assert_array_equal(flipped.image, shot_of().image[::-1])


def test_mirroring_a_turned_picture_keeps_to_the_contract() -> None:
    shot = turning.mirrored(turning.turned(shot_of(), 90))
    again = turning.turned(turning.mirrored(shot_of()), shot.rotation)
    np.testing.assert_array_equal(shot.image, again.image)
    np.testing.assert_allclose(shot.truth.document, again.truth.document)
    assert (shot.rotation, shot.mirrored) == (270, True)


def test_cropping_moves_the_origin() -> None:
    shot = turning.cropped(shot_of(), 10, 5, 40, 30)
    assert shot.image[2, 2, 0] == 255
    np.testing.assert_allclose(shot.truth.document[0], [-5, -1])


def test_the_union_of_boxes_holds_them_all() -> None:
    joined = union((box(0, 0, 10, 4), box(2, 6, 30, 10)))
    np.testing.assert_allclose(joined, box(0, 0, 30, 10))


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_viewers_show_an_exif_picture_as_truth_describes_it(orientation: int) -> None:
    image = np.full((64, 96, 3), 40, np.float32)
    image[:20, :30] = 230
    data = files.with_orientation(Shot(image, shot_of().truth), orientation, 200_000)
    shown = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    assert shown.shape == (64, 96, 3)
    assert float(np.abs(shown.astype(np.float32) - image).mean()) < 4
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.getexif()[0x0112] == orientation


def test_a_field_out_of_the_frame_is_named() -> None:
    _, truth = picture(batch.Job("0", "id_front", 3, "sharp", defects="cropped:bottom:0.2", width=900))
    assert "id_number" in truth["defects"]["cropped"]["cut_fields"]
    assert "name" not in truth["defects"]["cropped"]["cut_fields"]


def test_defocus_softens_the_number_only_where_asked() -> None:
    plain, truth = picture(batch.Job("0", "id_front", 8, "sharp", width=1200))
    smeared, _ = picture(
        batch.Job("0", "id_front", 8, "sharp", width=1200, defects="blurred_field:id_number:0.5")
    )
    number, name = truth["fields"]["id_number"]["boxes"][0], truth["fields"]["name"]["boxes"][0]
    assert contrast(smeared, number) < 0.6 * contrast(plain, number)
    assert contrast(smeared, name) > 0.8 * contrast(plain, name)


def test_registration_agrees_unless_a_mismatch_is_asked_for() -> None:
    job = batch.Job("0", "diploma_landscape", 21, "hard")
    _, _, row = batch.make(job)
    value = row["truth"]["fields"]["certificate_number"]["value"]
    assert row["registration"]["diploma_number"] == value
    _, _, other = batch.make(
        batch.Job("0", "diploma_landscape", 21, "hard", defects="mismatch:certificate_number")
    )
    assert other["registration"]["diploma_number"] != value
    assert other["truth"]["defects"]["mismatch"]["right"] == value


def test_numbers_keep_their_standards() -> None:
    for seed in range(40):
        identity = people.candidate(seed).id_number
        total = sum(int(c) * w for c, w in zip(identity[:17], numbers.ID_WEIGHTS, strict=True))
        assert "10X98765432"[total % 11] == identity[17]
        assert 71 <= int(identity[2:4]) <= 89
    code = numbers.organisation_code(random.Random(1))
    total = sum(int(c, 36) * w for c, w in zip(code[:8], numbers.ORGANISATION_WEIGHTS, strict=True))
    assert {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11)) == code[8]


def test_defects_are_parsed_with_their_arguments() -> None:
    found = defects.parse("glare:elsewhere+motion:0.5:30")
    assert [(d.name, d.arguments) for d in found] == [("glare", ("elsewhere",)), ("motion", ("0.5", "30"))]
    assert defects.parse("none") == []


@pytest.mark.parametrize(("half", "side"), [("first", "left"), ("second", "right")])
def test_one_page_of_a_spread_is_turned_alone(half: str, side: str) -> None:
    whole, turned = (
        batch.make(batch.Job("a", "diploma_spread", 5, "sharp", defects=wish, scan=1.0))[2]["truth"]
        for wish in ("none", f"half_turned:{half}")
    )
    assert turned["defects"]["half_turned"] == {"side": side}
    assert (turned["rotation"], turned["mirrored"]) == (None, False)
    assert [page["rotation"] for page in turned["pages"]] == ([180, 0] if half == "first" else [0, 180])
    middle = np.mean(whole["document"], axis=0)[0]
    for before, after in zip(whole["lines"], turned["lines"], strict=True):
        own, other = np.array(before["polygon"]), np.array(after["polygon"])
        is_left = own[:, 0].mean() < middle
        along = (other[1] - other[0])[0]
        assert (along < 0) == (is_left == (side == "left"))
        assert (other[:, 0].mean() < middle) == is_left


def test_a_sheet_that_is_no_spread_stays_as_it_is() -> None:
    _, _, row = batch.make(batch.Job("a", "diploma_portrait", 5, "sharp", defects="half_turned"))
    assert row["truth"]["defects"]["half_turned"] == {"side": None}
    assert row["truth"]["rotation"] == 0


@pytest.mark.parametrize("layout", ["id_back", "passport_info", "passport_bilingual", "licence_copy"])
def test_a_paper_that_has_run_out_says_so_in_print(layout: str) -> None:
    _, truth = picture(batch.Job("0", layout, 3, "sharp", defects="expired", width=900))
    assert truth["fields"]["validity"]["value"].endswith("2023.05.06")
