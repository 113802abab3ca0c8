"""``/reports/triage``: what staff look at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, Query, Response

from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.api.auth import Caller, Reviewer
from precheck.entrypoints.api.schemas import Slug, TriageAnswer, TriageRow
from precheck.entrypoints.api.services import Services, Used
from precheck.entrypoints.deployment import private_folder
from precheck.entrypoints.scan import outputs
from precheck.entrypoints.scan.stored import Stored
from precheck.reporting import html, pdf, table
from precheck.service.errors import NotFound
from precheck.service.reports import every_current, registration_of
from precheck.submission.rules import Rules
from precheck.wiring import CHINA

router = APIRouter(prefix="/reports", tags=["reports"])


class Format(StrEnum):
    JSON = "json"
    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    ZIP = "zip"


MEDIA = {
    Format.HTML: "text/html",
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
    Format.ZIP: "application/zip",
}
# The page carries its own style and script, named by their hashes in its own policy.
_PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "model": TriageAnswer,
        "content": {media: {"schema": {"type": "string"}} for media in MEDIA.values()},
    }
}


@router.get("/triage", response_model=TriageAnswer, responses=_CONTENT, summary="汇总 · The triage report")
async def get_triage(
    found: Reviewer,
    used: Used,
    format: Format = Format.JSON,
    material: Annotated[Slug | None, Query()] = None,
    since: Annotated[datetime | None, Query(description="Uploaded at or after.")] = None,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=0, le=1000)] = 100,
    page: Annotated[int, Query(ge=1, le=outputs.MAX_PAGES, description="Of HTML, 200 uploads each.")] = 1,
) -> Any:
    """Over all current reports, the worst first. ``offset`` and ``limit`` are for JSON, where rows carry ids and codes
    only; all else masks names and numbers. HTML is one ``page``; ZIP holds all of them, linked, with CSV and XLSX, and
    without pictures."""
    asked = _Asked(format, material, since, offset, limit, page)
    return await used.triage.run(lambda: _made(used, found, asked))


@dataclass(frozen=True, slots=True)
class _Asked:
    format: Format
    material: str | None
    since: datetime | None
    offset: int
    limit: int
    page: int


def _made(used: Services, found: Caller, asked: _Asked) -> TriageAnswer | Response:
    format, material, since = asked.format, asked.material, asked.since
    with _gathered(used, found, material, since) as (stored, registrations, folder):
        if format is Format.JSON:
            return _counts(stored, asked.offset, asked.limit)
        # What is missing can be told only where nothing was left out.
        rules = used.rules if material is None and since is None else None
        return document(used, stored, registrations, folder, format, page=asked.page, rules=rules)


def document(
    used: Services,
    stored: Stored,
    registrations: Mapping[str, Registration],
    folder: Path,
    format: Format,
    *,
    page: int = 1,
    rules: Rules | None = None,
) -> Response:
    """The triage report over some reports in one of the formats that are files, made in ``folder``."""
    name = f"triage.{format}"
    if format is Format.HTML:
        name = html.page_name(page)
        outputs.write(
            stored,
            folder,
            used.materials,
            registrations,
            rules=rules,
            kept=used.viewing.of_report,
            only_page=page,
            title="precheck",
        )
        if not (folder / name).exists():
            raise NotFound("没有这一页 (no such page)")
    elif format is Format.ZIP:
        inside = folder / "triage"
        inside.mkdir()
        outputs.write(stored, inside, used.materials, registrations, rules=rules, title="precheck")
        with ZipFile(folder / name, "w", ZIP_DEFLATED) as archive:
            for path in sorted(inside.glob("triage*")):
                archive.write(path, f"triage/{path.name}")
    elif format is Format.CSV:
        with (folder / name).open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
            table.write_csv(file, stored, used.materials)
    elif format is Format.PDF:
        worst = stored.at(stored.worst_first(0, len(stored)))
        pdf.write(folder / name, worst, used.materials, title="", made_at=datetime.now(CHINA))
    else:
        outputs.workbook(folder / name, stored, used.materials)
    headers = {"content-disposition": f'inline; filename="{name}"'}
    if format is Format.HTML:
        headers["content-security-policy"] = _PAGE_POLICY
    return Response((folder / name).read_bytes(), media_type=MEDIA[format], headers=headers)


def _counts(stored: Stored, offset: int, limit: int) -> TriageAnswer:
    rows = [_row(report) for report in stored.at(stored.worst_first(offset, offset + limit))]
    return TriageAnswer(
        total=len(stored),
        verdicts=dict(stored.verdicts),
        codes=dict(stored.codes),
        unable=stored.unable,
        offset=offset,
        uploads=rows,
    )


def _row(report: Report) -> TriageRow:
    return TriageRow(
        upload=report.upload.id or "",
        submission=report.upload.submission or "",
        material=report.upload.material,
        verdict=str(report.verdict),
        codes=sorted({flag.code for flag in report.flags}),
        unable=[item.check for item in report.unable],
    )


@contextmanager
def _gathered(
    used: Services, found: Caller, material: str | None, since: datetime | None
) -> Iterator[tuple[Stored, dict[str, Registration], Path]]:
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=CHINA)
    own = found.reach.submissions(used.store)
    registrations: dict[str, Registration] = {}
    # In files, since a hundred thousand reports do not fit into memory; below the data folder, where only this user may
    # look and where the next start sweeps up what a crash leaves.
    with TemporaryDirectory(dir=private_folder(used.place.temporary)) as home:
        file = Path(home) / "reports.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            for item in every_current(
                used.store, material=material, since=since.timestamp() if since else None
            ):
                submission = item.upload.submission
                if own is not None and submission not in own:
                    continue
                lines.write(item.to_json() + "\n")
                if submission is not None and submission not in registrations:
                    declared = registration_of(used.store, submission)
                    if declared is not None:
                        registrations[submission] = declared
        with Stored(file) as stored:
            file.unlink()  # it is open, and needs no name
            yield stored, registrations, Path(home)
