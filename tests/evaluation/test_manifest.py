"""Labelled pictures as they are handed in."""

import json
from pathlib import Path

import pytest

from precheck.domain.errors import Invalid
from precheck_evaluation import manifest


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_carry_truth_and_registration(tmp_path: Path) -> None:
    row = {
        "file": "a.jpg",
        "material": "diploma",
        "registration": {"name": "陈小芳"},
        "truth": {"rotation": 90, "fields": {"name": {"value": "陈小芳", "printed": "陳小芳"}, "sex": "女"}},
    }
    (picture,) = manifest.read(write(tmp_path, "m.jsonl", "\n" + json.dumps(row, ensure_ascii=False) + "\n"))
    assert picture.path == tmp_path / "a.jpg"
    assert picture.registration is not None
    assert picture.registration.name == "陈小芳"
    assert picture.truth.fields == {"name": "陈小芳", "sex": "女"}
    assert picture.truth.printed["name"] == "陳小芳"
    assert (picture.truth.way, picture.truth.defects) == ("90", None)


def test_a_folder_is_read_by_its_manifest(tmp_path: Path) -> None:
    write(tmp_path, "manifest.jsonl", '{"file": "a.jpg", "material": "diploma"}')
    (picture,) = manifest.read(tmp_path)
    assert (picture.registration, picture.truth.way) == (None, None)


def test_toml_rows_say_their_truth_themselves(tmp_path: Path) -> None:
    text = '[[sample]]\nfile = "s1/diploma/a.jpg"\nmaterial = "diploma"\nflags = ["tilted.skew"]\nrotation = 0\nmirrored = true\n'
    (tmp_path / "s1").mkdir()
    write(tmp_path / "s1", "registration.json", '{"name": "陈小芳"}')
    write(tmp_path, "truth.jsonl", '{"file": "s1/diploma/a.jpg", "fields": {"name": {"value": "陈小芳"}}}')
    (picture,) = manifest.read(write(tmp_path, "manifest.toml", text))
    assert picture.truth.flags == ("tilted.skew",)
    assert picture.truth.way == "0 mirrored"
    assert picture.truth.fields == {"name": "陈小芳"}
    assert picture.registration is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "JSON"),
        ("[]", "JSON"),
        ('{"file": "a.jpg"}', "material"),
        ('{"file": "a.jpg", "material": "diploma", "truth": {"rotation": 45}}', "rotation"),
        ('{"file": "a.jpg", "material": "diploma", "truth": {"defects": 3}}', "defects"),
        ('{"file": "a.jpg", "material": "diploma", "truth": []}', "truth"),
        ('{"file": "a.jpg", "material": "diploma", "registration": "none.json"}', "registration"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        manifest.read(write(tmp_path, "m.jsonl", text))


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="manifest"):
        manifest.read(tmp_path)


def test_the_second_hands_rows_say_how_the_paper_lies(tmp_path: Path) -> None:
    truth = {
        "cut": ["top"],
        "cut_shares": {"left": 0.0, "top": 0.2, "right": 0.001, "bottom": 0.0},
        "cut_asked": True,
        "document": [[0, 0], [9, 0], [9, 9], [0, 9]],
        "lost_fields": {"name": 0.5},
    }
    rows = [
        {"file": "a.jpg", "material": "diploma", "truth": truth | more} for more in ({}, {"cut_asked": False})
    ]
    text = "\n".join(map(json.dumps, rows))
    asked, doubtful = (picture.truth for picture in manifest.read(write(tmp_path, "m.jsonl", text)))
    assert asked.cut == {"t": 0.2}
    assert asked.document is not None
    assert asked.document[2] == (9.0, 9.0)
    assert asked.lost_fields == {"name": 0.5}
    assert doubtful.sides is None


def test_a_list_of_all_defects_says_what_is_not_there(tmp_path: Path) -> None:
    rows = [
        {"file": "a.jpg", "material": "diploma", "truth": {"defects": defects}}
        for defects in (
            {},
            {
                "cropped": {"side": "left", "share": 0.1},
                "glare": {"field": "name"},
                "screen": {},
                "to_sheet": {},
            },
        )
    ]
    text = "\n".join(map(json.dumps, rows))
    good, bad = (picture.truth for picture in manifest.read(write(tmp_path, "m.jsonl", text)))
    assert (good.sides, good.display, good.glare_free, good.cover_free) == (frozenset(), False, True, True)
    assert (bad.cut, bad.display, bad.glare_free, bad.cover_free) == ({"l": 0.1}, True, False, True)
    assert bad.lost_fields == {"name": 1.0}
    assert (good.fills_frame, bad.fills_frame) == (False, True)
