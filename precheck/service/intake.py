"""What comes in: uploads, beside the registrations of :mod:`precheck.service.registering`."""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from precheck.domain.errors import Transient
from precheck.domain.registration import Registration
from precheck.service.access import EVERYWHERE, Quota, Reach, truncate_file_name, validate_target
from precheck.service.errors import Locked, NotFound, OverQuota, Refusal, Stale
from precheck.service.registering import Actor, Registering
from precheck.storage import Pictures, Store, Transaction
from precheck.storage.values import Queue, Reason, StoredReport, StoredSubmission, StoredUpload

log = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

MOST_TOGETHER = 64
"""In one go: 64 uploads take 30 ms, and nobody else writes to an SQLite file meanwhile."""


class GroupCommit(Generic[T, R]):
    """What several callers want done, done in one go: they share a transaction, and the wait for the disk at its end. Calls
    ``act`` with all that waits, in a thread of its own. ``act`` answers with a value or an exception for each item;
    where it raises, everybody gets that."""

    def __init__(self, act: Callable[[Sequence[T]], Sequence[R | Exception]]) -> None:
        self._act = act
        self._guard = threading.Lock()
        self._waiting: list[tuple[T, Future[R]]] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="group-commit")

    def __call__(self, item: T) -> R:
        future: Future[R] = Future()
        with self._guard:
            self._waiting.append((item, future))
        self._thread.submit(self._serve)
        return future.result()

    def _serve(self) -> None:
        with self._guard:
            batch = self._waiting[:MOST_TOGETHER]
            del self._waiting[:MOST_TOGETHER]
        if not batch:
            return  # what this call was for went with an earlier one
        outcomes: Sequence[R | BaseException]
        try:
            outcomes = self._act([item for item, _ in batch])
        except BaseException as error:
            outcomes = [error] * len(batch)
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An upload that is stored, and whose check is ordered. ``created`` False: the same one came before."""

    upload: StoredUpload
    created: bool


@dataclass(frozen=True, slots=True)
class _NewUpload:
    submission: str
    material: str
    file: str | None
    sha256: str
    registration: Registration | None
    by: Actor
    data: bytes


class Intake:
    """Takes uploads, and with them :attr:`registrations`. ``materials``: the slugs that there are; ``reach``: whose
    submissions the asker may touch."""

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        materials: Collection[str],
        quota: Quota | None = None,
    ) -> None:
        self._store = store
        self.registrations = Registering(store)
        self._pictures = pictures
        self._materials = materials
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
        by: Actor | None = None,
    ) -> Accepted:
        """Keep a picture and order its check, both or neither. The same file in the same place is one upload.
        Raises Unacceptable: no such material or an impossible submission's id; NotFound: the submission is another
        site's; Locked: the material may not be changed; OverQuota: there are as many uploads as may be; KeyReused: the
        key came before with something else; Transient: nothing was kept; send it again."""
        validate_target(submission, material, self._materials)
        sha256 = self._pictures.put(data)
        name = truncate_file_name(file)
        coming = _NewUpload(submission, material, name, sha256, registration, by or Actor(), data)
        try:
            taken = self._record(coming)
        except Refusal:
            self._discard(sha256)
            raise
        about = {"upload": taken.upload.id, "material": material, "new": taken.created}
        log.info("upload accepted", extra=about)
        return taken

    def _record_all(self, batch: Sequence[_NewUpload]) -> Sequence[Accepted | Exception]:
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

    def _record_alone(self, coming: _NewUpload) -> Accepted | Exception:
        try:
            with self._store.write() as tx:
                return self._record_one(tx, coming)
        except Exception as error:
            return error

    def _record_one(self, tx: Transaction, coming: _NewUpload) -> Accepted:
        now = tx.now()
        held = coming.by.reach.begin(tx, coming.submission, now)
        key = coming.by.idempotency
        if key is not None:
            before = key.earlier(tx, coming.submission, coming.material, coming.sha256)
            if before is not None:
                return Accepted(_require(tx.uploads.get(before)), created=False)
        if held.locks(coming.material):
            raise Locked
        if coming.registration is not None and coming.registration != held.registration:
            coming.by.reach.declare(tx, held.id, coming.registration)
            self.registrations.replace(tx, held, coming.registration, now)
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
            key.fulfil(tx, upload.id)
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
        Raises NotFound, Locked, Unacceptable, Transient: as for :meth:`submit_upload`; Stale: another version."""
        sha256 = self._pictures.put(data)
        try:
            found = self._replace(upload_id, sha256, data, file, expected_version, reach)
        except Refusal:
            self._discard(sha256)
            raise
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
        Raises NotFound, Locked, Stale, Transient: as for :meth:`replace`."""
        with self._store.write() as tx:
            now = tx.now()
            upload = self._changeable(tx, upload_id, expected_version, reach)
            tx.uploads.delete(upload_id, now)
            tx.submissions.touch(upload.submission_id, now)
            tx.queue.mark(upload.submission_id, now)

    def get_submission(
        self, submission: str, *, reach: Reach = EVERYWHERE
    ) -> tuple[StoredSubmission, list[StoredUpload], list[StoredReport]]:
        """A submission with its uploads and their current reports. Raises NotFound: there is none."""
        with self._store.read() as tx:
            held = reach.submission(tx, submission)
            return held, tx.uploads.list_submission(submission), tx.reports.list_submission(submission)

    def get_upload(
        self, upload_id: str, *, reach: Reach = EVERYWHERE
    ) -> tuple[StoredUpload, StoredReport | None]:
        """An upload and its current report. Raises NotFound: there is none, or it was deleted."""
        with self._store.read() as tx:
            return reach.upload(tx, upload_id), tx.reports.current(upload_id)

    def get_state(self, submission: str) -> StoredSubmission | None:
        """A submission's row; None where nobody began it."""
        with self._store.read() as tx:
            return tx.submissions.get(submission)

    def get_picture(self, upload_id: str, *, reach: Reach = EVERYWHERE) -> bytes:
        """An upload's picture as it came. Raises NotFound: there is none, or it was erased."""
        with self._store.read() as tx:
            upload = reach.upload(tx, upload_id)
        try:
            return self._pictures.get(upload.picture)
        except KeyError:
            raise NotFound("图片已删除 (the picture was erased)") from None

    def _changeable(
        self, tx: Transaction, upload_id: str, expected_version: int | None, reach: Reach
    ) -> StoredUpload:
        # The submission's row first, always: whoever changes two rows takes them in this order.
        held = tx.submissions.get(reach.upload(tx, upload_id).submission_id, for_change=True)
        upload = _require(tx.uploads.get(upload_id, for_change=True))
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


def _require(upload: StoredUpload | None) -> StoredUpload:
    if upload is None or upload.deleted_at is not None:
        raise NotFound("没有这件上传 (no such upload)")
    return upload
