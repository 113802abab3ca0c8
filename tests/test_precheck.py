"""The Python interface end to end: own pipelines, real reader, committed samples."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import precheck as package
from precheck import Invalid, Precheck, Report
from precheck.domain.flag import Verdict

SAMPLES = Path(__file__).parent.parent / "samples"
PERSONAL = ("name", "id_number", "diploma_number", "address", "birth_date")


@cache
def manifest() -> dict[str, dict[str, Any]]:
    """What each committed picture is, by file."""
    with (SAMPLES / "manifest.toml").open("rb") as file:
        return {sample["file"]: sample for sample in tomllib.load(file)["sample"]}


def samples(**wanted: Any) -> list[str]:
    return [file for file, sample in manifest().items() if all(sample.get(k) == v for k, v in wanted.items())]


def declared(file: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        (SAMPLES / file.split("/")[0] / "registration.json").read_text(encoding="utf-8")
    )
    return data


def good_diploma() -> str:
    return next(file for file in samples(material="diploma", flags=[]) if file.startswith("good-bachelor/"))


def check(program: Precheck, file: str) -> Report:
    return program.check(SAMPLES / file, manifest()[file]["material"], declared(file))


@pytest.fixture(scope="module")
def report(precheck: Precheck) -> Report:
    return check(precheck, good_diploma())


def test_a_good_diploma_matches_its_registration(report: Report) -> None:
    number = report.fields["certificate_number"]
    assert (str(number.status), number.value) == ("match", number.expected)
    assert number.value == declared(good_diploma())["diploma_number"]
    assert (report.image.rotation, report.image.mirrored) == (0, False)
    assert report.flags == ()
    assert report.unable == ()
    assert report.verdict is Verdict.PASS


def test_the_report_has_the_contract_s_shape(report: Report) -> None:
    plain = json.loads(report.to_json())
    assert list(plain)[:4] == ["schema", "checked_at", "upload", "verdict"]
    assert set(plain) == {
        "schema",
        "checked_at",
        "upload",
        "verdict",
        "flags",
        "image",
        "fields",
        "unable",
        "provenance",
        "seconds",
    }
    assert plain["schema"] == "precheck.report/1"
    assert plain["checked_at"].endswith("+08:00")
    assert set(plain["upload"]) == {
        "id",
        "file",
        "material",
        "submission",
        "sha256",
        "bytes",
        "format",
        "width",
        "height",
    }
    assert set(plain["image"]) >= {
        "rotation",
        "mirrored",
        "tilt_degrees",
        "sharpness",
        "brightness",
        "view",
        "document",
        "exif_orientation",
        "pages",
    }
    assert set(plain["fields"]) == {
        "name",
        "sex",
        "birth_date",
        "school",
        "major",
        "level",
        "graduation_date",
        "certificate_number",
    }
    for field in plain["fields"].values():
        assert set(field) == {"value", "confidence", "expected", "status", "region", "reader"}
    assert plain["provenance"]["registration"] is not None
    assert len(plain["provenance"]["models"]) == 4


def test_it_comes_back_from_its_json(report: Report) -> None:
    again = Report.from_dict(json.loads(report.to_json()))
    assert again == report
    assert again.to_json() == report.to_json()


def test_the_same_picture_gives_the_same_report(precheck: Precheck, report: Report) -> None:
    file = good_diploma()
    other = check(precheck, next(f for f in samples(material="identity", flags=[])))
    assert other.upload.sha256 != report.upload.sha256
    again = check(precheck, file)
    assert replace(again, seconds={}, checked_at="") == replace(report, seconds={}, checked_at="")


def test_bytes_and_paths_are_the_same(precheck: Precheck, report: Report) -> None:
    file = good_diploma()
    from_bytes = precheck.check(
        (SAMPLES / file).read_bytes(), material="diploma", registration=declared(file)
    )
    assert from_bytes.upload.file is None
    assert report.upload.file == str(SAMPLES / file)
    assert from_bytes.fields == report.fields


def test_without_a_registration_values_are_read_and_unverified(precheck: Precheck, report: Report) -> None:
    alone = precheck.check(SAMPLES / good_diploma(), material="diploma")
    assert alone.provenance.registration is None
    assert str(alone.fields["certificate_number"].status) == "unverified"
    assert {name: field.value for name, field in alone.fields.items()} == {
        name: field.value for name, field in report.fields.items()
    }


def test_one_wrong_digit_is_a_mismatch_and_the_value_stays_the_picture_s(
    precheck: Precheck, report: Report
) -> None:
    registration = declared(good_diploma())
    number = registration["diploma_number"]
    wrong = number[:-2] + str((int(number[-2]) + 5) % 10) + number[-1]
    made = precheck.check(SAMPLES / good_diploma(), "diploma", {**registration, "diploma_number": wrong})
    assert "mismatch.certificate_number" in {flag.code for flag in made.flags}
    assert made.fields["certificate_number"].value == report.fields["certificate_number"].value
    assert made.verdict is Verdict.REVIEW


def test_another_slot_is_told(precheck: Precheck) -> None:
    made = precheck.check(SAMPLES / good_diploma(), "identity")
    assert "wrong_material.other" in {flag.code for flag in made.flags}


def test_bytes_that_are_no_picture_are_a_report(precheck: Precheck) -> None:
    made = precheck.check(b"", material="diploma")
    assert [flag.code for flag in made.flags] == ["format.empty"]
    assert made.verdict is Verdict.REUPLOAD


def test_wrong_use_is_refused(precheck: Precheck, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="passport_photo"):
        precheck.check(b"", material="passport_photo")
    with pytest.raises(Invalid, match=r"none\.jpg"):
        precheck.check(tmp_path / "none.jpg", material="diploma")
    with pytest.raises(Invalid, match="exam_year") as refused:
        precheck.check(b"", material="diploma", registration={"name": "李明", "exam_year": "某年"})
    assert "李明" not in str(refused.value)
    assert "某年" not in str(refused.value)
    with pytest.raises(Invalid, match="paddle"):
        Precheck(engine="paddle")
    with pytest.raises(Invalid, match="nowhere"):
        Precheck(pipelines=tmp_path / "nowhere")


def test_nothing_personal_reaches_the_logs(
    precheck: Precheck, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    file = good_diploma()
    with caplog.at_level(logging.DEBUG):
        check(precheck, file)
        precheck.check(SAMPLES / file, "diploma", {**declared(file), "diploma_number": "106311201505009999"})
    out, err = capfd.readouterr()
    told = caplog.text + out + err
    for key in PERSONAL:
        value = declared(file).get(key)
        assert not value or str(value) not in told
    assert "106311201505009999" not in told


def test_the_day_of_the_check_can_be_given() -> None:
    card = next(file for file in samples(material="identity", flags=[]) if manifest()[file]["view"] == "back")
    with Precheck(today=date(2090, 1, 1)) as later:
        assert "expired.validity" in {flag.code for flag in check(later, card).flags}


def test_an_engine_that_reads_nothing_still_looks_at_the_file() -> None:
    with Precheck(engine="null") as blind:
        made = check(blind, good_diploma())
    assert made.provenance.ocr == "null"
    assert (made.image.rotation, made.image.mirrored, made.image.sharpness) == (None, None, None)
    assert made.verdict is not Verdict.PASS


def test_tesseract_can_read_a_whole_run() -> None:
    with Precheck(engine="tesseract") as other:
        made = check(other, good_diploma())
    assert (made.provenance.ocr or "").startswith("tesseract ")
    assert made.unable == ()
    assert made.image.pages
    assert set(made.provenance.models) == {
        "chi_sim.traineddata",
        "eng.traineddata",
        "page_segmenter.onnx",
    }


def test_the_package_opens_lazily() -> None:
    assert set(package.__all__) == {"Invalid", "Precheck", "Report"}
    assert package.Precheck is Precheck
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = package.Nothing
    script = "import precheck, sys; print([m for m in ('cv2', 'openvino', 'rapidocr', 'pydantic') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
