"""The cases of tests/cases: what must come out of each stands in expected.toml."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from typing import Any

import pytest

from tests.golden.conftest import CASES, HANDED, Scanned, codes, some

EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((CASES / "expected.toml").read_text("utf-8"))


def test_every_case_has_its_answer() -> None:
    assert set(EXPECTED) == {case["id"] for case in HANDED}


@pytest.mark.parametrize("case", HANDED, ids=lambda case: case["id"])
def test_case_comes_out_right(case: dict[str, Any], scanned: Scanned) -> None:
    right, report = EXPECTED[case["id"]], scanned.case(case)
    found, fields = codes(report), report["fields"]
    if "unable" in right:
        assert any(right["unable"] in item["reason"] for item in report["unable"])
    else:
        assert bool(report["unable"]) == some("format.incomplete", found)
    assert {name: fields[name]["status"] for name in right.get("status", {})} == right.get("status", {})
    for name, pattern in right.get("value", {}).items():
        assert fnmatchcase(fields[name]["value"] or "", pattern), (name, fields[name]["value"])
    assert [pattern for pattern in right.get("must", []) if not some(pattern, found)] == [], found
    assert [pattern for pattern in right.get("never", []) if some(pattern, found)] == [], found
    assert report["verdict"] in right.get("verdicts", [report["verdict"]])
    assert report["image"]["view"] == right.get("view", report["image"]["view"])
    _words_fit(report)


def _words_fit(report: dict[str, Any]) -> None:
    """What helps with nothing asks for nothing (x03), and no title stands in two pairs of brackets."""
    for flag in report["flags"]:
        if flag["remedy"] == "none":
            assert "重新上传" not in flag["message"], flag["code"]
        assert "《《" not in flag["message"]
        assert "》》" not in flag["message"]
