"""Handing in, opening again, deciding: the states of the guide, and what is missing when a candidate hands in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from precheck.domain.material import Material
from precheck.domain.report import Report
from precheck.service.access import EVERYWHERE, Idempotency, Reach
from precheck.service.errors import Conflict, MissingMaterials, Stale
from precheck.service.viewing import parse_reports
from precheck.storage import Store, Transaction, ids
from precheck.storage.values import Decision, Event, Level, Message, Outcome, StoredSubmission, StoredUpload
from precheck.submission.assess import SubmissionReport, assess
from precheck.submission.rules import Rules

HANDED_IN = "上报完成，内容已锁定。"
TAKEN_BACK = "审核人员已撤回上一条重新上传的要求，此项无需再次上传。"


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """What a decision was made on: the upload's ``version`` and last ``decision`` (empty: none) as they were seen, the key
    under which it may come again, whose submissions count."""

    version: int | None = None
    decision: str | None = None
    idempotency: Idempotency | None = None
    reach: Reach = EVERYWHERE


class Review:
    """The states of the guide: 未锁定 until handed in, then 已锁定; per material open again when asked for.
    ``materials`` and ``rules`` say what a candidate has to hand in."""

    def __init__(
        self, store: Store, materials: Mapping[str, Material] | None = None, rules: Rules | None = None
    ) -> None:
        self._store = store
        self._materials = materials or {}
        self._rules = rules

    def submit(
        self, submission: str, *, by: str, acknowledge_missing: bool = False, reach: Reach = EVERYWHERE
    ) -> StoredSubmission:
        """Hand in: everything is locked. Checks that still wait do not block it. Handing in twice is no error.
        Raises NotFound: there is no such submission; MissingMaterials: unacknowledged."""
        with self._store.write() as tx:
            now = tx.now()
            held = reach.submission(tx, submission, for_change=True)
            if held.locked_at is not None and not held.unlocked:
                return held
            uploads = tx.uploads.list_submission(submission)
            reports = parse_reports(tx.reports.list_submission(submission))
            found = assess_stored(held, uploads, reports, self._materials, self._rules)
            absent = [flag for flag in found.flags if flag.code.startswith("missing.")]
            if absent and not acknowledge_missing:
                raise MissingMaterials(absent)
            tx.submissions.lock(submission, now)
            codes = sorted(flag.code for flag in absent)
            tx.records.note_submission(
                by, "submission.locked", submission, now, {"missing": codes} if codes else None
            )
            tx.webhooks.announce(Event.SUBMISSION_LOCKED, submission, now, {})
            tx.records.send_message(submission, HANDED_IN, now, upload_id=None, material=None)
            tx.queue.mark(submission, now)
            return reach.submission(tx, submission)

    def unlock(
        self,
        submission: str,
        materials: Collection[str] | None,
        *,
        by: str,
        message: str | None = None,
        reach: Reach = EVERYWHERE,
    ) -> StoredSubmission:
        """Open some materials, or all, again.
        Raises NotFound: there is no such submission; Conflict: it is not locked."""
        with self._store.write() as tx:
            now = tx.now()
            if reach.submission(tx, submission, for_change=True).locked_at is None:
                raise Conflict("资料未锁定 (the submission is not locked)")
            tx.submissions.unlock(submission, materials, now)
            tx.records.note_submission(
                by, "material.unlocked", submission, now, {"materials": sorted(materials or ["*"])}
            )
            tx.webhooks.announce(
                Event.MATERIAL_UNLOCKED, submission, now, {"materials": sorted(materials or ["*"])}
            )
            if message:
                one = next(iter(materials)) if materials is not None and len(materials) == 1 else None
                tx.records.send_message(submission, message, now, upload_id=None, material=one)
            tx.queue.mark(submission, now)
            return reach.submission(tx, submission)

    def decide(
        self,
        upload_id: str,
        level: Level,
        outcome: Outcome,
        *,
        by: str,
        comment: str | None = None,
        context: DecisionContext | None = None,
    ) -> Decision:
        """A reviewer's decision on an upload's present picture: the site first, then the district. ``Outcome.AGAIN``
        opens the material and tells the candidate; ``comment`` is that message.
        Raises NotFound: there is no such upload; Conflict: the site has not decided yet, or the same person decided at
        the other level; KeyReused: the idempotency key came before with something else; Stale: the upload or its last
        decision is not the one given any more."""
        context = context or DecisionContext()
        with self._store.write() as tx:
            now = tx.now()
            held = tx.submissions.get(context.reach.upload(tx, upload_id).submission_id, for_change=True)
            upload = tx.uploads.get(upload_id, for_change=True)
            assert held is not None
            assert upload is not None
            if context.idempotency is not None:
                before = context.idempotency.earlier(tx, upload_id, level, outcome, comment or "")
                if before is not None:
                    return next(d for d in tx.records.decisions(upload_id) if d.id == before)
            decision = Decision(ids.new(now), upload_id, upload.generation, level, outcome, comment, by, now)
            self._decidable(tx, upload, decision, context)
            tx.records.decide(decision)
            if context.idempotency is not None:
                context.idempotency.fulfil(tx, decision.id)
            tx.records.note(by, "decision.made", upload_id, now, {"level": level, "outcome": outcome})
            about = {"upload": upload_id, "material": upload.material}
            tx.webhooks.announce(Event.DECISION_MADE, held.id, now, {**about, "decision": decision.id})
            if outcome is Outcome.AGAIN:
                if held.locked_at is not None:
                    tx.submissions.unlock(held.id, [upload.material], now)
                    tx.webhooks.announce(
                        Event.MATERIAL_UNLOCKED, held.id, now, {"materials": [upload.material]}
                    )
                text = comment or "请重新上传。"
                tx.records.send_message(held.id, text, now, upload_id=upload_id, material=upload.material)
            tx.queue.mark(held.id, now)
            return decision

    def _decidable(
        self, tx: Transaction, upload: StoredUpload, decision: Decision, context: DecisionContext
    ) -> None:
        if context.version is not None and upload.version != context.version:
            raise Stale("此件已被他人修改，请刷新后再试 (changed by somebody else meanwhile)")
        made = [d for d in tx.records.decisions(upload.id) if d.generation == upload.generation]
        last = made[-1].id if made else ""
        if context.decision is not None and context.decision != last:
            raise Stale("他人已审核此件 (somebody else decided meanwhile)")
        if decision.level is Level.DISTRICT and not any(d.level is Level.SITE for d in made):
            raise Conflict("考点尚未审核 (the site has not decided yet)")
        if any(d.level is not decision.level and self._same_person(tx, d.by, decision.by) for d in made):
            raise Conflict("两级审核须由不同的人作出 (the other level was decided by the same person)")

    def withdraw(self, upload_id: str, *, by: str, reach: Reach = EVERYWHERE) -> Decision:
        """Take back the last decision on an upload, which must be one's own; what it opened is locked again.
        Raises NotFound: there is no such upload; Conflict: nothing to take back: somebody else decided last, or
        the picture was replaced since."""
        with self._store.write() as tx:
            now = tx.now()
            upload = reach.upload(tx, upload_id)
            held = reach.submission(tx, upload.submission_id, for_change=True)
            upload = tx.uploads.get(upload_id, for_change=True) or upload
            made = tx.records.decisions(upload_id)
            last = made[-1] if made else None
            if last is None or last.by != by or last.generation != upload.generation:
                raise Conflict("没有可撤销的审核 (no decision of yours to take back)")
            tx.records.withdraw(last.id, now)
            tx.records.note(by, "decision.withdrawn", upload_id, now, {"outcome": last.outcome})
            if last.outcome is Outcome.AGAIN and held.locks(upload.material) is False and held.locked_at:
                tx.submissions.close(held.id, upload.material, now)
                tx.records.send_message(
                    held.id, TAKEN_BACK, now, upload_id=upload_id, material=upload.material
                )
            tx.queue.mark(held.id, now)
            return last

    @staticmethod
    def _same_person(tx: Transaction, one: str, other: str) -> bool:
        """Whether two names of the audit log are one person's: a key is its holder's, who may have several."""

        def holder(name: str) -> str:
            kind, _, prefix = name.partition(":")
            key = tx.keys.by_prefix(prefix) if kind == "key" else None
            return f"key:{key.name}" if key is not None else name

        return one == other or holder(one) == holder(other)

    def decisions(self, upload_id: str, *, reach: Reach = EVERYWHERE) -> list[Decision]:
        """An upload's decisions, oldest first. Raises NotFound: there is no such upload."""
        with self._store.read() as tx:
            reach.upload(tx, upload_id)
            return tx.records.decisions(upload_id)

    def messages(self, submission: str) -> list[Message]:
        """What the candidate was told, newest first."""
        with self._store.read() as tx:
            return tx.records.messages(submission)


def assess_stored(
    held: StoredSubmission,
    uploads: Sequence[StoredUpload],
    reports: Sequence[Report],
    materials: Mapping[str, Material],
    rules: Rules | None = None,
) -> SubmissionReport:
    """What only the uploads together show, and the verdict over all. ``reports``: those that are ready; a material of which
    some upload has none yet is never missing."""
    ready = {report.upload.id for report in reports}
    waiting = frozenset(upload.material for upload in uploads if upload.id not in ready)
    return assess(held.id, reports, materials, held.registration, rules, waiting)
