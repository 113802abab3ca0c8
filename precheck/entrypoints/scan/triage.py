"""The triage report: everything that is made from ``reports.jsonl``: submissions, CSV, workbook, PDF, pages, annotated
pictures. The reports are never held: their places in the file are."""

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self
from urllib.parse import quote

from precheck.domain.errors import Invalid
from precheck.domain.flag import WORST_VERDICTS_FIRST, Flag
from precheck.domain.material import Material
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.layout import find_file
from precheck.entrypoints.scan.worker import THUMBNAIL_SIDE_PX
from precheck.reporting import html, table
from precheck.reporting.card import Card, card
from precheck.submission.assess import SubmissionReport, assess
from precheck.submission.rules import Rules


class StoredReports:
    """The reports of a file, counted in one pass by verdict, code, submission; the seconds spent by stage."""

    def __init__(self, path: Path) -> None:
        self.verdicts: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.unable = 0
        self.submissions: dict[str, list[int]] = {}
        self._path = path
        self._places: list[tuple[int, int]] = []
        self._order: list[tuple[int, int]] = []
        self._file = path.open("rb")
        try:
            self._index()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._places)

    def _index(self) -> None:
        offset = 0
        for count, line in enumerate(self._file, start=1):
            if line.strip():
                try:
                    report = Report.from_dict(json.loads(line))
                except ValueError:
                    raise Invalid(
                        f"{self._path}: 第 {count} 行不是报告 (line {count} is no report)"
                    ) from None
                index = len(self._places)
                self._places.append((offset, len(line)))
                self._order.append((WORST_VERDICTS_FIRST.index(report.verdict), index))
                self.verdicts[str(report.verdict)] += 1
                self.codes.update({flag.code for flag in report.flags})
                for stage, spent in report.seconds.items():
                    self.seconds[stage] += spent
                self.unable += bool(report.unable)
                if report.upload.submission is not None:
                    self.submissions.setdefault(report.upload.submission, []).append(index)
            offset += len(line)
        self._order.sort()

    def __iter__(self) -> Iterator[Report]:
        return self.at(range(len(self._places)))

    def worst_first(self, start: int, stop: int) -> list[int]:
        """A slice of the reports' numbers (from 0), the worst verdicts first, else in the file's order."""
        return [index for _, index in self._order[start:stop]]

    def at(self, indexes: Iterable[int]) -> Iterator[Report]:
        """Reports by number, from 0."""
        for index in indexes:
            offset, length = self._places[index]
            self._file.seek(offset)
            data: dict[str, Any] = json.loads(self._file.read(length))
            yield Report.from_dict(data)


REPORTS = "reports.jsonl"
SUBMISSIONS = "submissions.jsonl"
HTML = "triage.html"
CSV = "triage.csv"
XLSX = "triage.xlsx"

# About 35 KB a card with its thumbnail: a page of 200 opens at once and stays below 10 MB.
CARDS_A_PAGE = 200
# The worst come first; beyond this many pages the CSV has the rest.
MAX_PAGES = 100

_PAGE = re.compile(r"triage(-\d+)?\.html")

Pictures = Callable[[Sequence[Report], int], Iterable[tuple[bytes | None, str]]]
"""From reports and a longer side in pixels to each one's JPEG, where there is one, and the address of the original."""


@contextmanager
def spool(reports: Iterable[Report], folder: Path) -> Iterator[tuple[StoredReports, Path]]:
    """The reports in a file, since a hundred thousand do not fit into memory, and the folder where it is: one inside
    ``folder`` that goes at the end."""
    with TemporaryDirectory(dir=folder) as home:
        file = Path(home) / REPORTS
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(report.to_json() + "\n" for report in reports)
        with StoredReports(file) as stored:
            file.unlink()  # it is open, and needs no name
            yield stored, Path(home)


def no_pictures(reports: Sequence[Report], _: int) -> Iterator[tuple[None, str]]:
    return ((None, "") for _ in reports)


def stored_pictures(picture_of: Callable[[Report, int], bytes | None]) -> Pictures:
    """Pictures that the service keeps, each with its page there."""

    def pictures(reports: Sequence[Report], side_px: int) -> Iterator[tuple[bytes | None, str]]:
        for report in reports:
            yield picture_of(report, side_px), f"/uploads/{report.upload.id}" if report.upload.id else ""

    return pictures


def scanned_pictures(
    home: Path, out: Path, thumbnails: Callable[[Sequence[Path], int], Iterator[bytes | None]]
) -> Pictures:
    """Pictures in files. ``home``: the folder that their names are relative to; ``out``: where the report will be."""

    def pictures(reports: Sequence[Report], side_px: int) -> Iterator[tuple[bytes | None, str]]:
        paths = [find_file(home, report.upload.file) if report.upload.file else None for report in reports]
        # A file whose header says no size was not decoded, and will not be now.
        wanted = [path for path, report in zip(paths, reports, strict=True) if path and report.upload.width]
        made = dict(zip(wanted, thumbnails(wanted, side_px), strict=True))
        for path, report in zip(paths, reports, strict=True):
            address = _address(path, out) if path and report.upload.sha256 else ""
            yield made.get(path) if path else None, address

    return pictures


@dataclass(slots=True)
class TriageFiles:
    html: Path
    pages: int = 1
    submissions: int = 0
    submission_flags: Counter[str] = field(default_factory=Counter)
    flagged_submissions: list[SubmissionReport] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Triage:
    """The triage report over some reports. ``rules``: which materials an application needs, where nothing was left out;
    ``duplicates``: flags by submission, on pictures that another one holds."""

    stored: StoredReports
    materials: Mapping[str, Material]
    registrations: Mapping[str, Registration] = field(default_factory=dict)
    rules: Rules | None = None
    pictures: Pictures = no_pictures
    unmasked: bool = False
    title: str = "precheck"
    duplicates: Mapping[str, Sequence[Flag]] = field(default_factory=dict)

    def write(self, out: Path, only_page: int | None = None) -> TriageFiles:
        """Write submissions, tables and pages. ``only_page``: of the pages this one only, from 1, and no workbook."""
        written = self._write_submissions(out)
        self.write_file(out, "csv")
        if only_page is None and table.has_workbooks():
            self.write_file(out, "xlsx")
        written.pages = min(max(1, -(-len(self.stored) // CARDS_A_PAGE)), MAX_PAGES)
        for page in range(1, written.pages + 1):
            if only_page in (None, page):
                text = self._page(page, written)
                (out / html.page_name(page)).write_text(text, encoding="utf-8", errors="replace")
        return written

    def write_file(self, folder: Path, format: str) -> Path:
        """Write ``triage.csv``, ``triage.xlsx`` or ``triage.pdf``; where it is.
        Raises Invalid: the extra that it needs is not installed."""
        path = folder / f"triage.{format}"
        if format == "csv":
            with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
                table.write_csv(file, self.stored, self.materials, unmasked=self.unmasked)
        elif format == "pdf":
            from precheck.domain.cleaning import CHINA

            worst = self.stored.at(self.stored.worst_first(0, len(self.stored)))
            html.write_pdf(path, worst, self.materials, made_at=datetime.now(CHINA), unmasked=self.unmasked)
        else:
            table.write_workbook(path, self.stored, self.materials, unmasked=self.unmasked)
        return path

    def write_annotated(self, folder: Path) -> None:
        """Write an SVG of every picture with what was found, named by its report's number."""
        folder.mkdir(parents=True, exist_ok=True)
        for start in range(0, len(self.stored), CARDS_A_PAGE):
            indexes = range(start, min(start + CARDS_A_PAGE, len(self.stored)))
            for shown in self._cards(indexes, html.SIDE_PX):
                name = html.file_name(shown.number, shown.file)
                (folder / name).write_text(html.svg(shown), encoding="utf-8", errors="replace")

    def _page(self, page: int, written: TriageFiles) -> str:
        stored, start = self.stored, (page - 1) * CARDS_A_PAGE
        summary = html.Summary(
            title=self.title,
            total=len(stored),
            verdicts=dict(stored.verdicts),
            codes=dict(stored.codes),
            unable=stored.unable,
            submissions=tuple(written.flagged_submissions) if page == 1 else (),
            submission_count=written.submissions,
            unmasked=self.unmasked,
        )
        omitted = max(0, len(stored) - MAX_PAGES * CARDS_A_PAGE)
        cards = self._cards(stored.worst_first(start, start + CARDS_A_PAGE), THUMBNAIL_SIDE_PX)
        paging = html.Paging(page, written.pages, start + 1, omitted=omitted)
        return html.triage(cards, summary, paging, self.materials)

    def _write_submissions(self, out: Path) -> TriageFiles:
        written = TriageFiles(out / HTML)
        with (out / SUBMISSIONS).open("w", encoding="utf-8") as file:
            for submission, indexes in self.stored.submissions.items():
                reports, declared = list(self.stored.at(indexes)), self.registrations.get(submission)
                report = assess(submission, reports, self.materials, declared, self.rules)
                report = report.with_flags(self.duplicates.get(submission, ()))
                file.write(report.to_json() + "\n")
                written.submissions += 1
                written.submission_flags.update({flag.code for flag in report.flags})
                if report.flags and len(written.flagged_submissions) < html.SUBMISSION_LIMIT:
                    written.flagged_submissions.append(report)
        return written

    def _cards(self, indexes: Sequence[int], side_px: int) -> list[Card]:
        reports = list(self.stored.at(indexes))
        return [
            card(
                report,
                self.materials.get(report.upload.material),
                number=index + 1,
                unmasked=self.unmasked,
                picture=picture,
                original=original,
            )
            for index, report, (picture, original) in zip(
                indexes, reports, self.pictures(reports, side_px), strict=True
            )
        ]


def clear(out: Path) -> None:
    """Remove what an earlier scan wrote, and nothing else."""
    for name in (SUBMISSIONS, CSV, XLSX):
        (out / name).unlink(missing_ok=True)
    for path in out.iterdir():
        if _PAGE.fullmatch(path.name):
            path.unlink()


def _address(path: Path, out: Path) -> str:
    """A relative address: it works as long as pictures and report are moved together."""
    relative = os.path.relpath(path, out)
    # A first part with a colon would be taken for a scheme.
    return "./" + quote(os.fsencode(relative))
