"""Looking through what there is: uploads, submissions, materials; and the triage report, what staff look at first."""

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, Field

from precheck.domain.cleaning import CHINA
from precheck.domain.flag import Verdict
from precheck.domain.report import Report
from precheck.entrypoints.api import schemas, serialize
from precheck.entrypoints.api.auth import Anybody, Caller, Reviewer
from precheck.entrypoints.api.problems import HttpProblem
from precheck.entrypoints.api.services import Services, ServicesDep
from precheck.entrypoints.deployment import private_folder
from precheck.entrypoints.scan.triage import (
    MAX_PAGES,
    StoredReports,
    Triage,
    no_pictures,
    spool,
    stored_pictures,
)
from precheck.reporting import catalogue, html
from precheck.service.errors import Forbidden, NotFound
from precheck.service.viewing import every_current, registration_of, report_of
from precheck.storage.listing import Page, Sort, SubmissionFilter, UploadFilter
from precheck.storage.values import Status

router = APIRouter()

Moment = Annotated[datetime, AfterValidator(lambda said: said if said.tzinfo else said.replace(tzinfo=CHINA))]


class ListQuery(BaseModel):
    since: Moment | None = Field(None, description="Came in at or after.")
    until: Moment | None = Field(None, description="Came in before.")
    sort: Sort = Sort.CREATED_AT
    descending: bool = Field(True, description="The newest first.")
    cursor: str | None = Field(None, max_length=400, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)

    def page(self) -> Page:
        return Page(self.sort, self.descending, self.limit, _after(self.cursor))


class UploadQuery(ListQuery):
    submission: str | None = Field(None, max_length=200)
    material: schemas.Slug | None = None
    status: Status | None = None
    verdict: Verdict | None = Field(None, description="Staff only.")
    flag: schemas.Code | None = Field(None, description="A code or its first part; staff only.")


class SubmissionQuery(ListQuery):
    locked: bool | None = Field(None, description="Handed in, or not yet.")


@router.get("/uploads", tags=["uploads"], summary="图片列表 · Uploads, a page at a time")
def list_uploads(
    caller: Anybody, services: ServicesDep, asked: Annotated[UploadQuery, Query()]
) -> schemas.UploadPage:
    """Without their reports. A material that there is not is an error, not an empty list."""
    if (asked.verdict is not None or asked.flag is not None) and not caller.staff:
        # They count what only staff may see.
        raise Forbidden("verdict、flag 仅供审核人员 (for staff)")
    if asked.material is not None and asked.material not in services.materials:
        raise HttpProblem("invalid", f"material: {', '.join(sorted(services.materials))}")
    wanted = UploadFilter(
        asked.submission,
        asked.material,
        asked.status,
        asked.verdict,
        asked.flag,
        _seconds(asked.since),
        _seconds(asked.until),
        caller.key.site,
    )
    with services.store.read() as tx:
        uploads, following = tx.listing.uploads(wanted, asked.page())
        verdicts = {item.id: _verdict(tx.reports.current(item.id), caller) for item in uploads}
    return schemas.UploadPage(
        items=[schemas.UploadRow.from_stored(item, verdict=verdicts[item.id]) for item in uploads],
        next=_cursor(following),
    )


@router.get("/submissions", tags=["submissions"], summary="报名列表 · Submissions, a page at a time")
def list_submissions(
    caller: Anybody, services: ServicesDep, asked: Annotated[SubmissionQuery, Query()]
) -> schemas.SubmissionPage:
    """Without what was declared."""
    wanted = SubmissionFilter(asked.locked, _seconds(asked.since), _seconds(asked.until), caller.key.site)
    with services.store.read() as tx:
        held, following = tx.listing.submissions(wanted, asked.page())
        counts = {item.id: len(tx.uploads.list_submission(item.id)) for item in held}
    rows = [
        schemas.SubmissionRow.from_stored(item, locked=item.locked_at is not None, uploads=counts[item.id])
        for item in held
    ]
    return schemas.SubmissionPage(items=rows, next=_cursor(following))


@router.get("/materials", tags=["materials"], summary="材料 · The kinds of document there are")
def list_materials(services: ServicesDep) -> list[schemas.MaterialAnswer]:
    """With their views and fields, as the present rules have them."""
    return [schemas.MaterialAnswer(**entry) for entry in catalogue.materials(services.materials.values())]


def _verdict(report: Any, caller: Caller) -> Verdict | None:
    if report is None or report.data is None:
        return None
    return serialize.for_caller(report_of(report.data), staff=caller.staff).verdict


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _cursor(place: tuple[float, str] | None) -> str | None:
    return None if place is None else base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _after(cursor: str | None) -> tuple[float, str] | None:
    if cursor is None:
        return None
    try:
        value, id = json.loads(base64.urlsafe_b64decode(cursor))
        return float(value), str(id)
    except (ValueError, TypeError):
        raise HttpProblem("invalid", "cursor: 须为上一页的 next (`next` of the page before)") from None


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
        "model": schemas.TriageAnswer,
        "content": {media: {"schema": {"type": "string"}} for media in MEDIA.values()},
    }
}


class TriageQuery(BaseModel):
    format: Format = Format.JSON
    material: schemas.Slug | None = None
    since: Moment | None = Field(None, description="Uploaded at or after.")
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(100, ge=0, le=1000)
    page: int = Field(1, ge=1, le=MAX_PAGES, description="Of HTML, 200 uploads each.")


@router.get(
    "/reports/triage",
    tags=["reports"],
    response_model=schemas.TriageAnswer,
    responses=_CONTENT,
    summary="汇总 · The triage report",
)
async def get_triage(caller: Reviewer, services: ServicesDep, asked: Annotated[TriageQuery, Query()]) -> Any:
    """Over all current reports, the worst first. ``offset`` and ``limit`` are for JSON, where rows carry ids and codes
    only; all else masks names and numbers. HTML is one ``page``; ZIP holds all of them, linked, with CSV and XLSX, and
    without pictures."""

    def made() -> schemas.TriageAnswer | Response:
        reports = every_current(services.store, material=asked.material, since=_seconds(asked.since))
        own = caller.reach.submissions(services.store)
        within = (report for report in reports if own is None or report.upload.submission in own)
        # What is missing can be told only where nothing was left out.
        with triage_over(services, within, whole=asked.material is None and asked.since is None) as (
            triage,
            folder,
        ):
            if asked.format is Format.JSON:
                return _counts(triage.stored, asked.offset, asked.limit)
            return document(triage, folder, asked.format, asked.page)

    return await services.triage.run(made)


@contextmanager
def triage_over(
    services: Services, reports: Iterable[Report], *, whole: bool
) -> Iterator[tuple[Triage, Path]]:
    """The triage report over some reports, and a folder for what is made of it, where only this user may look and where the
    next start sweeps up what a crash leaves. ``whole``: no upload of a submission was left out."""
    with spool(reports, private_folder(services.place.temporary)) as (stored, folder):
        declared = {id: said for id in stored.submissions if (said := registration_of(services.store, id))}
        rules = services.rules if whole else None
        yield (
            Triage(
                stored, services.materials, declared, rules, stored_pictures(services.viewing.report_picture)
            ),
            folder,
        )


def document(triage: Triage, folder: Path, format: Format, page: int = 1) -> Response:
    """The triage report in one of the formats that are files, made in ``folder``."""
    name = html.page_name(page) if format is Format.HTML else f"triage.{format}"
    headers = {"content-disposition": f'inline; filename="{name}"'}
    if format is Format.HTML:
        headers["content-security-policy"] = _PAGE_POLICY
        triage.write(folder, only_page=page)
        if not (folder / name).exists():
            raise NotFound("没有这一页 (no such page)")
    elif format is Format.ZIP:
        inside = folder / "triage"
        inside.mkdir()
        replace(triage, pictures=no_pictures).write(inside)
        with ZipFile(folder / name, "w", ZIP_DEFLATED) as archive:
            for path in sorted(inside.glob("triage*")):
                archive.write(path, f"triage/{path.name}")
    else:
        triage.write_file(folder, format)
    return Response((folder / name).read_bytes(), media_type=MEDIA[format], headers=headers)


def _counts(stored: StoredReports, offset: int, limit: int) -> schemas.TriageAnswer:
    rows = [_triage_row(report) for report in stored.at(stored.worst_first(offset, offset + limit))]
    return schemas.TriageAnswer(
        total=len(stored),
        verdicts=dict(stored.verdicts),
        codes=dict(stored.codes),
        unable=stored.unable,
        offset=offset,
        uploads=rows,
    )


def _triage_row(report: Report) -> schemas.TriageRow:
    return schemas.TriageRow(
        upload=report.upload.id or "",
        submission=report.upload.submission or "",
        material=report.upload.material,
        verdict=str(report.verdict),
        codes=sorted({flag.code for flag in report.flags}),
        unable=[item.check for item in report.unable],
    )
