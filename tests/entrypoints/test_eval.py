"""``precheck eval``: sets in columns, halves, and reports that were made before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from precheck.domain.errors import Invalid
from precheck.entrypoints.cli.eval import Half, eval
from tests.evaluation.observed import report

FILES = [f"{i}.png" for i in range(8)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eight labelled pictures of two sources, and the reports of a scan: every other one is called blurred."""
    lines, rows = [], ["file,source,sharp,decision"]
    for i, name in enumerate(FILES):
        cv2.imwrite(str(tmp_path / name), np.full((20, 20 + i, 3), 200, np.uint8))
        digest = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        made = report(*(["blurred.text"] if i % 2 else []))
        lines.append(replace(made, upload=replace(made.upload, sha256=digest, file=name)).to_json())
        rows.append(f"{name},{'ab'[i // 4]},yes,accepted")
    (tmp_path / "labels.csv").write_text("\n".join(rows), "utf-8")
    (tmp_path / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path


def judged(folder: Path, *sets: str, half: Half = "both") -> dict[str, dict[str, tuple[int, int]]]:
    out = folder / "out"
    assert eval(list(sets), out=out, reports=[folder / "reports.jsonl"], half=half) == 0
    groups = json.loads((out / "eval.json").read_text("utf-8"))["groups"]
    return {
        name: {f["name"].split()[0]: (f["hits"], f["n"]) for f in group["figures"] if "hits" in f and f["n"]}
        for name, group in groups.items()
    }


def test_reports_are_judged_in_both_halves(folder: Path) -> None:
    groups = judged(folder, str(folder))
    assert set(groups) == {"real choosing", "real judging", "real"}
    assert groups["real"]["清晰者误判为模糊"] == (4, 8)
    assert groups["real judging"]["审核通过而要求重传"] == (2, 4)
    named = (folder / "out" / "wrong.csv").read_text("utf-8-sig").splitlines()
    assert sum(",1.png,blurred.text" in line for line in named) == 2
    assert "4/8 50.0%" in (folder / "out" / "eval.md").read_text("utf-8")
    assert "1.png: blurred.text" in (folder / "out" / "eval.html").read_text("utf-8")


def test_one_half_alone(folder: Path) -> None:
    groups = judged(folder, str(folder), half="choosing")
    assert set(groups) == {"real choosing"}
    assert groups["real choosing"]["清晰者误判为模糊"] == (2, 4)


def test_a_named_set_has_a_column_of_its_own(folder: Path) -> None:
    drawn = [{"file": name, "material": "diploma", "truth": {"sharp": True}} for name in FILES]
    (folder / "drawn.jsonl").write_text("\n".join(map(json.dumps, drawn)), "utf-8")
    groups = judged(folder, f"first={folder / 'drawn.jsonl'}", str(folder / "labels.csv"))
    assert groups["first"]["清晰者误判为模糊"] == groups["real"]["清晰者误判为模糊"] == (4, 8)


def test_a_material_that_does_not_exist_is_an_error(folder: Path) -> None:
    with pytest.raises(Invalid, match="no such material"):
        eval([str(folder)], out=folder / "out", material="diplom")
