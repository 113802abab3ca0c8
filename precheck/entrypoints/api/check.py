"""``POST /check``: one picture, nothing stored."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request

from precheck.entrypoints.api import shown
from precheck.entrypoints.api.auth import Sender
from precheck.entrypoints.api.forms import body, read_form
from precheck.entrypoints.api.schemas import JsonReport
from precheck.entrypoints.api.services import Used
from precheck.service.errors import Unacceptable

router = APIRouter(tags=["check"])


@router.post(
    "/check", openapi_extra=body(registration=True), summary="即时检查 · Check one picture, keep nothing"
)
async def check_picture(request: Request, found: Sender, used: Used) -> JsonReport:
    """The report, ``precheck.report/1``. Pictures take turns, and 503 says that too many wait; for many of them use
    uploads."""
    used.checks.admit()
    form = await read_form(request)
    if form.material not in used.materials:
        known = ", ".join(sorted(used.materials))
        raise Unacceptable(f"没有这种材料 (no such material): {known}")
    report = await used.checks.run(
        partial(used.stateless.check, form.data, form.material, form.registration, form.file)
    )
    return shown.for_caller(report, staff=found.staff).to_dict()
