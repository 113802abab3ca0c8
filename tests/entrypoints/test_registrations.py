"""A registration list as three programs export it: read whole, or refused with the row and why."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from precheck.domain.errors import Invalid
from precheck.domain.registration import refuse_repeats
from precheck.entrypoints.cli.intake import register
from precheck.entrypoints.deployment import deployment
from precheck.entrypoints.registrations import RegistrationList, read_list

HEADINGS = [
    "序号",
    "报名编号",
    "姓 名",
    "性别",
    "身份证号码（必填）",
    "出生日期",
    "学历",
    "毕业院校",
    "毕业证书编号",
    "工作单位",
    "备注",
]
ID = "511302199211031853"
PERSON = [
    1,
    "2026000001",
    "苏婉清",
    "男",
    ID,
    "1992/11/3",
    "大专",
    "枫桥职业技术学院",
    "926421202106003013",
    "石屏山仁和诊所",
    "",
]
OTHER = [
    2,
    "2026000002",
    "龚昱䶮",
    "女",
    "510703199307194267",
    "1993年7月19日",
    "本科",
    "望江中医药大学",
    "951815200305009944",
    "",
    "补报",
]


def text(rows: list[list[Any]], delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


def workbook(path: Path, sheets: dict[str, list[list[Any]]], **formats: str) -> Path:
    """As a spreadsheet program writes it: numbers as numbers, days as days."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date | datetime):
                        sheet.write_datetime(number, column, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    else:
                        sheet.write(number, column, cell)
    return path


def declared(found: RegistrationList) -> list[tuple[str | None, str | None, str | None, str | None]]:
    return [
        (
            entry.submission,
            *((r.name, r.id_number, r.birth_date) if (r := entry.registration) else (None,) * 3),
        )
        for entry in found.entries
    ]


BOTH = [
    ("2026000001", "苏婉清", ID, "1992-11-03"),
    ("2026000002", "龚昱䶮", "510703199307194267", "1993-07-19"),
]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_of_any_program(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text([HEADINGS, PERSON, OTHER], delimiter), encoding=encoding, newline="")
    assert declared(read_list(path)) == BOTH


def test_a_title_above_the_headings_and_several_sheets(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "list.xlsx",
        {
            "说明": [["本表由考点导出"]],
            "临床": [["2026年医师资格考试报名名单"], [], HEADINGS, PERSON],
            "空": [],
            "中医": [["名单"], HEADINGS, [*OTHER[:5], datetime(1993, 7, 19), *OTHER[6:]], [""] * 11],
        },
    )
    found = read_list(path)
    assert declared(found) == BOTH
    assert [(entry.sheet, entry.row) for entry in found.entries] == [("临床", 4), ("中医", 3)]
    assert "工作表 (sheet) 说明" in found.left_out


def test_numbers_that_the_workbook_has_shortened_are_refused_by_row(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "list.xlsx",
        {
            "Sheet1": [
                ["报名编号", "姓名", "证件号码", "出生日期", "考试年度", "现役军人"],
                [2026000001, "苏婉清", float(ID), date(1992, 11, 3), 2027, True],
                [2026000002, "龚昱", "5.10703E+17", 33911, 2027.0, "否"],
                [2026000003, "李四", "#VALUE!", "1992-11-03", 27, 2],
                [2026000004, "王五", ID, 33911, "2027年", 0],
            ]
        },
    )
    found = read_list(path)
    assert [entry.registration is not None for entry in found.entries] == [False, False, False, True]
    assert [[fault.key for fault in entry.faults] for entry in found.entries[:3]] == [
        ["id_number"],
        ["id_number"],
        ["id_number", "exam_year", "military"],
    ]
    assert declared(found)[3] == ("2026000004", "王五", ID, "1992-11-03")
    assert ID not in str([entry.faults for entry in found.entries])


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        (["报名编号", "姓名", "身份证号嘛"], "身份证号嘛"),
        (["报名编号", "姓名", "考生姓名"], "two columns mean"),
        (["姓名", "性别", "证件号码"], "报名编号"),
        (["报名编号", "姓名", ""], "unknown heading"),
        (["a", "b", "c"], "no list"),
    ],
)
def test_a_heading_that_nothing_reads_is_refused(tmp_path: Path, headings: list[str], told: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text([headings, ["1", "张三", "x"]]), encoding="utf-8")
    with pytest.raises(Invalid, match=told):
        read_list(path)


def test_a_column_may_be_left_out_by_name(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text([["报名编号", "姓名", "籍贯"], ["1", "张三", "四川"]]), encoding="utf-8")
    found = read_list(path, ["籍贯"])
    assert declared(found) == [("1", "张三", None, None)]
    assert found.left_out == ["籍贯"]


def test_rows_without_a_submission_and_rows_twice_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        text([["报名编号", "姓名"], ["1", "张三"], ["", "李四"], ["1", "张三"], ["1.0E+10", "x"]]),
        encoding="utf-8",
    )
    assert [bool(entry.faults) for entry in refuse_repeats(read_list(path).entries)] == [
        False,
        True,
        True,
        True,
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken", b"\x00\x01\x02"])
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=r"list\.xlsx"):
        read_list(path)


def run(
    path: Path, capsysbinary: pytest.CaptureFixture[bytes], **options: Any
) -> tuple[int, list[dict[str, Any]]]:
    code = register(path, json=True, **options)
    return code, [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]


def test_a_list_is_imported_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("PRECHECK_DATA", str(tmp_path / "data"))
    place = deployment()
    store = place.store()
    store.migrate()
    path = tmp_path / "list.csv"

    def submissions() -> int:
        with store.read() as tx:
            return sum(tx.submissions.get(entry[0]) is not None for entry in BOTH)

    path.write_text(text([HEADINGS, PERSON, [*OTHER[:4], "5.1E+17", *OTHER[5:]]]), encoding="gb18030")
    code, rows = run(path, capsysbinary)
    assert (code, submissions()) == (1, 0)
    assert [row["outcome"] for row in rows] == ["new", "refused"]
    assert (rows[1]["row"], rows[1]["errors"][0]["at"]) == (3, "id_number")
    path.write_text(text([HEADINGS, PERSON, OTHER]), encoding="gb18030")
    code, rows = run(path, capsysbinary, trial=True)
    assert (code, submissions(), [row["outcome"] for row in rows]) == (0, 0, ["new", "new"])
    assert run(path, capsysbinary)[0] == 0
    assert submissions() == 2
    path.write_text(text([HEADINGS, [*PERSON[:2], "苏婉青", *PERSON[3:]], OTHER]), encoding="gb18030")
    code, rows = run(path, capsysbinary)
    assert [(row["outcome"], row["changed"]) for row in rows] == [("changed", ["name"]), ("same", [])]
    store.close()
