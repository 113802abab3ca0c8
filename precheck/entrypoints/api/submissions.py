"""``/submissions``: what was declared, handing in, opening again, messages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Response

from precheck.domain.registration import Registration
from precheck.entrypoints.api import shown
from precheck.entrypoints.api.auth import Admin, Anybody, Caller, Declarer, Portal, Reviewer
from precheck.entrypoints.api.preconditions import Expected, SubmissionId, tag
from precheck.entrypoints.api.schemas import (
    ChangedValue,
    JsonRegistration,
    MessageAnswer,
    SubmissionAnswer,
    SubmitBody,
    UnlockBody,
)
from precheck.entrypoints.api.services import Services, Used
from precheck.service.errors import Unacceptable

router = APIRouter(prefix="/submissions", tags=["submissions"])

EXAMPLE = {
    "name": "张三",
    "sex": "男",
    "id_type": "resident_id",
    "id_number": "11010519491231002X",
    "diploma_number": "106101202005001234",
}
Declared = Annotated[
    JsonRegistration,
    Body(
        description="The registration; every key is optional.",
        openapi_examples={"registration": {"value": EXAMPLE}},
    ),
]


@router.put("/{id}", summary="报名信息 · Declare or correct the registration")
def put_registration(
    id: SubmissionId,
    declared: Declared,
    found: Declarer,
    used: Used,
    expected: Expected,
    response: Response,
) -> SubmissionAnswer:
    """May come before or after the uploads; a change has everything compared again. After locking only staff may."""
    registration, changes = Registration.declare(declared)
    used.intake.put_registration(
        id,
        registration,
        by=found.name,
        staff=found.staff,
        expected_version=expected,
        reach=found.reach,
    )
    answer = _answer(used, id, found, response)
    cleaned = [ChangedValue(at=change.key, how=change.what) for change in changes]
    return answer.model_copy(update={"cleaned": cleaned})


@router.get("/{id}", summary="报名与全部材料 · A submission with its uploads")
def get_submission(id: SubmissionId, found: Anybody, used: Used, response: Response) -> SubmissionAnswer:
    """With every report so far, and what only several uploads together show."""
    return _answer(used, id, found, response)


@router.delete("/{id}", status_code=204, summary="清除 · Erase all of one candidate")
def delete_submission(id: SubmissionId, found: Admin, used: Used) -> None:
    """Pictures, names, numbers, reports and the id itself, at once and for good. The audit log keeps that it was done,
    under a pseudonym."""
    used.retention.erase_submission(id, by=found.name, reach=found.reach)


@router.get("/{id}/messages", summary="消息 · What the candidate is told, newest first")
def get_messages(id: SubmissionId, found: Anybody, used: Used) -> list[MessageAnswer]:
    """With times as the guide shows them."""
    _, uploads, reports = used.intake.get_submission(id, reach=found.reach)
    return shown.told(used.review.messages(id), uploads, reports)


@router.post("/{id}/submit", summary="提交审核 · Hand in: everything is locked")
def submit_submission(
    id: SubmissionId,
    found: Portal,
    used: Used,
    response: Response,
    body: Annotated[
        SubmitBody | None, Body(openapi_examples={"submit": {"value": {"acknowledge_missing": True}}})
    ] = None,
) -> SubmissionAnswer:
    """422 with a list where something is missing, unless acknowledged. Handing in twice is no error; checks that still
    wait do not block it."""
    used.review.submit(
        id,
        by=found.name,
        acknowledge_missing=bool(body and body.acknowledge_missing),
        reach=found.reach,
    )
    return _answer(used, id, found, response)


@router.post("/{id}/unlock", summary="退回 · Open all or some materials again")
def unlock_submission(
    id: SubmissionId,
    found: Reviewer,
    used: Used,
    response: Response,
    body: Annotated[
        UnlockBody | None,
        Body(
            openapi_examples={
                "unlock": {"value": {"materials": ["diploma"], "message": "毕业证编号无法识别，请重新上传！"}}
            }
        ),
    ] = None,
) -> SubmissionAnswer:
    """By staff. ``message`` is told to the candidate."""
    asked = body or UnlockBody()
    unknown = set(asked.materials or ()) - set(used.materials)
    if unknown:
        raise Unacceptable(f"没有这种材料 (no such material): {', '.join(sorted(unknown))}")
    used.review.unlock(id, asked.materials, by=found.name, message=asked.message, reach=found.reach)
    return _answer(used, id, found, response)


def _answer(used: Services, id: str, found: Caller, response: Response) -> SubmissionAnswer:
    held, uploads, reports = used.intake.get_submission(id, reach=found.reach)
    tag(response, held.version)
    return shown.submission(
        held, uploads, reports, used.review.messages(id), used.materials, used.rules, staff=found.staff
    )
