"""The triage report over what the queue is filtered to, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from precheck.domain.registration import Registration
from precheck.entrypoints.api.triage import Format, document
from precheck.entrypoints.deployment import private_folder
from precheck.entrypoints.pages.access import SignedIn
from precheck.entrypoints.pages.office import Office, Used
from precheck.entrypoints.pages.queue.routes import ROWS, Asked
from precheck.entrypoints.scan.outputs import MAX_PAGES
from precheck.entrypoints.scan.stored import Stored
from precheck.service.errors import Unacceptable
from precheck.service.reports import parsed
from precheck.storage.queue import Place, QueueRow

router = APIRouter()

FORMATS = (Format.HTML, Format.PDF, Format.XLSX, Format.CSV, Format.ZIP)
REPORTS = "reports.jsonl"


@router.get("/triage")
async def get_triage(
    request: Request,
    used: Used,
    signed: SignedIn,
    format: Annotated[str, Query(max_length=8)] = "html",
    page: Annotated[int, Query(ge=1, le=MAX_PAGES)] = 1,
) -> Response:
    """All submissions of the filter, their uploads the worst first; names and numbers masked. ``json``: whole reports, a
    line each."""
    asked = Asked.parse(request.url.query)
    if format not in (*FORMATS, "json"):
        raise Unacceptable("format: html, pdf, xlsx, csv, zip, json")
    return await used.services.triage.run(lambda: _made(used, signed, asked, format, page))


def _made(used: Office, signed: SignedIn, asked: Asked, format: str, page: int) -> Response:
    assert signed.user is not None
    used.desk.note_look(signed.user, "report.exported", signed.user.id)
    registrations: dict[str, Registration] = {}
    # In files, since a hundred thousand reports do not fit into memory; where only this user may look, and where the next
    # start sweeps up what a crash leaves.
    with TemporaryDirectory(dir=private_folder(used.services.place.temporary)) as home:
        file = Path(home) / REPORTS
        with file.open("w", encoding="utf-8") as lines:
            for row in _rows(used, signed, asked):
                with used.services.store.read() as tx:
                    held = tx.submissions.get(row.submission_id)
                    reports = parsed(tx.reports.list_submission(row.submission_id))
                lines.writelines(report.to_json() + "\n" for report in reports)
                if held is not None and held.registration is not None:
                    registrations[row.submission_id] = held.registration
        if format == "json":
            headers = {"content-disposition": f'attachment; filename="{REPORTS}"'}
            return Response(file.read_bytes(), media_type="application/x-ndjson", headers=headers)
        with Stored(file) as stored:
            file.unlink()  # it is open, and needs no name
            rules = used.services.rules
            return document(
                used.services, stored, registrations, Path(home), Format(format), page=page, rules=rules
            )


def _rows(used: Office, signed: SignedIn, asked: Asked) -> Iterator[QueueRow]:
    assert signed.user is not None
    filter = asked.filter(signed.user, signed.session.looked_at)
    after: Place | None = None
    while True:
        rows, _ = used.desk.page(signed.user, filter, ROWS, after)
        yield from rows
        if len(rows) < ROWS:
            return
        after = rows[-1].rank, rows[-1].since, rows[-1].submission_id
