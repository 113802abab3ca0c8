"""``precheck materials`` and ``precheck checks``: what there is, and what a province changed of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from precheck.domain.errors import Invalid
from precheck.entrypoints.cli import application


def run(*arguments: str) -> str:
    done = CliRunner().invoke(application(), arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A province's own folder."""
    monkeypatch.setenv("PRECHECK_PIPELINES", str(tmp_path))
    return tmp_path


def test_what_a_province_changed_stands_beside_what_is_shipped(own: Path) -> None:
    assert "as shipped" in run("materials", "--diff")
    assert json.loads(run("materials", "--diff", "--json") or "[]") == []
    diploma = own / "diploma.toml"
    diploma.write_text(
        "[checks.blurred]\nmin_legibility = 0.5\n[checks.glare]\noff = true\n", encoding="utf-8"
    )
    said = run("materials", "--diff")
    assert "diploma" in said
    assert "checks.blurred.min_legibility: " in said
    assert "→ 0.5" in said
    assert "checks.glare: 已取消 (off)" in said
    assert str(diploma) in said.replace("\n", "")
    found: list[dict[str, Any]] = json.loads(run("materials", "--diff", "--json"))
    changed = next(item for item in found if item["key"] == "checks.blurred.min_legibility")
    assert (changed["name"], changed["after"], changed["file"]) == ("diploma", 0.5, str(diploma))
    assert isinstance(changed["before"], float)


def test_what_a_shared_table_changes_is_said_once(own: Path) -> None:
    (own / "shared").mkdir()
    (own / "shared" / "picture.toml").write_text("[checks.dark]\nmin_brightness = 0.07\n", encoding="utf-8")
    said = run("materials", "--diff")
    assert said.count("checks.dark.min_brightness: ") == 1
    assert len(json.loads(run("materials", "--diff", "--json"))) > 10


def test_a_folder_with_a_mistake_shows_no_differences(own: Path) -> None:
    (own / "diploma.toml").write_text("[checks.blured]\nmin_legibility = 0.5\n", encoding="utf-8")
    done = CliRunner().invoke(application(), ["materials", "--diff"])
    assert isinstance(done.exception, Invalid)
    assert "blurred" in str(done.exception)


def test_every_material_is_shown_with_its_views_and_fields() -> None:
    entries = json.loads(run("materials", "--json"))
    said = run("materials")
    assert len(entries) > 15
    for entry in entries:
        assert entry["slug"] in said
        assert entry["title"] in said


def test_every_code_is_shown_and_the_reference_s_table_has_a_row_for_each() -> None:
    entries = json.loads(run("checks", "--json"))
    said, table = run("checks"), run("checks", "--markdown")
    assert len(entries) > 30
    for entry in entries:
        assert entry["code"] in said
        assert f"`{entry['code']}`" in table
