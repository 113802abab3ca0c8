"""The committed samples: each listed, each there, within the limits, and as truth says."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from samples.generator._catalogue import SUBMISSIONS

ROOT = Path(__file__).resolve().parents[2] / "samples"
LISTED: list[dict[str, Any]] = tomllib.loads((ROOT / "manifest.toml").read_text(encoding="utf-8"))["sample"]
PIPELINES = {path.stem for path in (ROOT.parent / "pipelines").glob("*.toml")}


def test_manifest_and_folder_agree() -> None:
    there = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("*/*/*")
        if path.parts[-3] != "generator" and path.is_file()
    }
    assert {entry["file"] for entry in LISTED} == there
    assert len(LISTED) >= 40


def test_manifest_and_catalogue_agree() -> None:
    expected = {
        f"{submission.name}/{sample.slot}/{sample.name}": sorted(sample.flags)
        for submission in SUBMISSIONS
        for sample in submission.samples
    }
    assert {entry["file"].rsplit(".", 1)[0]: entry["flags"] for entry in LISTED} == expected


def test_sizes_keep_to_the_guide_save_one() -> None:
    large = [entry for entry in LISTED if (ROOT / entry["file"]).stat().st_size > 200 * 1024]
    assert [entry["flags"] for entry in large] == [["format.too_large"]]
    assert sum(path.stat().st_size for path in ROOT.glob("*/*/*.*g")) < 20_000_000


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: str(entry["file"]))
def test_every_sample_says_what_it_is_for(entry: dict[str, Any]) -> None:
    assert entry["material"] in PIPELINES
    assert entry["file"].split("/")[1] == entry["material"]
    assert entry["purpose"].strip()
    assert entry["purpose_en"].isascii()
    assert entry.get("rotation", 0) in (0, 90, 180, 270)


def test_every_submission_has_its_registration() -> None:
    for name in {entry["file"].split("/")[0] for entry in LISTED}:
        registration = json.loads((ROOT / name / "registration.json").read_text(encoding="utf-8"))
        assert registration["name"]


def test_truth_stands_for_every_sample() -> None:
    truths = [json.loads(line) for line in (ROOT / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [truth["file"] for truth in truths] == [entry["file"] for entry in LISTED]


def test_the_notices_own_case_is_among_them() -> None:
    assert any(entry["flags"] == ["unreadable.certificate_number"] for entry in LISTED)
    ways = {
        (entry.get("rotation"), entry.get("mirrored")) for entry in LISTED if "eight-ways" in entry["file"]
    }
    assert len(ways) == 8
