"""The documents build without a warning, and the tutorial's commands do what they say."""

from __future__ import annotations

import inspect
import os
import pkgutil
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = re.findall(r"^\$ (.+)$", (ROOT / "docs/tutorial.md").read_text(encoding="utf-8"), re.M)
ENDS = {"check": 1}
"""Both pictures that the tutorial checks have something to say against them."""


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "-q",
            "-f",
            "docs/site/mkdocs.yml",
            "-d",
            str(tmp_path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "检查项" in (tmp_path / "reference/checks/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_tutorial_runs(command: str, tmp_path: Path) -> None:
    program, name, *rest = shlex.split(command.replace("build/tutorial", str(tmp_path / "report")))
    assert program == "precheck"
    code = "import sys; sys.argv[0] = 'precheck'; from precheck.entrypoints.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, name, *rest],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == ENDS.get(name, 0), done.stderr
    assert done.stdout.strip() or (tmp_path / "report/submissions.jsonl").is_file()


HANDS = {
    number: (by, hand)
    for number, by, hand in re.findall(
        r"^\| (\d+) \| (\w+) \| `([\w.]+)` \|",
        (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8"),
        re.M,
    )
}


def test_the_way_of_an_upload_has_at_most_fifteen_hands() -> None:
    assert 10 < len(HANDS) <= 15


@pytest.mark.parametrize("number", HANDS)
def test_a_hand_on_an_upload_s_way_is_there_and_called_as_is_said(number: str) -> None:
    by, hand = HANDS[number]
    assert callable(pkgutil.resolve_name(hand))
    if by in HANDS:  # else a framework, a table or the broker
        caller = sys.modules[pkgutil.resolve_name(HANDS[by][1]).__module__]
        assert re.search(rf"\b{hand.rpartition('.')[2]}\(", inspect.getsource(caller))
