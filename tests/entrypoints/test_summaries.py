"""What ``submit`` says at its end, and what the lists look like at eighty columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from precheck.entrypoints.cli import catalogue, options
from precheck.entrypoints.cli.intake import REFUSED, STILL_WAITING, submit
from precheck.entrypoints.deployment import deployment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store that nobody works on, and a folder to hand in."""
    monkeypatch.setenv("PRECHECK_DATA", str(tmp_path / "data"))
    store = deployment().store()
    store.migrate()
    store.close()
    for name in ("s1/diploma/a.jpg", "s1/diploma/b.jpg", "s2/nonsense/c.jpg", "s2/Thumbs.db/d.jpg"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "in"


def test_submit_ends_with_what_was_taken_and_refused_and_why(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert submit([folder]) == REFUSED
    said = capsys.readouterr().err.splitlines()
    assert "收到 2 (taken)，拒收 1 (refused)" in said[-2]
    assert "拒收 1: 没有这种材料" in said[-1]


def test_a_time_out_of_wait_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = submit([folder / "s1" / "diploma" / "a.jpg"], submission="s1", material="diploma", wait=0.1)
    assert code == STILL_WAITING
    said = capsys.readouterr().err
    assert "有问题 0 (flagged)" in said
    assert "1 件尚未检查完 (timed out" in said


@pytest.mark.parametrize("command", [catalogue.materials, catalogue.checks])
def test_nothing_breaks_at_eighty_columns(
    command: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        options, "console", lambda **_: Console(width=80, highlight=False, force_terminal=False)
    )
    assert callable(command)
    command()
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert max(map(cell_len, lines)) <= 80
    # Names stay whole.
    words = {word for line in lines for word in line.replace("\u00a0", " ").split()}
    for name in (
        ("certificate_number", "institution_licence")
        if command is catalogue.materials
        else ("rotated.quarter_turn",)
    ):
        assert name in words
