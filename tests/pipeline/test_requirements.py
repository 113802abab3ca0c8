"""The notice's table: found in its own home, replaced by a province's, refused where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from precheck.domain.errors import Invalid
from precheck.domain.resources import packaged_folder
from precheck.pipeline import requirements
from precheck.pipeline.requirements import NAME
from precheck.wiring import load_pipelines
from tests.reporting.made import MATERIALS

MATERIALS_SHIPPED = load_pipelines().materials

TABLE = """
title = "试行"
title_en = "trial"
min_confidence = 0.9

[categories.rural_assistant]
title = "考生"
title_en = "anybody"
paragraph = "一"
materials = ["identity"]

[add.more]
material = "diploma"
when = { applicant_category = ["rural_assistant"], cdc = true }
paragraph = "二"

[require.scope]
rule = "scope"
read = ["diploma.name"]
matches = "儿科"
paragraph = "三"
message = "请核对。"
message_en = "Please check."

[pages.front]
material = "identity"
view = "front"
paragraph = "四"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_a_folder_in_front_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    shipped = packaged_folder("pipelines")
    before = requirements.load([shipped], MATERIALS_SHIPPED)
    own = write(
        tmp_path,
        """
        [categories.rural_assistant]
        materials = ["identity", "diploma"]

        [require.rural_year]
        months = 24

        [waive.cdc]
        off = true

        [add.photo]
        material = "student_card"
        paragraph = "八"
        """,
    )
    after = requirements.load([own, shipped], MATERIALS_SHIPPED)
    assert after.categories["rural_assistant"].materials == ("identity", "diploma")
    assert after.categories["rural_assistant"].title == before.categories["rural_assistant"].title
    assert (before.require["rural_year"].months, after.require["rural_year"].months) == (12, 24)
    assert after.require["rural_year"].message == before.require["rural_year"].message
    assert (after.off, [*after.waive]) == (("waive.cdc",), ["grade_3a_hospital"])
    assert [*after.add] == [*before.add, "photo"]
    for section in ("exempt", "derive", "replace", "allow", "pages", "documents", "each", "agree"):
        assert getattr(after, section) == getattr(before, section)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[waive.ccd]\noff = true\n", r"waive\.ccd: .*did you mean cdc"),
        ("[waive.cdc]\noff = 1\n", r"waive\.cdc\.off: true / false"),
        ("[waives.cdc]\noff = true\n", r"waives\.cdc: "),
        (
            "[require.rural_yaer]\nmonths = 24\n",
            r"require\.rural_yaer\.\w+: Field required.*did you mean rural_year",
        ),
        (
            '[exempt.miliary]\nparagraph = "二"\n',
            r"exempt\.miliary\.when: Field required.*did you mean military",
        ),
        (
            '[categories.rural_assistant]\nmaterials = ["diplom"]\n',
            r"categories\.rural_assistant\.materials: .*diplom",
        ),
    ],
)
def test_a_province_s_error_names_the_province_s_file(tmp_path: Path, text: str, told: str) -> None:
    own = write(tmp_path, text)
    with pytest.raises(Invalid, match=told) as caught:
        requirements.load([own, packaged_folder("pipelines")], MATERIALS_SHIPPED)
    assert str(own / NAME) in str(caught.value)


def test_no_table_asks_for_nothing(tmp_path: Path) -> None:
    assert requirements.load([tmp_path], MATERIALS).categories == {}


@pytest.mark.parametrize("certainty", ["0", "1"])
def test_any_certainty_may_be_asked_for(tmp_path: Path, certainty: str) -> None:
    table = TABLE.replace("min_confidence = 0.9", f"min_confidence = {certainty}")
    assert requirements.load([write(tmp_path, table)], MATERIALS).min_confidence == float(certainty)


@pytest.mark.parametrize(
    ("replaced", "by", "told"),
    [
        (
            "paragraph = ",
            "paragraf = ",
            r"categories\.rural_assistant\.paragraf: 未知的键.*allowed\): materials, paragraph",
        ),
        ("[add.more]", "[ad.more]", r": ad: 未知的键.*did you mean add.*add, agree, allow"),
        ('material = "diploma"', 'material = "diplom"', r"'diplom'; diploma, identity"),
        ("cdc = true", "cdcs = true", r"'cdcs'; .*cdc, "),
        ('["rural_assistant"], cdc', '["nobody"], cdc', r"add\.more\.when: .*'nobody'; rural_assistant"),
        ("cdc = true", 'sex = "M"', r"add\.more\.when: .*write.*男"),
        ("cdc = true", 'sex = "X"', r"add\.more\.when: .*男、女"),
        ("[add.more]", "[[add]]", r": add: .*\[add\.…\]"),
        ("[categories.rural_assistant]", "[categories.rural_asistant]", r"did you mean rural_assistant"),
        ("min_confidence", 'off = ["add.more"]\nmin_confidence', r"off: "),
        (
            'message = "请核对。"',
            'message = "请核对{sene}。"',
            r"require\.scope\.message: .*did you mean seen",
        ),
        ("diploma.name", "diploma.nmae", r"require\.scope\.read: .*'diploma\.nmae'"),
        ('matches = "儿科"', 'matches = "("', r"'\('"),
        ('matches = "儿科"', 'matches = "儿科"\ngiven = true', r"exactly one of"),
        ('view = "front"', 'view = "frnt"', r"pages\.front\.view: 'frnt'; front, back"),
        ("min_confidence = 0.9", "min_confidence = 1.01", r"min_confidence: .*1"),
        ("min_confidence = 0.9", "min_confidence = -0.01", r"min_confidence: .*0"),
        ('matches = "儿科"', "months = 0", r"require\.scope\.months: .*1"),
        ("[add.more]", '[exempt.all]\nwhen = {}\nparagraph = "二"\n[add.more]', r"exempt\.all\.when: "),
        ("[add.more]", '[agree.name]\nfield = "name"\nof = []\n[add.more]', r"agree\.name\.of: "),
        (
            "[add.more]",
            '[documents.card]\nmaterial = "identity"\nrole = "x"\ntitle = "证"\ntitle_en = "x"\nshown_by = {}\n'
            'paragraph = "二"\n[add.more]',
            r"documents\.card\.shown_by: ",
        ),
        ("title = ", "title ", r"requirements\.toml"),
    ],
)
def test_what_is_wrong_is_refused_by_file_and_key(tmp_path: Path, replaced: str, by: str, told: str) -> None:
    write(tmp_path, TABLE.replace(replaced, by, 1))
    with pytest.raises(Invalid, match=told) as caught:
        requirements.load([tmp_path], MATERIALS)
    assert NAME in str(caught.value)
