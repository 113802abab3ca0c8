"""A candidate's application: what was declared, handing in, opening again, messages, links; reviewers' decisions."""

import time
from typing import Annotated

from fastapi import APIRouter, Body, Response

from precheck.domain.registration import Entry, Registration
from precheck.entrypoints.api import schemas, serialize
from precheck.entrypoints.api.auth import Admin, Anybody, Caller, Declarer, Portal, Reviewer, require_level
from precheck.entrypoints.api.requests import Expected, RepeatKey, StoredId, SubmissionId, set_etag
from precheck.entrypoints.api.services import Services, ServicesDep
from precheck.service import Idempotency
from precheck.service.errors import Unacceptable
from precheck.service.registering import Actor
from precheck.service.review import DecisionContext

router = APIRouter()

EXAMPLE = {
    "name": "张三",
    "sex": "男",
    "id_type": "resident_id",
    "id_number": "11010519491231002X",
    "diploma_number": "106101202005001234",
}
RegistrationRequest = Annotated[
    schemas.JsonRegistration,
    Body(
        description="The registration; every key is optional.",
        openapi_examples={"registration": {"value": EXAMPLE}},
    ),
]


@router.put(
    "/submissions/{id}", tags=["submissions"], summary="报名信息 · Declare or correct the registration"
)
def put_registration(
    id: SubmissionId,
    declared: RegistrationRequest,
    caller: Declarer,
    services: ServicesDep,
    expected: Expected,
    response: Response,
) -> schemas.SubmissionAnswer:
    """May come before or after the uploads; a change has everything compared again. After locking only staff may."""
    registration, changes = Registration.declare(declared)
    services.intake.registrations.put_registration(
        id, registration, by=caller.name, staff=caller.staff, expected_version=expected, reach=caller.reach
    )
    answer = _answer(services, id, caller, response)
    cleaned = [schemas.ChangedValue(at=change.key, how=change.what) for change in changes]
    return answer.model_copy(update={"cleaned": cleaned})


@router.get(
    "/submissions/{id}", tags=["submissions"], summary="报名与全部材料 · A submission with its uploads"
)
def get_submission(
    id: SubmissionId, caller: Anybody, services: ServicesDep, response: Response
) -> schemas.SubmissionAnswer:
    """With every report so far, and what only several uploads together show."""
    return _answer(services, id, caller, response)


@router.delete(
    "/submissions/{id}", tags=["submissions"], status_code=204, summary="清除 · Erase all of one candidate"
)
def delete_submission(id: SubmissionId, caller: Admin, services: ServicesDep) -> None:
    """Pictures, names, numbers, reports and the id itself, at once and for good. The audit log keeps that it was done,
    under a pseudonym."""
    services.retention.erase_submission(id, by=caller.name, reach=caller.reach)


@router.get(
    "/submissions/{id}/messages",
    tags=["submissions"],
    summary="消息 · What the candidate is told, newest first",
)
def get_messages(id: SubmissionId, caller: Anybody, services: ServicesDep) -> list[schemas.MessageAnswer]:
    """With times as the guide shows them."""
    _, uploads, reports = services.intake.get_submission(id, reach=caller.reach)
    return serialize.candidate_messages(services.review.messages(id), uploads, reports)


@router.post(
    "/submissions/{id}/submit", tags=["submissions"], summary="提交审核 · Hand in: everything is locked"
)
def submit_submission(
    id: SubmissionId,
    caller: Portal,
    services: ServicesDep,
    response: Response,
    body: Annotated[
        schemas.SubmitBody | None, Body(openapi_examples={"submit": {"value": {"acknowledge_missing": True}}})
    ] = None,
) -> schemas.SubmissionAnswer:
    """422 with a list where something is missing, unless acknowledged. Handing in twice is no error; checks that still
    wait do not block it."""
    services.review.submit(
        id, by=caller.name, acknowledge_missing=bool(body and body.acknowledge_missing), reach=caller.reach
    )
    return _answer(services, id, caller, response)


@router.post(
    "/submissions/{id}/unlock", tags=["submissions"], summary="退回 · Open all or some materials again"
)
def unlock_submission(
    id: SubmissionId,
    caller: Reviewer,
    services: ServicesDep,
    response: Response,
    body: Annotated[
        schemas.UnlockBody | None,
        Body(
            openapi_examples={
                "unlock": {"value": {"materials": ["diploma"], "message": "毕业证编号无法识别，请重新上传！"}}
            }
        ),
    ] = None,
) -> schemas.SubmissionAnswer:
    """By staff. ``message`` is told to the candidate."""
    asked = body or schemas.UnlockBody()
    unknown = set(asked.materials or ()) - set(services.materials)
    if unknown:
        raise Unacceptable(f"没有这种材料 (no such material): {', '.join(sorted(unknown))}")
    services.review.unlock(id, asked.materials, by=caller.name, message=asked.message, reach=caller.reach)
    return _answer(services, id, caller, response)


def _answer(services: Services, id: str, caller: Caller, response: Response) -> schemas.SubmissionAnswer:
    stored = services.intake.get_submission(id, reach=caller.reach)
    set_etag(response, stored[0].version)
    return serialize.submission(
        stored, services.review.messages(id), services.materials, services.rules, staff=caller.staff
    )


LIST_EXAMPLE = {
    "registrations": [{"submission": "2026-000123", "registration": {"name": "张三", "sex": "男"}}]
}


@router.put(
    "/registrations",
    tags=["submissions"],
    summary="批量报名信息 · Declare a list of registrations",
    responses={
        422: {
            "model": schemas.RegistrationReport,
            "description": "拒收，未导入 · Refused; nothing was imported",
        }
    },
)
def put_registrations(
    body: Annotated[schemas.RegistrationListBody, Body(openapi_examples={"list": {"value": LIST_EXAMPLE}})],
    caller: Declarer,
    services: ServicesDep,
    response: Response,
) -> schemas.RegistrationReport:
    """Each row replaces what its submission declared. Where any row is refused nothing is imported, and the answer is 422
    with the same report of every row."""
    entries = [
        Entry.read("", number, row.submission, row.registration)
        for number, row in enumerate(body.registrations, start=1)
    ]
    rows = services.intake.registrations.put_registrations(
        entries, Actor(caller.name, caller.staff, caller.reach)
    )
    imported = all(row.outcome != "refused" for row in rows)
    response.status_code = 200 if imported else 422
    return schemas.RegistrationReport(
        imported=imported, rows=[schemas.RegistrationOutcome(**row.to_dict()) for row in rows]
    )


HOURS = 1.0
"""For who is led there at once; what is sent by message comes from `precheck links` and holds longer."""


@router.post(
    "/submissions/{id}/links",
    tags=["submissions"],
    status_code=201,
    summary="考生链接 · A link to the candidate's own page, for an hour",
)
def post_link(id: SubmissionId, caller: Portal, services: ServicesDep) -> schemas.LinkAnswer:
    """Whoever opens it is signed in as this submission's candidate; it is kept nowhere and holds for an hour."""
    services.intake.get_submission(id, reach=caller.reach)
    token = services.place.accounts(services.store).issue_link(id, by=caller.name, days=HOURS / 24)
    return schemas.LinkAnswer(
        link=f"{services.place.settings.public_url or ''}/c/{token}", expires_at=time.time() + HOURS * 3600
    )


DECISION_EXAMPLE = {"level": "site", "outcome": "again", "comment": "毕业证编号无法识别，请重新上传！"}
DecisionRequest = Annotated[
    schemas.DecisionBody, Body(openapi_examples={"again": {"value": DECISION_EXAMPLE}})
]


@router.post(
    "/uploads/{id}/decisions",
    tags=["decisions"],
    status_code=201,
    summary="审核 · Decide on an upload's present picture",
)
def post_decision(
    id: StoredId,
    body: DecisionRequest,
    caller: Reviewer,
    services: ServicesDep,
    expected: Expected,
    repeat: RepeatKey,
) -> schemas.DecisionAnswer:
    """The site first, then the district, each under a key of its level (`precheck keys create --level`), and never the
    same person. ``again`` opens the material; the candidate reads ``comment``."""
    require_level(caller, body.level)
    made = services.review.decide(
        id,
        body.level,
        body.outcome,
        by=caller.name,
        comment=body.comment,
        context=DecisionContext(
            version=expected,
            idempotency=Idempotency(f"{caller.key.id}/decision", repeat) if repeat else None,
            reach=caller.reach,
        ),
    )
    return schemas.DecisionAnswer.from_stored(made)


@router.get(
    "/uploads/{id}/decisions", tags=["decisions"], summary="审核记录 · An upload's decisions, oldest first"
)
def get_decisions(id: StoredId, caller: Reviewer, services: ServicesDep) -> list[schemas.DecisionAnswer]:
    """Those on earlier pictures too."""
    return [
        schemas.DecisionAnswer.from_stored(made) for made in services.review.decisions(id, reach=caller.reach)
    ]
