"""The audit log: read, filtered by object, exported, and its chain verified."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import StreamingResponse

from precheck.entrypoints.pages import render
from precheck.entrypoints.pages.access import Administrator
from precheck.entrypoints.pages.office import Office, Used
from precheck.entrypoints.pages.submission.view import who
from precheck.reporting.table import harmless

router = APIRouter()

LINES = 100
EXPORTED_AT_ONCE = 1000


@router.get("/audit")
def get_audit(
    request: Request,
    used: Used,
    found: Administrator,
    object: Annotated[str, Query(max_length=200)] = "",
    before: int | None = None,
    verify: bool = False,
) -> Response:
    with used.services.store.read() as tx:
        lines = tx.records.audit(object=object or None, before=before, limit=LINES + 1)
        broken = tx.records.broken_at() if verify else None
    people = used.desk.users()
    return render.page(
        request,
        used,
        "audit/page.html.j2",
        lines=[(line, who(line.actor, people)) for line in lines[:LINES]],
        more=lines[LINES - 1].number if len(lines) > LINES else None,
        object=object,
        verified=verify,
        broken=broken,
        active="audit",
    )


@router.get("/audit.csv")
def get_audit_csv(used: Used, found: Administrator) -> Response:
    """All of it, oldest first, with the hashes that chain the lines."""
    used.desk.note_look(found, "audit.exported", found.id)
    headers = {"content-disposition": 'attachment; filename="audit.csv"', "cache-control": "no-store"}
    return StreamingResponse(_rows(used), media_type="text/csv; charset=utf-8", headers=headers)


def _rows(used: Office) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(["number", "at", "actor", "action", "object", "details", "hash"])
    after = 0
    while True:
        with used.services.store.read() as tx:
            lines = tx.records.audit_after(after, EXPORTED_AT_ONCE)
        for line in lines:
            cells = (line.number, line.at, line.actor, line.action, line.object, line.details, line.hash)
            writer.writerow([harmless(cell) for cell in cells])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
        if not lines:
            return
        after = lines[-1].number
