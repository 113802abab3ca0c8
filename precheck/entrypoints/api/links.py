"""``/submissions/{id}/links``: a portal sends its candidate to their own page."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from precheck.entrypoints.api import shown
from precheck.entrypoints.api.auth import Portal
from precheck.entrypoints.api.preconditions import SubmissionId
from precheck.entrypoints.api.schemas import Answer
from precheck.entrypoints.api.services import Used

router = APIRouter(prefix="/submissions/{id}/links", tags=["submissions 报名"])

HOURS = 1.0
"""For who is led there at once; what is sent by message comes from `precheck links` and holds longer."""


class LinkAnswer(Answer):
    """``link``: an address, or a path where PRECHECK_PUBLIC_URL is not set."""

    link: Annotated[str, Field(examples=["https://precheck.example/c/6f1d…"])]
    expires_at: datetime


@router.post("", status_code=201, summary="考生链接 · A link to the candidate's own page, for an hour")
def post_link(id: SubmissionId, found: Portal, used: Used) -> LinkAnswer:
    """Whoever opens it is signed in as this submission's candidate; it is kept nowhere and holds for an hour."""
    used.intake.get_submission(id, reach=found.reach)
    token = used.place.accounts(used.store).link(id, by=found.name, days=HOURS / 24)
    return LinkAnswer(
        link=f"{used.place.settings.public_url or ''}/c/{token}",
        expires_at=shown.at(time.time() + HOURS * 3600),
    )
