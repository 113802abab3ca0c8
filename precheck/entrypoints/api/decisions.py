"""``/uploads/{id}/decisions``: what reviewers decide."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from precheck.entrypoints.api import shown
from precheck.entrypoints.api.auth import Reviewer, at_level
from precheck.entrypoints.api.preconditions import Expected, RepeatKey, StoredId
from precheck.entrypoints.api.schemas import DecisionAnswer, DecisionBody
from precheck.entrypoints.api.services import Used
from precheck.service import Idempotency
from precheck.storage.values import Decision

EXAMPLE = {"level": "site", "outcome": "again", "comment": "毕业证编号无法识别，请重新上传！"}
Decided = Annotated[DecisionBody, Body(openapi_examples={"again": {"value": EXAMPLE}})]

router = APIRouter(prefix="/uploads/{id}/decisions", tags=["decisions"])


@router.post("", status_code=201, summary="审核 · Decide on an upload's present picture")
def post_decision(
    id: StoredId, body: Decided, found: Reviewer, used: Used, expected: Expected, repeat: RepeatKey
) -> DecisionAnswer:
    """The site first, then the district, each under a key of its level (`precheck keys create --level`), and never the
    same person. ``again`` opens the material; the candidate reads ``comment``."""
    at_level(found, body.level)
    made = used.review.decide(
        id,
        body.level,
        body.outcome,
        by=found.name,
        comment=body.comment,
        expected_version=expected,
        idempotency=Idempotency(f"{found.key.id}/decision", repeat) if repeat else None,
        reach=found.reach,
    )
    return _answer(made)


@router.get("", summary="审核记录 · An upload's decisions, oldest first")
def get_decisions(id: StoredId, found: Reviewer, used: Used) -> list[DecisionAnswer]:
    """Those on earlier pictures too."""
    return [_answer(made) for made in used.review.decisions(id, reach=found.reach)]


def _answer(made: Decision) -> DecisionAnswer:
    return DecisionAnswer(
        id=made.id,
        upload=made.upload_id,
        level=made.level,
        outcome=made.outcome,
        comment=made.comment,
        by=made.by,
        at=shown.at(made.at),
    )
