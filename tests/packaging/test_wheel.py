"""The wheel holds all that checking needs and works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive, built without fetching anything."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return folder


def test_the_wheel_holds_every_pipeline_model_and_template(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "pipelines", "models", "precheck", "precheck_evaluation"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    wanted = {
        name if name.startswith(("precheck/", "precheck_evaluation/")) else f"precheck/{name}"
        for name in tracked
        if (ROOT / name).exists()
    }
    assert {"precheck/pipelines/identity.toml", "precheck/reporting/templates/triage.css"} <= wanted
    assert wanted <= inside


def test_the_source_archive_can_be_tested_and_built(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        inside = {name.partition("/")[2] for name in file.getnames()}
    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "Makefile",
        "pipelines/identity.toml",
        "requirements.lock",
    } <= inside
    assert "tests/packaging/test_wheel.py" in inside


def test_installed_it_works_from_another_folder(built: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    site = home / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    (wheel,) = built.glob("*.whl")
    # Unpacked as pip would, and the dependencies lent by the environment that runs the tests; its own editable
    # install of this project is no danger, since what lies in site-packages comes first.
    zipfile.ZipFile(wheel).extractall(site)
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    picture = tmp_path / "a.jpg"
    pixels = np.random.default_rng(1).integers(100, 160, (600, 800, 3), dtype=np.uint8)
    cv2.imencode(".jpg", pixels)[1].tofile(picture)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def run(*arguments: str) -> str:
        code = "from precheck.entrypoints.cli import main; main()"
        done = subprocess.run(
            [str(python), "-c", code, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    where = subprocess.run(
        [str(python), "-c", "import precheck; print(precheck.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(site))
    assert "identity" in run("materials")
    assert str(site / "precheck" / "pipelines") in run("doctor", "--json")
    assert "a.jpg" in run("check", str(picture), "--material", "diploma", "--json")
