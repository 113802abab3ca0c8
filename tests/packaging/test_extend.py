"""The how-to's example: a package with a check, an engine and a field type, and a material that uses them, installed and run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from tests import drawn

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = ROOT / "docs/how-to/extend.md"
FILES = dict(
    re.findall(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", HOW_TO.read_text(encoding="utf-8"), re.M | re.S)
)
LINES = ["预防接种证", "姓名：李明", "疫苗名称：乙肝疫苗", "疫苗批号：AB20230817", "接种日期：2023年8月20日"]


def write(folder: Path, **changes: str) -> None:
    for name, text in {**FILES, **changes}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def install(folder: Path, target: Path) -> None:
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "-q"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(folder)]
    subprocess.run(command, check=True, capture_output=True, text=True)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's folder, installed into its ``site``; with a picture of the paper."""
    folder = tmp_path_factory.mktemp("province")
    write(folder)
    install(folder, folder / "site")
    cv2.imencode(".png", drawn.lines(LINES, size=36).image)[1].tofile(folder / "record.png")
    return folder


def run(folder: Path, *arguments: str, site: str = "site") -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PRECHECK_PIPELINES": str(folder / "pipelines"),
        "PYTHONPATH": str(folder / site),
    }
    code = "import sys; sys.argv[0] = 'precheck'; from precheck.entrypoints.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )


def test_the_page_holds_every_file_of_the_package() -> None:
    modules = re.findall(r'= "(precheck_province\.\w+)[":]', FILES["pyproject.toml"])
    assert {f"{module.replace('.', '/')}.py" for module in modules} < set(FILES)
    assert len(modules) == 3


def test_the_new_check_is_listed_beside_ours(province: Path) -> None:
    listed = {entry["code"]: entry for entry in json.loads(run(province, "checks", "--json").stdout)}
    assert (
        listed["watermark.missing"]["about"]
        == "Does the copy carry the watermark that the province asks for?"
    )
    assert "blurred.text" in listed


def test_a_picture_is_checked_by_all_of_them_together(province: Path) -> None:
    (province / "li.json").write_text(json.dumps({"name": "李明"}))
    done = run(
        province,
        *("check", "record.png", "--material", "vaccination_record", "--registration", "li.json"),
        *("--engine", "two_engines", "--json"),
    )
    report = json.loads(done.stdout)
    assert report["unable"] == [], done.stderr
    assert report["fields"]["name"]["status"] == "match"
    assert report["fields"]["batch"]["value"] == "AB20230817"
    assert report["provenance"]["ocr"].startswith("two_engines tiered")
    (flag,) = [flag for flag in report["flags"] if flag["code"] == "watermark.missing"]
    assert flag["message"] == "复印件未注明“仅供报名使用”，请注明后重新上传。"
    assert (report["verdict"], done.returncode) == ("reupload", 1)


def test_another_version_of_the_package_is_another_pipeline(province: Path, tmp_path: Path) -> None:
    write(tmp_path, **{"pyproject.toml": FILES["pyproject.toml"].replace('"1.0"', '"1.1"')})
    install(tmp_path, tmp_path / "site")
    code = (
        "from pathlib import Path; from precheck.pipeline import definition; from precheck.wiring import pipeline_folders;"
        "loaded = definition.load(pipeline_folders(Path('pipelines')));"
        "print(loaded['vaccination_record'].sha256, loaded['diploma'].sha256)"
    )
    digests = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder / "site")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for folder in (province, tmp_path)
    ]
    assert digests[0][0] != digests[1][0]
    assert digests[0][1] == digests[1][1]


@pytest.mark.parametrize(
    ("group", "name", "target", "said"),
    [
        ("precheck.checks", "dark", "precheck_province.watermark", "dark"),
        (
            "precheck.checks",
            "watermark",
            "precheck_province.vaccine_batch",
            "缺少 (lacks): Params, FLAGS, check",
        ),
        ("precheck.checks", "stamp", "precheck_province.watermark", "watermark.missing"),
        ("precheck.engines", "two_engines", "precheck_province.nowhere", "ModuleNotFoundError"),
        ("precheck.fields", "vaccine_batch", "precheck_province.watermark", "缺少 (lacks): find"),
    ],
    ids=["a name we have", "no check", "another's codes", "no module", "no field type"],
)
def test_what_does_not_fit_is_refused_by_name(
    province: Path, tmp_path: Path, group: str, name: str, target: str, said: str
) -> None:
    """As pip would leave it: an installed package's metadata, in a folder on the path before the example's own modules."""
    info = tmp_path / "site" / "odd-2.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 2.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {target}\n")
    (tmp_path / "site/precheck_province").symlink_to(province / "site/precheck_province")
    kind = {"precheck.checks": "checks", "precheck.engines": "ocr", "precheck.fields": "fields"}[group]
    done = subprocess.run(
        [sys.executable, "-c", f"from precheck import {kind}; {kind}.load({name!r})"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("precheck.domain.errors.Invalid")
    assert said in last
