"""``GET /uploads``, ``GET /submissions``, ``GET /materials``: looking through what there is."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from precheck.domain.verdict import Verdict
from precheck.entrypoints.api import shown
from precheck.entrypoints.api.auth import Anybody, Caller
from precheck.entrypoints.api.problems import HttpProblem
from precheck.entrypoints.api.schemas import (
    Code,
    MaterialAnswer,
    Slug,
    SubmissionPage,
    SubmissionRow,
    UploadPage,
    UploadRow,
)
from precheck.entrypoints.api.services import Used
from precheck.reporting import catalogue
from precheck.service.errors import Forbidden
from precheck.service.reports import report_of
from precheck.storage.listing import Page, Sort, SubmissionFilter, UploadFilter
from precheck.storage.values import Status, StoredUpload
from precheck.wiring import CHINA

router = APIRouter()

Since = Annotated[datetime | None, Query(description="Came in at or after.")]
Until = Annotated[datetime | None, Query(description="Came in before.")]
Descending = Annotated[bool, Query(description="The newest first.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/uploads", tags=["uploads"], summary="图片列表 · Uploads, a page at a time")
def list_uploads(
    found: Anybody,
    used: Used,
    submission: Annotated[str | None, Query(max_length=200)] = None,
    material: Annotated[Slug | None, Query()] = None,
    status: Annotated[Status | None, Query()] = None,
    verdict: Annotated[Verdict | None, Query(description="Staff only.")] = None,
    flag: Annotated[Code | None, Query(description="A code or its first part; staff only.")] = None,
    since: Since = None,
    until: Until = None,
    sort: Sort = Sort.CREATED_AT,
    descending: Descending = True,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> UploadPage:
    """Without their reports. A material that there is not is an error, not an empty list."""
    if (verdict is not None or flag is not None) and not found.staff:
        # They count what only staff may see.
        raise Forbidden("verdict、flag 仅供审核人员 (for staff)")
    if material is not None and material not in used.materials:
        raise HttpProblem("invalid", f"material: {', '.join(sorted(used.materials))}")
    wanted = UploadFilter(
        submission, material, status, verdict, flag, _seconds(since), _seconds(until), found.key.site
    )
    with used.store.read() as tx:
        uploads, following = tx.listing.uploads(wanted, Page(sort, descending, limit, _after(cursor)))
        verdicts = {item.id: _verdict(tx.reports.current(item.id), found) for item in uploads}
    return UploadPage(items=[_upload(item, verdicts[item.id]) for item in uploads], next=_cursor(following))


@router.get("/submissions", tags=["submissions"], summary="报名列表 · Submissions, a page at a time")
def list_submissions(
    found: Anybody,
    used: Used,
    locked: Annotated[bool | None, Query(description="Handed in, or not yet.")] = None,
    since: Since = None,
    until: Until = None,
    sort: Sort = Sort.CREATED_AT,
    descending: Descending = True,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> SubmissionPage:
    """Without what was declared."""
    wanted = SubmissionFilter(locked, _seconds(since), _seconds(until), found.key.site)
    with used.store.read() as tx:
        held, following = tx.listing.submissions(wanted, Page(sort, descending, limit, _after(cursor)))
        counts = {item.id: len(tx.uploads.list_submission(item.id)) for item in held}
    rows = [
        SubmissionRow(
            id=item.id,
            locked=item.locked_at is not None,
            locked_at=None if item.locked_at is None else shown.at(item.locked_at),
            uploads=counts[item.id],
            version=item.version,
            created_at=shown.at(item.created_at),
            updated_at=shown.at(item.updated_at),
        )
        for item in held
    ]
    return SubmissionPage(items=rows, next=_cursor(following))


@router.get("/materials", tags=["materials"], summary="材料 · The kinds of document there are")
def list_materials(found: Anybody, used: Used) -> list[MaterialAnswer]:
    """With their views and fields, as the present rules have them."""
    return [MaterialAnswer(**entry) for entry in catalogue.materials(used.materials.values())]


def _upload(item: StoredUpload, verdict: Verdict | None) -> UploadRow:
    return UploadRow(
        id=item.id,
        submission=item.submission_id,
        material=item.material,
        status=item.status,
        verdict=verdict,
        file=item.file,
        bytes=item.bytes,
        version=item.version,
        created_at=shown.at(item.created_at),
        updated_at=shown.at(item.updated_at),
    )


def _verdict(report: Any, found: Caller) -> Verdict | None:
    if report is None or report.data is None:
        return None
    return shown.for_caller(report_of(report.data), staff=found.staff).verdict


def _seconds(moment: datetime | None) -> float | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).timestamp()


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
