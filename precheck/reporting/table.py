"""Reports as rows of a table, one row an upload: as CSV, and as an Excel workbook with a sheet of counts, which needs
the extra ``xlsx``.

XlsxWriter only writes, row by row, so that a hundred thousand reports take no memory. Every text is written as a text:
nothing that a candidate chose becomes a formula, a link or a number."""

import csv
import importlib.util
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from precheck.domain.errors import Invalid
from precheck.domain.flag import Verdict
from precheck.domain.material import Material
from precheck.domain.report import Report
from precheck.reporting import words
from precheck.reporting.card import card

Cell = str | int | float | None

HEADINGS = (
    "序号 no",
    "结论 verdict",
    "结论",
    "提交 submission",
    "材料 material",
    "材料",
    "文件 file",
    "问题代码 codes",
    "说明 messages",
    "未能检查 unable",
    "读出与比对 fields",
    "清晰度 sharpness",
    "亮度 brightness",
    "宽 width",
    "高 height",
    "字节 bytes",
    "SHA-256",
)


def rows(
    reports: Iterable[Report], materials: Mapping[str, Material], *, unmasked: bool = False
) -> Iterator[tuple[Cell, ...]]:
    """One row a report, in the order of :data:`HEADINGS`."""
    for number, report in enumerate(reports, start=1):
        shown = card(report, materials.get(report.upload.material), number=number, unmasked=unmasked)
        yield (
            number,
            shown.verdict,
            shown.word,
            shown.submission,
            shown.slug,
            shown.material,
            shown.file,
            " ".join(flag.code for flag in shown.flags),
            " ".join(flag.message for flag in shown.flags),
            "; ".join(f"{check}: {reason}" for check, reason in shown.unable),
            "; ".join(f"{field.label} {field.value or '—'} ({field.word})" for field in shown.fields),
            report.image.sharpness,
            report.image.brightness,
            report.upload.width,
            report.upload.height,
            report.upload.bytes,
            report.upload.sha256,
        )


FORMULA_BEGINNINGS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\u2212")
"""Spreadsheets in Chinese and Japanese take the full-width ones, and the minus sign, for their ASCII twins."""


def escape_formula(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip().startswith(FORMULA_BEGINNINGS):
        return "'" + cell
    return cell


def write_csv(
    file: TextIO, reports: Iterable[Report], materials: Mapping[str, Material], *, unmasked: bool = False
) -> None:
    """A CSV that Excel opens as it is. ``file`` is opened with ``encoding="utf-8-sig", newline=""``."""
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for row in rows(reports, materials, unmasked=unmasked):
        writer.writerow([escape_formula(cell) for cell in row])


UPLOADS = "上传 uploads"
SUMMARY = "汇总 summary"

MOST_ROWS = 1_048_576 - 1
"""What a sheet holds (ECMA-376), the heading apart; what is beyond begins another sheet."""

LONGEST_CELL = 32_767

COLOURS = {Verdict.REUPLOAD: "#F8D7DA", Verdict.REVIEW: "#FFF3CD", Verdict.PASS: "#D9EFDD"}
"""As in the triage pages: light enough for black print; the word stands beside the colour."""

# In characters of the standard type, in the order of HEADINGS.
WIDTHS = (7, 10, 12, 18, 20, 20, 24, 34, 60, 34, 60, 10, 10, 8, 8, 10, 20)
WRAPPED = frozenset({"问题代码 codes", "说明 messages", "未能检查 unable", "读出与比对 fields"})
VERDICT = HEADINGS.index("结论 verdict")
COLOURED = (VERDICT, HEADINGS.index("结论"))


def has_workbooks() -> bool:
    return importlib.util.find_spec("xlsxwriter") is not None


def write_workbook(
    path: Path, reports: Iterable[Report], materials: Mapping[str, Material], *, unmasked: bool = False
) -> None:
    """Write the workbook; names and numbers are masked unless ``unmasked``.
    Raises Invalid: the extra ``xlsx`` is not installed."""
    if not has_workbooks():
        raise Invalid("须安装 xlsx 组件 (wanted): pip install 'precheck[xlsx]'")
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        uploads = _Uploads(book)
        for row in rows(reports, materials, unmasked=unmasked):
            uploads.add(row)
        uploads.end()
        _summary(book, uploads.verdicts, uploads.codes)


class _Uploads:
    def __init__(self, book: Any) -> None:
        self.verdicts: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self._book = book
        top = {"valign": "top"}
        self._plain = book.add_format(top)
        self._wrapped = book.add_format({**top, "text_wrap": True})
        self._by_verdict = {
            str(verdict): book.add_format({**top, "bg_color": colour}) for verdict, colour in COLOURS.items()
        }
        self._sheets = 0
        self._begin()

    def add(self, row: tuple[Cell, ...]) -> None:
        if self._row > MOST_ROWS:
            self.end()
            self._begin()
        verdict = str(row[VERDICT])
        for column, cell in enumerate(row):
            style = self._wrapped if HEADINGS[column] in WRAPPED else self._plain
            if column in COLOURED:
                style = self._by_verdict.get(verdict, style)
            _put(self._sheet, self._row, column, cell, style)
        self._row += 1
        self.verdicts[verdict] += 1
        self.codes.update(set(str(row[HEADINGS.index("问题代码 codes")]).split()))

    def end(self) -> None:
        self._sheet.autofilter(0, 0, max(self._row - 1, 1), len(HEADINGS) - 1)

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(UPLOADS if self._sheets == 1 else f"{UPLOADS} {self._sheets}")
        for column, width in enumerate(WIDTHS):
            self._sheet.set_column(column, column, width)
        _put_headings(self._book, self._sheet, HEADINGS)
        self._row = 1


def _summary(book: Any, verdicts: Mapping[str, int], codes: Mapping[str, int]) -> None:
    sheet = book.add_worksheet(SUMMARY)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 14)
    _put_headings(book, sheet, ("结论或问题代码 verdict or code", "", "件数 uploads"))
    row = 1
    for verdict, colour in COLOURS.items():
        style = book.add_format({"bg_color": colour})
        cells: tuple[Cell, ...] = (str(verdict), words.VERDICTS[verdict], verdicts.get(str(verdict), 0))
        for column, cell in enumerate(cells):
            _put(sheet, row, column, cell, style)
        row += 1
    for code, count in sorted(codes.items(), key=lambda item: (-item[1], item[0])):
        _put(sheet, row, 0, code, None)
        _put(sheet, row, 2, count, None)
        row += 1


def _put_headings(book: Any, sheet: Any, headings: Iterable[str]) -> None:
    style = book.add_format({"bold": True, "bg_color": "#E9ECEF", "bottom": 1, "text_wrap": True})
    for column, heading in enumerate(headings):
        _put(sheet, 0, column, heading, style)
    sheet.freeze_panes(1, 0)


def _put(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell[:LONGEST_CELL], style)
    else:
        sheet.write_number(row, column, cell, style)
