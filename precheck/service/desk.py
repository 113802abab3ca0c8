"""A reviewer's desk: claims, decisions on whole submissions, comments, judgements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from precheck.domain.flag import Verdict
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.service.errors import Conflict, NotFound, Stale, Unacceptable
from precheck.service.intake import Intake
from precheck.service.queueing import Queueing, state_of, valid_decisions
from precheck.service.review import DecisionContext, Review
from precheck.service.viewing import parse_reports
from precheck.storage import Store, Transaction
from precheck.storage.accounts import StoredUser
from precheck.storage.queue import Claim
from precheck.storage.records import Comment, Judgement
from precheck.storage.values import (
    AuditLine,
    Decision,
    Level,
    Message,
    Outcome,
    State,
    StoredSubmission,
    StoredUpload,
)
from precheck.submission.assess import SubmissionReport

LONGEST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission with all that a reviewer decides by. ``standing``: the decisions that hold, by upload and level.
    ``registration`` is what was declared, ``found`` what only the uploads together show."""

    held: StoredSubmission
    site: str
    state: State
    uploads: Sequence[StoredUpload]
    reports: Mapping[str, Report]
    found: SubmissionReport
    decisions: Sequence[Decision]
    standing: Mapping[tuple[str, Level], Decision]
    messages: Sequence[Message]
    comments: Sequence[Comment]
    events: Sequence[AuditLine]
    claim: Claim | None

    @property
    def registration(self) -> Registration | None:
        return self.held.registration

    @property
    def is_clean(self) -> bool:
        return (
            bool(self.uploads)
            and self.found.verdict is Verdict.PASS
            and all(upload.id in self.reports for upload in self.uploads)
        )

    def list_undecided(self, level: Level) -> list[StoredUpload]:
        return [upload for upload in self.uploads if (upload.id, level) not in self.standing]


class Desk:
    """What a user does. Whatever is another site's is as if it were not there."""

    def __init__(
        self, store: Store, review: Review, queueing: Queueing, intake: Intake, claim_seconds: float
    ) -> None:
        self._store = store
        self._review = review
        self._queueing = queueing
        self._intake = intake
        self._claim_seconds = claim_seconds

    def open(self, user: StoredUser, submission: str, *, claim: bool = False) -> Opened:
        """A submission. ``claim``: it is the user's from now on, unless somebody else works on it.
        Raises NotFound: there is none for this user."""
        if claim:
            with self._store.write(durable=False) as tx:
                self._authorise(tx, user, submission)
                tx.queue.claim(submission, user.id, tx.now(), tx.now() + self._claim_seconds)
        with self._store.read() as tx:
            site = self._authorise(tx, user, submission)
            held = tx.submissions.get(submission)
            assert held is not None
            uploads = tx.uploads.list_submission(submission)
            stored = tx.reports.list_submission(submission)
            decisions = tx.records.decisions_of(submission, withdrawn=True)
            messages = tx.records.messages(submission)
            comments = tx.remarks.comments(submission)
            events = tx.records.audit(object=submission)
            claimed = tx.queue.get_claim(submission, tx.now())
        reports = parse_reports(stored)
        valid = [decision for decision in decisions if decision.withdrawn_at is None]
        return Opened(
            held=held,
            site=site,
            state=state_of(held, uploads, valid)[0],
            uploads=uploads,
            reports={report.upload.id: report for report in reports if report.upload.id},
            found=self._queueing.assess(held, uploads, reports),
            decisions=decisions,
            standing={
                (d.upload_id, d.level): d for d in valid_decisions(uploads, valid, held.locked_at or 0.0)
            },
            messages=messages,
            comments=comments,
            events=events,
            claim=claimed,
        )

    def submission_of(self, user: StoredUser, upload_id: str) -> str:
        """Whose upload it is. Raises NotFound: there is none for this user."""
        with self._store.read() as tx:
            found = tx.uploads.get(upload_id)
            if found is None or found.deleted_at is not None:
                raise NotFound("没有这件上传 (no such upload)")
            self._authorise(tx, user, found.submission_id)
            return found.submission_id

    def report_of(self, upload_id: str, generation: int) -> Report | None:
        """The last report on an earlier picture of an upload."""
        with self._store.read() as tx:
            stored = [one for one in tx.reports.list_upload(upload_id) if one.generation == generation]
        made = parse_reports(stored)
        return made[-1] if made else None

    def take_over(self, user: StoredUser, submission: str) -> None:
        """Work on what somebody else worked on. Raises NotFound: there is none for this user."""
        with self._store.write() as tx:
            now = tx.now()
            self._authorise(tx, user, submission)
            tx.queue.release(submission)
            tx.queue.claim(submission, user.id, now, now + self._claim_seconds)
            tx.records.note_submission(_actor(user), "submission.taken_over", submission, now)
            tx.queue.touch(submission, now)

    def release(self, user: StoredUser, submission: str) -> None:
        with self._store.write(durable=False) as tx:
            tx.queue.release(submission, user.id)

    def decide(
        self,
        user: StoredUser,
        upload_id: str,
        outcome: Outcome,
        *,
        message: str | None = None,
        version: int | None = None,
        last_decision: str | None = None,
    ) -> Decision:
        """A decision at the user's level on an upload's present picture.
        Raises NotFound: there is none for this user; Conflict: somebody else works on it, it was not handed in, or the
        site has not decided yet; Stale: the picture was replaced, or somebody decided, since the user looked;
        Unacceptable: another picture is asked for without a word, or with too many."""
        submission = self._authorise_decision(user, [upload_id])
        text = _text(message, needed=outcome is Outcome.AGAIN)
        made = self._review.decide(
            upload_id,
            user.level,
            outcome,
            by=_actor(user),
            comment=text,
            context=DecisionContext(version, last_decision),
        )
        self._refresh(submission)
        return made

    def accept_all(self, user: StoredUser, submission: str, versions: Mapping[str, int]) -> int:
        """Accept every upload on which nothing was decided yet; how many. ``versions``: what the user saw, by upload.
        Raises NotFound, Conflict: as for :meth:`decide`; Stale: the uploads changed since."""
        opened = self.open(user, submission)
        if {upload.id: upload.version for upload in opened.uploads} != dict(versions):
            raise Stale("材料已有变化，请核对后再审核 (the uploads have changed meanwhile)")
        waiting = opened.list_undecided(user.level)
        self._authorise_decision(user, [upload.id for upload in waiting])
        for upload in waiting:
            self._review.decide(
                upload.id,
                user.level,
                Outcome.ACCEPTED,
                by=_actor(user),
                context=DecisionContext(upload.version),
            )
        self._refresh(submission)
        return len(waiting)

    def request_materials(
        self, user: StoredUser, submission: str, materials: Collection[str], message: str
    ) -> None:
        """Open materials, of which nothing may have been uploaded yet, and tell the candidate.
        Raises NotFound, Conflict, Unacceptable: as for :meth:`decide`."""
        text = _text(message, needed=True)
        self.open(user, submission)
        if not materials:
            raise Unacceptable("请选择材料 (choose a material)")
        self._require_unclaimed(user, submission)
        self._review.unlock(submission, materials, by=_actor(user), message=text)
        self._refresh(submission)

    def withdraw(self, user: StoredUser, upload_id: str) -> Decision:
        """Take back one's last decision on an upload.
        Raises NotFound: there is none for this user; Conflict: decided or replaced since."""
        submission = self.submission_of(user, upload_id)
        taken = self._review.withdraw(upload_id, by=_actor(user))
        self._refresh(submission)
        return taken

    def withdraw_all(self, user: StoredUser, submission: str) -> int:
        """Take back every acceptance of one's own that stands last on an upload; how many.
        Raises NotFound: there is none for this user; Conflict: there is nothing to take back."""
        opened = self.open(user, submission)
        last = {d.upload_id: d for d in opened.decisions if d.withdrawn_at is None}
        mine = [id for id, d in last.items() if d.by == _actor(user) and d.outcome is Outcome.ACCEPTED]
        current = {upload.id for upload in opened.uploads}
        taken = [self._review.withdraw(id, by=_actor(user)) for id in mine if id in current]
        if not taken:
            raise Conflict("没有可撤销的审核 (no decision of yours to take back)")
        self._refresh(submission)
        return len(taken)

    def correct(self, user: StoredUser, submission: str, registration: Registration, version: int) -> None:
        """Correct what was declared; all is compared again.
        Raises NotFound: there is none for this user; Stale: somebody changed it meanwhile."""
        self.open(user, submission)
        self._require_unclaimed(user, submission)
        self._intake.registrations.put_registration(
            submission, registration, by=_actor(user), staff=True, expected_version=version
        )
        self._refresh(submission)

    def comment(self, user: StoredUser, submission: str, text: str, upload_id: str | None = None) -> None:
        """Leave a comment for colleagues.
        Raises NotFound: there is no such submission for this user; Unacceptable: it is empty or too long."""
        said = _text(text, needed=True)
        assert said is not None
        with self._store.write() as tx:
            now = tx.now()
            self._authorise(tx, user, submission)
            tx.remarks.comment(submission, upload_id, said, _actor(user), now)
            tx.records.note_submission(_actor(user), "comment.made", submission, now)
            tx.queue.touch(submission, now)

    def judge(self, user: StoredUser, upload_id: str, code: str, right: bool | None) -> None:
        """Say whether a flag on the present picture is right; None: nothing is said any more.
        Raises NotFound: there is no such upload, or its report has no such flag."""
        self.submission_of(user, upload_id)
        upload, stored = self._intake.get_upload(upload_id)
        flags = [flag for report in parse_reports([stored] if stored else []) for flag in report.flags]
        flag = next((flag for flag in flags if flag.code == code), None)
        if flag is None:
            raise NotFound("没有这项提示 (no such flag)")
        with self._store.write() as tx:
            now = tx.now()
            if right is None:
                tx.remarks.unjudge(upload_id, upload.generation, code)
            else:
                limits = str(flag.severity), flag.measured, flag.threshold
                said = Judgement(upload_id, upload.generation, code, right, *limits, _actor(user), now)
                tx.remarks.judge(said)
            tx.records.note(_actor(user), "flag.judged", upload_id, now, {"code": code, "right": right})

    def judged(self, upload: StoredUpload) -> dict[str, bool]:
        with self._store.read() as tx:
            return tx.remarks.judgements_on(upload.id, upload.generation)

    def note_submission_look(self, user: StoredUser, submission: str) -> None:
        with self._store.write(durable=False) as tx:
            tx.records.note_submission(_actor(user), "submission.seen", submission, tx.now())

    def note_look(self, user: StoredUser, action: str, object: str) -> None:
        """Write a look at an upload, or at what is no submission, into the audit log."""
        with self._store.write(durable=False) as tx:
            note = tx.records.note_submission if action.startswith("submission.") else tx.records.note
            note(_actor(user), action, object, tx.now())

    def _authorise_decision(self, user: StoredUser, upload_ids: Sequence[str]) -> str:
        submission = ""
        for upload_id in upload_ids:
            submission = self.submission_of(user, upload_id)
        if submission:
            self._require_unclaimed(user, submission)
            with self._store.read() as tx:
                held = tx.submissions.get(submission)
            if held is None or held.locked_at is None:
                raise Conflict("考生尚未提交 (not handed in yet)")
        return submission

    def _require_unclaimed(self, user: StoredUser, submission: str) -> None:
        with self._store.read() as tx:
            claimed = tx.queue.get_claim(submission, tx.now())
            other = tx.users.get(claimed.user_id) if claimed and claimed.user_id != user.id else None
        if other is not None:
            raise Conflict(f"{other.name} 正在审核这份报名 ({other.name} is working on it)")

    def _refresh(self, submission: str) -> None:
        with self._store.write(durable=False) as tx:
            self._queueing.refresh(tx, submission)

    def _authorise(self, tx: Transaction, user: StoredUser, submission: str) -> str:
        site = tx.sites.site_of(submission) or ""
        if tx.submissions.get(submission) is None or user.site not in (None, site):
            raise NotFound("没有这份报名 (no such submission)")
        return site


def _actor(user: StoredUser) -> str:
    return f"user:{user.id}"


def _text(text: str | None, *, needed: bool) -> str | None:
    said = (text or "").strip()
    if not said and not needed:
        return None
    if not 0 < len(said) <= LONGEST_TEXT:
        raise Unacceptable(f"请填写 1 至 {LONGEST_TEXT} 个字 (1 to {LONGEST_TEXT} characters)")
    return said
