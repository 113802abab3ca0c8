"""The notice's table: found in its own home, replaced by a province's, refused where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from precheck.domain.errors import Invalid
from precheck.domain.resources import packaged
from precheck.pipeline import requirements
from precheck.pipeline.requirements import NAME
from tests.reporting.made import MATERIALS

TABLE = """
title = "试行"
title_en = "trial"
min_confidence = 0.9

[categories.anybody]
title = "考生"
title_en = "anybody"
paragraph = "一"
materials = ["identity"]

[[add]]
material = "diploma"
when = { applicant_category = ["anybody"], cdc = true }
paragraph = "二"

[[require]]
rule = "scope"
read = ["diploma.name"]
matches = "儿科"
paragraph = "三"
message = "请核对。"
message_en = "Please check."

[[pages]]
material = "identity"
view = "front"
paragraph = "四"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_a_folder_in_front_replaces_the_packaged_table(tmp_path: Path) -> None:
    own = write(tmp_path, TABLE)
    assert requirements.load([own, packaged("pipelines")], MATERIALS).title == "试行"


def test_no_table_asks_for_nothing(tmp_path: Path) -> None:
    assert requirements.load([tmp_path], MATERIALS).categories == {}


@pytest.mark.parametrize(
    ("replaced", "by", "told"),
    [
        (
            "paragraph = ",
            "paragraf = ",
            r"categories\.anybody\.paragraf: 未知的键.*allowed\): materials, paragraph",
        ),
        ("[[add]]", "[[ad]]", r": ad: 未知的键.*add, agree, allow"),
        ('material = "diploma"', 'material = "diplom"', r"'diplom'; diploma, identity"),
        ("cdc = true", "cdcs = true", r"'cdcs'; .*cdc, "),
        ('["anybody"], cdc', '["nobody"], cdc', r"add\.when: .*'nobody'; anybody"),
        ("diploma.name", "diploma.nmae", r"require\.read: .*'diploma\.nmae'"),
        ('matches = "儿科"', 'matches = "("', r"'\('"),
        ('matches = "儿科"', 'matches = "儿科"\ngiven = true', r"exactly one of"),
        ('view = "front"', 'view = "frnt"', r"pages\.view: 'frnt'; front, back"),
        ("min_confidence = 0.9", "min_confidence = 9", r"min_confidence: .*1"),
        ("title = ", "title ", r"requirements\.toml"),
    ],
)
def test_what_is_wrong_is_refused_by_file_and_key(tmp_path: Path, replaced: str, by: str, told: str) -> None:
    write(tmp_path, TABLE.replace(replaced, by, 1))
    with pytest.raises(Invalid, match=told) as caught:
        requirements.load([tmp_path], MATERIALS)
    assert NAME in str(caught.value)
