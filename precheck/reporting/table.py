"""Reports as rows of a table, for CSV and XLSX alike: one row an upload."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from precheck.domain.material import Material
from precheck.domain.report import Report
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


def harmless(cell: Cell) -> Cell:
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
        writer.writerow([harmless(cell) for cell in row])
