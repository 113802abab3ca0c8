"""What is made from the reports."""

import json
from pathlib import Path

import pytest

from precheck.domain.errors import Invalid
from precheck.domain.report import Report
from precheck.entrypoints.scan import triage
from precheck.entrypoints.scan.triage import StoredReports, Triage, scanned_pictures, stored_pictures
from tests.reporting import made


def stored(folder: Path, *reports: Report) -> StoredReports:
    path = folder / "reports.jsonl"
    path.write_text("".join(report.to_json() + "\n" for report in reports), encoding="utf-8")
    return StoredReports(path)


def test_submissions_in_order_of_their_first_upload(tmp_path: Path) -> None:
    reports = [
        made.report(file="1.jpg", submission="b"),
        made.report(file="2.jpg", submission="a"),
        made.report(made.flag(), file="3.jpg", submission="b", sha256="c"),
        made.report(file="4.jpg", submission=None),
    ]
    with stored(tmp_path, *reports) as found:
        written = Triage(found, made.MATERIALS).write(tmp_path)
    lines = [json.loads(line) for line in (tmp_path / triage.SUBMISSIONS).read_text().splitlines()]
    assert [(line["submission"], line["verdict"], line["uploads"]) for line in lines] == [
        ("b", "reupload", ["1.jpg", "3.jpg"]),
        ("a", "pass", ["2.jpg"]),
    ]
    assert written.submissions == 2
    assert (tmp_path / triage.CSV).read_bytes().startswith(b"\xef\xbb\xbf")
    assert (tmp_path / triage.XLSX).read_bytes().startswith(b"PK")


def test_many_uploads_make_pages_worst_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triage, "CARDS_A_PAGE", 2)
    monkeypatch.setattr(triage, "MAX_PAGES", 2)
    reports = [made.report(file=f"{n}.jpg", submission=None) for n in range(4)]
    reports.append(made.report(made.flag(), file="worst.jpg", submission=None))
    with stored(tmp_path, *reports) as found:
        written = Triage(found, made.MATERIALS).write(tmp_path)
    first = written.html.read_text(encoding="utf-8")
    second = (tmp_path / "triage-2.html").read_text(encoding="utf-8")
    assert ("worst.jpg" in first, "0.jpg" in first, "1.jpg" in first) == (True, True, False)
    assert "1.jpg" in second
    assert "另有 1 张图片" in second
    assert not (tmp_path / "triage-3.html").exists()


def test_one_page_alone_with_the_pictures_that_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triage, "CARDS_A_PAGE", 1)
    with stored(tmp_path, made.report(file="1.jpg"), made.report(file="2.jpg")) as found:
        Triage(found, made.MATERIALS, pictures=stored_pictures(lambda report, _: b"jpeg")).write(
            tmp_path, only_page=2
        )
    pages = sorted(path.name for path in tmp_path.glob("triage*.html"))
    assert pages == ["triage-2.html"]
    assert "data:image/jpeg;base64,anBlZw==" in (tmp_path / pages[0]).read_text(encoding="utf-8")


def test_clearing_removes_our_own_files_only(tmp_path: Path) -> None:
    for name in (
        "triage.html",
        "triage-12.html",
        "triage.csv",
        "triage.xlsx",
        "submissions.jsonl",
        "triage-mine.html",
        "a.html",
    ):
        (tmp_path / name).write_text("x")
    triage.clear(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "triage-mine.html"]


def test_addresses_of_pictures_are_relative_and_quoted(tmp_path: Path) -> None:
    report = made.report(file='javascript:alert("1").jpg', submission=None)
    with stored(tmp_path, report) as found:
        written = Triage(
            found,
            made.MATERIALS,
            pictures=scanned_pictures(tmp_path / "in", tmp_path, lambda paths, _: iter([None] * len(paths))),
        ).write(tmp_path)
    assert 'href="./in/javascript%3Aalert%28%221%22%29.jpg"' in written.html.read_text(encoding="utf-8")


def test_a_file_that_holds_no_reports_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reports.jsonl").write_text("{}\n")
    with pytest.raises(Invalid, match="line 1"):
        StoredReports(tmp_path / "reports.jsonl")
