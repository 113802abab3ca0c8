"""The same picture in two submissions of one scan, with the scan's own processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from precheck.domain.flag import Flag, Verdict
from precheck.domain.geometry import Image
from precheck.domain.registration import Registration
from precheck.domain.report import ImageFacts, Provenance, Report, UploadFacts
from precheck.entrypoints.process_pool import Pool
from precheck.entrypoints.scan import duplicates
from precheck.entrypoints.scan.duplicates import Fingerprints, find_duplicates
from precheck.imaging import fingerprint
from precheck.imaging.fingerprint import Guess, Square
from precheck.submission.assess import SubmissionReport
from precheck.submission.duplicates import other_submission
from precheck.wiring import Precheck
from tests.entrypoints import doubles

SAMPLES = Path(__file__).parents[2] / "samples"
SETTINGS = {slug: pipeline.duplicates for slug, pipeline in Precheck().pipelines.items()}
DIPLOMA = SAMPLES / "good-college" / "diploma" / "diploma.jpg"
OTHER = SAMPLES / "good-secondary" / "diploma" / "diploma.jpg"
HOLDER, SOMEBODY = "11010119900307451X", "110101198001010010"


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2, doubles.prepare, (None, None, None)) as opened:
        yield opened


def report(file: str, material: str = "diploma") -> Report:
    return Report(
        checked_at="2026-11-28T08:00:00+08:00",
        upload=UploadFacts(None, file, material, file.split("/")[0], "0" * 64, 1, width=1, height=1),
        flags=(),
        image=ImageFacts(),
        fields={},
        unable=(),
        provenance=Provenance("0", None, None, None),
    )


def picture(path: Path) -> Image:
    found = cv2.imread(str(path))
    assert found is not None
    return np.asarray(found, np.uint8)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three submissions: the second has the first's picture, half as large, mirrored and compressed again."""
    whole, other = picture(DIPLOMA), picture(OTHER)
    half = cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)[:, ::-1]
    for name, drawn in {"a": whole, "b": half, "c": other}.items():
        (tmp_path / name).mkdir()
        cv2.imwrite(str(tmp_path / name / "1.jpg"), drawn, [cv2.IMWRITE_JPEG_QUALITY, 60])
    return tmp_path


def found(home: Path, pool: Pool, reports: list[Report], **declared: str) -> dict[str, list[Flag]]:
    registrations = {
        name: Registration.declare({"id_number": number})[0] for name, number in declared.items()
    }
    return find_duplicates(reports, home, registrations, SETTINGS, pool)


def test_both_submissions_are_told_of_the_other(home: Path, pool: Pool) -> None:
    flags = found(home, pool, [report(f"{name}/1.jpg") for name in "abc"])
    assert {name: [(flag.code, flag.other_upload) for flag in held] for name, held in flags.items()} == {
        "a": [("duplicate.other_submission", "b/1.jpg")],
        "b": [("duplicate.other_submission", "a/1.jpg")],
    }


def test_one_person_who_registers_twice_is_no_other(home: Path, pool: Pool) -> None:
    reports = [report(f"{name}/1.jpg") for name in "ab"]
    assert found(home, pool, reports, a=HOLDER, b=HOLDER) == {}
    assert set(found(home, pool, reports, a=HOLDER, b=SOMEBODY)) == {"a", "b"}


def test_papers_that_colleagues_share_are_not_looked_for(home: Path, pool: Pool) -> None:
    assert found(home, pool, [report(f"{name}/1.jpg", "institution_licence") for name in "abc"]) == {}


def test_what_is_no_picture_or_in_no_submission_harms_nobody(home: Path, pool: Pool) -> None:
    (home / "c" / "1.jpg").write_bytes(b"no picture")
    loose = report("c/1.jpg")
    loose = replace(loose, upload=replace(loose.upload, submission=None))
    flags = found(
        home, pool, [report("c/1.jpg"), loose, report("gone/1.jpg"), report("a/1.jpg"), report("b/1.jpg")]
    )
    assert set(flags) == {"a", "b"}


def test_sorted_fingerprints_are_found_as_the_newest_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "_PENDING", 64)
    rng = np.random.default_rng(5)
    kept = rng.integers(0, 256, (150, fingerprint.BYTES), np.uint8)
    index = Fingerprints()
    for bits in kept:
        index.add(bits)
    for number in (0, 63, 64, 100, 149):
        near = kept[number].copy()
        near[0] ^= 1  # one of the bands is off, the others agree
        [(distance, which, guess)] = index.near([Guess(near, 0, False, Square())], 8)
        assert (distance, which) == (1, number)
        assert guess.bits is near
    assert index.near([Guess(~kept[3], 0, False, Square())], 8) == []
    assert Fingerprints().near([Guess(kept[0], 0, False, Square())], 128) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [(Verdict.PASS, Verdict.REVIEW), (Verdict.REVIEW, Verdict.REVIEW), (Verdict.REUPLOAD, Verdict.REUPLOAD)],
)
def test_a_flag_for_staff_makes_no_verdict_better(before: Verdict, after: Verdict) -> None:
    own = SubmissionReport("s", before, ("1.jpg",), (), ())
    flag = other_submission("2.jpg", "1.jpg")
    assert own.with_flags([flag]).verdict == after
    assert own.with_flags([flag]).flags == (flag,)
    assert own.with_flags([]) == own
