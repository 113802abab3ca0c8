"""Pipeline files: whatever is wrong is refused at start, naming file and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from precheck.domain.errors import Invalid
from precheck.domain.flag import Severity
from precheck.domain.resources import packaged_folder
from precheck.pipeline import definition
from precheck.pipeline.definition import Definition
from precheck.pipeline.differences import differences

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
        "[checks.too_small]\nmin_long_side_px = 480\nmin_text_height_px = 9.0\nmin_lines = 3\n",
        "shared/picture.toml",
    )
    text = 'include = ["shared/picture.toml"]\n' + MATERIAL + "\n[checks.too_small]\nmin_long_side_px = 600\n"
    loaded = load(tmp_path, text)
    assert [check.name for check in loaded.checks] == ["too_small", "dark"]
    assert loaded.checks[0].params.model_dump() == {
        "min_long_side_px": 600,
        "min_text_height_px": 9.0,
        "min_lines": 3,
    }


def province(tmp_path: Path, **files: str) -> list[Path]:
    """A folder of overlays in front of the shipped ones; ``shared__picture`` is ``shared/picture.toml``."""
    own = tmp_path / "own"
    own.mkdir(exist_ok=True)
    for name, text in files.items():
        write(own, text, name.replace("__", "/") + ".toml")
    return [own, packaged_folder("pipelines")]


SHIPPED = definition.load([packaged_folder("pipelines")])


def settings(loaded: Definition) -> dict[str, object]:
    return {check.name: check.params for check in loaded.checks}


def test_an_overlay_changes_the_keys_it_names_and_nothing_else(tmp_path: Path) -> None:
    folders = province(
        tmp_path,
        diploma='[checks.dark]\nmin_brightness = 0.4\n[fields.name]\nlabel = "名字"\n',
        shared__picture="[checks.tilted]\nmax_degrees = 20.0\n",
    )
    loaded = definition.load(folders)
    assert loaded.keys() == SHIPPED.keys()
    for slug, now in loaded.items():
        before, after = settings(SHIPPED[slug]), settings(now)
        assert before.keys() == after.keys()
        changed = {name for name in before if before[name] != after[name]}
        assert changed == {"tilted"} | ({"dark"} if slug == "diploma" else set())
        assert now.off == ()
        labels = {
            rule.name
            for rule, old in zip(now.material.fields, SHIPPED[slug].material.fields, strict=True)
            if rule != old
        }
        assert labels == ({"name"} if slug == "diploma" else set())
    assert loaded["degree"].sha256 != SHIPPED["degree"].sha256


def test_an_empty_overlay_changes_nothing(tmp_path: Path) -> None:
    folders = province(tmp_path, diploma="", shared__picture="[checks.blurred]\n")
    loaded = definition.load(folders)
    assert {slug: item.sha256 for slug, item in loaded.items()} == {
        slug: item.sha256 for slug, item in SHIPPED.items()
    }


def test_off_removes_one_check_and_is_told(tmp_path: Path) -> None:
    loaded = definition.load(province(tmp_path, degree="[checks.blurred]\noff = true\n"))
    assert settings(SHIPPED["degree"]).keys() - settings(loaded["degree"]).keys() == {"blurred"}
    assert loaded["degree"].off == ("checks.blurred",)
    assert loaded["diploma"].off == ()
    everywhere = definition.load(province(tmp_path, shared__picture="[checks.glare]\noff = true\n"))
    assert all("checks.glare" in item.off for item in everywhere.values())


NEW = 'new = true\ninclude = ["shared/picture.toml", "shared/ours.toml"]\n' + MATERIAL


COLOURED = """[checks.photocopy]
max_coloured = 0.0004
min_lines = 4
wider = 1.1
min_contrast = 0.4
min_sharpness = 0.4
"""


def test_a_new_material_says_that_it_is_new(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="new = true"):
        definition.load(province(tmp_path, permit=MATERIAL))
    loaded = definition.load(
        province(
            tmp_path,
            permit=NEW,
            shared__ours=COLOURED,
        )
    )
    assert loaded.keys() - SHIPPED.keys() == {"permit"}
    assert "photocopy" in settings(loaded["permit"])
    with pytest.raises(Invalid, match="exists"):
        definition.load(province(tmp_path, diploma="new = true\n"))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("diplom", "[checks.dark]\nmin_brightness = 0.4\n", "did you mean diploma.toml"),
        ("Diploma", "", "did you mean diploma.toml"),
        ("shared__pictures", "", "did you mean shared/picture.toml"),
        ("picture", "", "no material and no shared table"),
        ("rules__requirement", "", "did you mean rules/requirements.toml"),
        ("shared__unused", "[checks.dark]\n", "no material and no shared table"),
        ("diploma", "[checks.blured]\noff = true\n", "checks.blured: .*did you mean blurred"),
        ("diploma", "[checks.blured]\nmin_legibility = 0.3\n", "checks.blured: "),
        ("diploma", "[check.blurred]\nmin_legibility = 0.3\n", "check: .*did you mean checks"),
        ("diploma", "[checks.blurred]\nmin_legibilty = 0.3\n", "did you mean min_legibility"),
        ("diploma", "[checks.blurred]\noff = 1\n", "checks.blurred.off: true / false"),
        ("diploma", "[checks.blurred]\nOff = true\n", "checks.blurred.Off: "),
        ("diploma", "off = true\n", "off: "),
        ("diploma", "[fields.name]\noff = true\n", "fields.name.off: "),
        ("diploma", "[fields.nmae]\nlabel = '名字'\n", "fields.nmae.label_en: Field required，是否应为 name"),
        ("diploma", "[views.front]\nrequired = 'ja'\n", "views.front.required: "),
        ("diploma", "checks = 3\n", "checks: "),
        ("diploma", "include = []\n", "include: "),
        (
            "diploma",
            "[flags.\"unreadable.certificat_number\"]\nmessage = 'x'\n",
            "did you mean unreadable.certificate_number",
        ),
        ("diploma", "[flags.\"dark.documnet\"]\nmessage = 'x'\n", "did you mean dark.document"),
        ("diploma", "[flags.\"dark.document\"]\nmessage = '{label}太暗'\n", "there is no. {label}"),
        ("diploma", "[flags.\"unreadable.*\"]\nmessage = '{lable}不清'\n", "did you mean label"),
        ("diploma", "[flags.\"dark.document\"]\nmessage = '太暗{'\n", "brace"),
        ("diploma", "[flags.\"dark.document\"]\nserverity = 'info'\n", "did you mean severity"),
        ("shared__picture", "[checks.tilted]\nmax_degres = 20.0\n", "did you mean max_degrees"),
        ("shared__picture", "[checks.tilted]\nmax_degrees = 'ten'\n", "checks.tilted.max_degrees"),
        ("shared__picture", "[checks.seal]\noff = true\n", "checks.seal: "),
    ],
)
def test_no_typing_error_weakens_a_check(tmp_path: Path, name: str, text: str, told: str) -> None:
    folders = province(tmp_path, **{name: text})
    with pytest.raises(Invalid) as refused:
        definition.load(folders)
    assert re.search(told, str(refused.value)), str(refused.value)
    assert str(tmp_path / "own" / (name.replace("__", "/") + ".toml")) in str(refused.value)


@pytest.mark.parametrize(
    "name", ["diploma.TOML", "diploma.toml.txt", "diploma.toml~", "notes.txt", "Shared/picture.toml"]
)
def test_a_file_that_nothing_reads_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path / "own", "", name)
    with pytest.raises(Invalid, match=re.escape(name)):
        definition.load([tmp_path / "own", packaged_folder("pipelines")])


def test_notes_and_hidden_files_may_lie_beside(tmp_path: Path) -> None:
    for name in ("README.md", ".gitignore", ".git/config"):
        write(tmp_path / "own", "", name)
    assert definition.load([tmp_path / "own", packaged_folder("pipelines")]).keys() == SHIPPED.keys()


def test_a_file_saved_by_windows_is_read_or_refused_by_name(tmp_path: Path) -> None:
    folders = province(tmp_path)
    path = folders[0] / "diploma.toml"
    path.write_bytes('\ufefftitle = "毕业证"\r\n'.encode())
    assert definition.load(folders)["diploma"].material.title == "毕业证"
    path.write_bytes('title = "毕业证"\r\n'.encode("gbk"))
    with pytest.raises(Invalid, match=r"diploma\.toml: .*UTF-8"):
        definition.load(folders)


def test_what_differs_is_listed_by_material_and_key(tmp_path: Path) -> None:
    folders = province(
        tmp_path,
        diploma="[checks.dark]\nmin_brightness = 0.4\n[checks.glare]\noff = true\n",
        rules__requirements="[waive.cdc]\noff = true\n",
    )
    found = differences(folders)
    assert {
        name: {(item.key, item.before, item.after) for item in items} for name, items in found.items()
    } == {
        "diploma": {("checks.dark.min_brightness", 0.3, 0.4), ("checks.glare.off", None, True)},
        "requirements": {("waive.cdc.off", None, True)},
    }
    assert differences([packaged_folder("pipelines")]) == {}


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
    loaded = definition.load([packaged_folder("pipelines")])
    assert {"diploma", "identity", "institution_licence"} <= set(loaded)
    for pipeline in loaded.values():
        assert pipeline.checks[0].name == "format"
        assert pipeline.material.title
        assert pipeline.material.title_en.isascii()
        for rule in pipeline.material.fields:
            assert rule.label
            assert rule.label_en.isascii()
