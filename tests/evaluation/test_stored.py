"""Reports that were made before."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from precheck.domain.errors import Invalid
from precheck.domain.reading import Status
from precheck.domain.report import FieldFacts
from precheck.wiring import load_pipelines
from precheck_evaluation import stored
from precheck_evaluation.observe import REGISTERED, TRUE
from tests.evaluation.observed import labelled, report

MATERIALS = load_pipelines().materials


def test_reports_are_found_by_the_pictures_digest_and_judged_alone(tmp_path: Path) -> None:
    path = tmp_path / "p.jpg"
    path.write_bytes(b"picture")
    digest = hashlib.sha256(b"picture").hexdigest()
    fields = {
        "name": FieldFacts("陈小芳", 0.9, "陈小芳", Status.MATCH, None),
        "certificate_number": FieldFacts(
            "106311201505001234", 0.9, "106311201505001239", Status.MISMATCH, None
        ),
    }
    made = replace(report("blurred.text"), fields=fields)
    made = replace(made, upload=replace(made.upload, sha256=digest, file="elsewhere.jpg"))
    (tmp_path / "reports.jsonl").write_text(made.to_json() + "\n", "utf-8")
    truth = {
        "kind": "diploma",
        "sharp": True,
        "fields": {"name": "陈小芳", "certificate_number": "106311201505001234"},
    }
    picture = replace(labelled(truth), path=path)
    (seen,), missing = stored.observe([picture], stored.read(tmp_path / "reports.jsonl"), MATERIALS)
    assert missing == []
    assert seen.codes == ("blurred.text",)
    assert [(c.field, c.change, c.status) for c in seen.compared] == [
        ("name", TRUE, "match"),
        ("certificate_number", REGISTERED, "mismatch"),
    ]
    assert all(field.right for field in seen.fields)


def test_a_picture_without_a_report_is_named(tmp_path: Path) -> None:
    seen, missing = stored.observe([labelled({}, file="gone.jpg")], {}, MATERIALS)
    assert (seen, missing) == ([], ["gone.jpg"])


def test_what_is_no_report_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "reports.jsonl").write_text('{"schema": "other"}\n', "utf-8")
    with pytest.raises(Invalid, match="第 1 行"):
        stored.read(tmp_path / "reports.jsonl")
