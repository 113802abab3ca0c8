"""Keeping the reviewers' queue true: a submission's row follows from its uploads, reports and decisions.

Whoever changes a submission marks it in the same transaction; its row is worked out soon after, by housekeeping or by
whoever wants to see it at once. So nothing is lost, and nobody who hands in waits for it."""

import logging
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from precheck.domain.errors import Transient
from precheck.domain.flag import WORST_FIRST, WORST_VERDICTS_FIRST
from precheck.domain.material import Material
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.service.review import assess_stored
from precheck.service.viewing import parse_reports
from precheck.storage import Store, Transaction
from precheck.storage.queue import PUT_OFF_SECONDS, QueueRow
from precheck.storage.values import Decision, Level, Outcome, State, Status, StoredSubmission, StoredUpload
from precheck.submission.assess import SubmissionReport
from precheck.submission.rules import Rules

NAMES = ("name", "former_name")
MOST_SHOWN = 3
"""Kinds of flags that a row of the queue names."""

BATCH = 50

log = logging.getLogger(__name__)


class Queueing:
    def __init__(self, store: Store, materials: Mapping[str, Material], rules: Rules) -> None:
        self._store = store
        self.materials = materials
        self._rules = rules

    def refresh_marked(self) -> int:
        """Work out the rows that are asked for; how many. One that cannot be is tried again later."""
        with self._store.read() as tx:
            marked = tx.queue.list_marked(tx.now(), BATCH)
        for submission, at in marked:
            try:
                with self._store.write(durable=False) as tx:
                    self.refresh(tx, submission)
                    tx.queue.unmark(submission, at)
            except Transient:
                raise
            except Exception as error:
                # Never the submission's id: it may be somebody's number.
                log.error("a row of the queue cannot be worked out: %s", type(error).__name__, exc_info=True)
                with self._store.write(durable=False) as tx:
                    tx.queue.mark(submission, tx.now() + PUT_OFF_SECONDS)
        return len(marked)

    def refresh(self, tx: Transaction, submission: str) -> QueueRow | None:
        """Work out a submission's row now, in the caller's transaction; None where there is no such submission."""
        held = tx.submissions.get(submission)
        if held is None:
            return None
        uploads = tx.uploads.list_submission(submission)
        reports = parse_reports(tx.reports.list_submission(submission))
        decisions = tx.records.decisions_of(submission)
        found = self.assess(held, uploads, reports)
        before = tx.queue.get(submission)
        state, since = state_of(held, uploads, decisions)
        row = QueueRow(
            submission_id=submission,
            site=tx.sites.site_of(submission) or "",
            state=state,
            rank=WORST_VERDICTS_FIRST.index(found.verdict),
            since=since,
            changed=state in (State.SITE, State.DISTRICT) and _came_back(uploads, decisions),
            uploads=len(uploads),
            unchecked=sum(upload.status in (Status.QUEUED, Status.CHECKING) for upload in uploads),
            flags=len(found.flags) + sum(len(report.flags) for report in reports),
            reviewer=_asked_by(decisions),
            about=_about(held.registration, reports, found),
            # Two refreshes of one moment must not look like one.
            refreshed_at=max(tx.now(), (before.refreshed_at if before else 0.0) + 1e-4),
        )
        digests = [self._store.digests(value)[0] for value in _search_values(held.registration, reports)]
        tx.queue.put(row, _facets(uploads, reports, found), digests)
        return row

    def assess(
        self, held: StoredSubmission, uploads: Sequence[StoredUpload], reports: Sequence[Report]
    ) -> SubmissionReport:
        return assess_stored(held, uploads, reports, self.materials, self._rules)


def state_of(
    held: StoredSubmission, uploads: Sequence[StoredUpload], decisions: Sequence[Decision]
) -> tuple[State, float]:
    if held.locked_at is None:
        return State.OPEN, held.updated_at
    last = max([held.locked_at, *(decision.at for decision in decisions)])
    if held.unlocked:
        return State.AGAIN, last
    standing = {(d.upload_id, d.level): d for d in valid_decisions(uploads, decisions, held.locked_at)}
    made = [standing.get((upload.id, Level.SITE)) for upload in uploads]
    if not made or any(decision is None for decision in made):
        return State.SITE, held.locked_at
    final = [standing.get((upload.id, Level.DISTRICT)) for upload in uploads]
    outcomes = {decision.outcome for decision in (*made, *final) if decision is not None}
    if Outcome.REJECTED in outcomes:
        return State.REJECTED, last
    if any(decision is None for decision in final):
        return State.DISTRICT, max(decision.at for decision in made if decision is not None)
    return State.ACCEPTED, last


def valid_decisions(
    uploads: Sequence[StoredUpload], decisions: Iterable[Decision], locked_at: float
) -> list[Decision]:
    """The decisions that hold for the pictures as they are, the last of each level last. That another picture was asked for
    holds only until the submission is handed in again."""
    generation = {upload.id: upload.generation for upload in uploads}
    return [
        decision
        for decision in decisions
        if generation.get(decision.upload_id) == decision.generation
        and not (decision.outcome is Outcome.AGAIN and decision.at <= locked_at)
    ]


def normalise_query(value: str) -> str:
    """A name or number as it is searched for: full-width forms, spaces and case make no difference."""
    return "".join(unicodedata.normalize("NFKC", value).split()).upper()


def _came_back(uploads: Sequence[StoredUpload], decisions: Sequence[Decision]) -> bool:
    asked = [d for d in decisions if d.outcome is Outcome.AGAIN]
    return bool(asked) and any(upload.updated_at > asked[0].at for upload in uploads)


def _asked_by(decisions: Sequence[Decision]) -> str | None:
    """The user who last asked for another picture, to whom the submission comes back."""
    asked = [d.by for d in decisions if d.outcome is Outcome.AGAIN and d.by.startswith("user:")]
    return asked[-1].removeprefix("user:") if asked else None


def _about(
    registration: Registration | None, reports: Sequence[Report], found: SubmissionReport
) -> dict[str, Any]:
    """What a row shows: the name, the category, and the codes of the worst flags."""
    flags = [*found.flags, *(flag for report in reports for flag in report.flags)]
    flags.sort(key=lambda flag: WORST_FIRST.index(flag.severity))
    codes = list(dict.fromkeys(flag.code for flag in flags))
    shown: dict[str, Any] = {"codes": codes[:MOST_SHOWN], "more": max(0, len(codes) - MOST_SHOWN)}
    if registration is not None:
        shown |= {"name": registration.name, "category": registration.applicant_category}
    return {key: value for key, value in shown.items() if value}


def _facets(uploads: Sequence[StoredUpload], reports: Sequence[Report], found: SubmissionReport) -> set[str]:
    codes = {flag.code for flag in found.flags} | {flag.code for report in reports for flag in report.flags}
    facets = {f"flag:{code}" for code in codes} | {f"flag:{code.split('.')[0]}" for code in codes}
    return facets | {f"material:{upload.material}" for upload in uploads}


def _search_values(registration: Registration | None, reports: Sequence[Report]) -> set[str]:
    """The names and numbers that a submission is found by: those declared, and those read."""
    values: list[str | None] = []
    if registration is not None:
        for entry in (registration, *registration.diplomas, *registration.employers):
            fields = entry.model_dump(exclude_none=True)
            values += [str(value) for key, value in fields.items() if key in NAMES or key.endswith("_number")]
    for report in reports:
        values += [
            facts.value for key, facts in report.fields.items() if key in NAMES or key.endswith("number")
        ]
    return {normalise_query(value) for value in values if value}
