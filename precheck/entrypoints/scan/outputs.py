"""Everything that is made from ``reports.jsonl``: submissions, CSV, the triage pages."""

from __future__ import annotations

import importlib.util
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from precheck.domain.errors import Invalid
from precheck.domain.material import Material
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.layout import find
from precheck.entrypoints.scan.stored import Stored
from precheck.entrypoints.scan.worker import THUMBNAIL_SIDE_PX
from precheck.reporting import annotate, html, table
from precheck.reporting.card import Card, card
from precheck.submission.assess import assess
from precheck.submission.report import SubmissionReport
from precheck.submission.rules import Rules

SUBMISSIONS = "submissions.jsonl"
HTML = "triage.html"
CSV = "triage.csv"
XLSX = "triage.xlsx"

# About 35 KB a card with its thumbnail: a page of 200 opens at once and stays below 10 MB.
CARDS_A_PAGE = 200
# The worst come first; beyond this many pages the CSV has the rest.
MAX_PAGES = 100

_PAGE = re.compile(r"triage(-\d+)?\.html")

Thumbnails = Callable[[Sequence[Path], int], Iterator[bytes | None]]
"""From files and a longer side in pixels to JPEGs, in the same order."""

Kept = Callable[[Report, int], bytes | None]
"""From a report and a longer side in pixels to a JPEG of its picture, where the service keeps it."""


@dataclass(slots=True)
class Written:
    """What was written, for those who want to say so."""

    html: Path
    csv: Path
    pages: int = 1
    submissions: int = 0
    submission_flags: Counter[str] = field(default_factory=Counter)
    flagged_submissions: list[SubmissionReport] = field(default_factory=list)


def clear(out: Path) -> None:
    """Remove what an earlier scan wrote, and nothing else."""
    for name in (SUBMISSIONS, CSV, XLSX):
        (out / name).unlink(missing_ok=True)
    for path in out.iterdir():
        if _PAGE.fullmatch(path.name):
            path.unlink()


def write(
    stored: Stored,
    out: Path,
    materials: Mapping[str, Material],
    registrations: Mapping[str, Registration],
    *,
    rules: Rules | None = None,
    home: Path | None = None,
    thumbnails: Thumbnails | None = None,
    kept: Kept | None = None,
    only_page: int | None = None,
    unmasked: bool = False,
    title: str = "",
) -> Written:
    """Write all that is made from reports. ``home``: the folder that the reports' file names are relative to; ``rules``:
    which materials an application needs; ``only_page``: of the pages this one only, from 1."""
    written = Written(out / HTML, out / CSV)
    _submissions(stored, out, materials, registrations, rules, written)
    with written.csv.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        table.write_csv(file, stored, materials, unmasked=unmasked)
    if only_page is None and has_workbooks():
        workbook(out / XLSX, stored, materials, unmasked=unmasked)
    pages = max(1, -(-len(stored) // CARDS_A_PAGE))
    written.pages = min(pages, MAX_PAGES)
    for page in range(1, written.pages + 1):
        if only_page not in (None, page):
            continue
        start = (page - 1) * CARDS_A_PAGE
        indexes = stored.worst_first(start, start + CARDS_A_PAGE)
        cards = _cards(stored, indexes, out, materials, home, thumbnails, unmasked, THUMBNAIL_SIDE_PX, kept)
        text = html.triage(
            cards,
            html.Summary(
                title=title,
                total=len(stored),
                verdicts=dict(stored.verdicts),
                codes=dict(stored.codes),
                unable=stored.unable,
                submissions=tuple(written.flagged_submissions) if page == 1 else (),
                submission_count=written.submissions,
                unmasked=unmasked,
            ),
            html.Paging(
                page, written.pages, start + 1, omitted=max(0, len(stored) - MAX_PAGES * CARDS_A_PAGE)
            ),
            materials,
        )
        (out / html.page_name(page)).write_text(text, encoding="utf-8", errors="replace")
    return written


def has_workbooks() -> bool:
    """Whether the extra ``xlsx`` is installed."""
    return importlib.util.find_spec("xlsxwriter") is not None


def workbook(
    path: Path, reports: Iterable[Report], materials: Mapping[str, Material], *, unmasked: bool = False
) -> None:
    """Write the reports as a workbook.

    Raises:
        Invalid: the extra ``xlsx`` is not installed.
    """
    if not has_workbooks():
        raise Invalid("须安装 xlsx 组件 (wanted): pip install 'precheck[xlsx]'")
    from precheck.reporting import xlsx

    xlsx.write(path, reports, materials, unmasked=unmasked)


def write_annotated(
    stored: Stored,
    folder: Path,
    materials: Mapping[str, Material],
    *,
    home: Path,
    thumbnails: Thumbnails,
    unmasked: bool = False,
) -> None:
    """An SVG of every picture with what was found, named by its report's number."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(stored), CARDS_A_PAGE):
        indexes = range(start, min(start + CARDS_A_PAGE, len(stored)))
        for shown in _cards(stored, indexes, folder, materials, home, thumbnails, unmasked, annotate.SIDE_PX):
            name = annotate.file_name(shown.number, shown.file)
            (folder / name).write_text(annotate.svg(shown), encoding="utf-8", errors="replace")


def _submissions(
    stored: Stored,
    out: Path,
    materials: Mapping[str, Material],
    registrations: Mapping[str, Registration],
    rules: Rules | None,
    written: Written,
) -> None:
    with (out / SUBMISSIONS).open("w", encoding="utf-8") as file:
        for submission, indexes in stored.submissions.items():
            reports = list(stored.at(indexes))
            report = assess(submission, reports, materials, registrations.get(submission), rules)
            file.write(report.to_json() + "\n")
            written.submissions += 1
            written.submission_flags.update({flag.code for flag in report.flags})
            if report.flags and len(written.flagged_submissions) < html.SUBMISSION_LIMIT:
                written.flagged_submissions.append(report)


def _original(report: Report, path: Path | None, out: Path, *, stored: bool) -> str:
    """Where the picture itself is: the file, or for an upload that the service keeps its page there."""
    if stored and report.upload.id is not None:
        return f"/uploads/{report.upload.id}"
    return _address(path, out) if path and report.upload.sha256 else ""


def _cards(
    stored: Stored,
    indexes: Sequence[int],
    out: Path,
    materials: Mapping[str, Material],
    home: Path | None,
    thumbnails: Thumbnails | None,
    unmasked: bool,
    side_px: int,
    kept: Kept | None = None,
) -> list[Card]:
    reports = list(stored.at(indexes))
    paths = [
        None if home is None or not report.upload.file else find(home, report.upload.file)
        for report in reports
    ]
    # A file whose header says no size was not decoded, and will not be now.
    wanted = [path for path, report in zip(paths, reports, strict=True) if path and report.upload.width]
    pictures = dict(zip(wanted, thumbnails(wanted, side_px), strict=True)) if thumbnails else {}
    return [
        card(
            report,
            materials.get(report.upload.material),
            number=index + 1,
            unmasked=unmasked,
            picture=kept(report, side_px) if kept else pictures.get(path) if path else None,
            original=_original(report, path, out, stored=kept is not None),
        )
        for index, report, path in zip(indexes, reports, paths, strict=True)
    ]


def _address(path: Path, out: Path) -> str:
    """A relative address: it works as long as pictures and report are moved together."""
    relative = os.path.relpath(path, out)
    # A first part with a colon would be taken for a scheme.
    return "./" + quote(os.fsencode(relative))
