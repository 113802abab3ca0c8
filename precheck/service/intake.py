"""What comes in: uploads and registrations."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from precheck.domain.errors import Transient
from precheck.domain.registration import Registration
from precheck.service.access import (
    EVERYWHERE,
    Idempotency,
    Quota,
    Reach,
    fingerprint,
    truncate_file_name,
    validate_id,
    validate_target,
)
from precheck.service.errors import KeyReused, Locked, NotFound, OverQuota, Refusal, Stale
from precheck.service.group_commit import GroupCommit
from precheck.storage import Pictures, Store, Transaction
from precheck.storage.values import Queue, Reason, Status, StoredReport, StoredSubmission, StoredUpload

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An upload that is stored, and whose check is ordered. ``created`` False: the same one came before."""

    upload: StoredUpload
    created: bool


@dataclass(frozen=True, slots=True)
class By:
    """Who sends or declares. ``staff``: may correct what is locked; ``idempotency``: under which it may come again."""

    name: str = ""
    staff: bool = False
    reach: Reach = EVERYWHERE
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of a registration. ``new``: the submission began with it; ``changed``: the keys that are different."""

    submission: str
    new: bool
    changed: tuple[str, ...]


class _NothingKept(Exception):
    """Undoes a transaction."""


@dataclass(frozen=True, slots=True)
class _Coming:
    """An upload whose picture is kept and whose row is not written yet."""

    submission: str
    material: str
    file: str | None
    sha256: str
    registration: Registration | None
    idempotency: Idempotency | None
    reach: Reach
    data: bytes


def _nobody() -> None:
    """Nobody waits to be told."""


class Intake:
    """Takes uploads and registrations. ``materials``: the slugs that there are; ``ordered`` is called when checks were
    ordered, after the commit. ``reach``: whose submissions the asker may touch."""

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        materials: Collection[str],
        ordered: Callable[[], None] = _nobody,
        quota: Quota | None = None,
    ) -> None:
        self._store = store
        self._pictures = pictures
        self._materials = materials
        self._ordered = ordered
        self._quota = quota or Quota()
        self._record = GroupCommit(self._record_all)

    def submit_upload(
        self,
        submission: str,
        material: str,
        data: bytes,
        file: str | None = None,
        *,
        registration: Registration | None = None,
        by: By | None = None,
    ) -> Accepted:
        """Keep a picture and order its check, both or neither. The same file in the same place is one upload.

        Raises:
            Unacceptable: no such material or an impossible submission's id.
            NotFound: the submission is another site's.
            Locked: the material may not be changed.
            OverQuota: there are as many uploads as may be.
            KeyReused: the key came before with something else.
            Transient: nothing was kept; send it again.
        """
        validate_target(submission, material, self._materials)
        sha256 = self._pictures.put(data)
        by = by or By()
        coming = _Coming(
            submission,
            material,
            truncate_file_name(file),
            sha256,
            registration,
            by.idempotency,
            by.reach,
            data,
        )
        try:
            taken = self._record(coming)
        except Refusal:
            self._discard(sha256)
            raise
        self._ordered()
        about = {"upload": taken.upload.id, "material": material, "new": taken.created}
        log.info("upload accepted", extra=about)
        return taken

    def _record_all(self, batch: Sequence[_Coming]) -> Sequence[Accepted | Exception]:
        """Write the rows of several uploads, in one transaction where none of them is refused."""
        if len(batch) > 1:
            try:
                with self._store.write() as tx:
                    # In one order, so that two such transactions never wait for each other.
                    order = sorted(range(len(batch)), key=lambda number: batch[number].submission)
                    taken = {number: self._record_one(tx, batch[number]) for number in order}
                    return [taken[number] for number in range(len(batch))]
            except Transient:
                raise
            except Exception:
                log.debug("one of several uploads is refused: each by itself", exc_info=True)
        return [self._record_alone(coming) for coming in batch]

    def _record_alone(self, coming: _Coming) -> Accepted | Exception:
        try:
            with self._store.write() as tx:
                return self._record_one(tx, coming)
        except Exception as error:
            return error

    def _record_one(self, tx: Transaction, coming: _Coming) -> Accepted:
        now = tx.now()
        held = coming.reach.begin(tx, coming.submission, now)
        key = coming.idempotency
        if key is not None:
            said = fingerprint(coming.submission, coming.material, coming.sha256)
            sent = tx.uploads.reserve_key(key.scope, key.key, said, now)
            if sent is not None:
                return _as_before(tx, sent, said)
        if held.locks(coming.material):
            raise Locked
        if coming.registration is not None and coming.registration != held.registration:
            coming.reach.declare(tx, held.id, coming.registration)
            self._set_registration(tx, held, coming.registration, now)
        upload = tx.uploads.same(coming.submission, coming.material, coming.sha256)
        created = upload is None
        if upload is None:
            self._within_quota(tx, coming.submission, coming.material)
            self._hold(tx, coming.sha256, coming.data)
            upload = tx.uploads.add(
                coming.submission, coming.material, coming.file, coming.sha256, len(coming.data), now
            )
            tx.orders.add(upload.id, Reason.UPLOAD, Queue.UPLOADS, now)
            tx.submissions.touch(coming.submission, now)
            tx.queue.mark(coming.submission, now)
        if key is not None:
            tx.uploads.fulfil_key(key.scope, key.key, upload.id)
        return Accepted(upload, created)

    def replace(
        self,
        upload_id: str,
        data: bytes,
        file: str | None = None,
        *,
        expected_version: int | None = None,
        reach: Reach = EVERYWHERE,
    ) -> StoredUpload:
        """Another picture for an upload; its report is retired and its check ordered.

        Raises:
            NotFound, Locked, Unacceptable, Transient: as for :meth:`submit_upload`.
            Stale: the upload is not at ``expected_version`` any more.
        """
        sha256 = self._pictures.put(data)
        try:
            found = self._replace(upload_id, sha256, data, file, expected_version, reach)
        except Refusal:
            self._discard(sha256)
            raise
        self._ordered()
        return found

    def _replace(
        self,
        upload_id: str,
        sha256: str,
        data: bytes,
        file: str | None,
        expected_version: int | None,
        reach: Reach,
    ) -> StoredUpload:
        with self._store.write() as tx:
            now = tx.now()
            upload = self._changeable(tx, upload_id, expected_version, reach)
            if upload.picture != sha256:
                self._hold(tx, sha256, data)
                tx.uploads.replace(upload_id, truncate_file_name(file), sha256, len(data), now)
                tx.reports.retire(upload_id)
                tx.readings.forget(upload_id)
                tx.orders.add(upload_id, Reason.REPLACED, Queue.UPLOADS, now)
                tx.submissions.touch(upload.submission_id, now)
                tx.queue.mark(upload.submission_id, now)
            found = tx.uploads.get(upload_id)
            assert found is not None
            return found

    def delete(
        self, upload_id: str, *, expected_version: int | None = None, reach: Reach = EVERYWHERE
    ) -> None:
        """Delete an upload; what it held of a person is erased by the next housekeeping.

        Raises:
            NotFound, Locked, Stale, Transient: as for :meth:`replace`.
        """
        with self._store.write() as tx:
            now = tx.now()
            upload = self._changeable(tx, upload_id, expected_version, reach)
            tx.uploads.delete(upload_id, now)
            tx.submissions.touch(upload.submission_id, now)
            tx.queue.mark(upload.submission_id, now)

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

        Raises:
            Unacceptable: an impossible submission's id.
            NotFound: the submission is another site's.
            Forbidden: another site is declared than the asker's own.
            Locked: it is locked, and this is not a correction by staff.
            Stale: the submission is not at ``expected_version`` any more.
        """
        validate_id(submission)
        with self._store.write() as tx:
            self._declare(tx, submission, registration, By(by, staff, reach), expected_version)
            found = tx.submissions.get(submission)
            assert found is not None
        self._ordered()
        return found

    def put_registrations(
        self, list_: Sequence[tuple[str, Registration]], by: By, *, trial: bool = False
    ) -> list[Registered | Refusal]:
        """A whole list, all of it or nothing: where anything is refused, nothing is kept. ``trial``: nothing is kept anyway.

        The answer follows the list; what is refused is given as its error, the others as what would become of them.

        Raises:
            Transient: nothing was kept; send it again.
        """
        outcomes: list[Registered | Refusal] = []
        try:
            with self._store.write() as tx:
                for submission, registration in list_:
                    try:
                        validate_id(submission)
                        outcomes.append(self._declare(tx, submission, registration, by))
                    except Refusal as refusal:
                        outcomes.append(refusal)
                if trial or any(isinstance(outcome, Refusal) for outcome in outcomes):
                    raise _NothingKept
        except _NothingKept:
            return outcomes
        self._ordered()
        return outcomes

    def _declare(
        self,
        tx: Transaction,
        submission: str,
        registration: Registration,
        by: By,
        expected_version: int | None = None,
    ) -> Registered:
        now = tx.now()
        new = tx.submissions.get(submission) is None
        held = by.reach.begin(tx, submission, now)
        if expected_version is not None and held.version != expected_version:
            raise Stale("报名信息已被他人修改，请刷新后再试 (changed by somebody else meanwhile)")
        if held.locked_at is not None and not by.staff:
            raise Locked
        by.reach.declare(tx, submission, registration)
        if registration == held.registration:
            return Registered(submission, new, ())
        self._set_registration(tx, held, registration, now)
        if held.registration is not None:
            tx.records.note_submission(by.name, "registration.changed", submission, now, {"staff": by.staff})
        before = held.registration or Registration()
        keys = tuple(
            key for key in Registration.model_fields if getattr(before, key) != getattr(registration, key)
        )
        return Registered(submission, new, keys)

    def get_submission(
        self, submission: str, *, reach: Reach = EVERYWHERE
    ) -> tuple[StoredSubmission, list[StoredUpload], list[StoredReport]]:
        """A submission with its uploads and their current reports.

        Raises:
            NotFound: there is none.
        """
        with self._store.read() as tx:
            held = reach.submission(tx, submission)
            return held, tx.uploads.list_submission(submission), tx.reports.list_submission(submission)

    def get_upload(
        self, upload_id: str, *, reach: Reach = EVERYWHERE
    ) -> tuple[StoredUpload, StoredReport | None]:
        """An upload and its current report.

        Raises:
            NotFound: there is none, or it was deleted.
        """
        with self._store.read() as tx:
            return reach.upload(tx, upload_id), tx.reports.current(upload_id)

    def get_state(self, submission: str) -> StoredSubmission | None:
        """A submission's row; None where nobody began it."""
        with self._store.read() as tx:
            return tx.submissions.get(submission)

    def get_picture(self, upload_id: str, *, reach: Reach = EVERYWHERE) -> bytes:
        """An upload's picture as it came.

        Raises:
            NotFound: there is none, or it was erased.
        """
        with self._store.read() as tx:
            upload = reach.upload(tx, upload_id)
        try:
            return self._pictures.get(upload.picture)
        except KeyError:
            raise NotFound("图片已删除 (the picture was erased)") from None

    def _set_registration(
        self, tx: Transaction, held: StoredSubmission, registration: Registration, now: float
    ) -> None:
        tx.submissions.put_registration(held.id, registration, now)
        tx.queue.mark(held.id, now)
        for upload in tx.uploads.list_submission(held.id):
            # An order that nobody has begun reads the registration when it begins.
            if upload.erased_at is None and not tx.orders.is_waiting(
                upload.id, set(Reason) - {Reason.RESCAN}
            ):
                tx.orders.add(upload.id, Reason.REGISTRATION, Queue.UPLOADS, now)
                tx.uploads.set_status(upload.id, Status.QUEUED, now)

    def _changeable(
        self, tx: Transaction, upload_id: str, expected_version: int | None, reach: Reach
    ) -> StoredUpload:
        # The submission's row first, always: whoever changes two rows takes them in this order.
        held = tx.submissions.get(reach.upload(tx, upload_id).submission_id, for_change=True)
        upload = _there(tx.uploads.get(upload_id, for_change=True))
        assert held is not None
        if held.locks(upload.material):
            raise Locked
        if expected_version is not None and upload.version != expected_version:
            raise Stale("此件已被他人修改，请刷新后再试 (changed by somebody else meanwhile)")
        return upload

    def _within_quota(self, tx: Transaction, submission: str, material: str) -> None:
        if tx.uploads.count(submission) >= self._quota.submission:
            raise OverQuota(
                f"每份报名至多 {self._quota.submission} 件 (at most so many uploads a submission)"
            )
        if tx.uploads.count(submission, material) >= self._quota.material:
            raise OverQuota(f"每种材料至多 {self._quota.material} 件 (at most so many uploads a material)")

    def _discard(self, sha256: str) -> None:
        """Take a refused picture out again, unless somebody refers to the same."""
        with self._store.write(durable=False) as tx:
            tx.hold_pictures(to_erase=True)
            if not tx.uploads.pointing_to([sha256]):
                self._pictures.delete(sha256)

    def _hold(self, tx: Transaction, sha256: str, data: bytes) -> None:
        """Take a reference to a picture: from here on nobody erases it, and if somebody just has, it is put again."""
        tx.hold_pictures()
        if not self._pictures.has(sha256):
            self._pictures.put(data)


def _there(upload: StoredUpload | None) -> StoredUpload:
    if upload is None or upload.deleted_at is not None:
        raise NotFound("没有这件上传 (no such upload)")
    return upload


def _as_before(tx: Transaction, sent: tuple[str, str], said: str) -> Accepted:
    if sent[0] != said:
        raise KeyReused("此幂等键已用于另一件上传 (this idempotency key came before with another upload)")
    return Accepted(_there(tx.uploads.get(sent[1])), created=False)
