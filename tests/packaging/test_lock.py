"""What is installed is pinned, and no second OpenCV is among it."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


def names(lock: str) -> set[str]:
    return {
        match[1].lower()
        for match in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==", (ROOT / lock).read_text(), re.M)
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_one_opencv_without_a_display(lock: str) -> None:
    assert {name for name in names(lock) if name.startswith("opencv")} == {"opencv-python-headless"}


@pytest.mark.parametrize("lock", LOCKS)
def test_no_registry_is_named(lock: str) -> None:
    assert not re.search(r"://|--index-url|--find-links", (ROOT / lock).read_text())


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_carries_hashes(lock: str) -> None:
    lines = [
        line for line in (ROOT / lock).read_text().splitlines() if line and not line.startswith(("#", " "))
    ]
    assert lines
    assert all(line.endswith("\\") for line in lines)


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]

    def bare(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[<>=;~ ]", requirement)[0].lower() for requirement in requirements}

    runtime = bare(project["dependencies"]) | bare(extras["service"]) | bare(extras["xlsx"])
    assert runtime <= names("requirements.lock")
    assert runtime | bare(extras["dev"]) <= names("requirements-dev.lock")


def test_make_test_installs_the_fonts_of_the_samples() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = set(
        re.findall(r'"(fonts-[a-z0-9-]+)"', (ROOT / "samples/generator/fonts.py").read_text(encoding="utf-8"))
    )
    assert wanted
    assert wanted <= set(re.findall(r"fonts-[a-z0-9-]+", makefile))
