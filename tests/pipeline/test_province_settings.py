"""The how-to's examples are settings that load and do what they say."""

from __future__ import annotations

import re
from pathlib import Path

from precheck.pipeline import definition, requirements
from precheck.wiring import pipeline_folders

HOW_TO = Path(__file__).resolve().parents[2] / "docs/how-to/province-settings.md"
FILES = (
    "diploma.toml",
    "shared/picture.toml",
    "diploma.toml",
    "rules/requirements.toml",
    "student_card.toml",
    "vaccination_record.toml",
)


def test_the_examples_of_the_how_to_load_together(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.S)
    assert len(examples) == len(FILES)
    for name, text in zip(FILES, examples, strict=True):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    loaded = definition.load(pipeline_folders(tmp_path))
    rules = requirements.load(pipeline_folders(tmp_path), {slug: d.material for slug, d in loaded.items()})
    parameters = {check.name: check.params.model_dump() for check in loaded["diploma"].checks}
    assert (parameters["dark"]["min_brightness"], parameters["tilted"]["max_degrees"]) == (0.25, 20.0)
    assert loaded["student_card"].off == ("checks.recaptured",)
    assert loaded["vaccination_record"].material.title == "预防接种证"
    assert "probation_certificate" in rules.categories["rural_assistant"].materials
    assert rules.add["degree_of_bachelors"].material == "degree"
    flags = next(check.flags for check in loaded["diploma"].checks if check.name == "unreadable")
    assert flags["unreadable.certificate_number"].message == "毕业证编号看不清，请重新拍摄后上传。"
