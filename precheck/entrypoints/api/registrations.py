"""``PUT /registrations``: a list of registrations, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Response

from precheck.domain.registration import BadRegistration, Registration
from precheck.entrypoints.api.auth import Declarer
from precheck.entrypoints.api.schemas import (
    ChangedValue,
    Fault,
    RegistrationListBody,
    RegistrationOutcome,
    RegistrationReport,
)
from precheck.entrypoints.api.services import Used
from precheck.service.errors import Refusal
from precheck.service.intake import By, Registered

router = APIRouter(prefix="/registrations", tags=["submissions"])

EXAMPLE = {"registrations": [{"submission": "2026-000123", "registration": {"name": "张三", "sex": "男"}}]}


@router.put(
    "",
    summary="批量报名信息 · Declare a list of registrations",
    responses={
        422: {"model": RegistrationReport, "description": "拒收，未导入 · Refused; nothing was imported"}
    },
)
def put_registrations(
    body: Annotated[RegistrationListBody, Body(openapi_examples={"list": {"value": EXAMPLE}})],
    found: Declarer,
    used: Used,
    response: Response,
) -> RegistrationReport:
    """Each row replaces what its submission declared. Where any row is refused nothing is imported, and the answer is 422
    with the same report of every row."""
    outcomes: list[RegistrationOutcome | None] = []
    good: list[tuple[str, Registration]] = []
    first: dict[str, int] = {}
    cleaned: list[list[ChangedValue]] = []
    for number, row in enumerate(body.registrations):
        faults: Sequence[Fault] = ()
        changes: list[ChangedValue] = []
        if first.setdefault(row.submission, number) != number:
            faults = [Fault(at="submission", why=f"与第 {first[row.submission] + 1} 行重复 (stands twice)")]
        try:
            registration, changed = Registration.declare(row.registration)
            changes = [ChangedValue(at=change.key, how=change.what) for change in changed]
            good += [] if faults else [(row.submission, registration)]
        except BadRegistration as error:
            faults = [*faults, *(Fault(at=fault.key, why=fault.why) for fault in error.faults)]
        cleaned.append(changes)
        outcomes.append(_refused(row.submission, faults) if faults else None)
    by = By(found.name, found.staff, found.reach)
    stored = iter(used.intake.put_registrations(good, by, trial=any(outcomes)))
    rows = [
        (outcome or _outcome(row.submission, next(stored))).model_copy(update={"cleaned": changes})
        for row, outcome, changes in zip(body.registrations, outcomes, cleaned, strict=True)
    ]
    imported = all(row.outcome != "refused" for row in rows)
    response.status_code = 200 if imported else 422
    return RegistrationReport(imported=imported, rows=rows)


def _outcome(submission: str, outcome: Registered | Refusal) -> RegistrationOutcome:
    if isinstance(outcome, Refusal):
        return _refused(submission, [Fault(at="submission", why=str(outcome))])
    if outcome.new:
        return RegistrationOutcome(submission=submission, outcome="new")
    return RegistrationOutcome(
        submission=submission,
        outcome="changed" if outcome.changed else "same",
        changed=list(outcome.changed),
    )


def _refused(submission: str, faults: Sequence[Fault]) -> RegistrationOutcome:
    return RegistrationOutcome(submission=submission, outcome="refused", errors=list(faults))
