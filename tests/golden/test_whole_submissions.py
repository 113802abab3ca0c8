"""Whole submissions pass, and each has a faulty twin for every rule of the notice (samples/twins.toml)."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import pytest

from precheck.domain.flag import Verdict
from precheck.domain.reading import Status
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.submission.assess import SubmissionReport, assess
from precheck.wiring import load_pipelines
from tests.golden.conftest import LISTED, SAMPLES, Scanned

TWINS: list[dict[str, Any]] = tomllib.loads((SAMPLES / "twins.toml").read_text("utf-8"))["twin"]
WHOLE = sorted({entry["file"].split("/")[0] for entry in LISTED if entry["file"].startswith("good-")})
PIPELINES = load_pipelines()
MATERIALS, RULES = PIPELINES.materials, PIPELINES.rules


def reports(scanned: Scanned, pattern: str) -> list[Report]:
    """Those of the samples whose path without its ending fits the pattern."""
    chosen = [entry for entry in LISTED if fnmatchcase(entry["file"].rpartition(".")[0], pattern)]
    return [Report.from_dict(scanned.sample(entry)) for entry in chosen]


def strange(report: Report) -> Report:
    """The report where what its own candidate declared is not known."""
    fields = {
        name: replace(facts, expected=None, status=Status.UNVERIFIED)
        if facts.status is Status.MATCH
        else facts
        for name, facts in report.fields.items()
    }
    return replace(report, fields=fields)


def assessed(scanned: Scanned, name: str, papers: list[Report], changes: dict[str, Any]) -> SubmissionReport:
    declared = json.loads((SAMPLES / name / "registration.json").read_text("utf-8"))
    return assess(name, papers, MATERIALS, Registration.parse({**declared, **changes}), RULES)


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_submission_passes(name: str, scanned: Scanned) -> None:
    papers = reports(scanned, f"{name}/*")
    found = assessed(scanned, name, papers, {})
    assert [flag.code for flag in found.flags] == []
    assert found.verdict is Verdict.PASS


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: str(twin["name"]))
def test_a_faulty_twin_is_told(twin: dict[str, Any], scanned: Scanned) -> None:
    lost = {
        report.upload.file
        for pattern in twin.get("without", ())
        for report in reports(scanned, f"{twin['of']}/{pattern}")
    }
    assert bool(lost) == ("without" in twin)
    papers = [report for report in reports(scanned, f"{twin['of']}/*") if report.upload.file not in lost]
    for pattern in twin.get("with", ()):
        [added] = reports(scanned, pattern)
        papers.append(strange(added))
    found = assessed(scanned, twin["of"], papers, twin.get("registration", {}))
    assert sorted({flag.code for flag in found.flags}) == twin["flags"]
    if twin["flags"]:
        assert found.verdict is not Verdict.PASS


def test_every_rule_of_the_notice_has_a_twin() -> None:
    shown = {code for twin in TWINS for code in twin["flags"]}
    assert {f"requirement.{rule.rule}" for rule in RULES.require.values()} <= shown
    categories = {
        json.loads((SAMPLES / name / "registration.json").read_text("utf-8"))["applicant_category"]
        for name in WHOLE
    }
    assert categories == set(RULES.categories)
