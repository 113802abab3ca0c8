"""The workbook, read back from its XML: nothing but what was written is to be trusted."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from precheck.domain.report import Report
from precheck.reporting import table
from precheck.reporting.table import HEADINGS
from tests.reporting import made

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def written(tmp_path: Path, *reports: Report, unmasked: bool = False) -> ZipFile:
    path = tmp_path / "triage.xlsx"
    table.write_workbook(path, reports, made.MATERIALS, unmasked=unmasked)
    return ZipFile(path)


def cells(book: ZipFile, sheet: int = 1) -> list[dict[str, str]]:
    """The rows of a sheet, by column letters. Texts only as texts, numbers as numbers: a formula fails here."""
    shared = []
    if "xl/sharedStrings.xml" in book.namelist():
        for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")):
            shared.append("".join(part.text or "" for part in item.iter(f"{MAIN}t")))
    found = []
    for row in ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml")).iter(f"{MAIN}row"):
        values = {}
        for cell in row:
            assert cell.find(f"{MAIN}f") is None
            column = re.sub("[0-9]", "", cell.attrib["r"])
            kind = cell.attrib.get("t")
            if kind == "inlineStr":
                values[column] = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
            elif (value := cell.find(f"{MAIN}v")) is not None:
                values[column] = shared[int(value.text or "")] if kind == "s" else f"number {value.text}"
        found.append(values)
    return found


def column(heading: str) -> str:
    return "ABCDEFGHIJKLMNOPQ"[HEADINGS.index(heading)]


def test_one_row_an_upload_with_masked_values(tmp_path: Path) -> None:
    headings, first, second = cells(written(tmp_path, made.report(made.flag()), made.report(file="b.jpg")))
    assert tuple(headings.values()) == HEADINGS
    assert first[column("结论")] == "需重新上传"
    assert first[column("问题代码 codes")] == "unreadable.certificate_number"
    assert first[column("读出与比对 fields")] == "姓名 张*三 (一致); 毕业证编号 106*************34 (一致)"
    assert first[column("清晰度 sharpness")] == "number 0.93"
    assert (second[column("结论 verdict")], second[column("文件 file")]) == ("pass", "b.jpg")


def test_unmasked_on_request(tmp_path: Path) -> None:
    assert "张小三" in cells(written(tmp_path, made.report(), unmasked=True))[1][column("读出与比对 fields")]


@pytest.mark.parametrize(
    "name", ["=cmd()", "{=1}", "+1", "@x", "http://example.org/", "007", "\u202e\x00\x08"]
)
def test_what_candidates_chose_stays_text(tmp_path: Path, name: str) -> None:
    book = written(tmp_path, made.report(file=name, submission=name))
    shown = cells(book)[1][column("文件 file")]
    assert not shown.startswith("number")
    assert shown == name or shown == "\\u202e\\u0000\\u0008"
    assert not any("hyperlink" in entry.lower() or "externalLink" in entry for entry in book.namelist())


def test_the_heading_stays_and_can_filter(tmp_path: Path) -> None:
    sheet = written(tmp_path, made.report(), made.report()).read("xl/worksheets/sheet1.xml").decode()
    assert 'topLeftCell="A2"' in sheet
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:Q3"/>' in sheet


def test_verdicts_have_their_colours(tmp_path: Path) -> None:
    styles = written(tmp_path, made.report(made.flag())).read("xl/styles.xml").decode()
    assert all(colour.lstrip("#") in styles for colour in table.COLOURS.values())


def test_counts_stand_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    book = written(tmp_path, made.report(made.flag()), made.report(made.flag()), made.report())
    rows = [tuple(row.values()) for row in cells(book, 2)]
    assert ("reupload", "需重新上传", "number 2") in rows
    assert ("review", "需人工查看", "number 0") in rows
    assert ("unreadable.certificate_number", "number 2") in rows


def test_a_full_sheet_begins_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    book = written(tmp_path, *(made.report(file=f"{n}.jpg") for n in range(5)))
    assert [len(cells(book, sheet)) for sheet in (1, 2, 3)] == [3, 3, 2]


def test_no_report_is_no_trouble(tmp_path: Path) -> None:
    assert len(cells(written(tmp_path))) == 1
