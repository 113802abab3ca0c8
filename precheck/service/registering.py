"""What candidates declare: kept, and compared again where it changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from precheck.domain.registration import Entry, Fault, Registration, refuse_repeats
from precheck.service.access import EVERYWHERE, Idempotency, Reach, validate_id
from precheck.service.errors import Locked, Refusal, Stale
from precheck.storage import Store, Transaction
from precheck.storage.values import Queue, Reason, Status, StoredSubmission


@dataclass(frozen=True, slots=True)
class Actor:
    """Who sends or declares. ``staff``: may correct what is locked; ``idempotency``: under which it may come again."""

    name: str = ""
    staff: bool = False
    reach: Reach = EVERYWHERE
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of a row, or would have. ``changed``: the keys that are different in a submission that there was."""

    entry: Entry
    outcome: Literal["new", "changed", "same", "refused"]
    changed: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; keys and what is wrong with them, never a value."""
        return {
            "submission": self.entry.submission,
            "outcome": self.outcome,
            "errors": [{"at": fault.key, "why": fault.why} for fault in self.faults],
            "changed": list(self.changed),
            "cleaned": [{"at": change.key, "how": change.what} for change in self.entry.changes],
        }


class _NothingKept(Exception):
    """Undoes a transaction."""


class Registering:
    def __init__(self, store: Store) -> None:
        self._store = store

    def put_registration(
        self,
        submission: str,
        registration: Registration,
        *,
        by: str,
        staff: bool = False,
        expected_version: int | None = None,
        reach: Reach = EVERYWHERE,
    ) -> StoredSubmission:
        """What the candidate declares; where it changes, everything is compared again.
        Raises Unacceptable: an impossible submission's id; NotFound: the submission is another site's; Forbidden:
        another site is declared than the asker's own; Locked: it is locked, and this is not a correction by staff;
        Stale: the submission is not at ``expected_version`` any more."""
        validate_id(submission)
        with self._store.write() as tx:
            self._declare(tx, submission, registration, Actor(by, staff, reach), expected_version)
            found = tx.submissions.get(submission)
            assert found is not None
        return found

    def put_registrations(
        self, entries: Iterable[Entry], by: Actor, *, trial: bool = False
    ) -> list[Registered]:
        """A whole list, all of it or nothing: where any row is refused, nothing is kept. ``trial``: nothing is kept
        anyway.
        Raises Transient: nothing was kept; send it again."""
        rows: list[Registered] = []
        try:
            with self._store.write() as tx:
                rows += [self._put_entry(tx, entry, by) for entry in refuse_repeats(entries)]
                if trial or any(row.outcome == "refused" for row in rows):
                    raise _NothingKept
        except _NothingKept:
            return rows
        return rows

    def _put_entry(self, tx: Transaction, entry: Entry, by: Actor) -> Registered:
        if entry.registration is None or entry.submission is None:
            return Registered(entry, "refused", faults=entry.faults)
        try:
            validate_id(entry.submission)
            new, changed = self._declare(tx, entry.submission, entry.registration, by)
        except Refusal as refusal:
            return Registered(entry, "refused", faults=(Fault("submission", str(refusal)),))
        return (
            Registered(entry, "new") if new else Registered(entry, "changed" if changed else "same", changed)
        )

    def _declare(
        self,
        tx: Transaction,
        submission: str,
        registration: Registration,
        by: Actor,
        expected_version: int | None = None,
    ) -> tuple[bool, tuple[str, ...]]:
        """Whether the submission began with it, and the keys that are different."""
        now = tx.now()
        new = tx.submissions.get(submission) is None
        held = by.reach.begin(tx, submission, now)
        if expected_version is not None and held.version != expected_version:
            raise Stale("报名信息已被他人修改，请刷新后再试 (changed by somebody else meanwhile)")
        if held.locked_at is not None and not by.staff:
            raise Locked
        by.reach.declare(tx, submission, registration)
        if registration == held.registration:
            return new, ()
        self.replace(tx, held, registration, now)
        if held.registration is not None:
            tx.records.note_submission(by.name, "registration.changed", submission, now, {"staff": by.staff})
        before = held.registration or Registration.parse({})
        keys = tuple(
            key for key in Registration.model_fields if getattr(before, key) != getattr(registration, key)
        )
        return new, keys

    def replace(
        self, tx: Transaction, held: StoredSubmission, registration: Registration, now: float
    ) -> None:
        """Set what was declared, in the caller's transaction, and have every upload compared with it."""
        tx.submissions.put_registration(held.id, registration, now)
        tx.queue.mark(held.id, now)
        for upload in tx.uploads.list_submission(held.id):
            # An order that nobody has begun reads the registration when it begins.
            if upload.erased_at is None and not tx.orders.is_waiting(
                upload.id, set(Reason) - {Reason.RESCAN}
            ):
                tx.orders.add(upload.id, Reason.REGISTRATION, Queue.UPLOADS, now)
                tx.uploads.set_status(upload.id, Status.QUEUED, now)
