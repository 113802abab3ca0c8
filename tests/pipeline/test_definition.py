"""Pipeline files: whatever is wrong is refused at start, naming file and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from precheck.domain.errors import Invalid
from precheck.domain.flag import Severity
from precheck.domain.resources import packaged
from precheck.pipeline import definition
from precheck.pipeline.definition import Definition

MATERIAL = """
title = "毕业证书"
title_en = "diploma"

[recognise]
titles = ["毕业证书"]

[views.front]
title = "正面"
title_en = "front"

[fields.certificate_number]
label = "毕业证编号"
label_en = "diploma number"
type = "diploma_number"
declared = "diploma_number"
views = ["front"]

[checks.dark]
min_brightness = 0.5
"""


def write(folder: Path, text: str, name: str = "diploma.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, text: str = MATERIAL) -> Definition:
    write(folder, text)
    return definition.load([folder])["diploma"]


def test_a_material_is_named_by_its_file(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert loaded.material.slug == "diploma"
    assert loaded.material.rule("certificate_number").label == "毕业证编号"
    assert [(check.name, check.params.model_dump()) for check in loaded.checks] == [
        ("dark", {"min_brightness": 0.5})
    ]


@pytest.mark.parametrize(
    ("replaced", "by", "told"),
    [
        ("[recognise]", "[recognize]", r"recognize: 未知的键"),
        ("titles = ", "tittles = ", r"recognise\.tittles: 未知的键"),
        ('title_en = "front"', 'title_en = "front"\nenuogh = 1', r"views\.front\.enuogh: 未知的键"),
        ('title_en = "front"', 'title_en = "front"\nenough = 0', r"views\.front\.enough: .*0"),
        ('title = "毕业证书"', "", r"title: Field required"),
        ("views = ", "viewz = ", r"fields\.certificate_number\.viewz: 未知的键"),
        ('views = ["front"]', 'views = ["back"]', r"fields\.certificate_number\.views: 'back'; front"),
        (
            '"diploma_number"\ndeclared',
            '"diploma_numbr"\ndeclared',
            r"certificate_number\.type: .*'diploma_numbr'.*resident_id",
        ),
        (
            'declared = "diploma_number"',
            'declared = "diploma_nr"',
            r"\.declared: 'diploma_nr'; .*diploma_number",
        ),
        ("views = ", 'patterns = ["("]\nviews = ', r"\.patterns: '\('"),
        ("views = ", 'rows = ["[0-9]+"]\nviews = ', r"\.patterns: .*value"),
        ("[checks.dark]\nmin_brightness = 0.5", "[checks.drak]", r"checks\.drak: .*dark"),
        (
            "min_brightness = 0.5",
            "min_brightnes = 0.5",
            r"checks\.dark\.min_brightnes: 未知的键.*min_brightness",
        ),
        ("min_brightness = 0.5", "min_brightness = 1.5", r"checks\.dark\.min_brightness: .*1\.5"),
        ("min_brightness = 0.5", "", r"checks\.dark\.min_brightness: Field required"),
        (
            "[checks.dark]",
            '[flags."tilted.skew"]\nseverity = "info"\n[checks.dark]',
            r"flags\.tilted\.skew.*dark\.document",
        ),
        (
            "[checks.dark]",
            '[flags."dark.document"]\nseverity = "fatal"\n[checks.dark]',
            r"severity: .*fatal",
        ),
        ("[recognise]", "[reading]\nsample_line = 3\n[recognise]", r"reading\.sample_line: 未知的键"),
        ("[recognise]", "[recognise", r"diploma\.toml"),
        ("title =", 'include = ["shared/none.toml"]\ntitle =', r"include: .*shared/none\.toml"),
        ("title =", 'include = ["diploma.toml"]\ntitle =', r"include .*itself"),
    ],
)
def test_what_is_wrong_is_refused_with_file_and_key(
    tmp_path: Path, replaced: str, by: str, told: str
) -> None:
    assert replaced in MATERIAL
    with pytest.raises(Invalid) as refused:
        load(tmp_path, MATERIAL.replace(replaced, by, 1))
    assert str(tmp_path / "diploma.toml") in str(refused.value)
    assert re.search(told, str(refused.value)), str(refused.value)


def test_folders_without_pipelines_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no such pipeline folder"):
        definition.load([tmp_path / "none"])
    with pytest.raises(Invalid, match="no pipeline files"):
        definition.load([tmp_path])


def test_the_including_file_wins_key_by_key(tmp_path: Path) -> None:
    write(
        tmp_path,
        "[checks.too_small]\nmin_long_side_px = 480\nmin_text_height_px = 9.0\n",
        "shared/picture.toml",
    )
    text = 'include = ["shared/picture.toml"]\n' + MATERIAL + "\n[checks.too_small]\nmin_long_side_px = 600\n"
    loaded = load(tmp_path, text)
    assert [check.name for check in loaded.checks] == ["too_small", "dark"]
    assert loaded.checks[0].params.model_dump() == {"min_long_side_px": 600, "min_text_height_px": 9.0}


def test_a_folder_in_front_hides_single_files(tmp_path: Path) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    write(shipped, MATERIAL)
    write(
        shipped, 'include = ["shared/part.toml"]\n' + MATERIAL.replace("毕业证书", "学位证书"), "degree.toml"
    )
    write(shipped, "[checks.tilted]\nmax_degrees = 10.0\n", "shared/part.toml")
    write(own, MATERIAL.replace("毕业证书", "本省毕业证书"))
    write(own, "[checks.tilted]\nmax_degrees = 20.0\n", "shared/part.toml")
    loaded = definition.load([own, shipped])
    assert sorted(loaded) == ["degree", "diploma"]
    assert loaded["diploma"].material.title == "本省毕业证书"
    # A shared part of one's own counts for the shipped materials too.
    assert loaded["degree"].checks[0].params.model_dump() == {"max_degrees": 20.0}
    assert definition.load([shipped])["degree"].checks[0].params.model_dump() == {"max_degrees": 10.0}


def test_words_and_severity_can_be_changed_for_a_code(tmp_path: Path) -> None:
    change = '[flags."dark.document"]\nseverity = "info"\nmessage = "请重拍。"\n'
    kind = load(tmp_path, MATERIAL + change).checks[0].flags["dark.document"]
    assert (kind.severity, kind.message) == (Severity.INFO, "请重拍。")
    assert kind.message_en.startswith("The picture is too dark")


def test_one_field_s_words_can_be_changed_where_the_check_speaks_of_all(tmp_path: Path) -> None:
    change = '[checks.mismatch]\n[flags."mismatch.certificate_number"]\nseverity = "info"\n'
    flags = load(tmp_path, MATERIAL + change).checks[1].flags
    assert flags["mismatch.certificate_number"].severity is Severity.INFO
    assert flags["mismatch.*"].severity is Severity.REVIEW


def test_the_digest_changes_with_everything_that_is_said_and_with_nothing_else(tmp_path: Path) -> None:
    digest = load(tmp_path).sha256
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert load(tmp_path, "# a remark\n" + MATERIAL).sha256 == digest
    others = {
        load(tmp_path, MATERIAL.replace("0.5", "0.51")).sha256,
        load(tmp_path, MATERIAL.replace("毕业证编号", "证书编号")).sha256,
        load(tmp_path, MATERIAL + '[flags."dark.document"]\nseverity = "info"\n').sha256,
        load(tmp_path, MATERIAL + "[reading]\nsample_lines = 5\n").sha256,
        load(tmp_path, MATERIAL.replace('titles = ["毕业证书"]', 'titles = ["毕业证书", "证书"]')).sha256,
    }
    assert len(others | {digest}) == 6


def test_the_digest_changes_with_an_included_file(tmp_path: Path) -> None:
    text = 'include = ["shared/part.toml"]\n' + MATERIAL
    write(tmp_path, "[checks.tilted]\nmax_degrees = 10.0\n", "shared/part.toml")
    before = load(tmp_path, text).sha256
    write(tmp_path, "[checks.tilted]\nmax_degrees = 11.0\n", "shared/part.toml")
    assert load(tmp_path, text).sha256 != before


def test_the_packaged_pipelines_load_and_begin_with_the_format() -> None:
    loaded = definition.load([packaged("pipelines")])
    assert {"diploma", "identity", "institution_licence"} <= set(loaded)
    for pipeline in loaded.values():
        assert pipeline.checks[0].name == "format"
        assert pipeline.material.title
        assert pipeline.material.title_en.isascii()
        for rule in pipeline.material.fields:
            assert rule.label
            assert rule.label_en.isascii()
