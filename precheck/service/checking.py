"""One order: claim it, check the upload, write the report."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np

from precheck.domain.errors import Transient
from precheck.domain.flag import Unable
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.domain.upload import Upload
from precheck.imaging.fingerprint import band_keys
from precheck.service import results
from precheck.service.duplicates import Duplicates
from precheck.service.results import MOST_ATTEMPTS, Ending
from precheck.storage import Pictures, Store
from precheck.storage.uploads import FingerprintOwner
from precheck.storage.values import Order, OrderState, Reason, Status, StoredUpload

log = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE_SECONDS = 20.0
"""A result that cannot be written is kept so long: a database restarts in 2 to 10 s."""

PAUSE_SECONDS = 2.0
"""Before an order is told to the broker again that failed for a store that was away."""


class Checker(Protocol):
    """What makes a report of a picture; :class:`precheck.wiring.Precheck` does."""

    def check_remembering(
        self, upload: Upload, registration: Registration | None = None, *, earlier: bytes | None = None
    ) -> tuple[Report, bytes]:
        """A report, and what was read, to be given as ``earlier`` when only the registration has changed."""
        ...


class Observer(Protocol):
    """Somebody who counts, and who marks the log's lines with what they are about."""

    def order_started(self, order: Order) -> None: ...

    def order_ended(self, order: Order, ending: Ending, report: Report | None, seconds: float) -> None:
        """``seconds``: since the order came."""
        ...


@dataclass(frozen=True, slots=True)
class _Work:
    order: Order
    upload: StoredUpload
    registration: Registration | None
    earlier: bytes | None
    """What was read in this picture, where that need not be read again."""

    waited_seconds: float
    """Since the order came."""


class Checking:
    """Carries out orders. Never raises for anything about the picture; :class:`SystemExit` and the like pass through
    after the order was given back."""

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        checker: Checker,
        observer: Observer | None = None,
        duplicates: Duplicates | None = None,
    ) -> None:
        self._store = store
        self._pictures = pictures
        self._checker = checker
        self._observer = observer
        self._duplicates = duplicates

    def run(self, order_id: str) -> Ending:
        """Claim and carry out an order. A message that comes twice, or too late, does nothing.
        Raises Transient: the database is away before anything was begun."""
        work = self._begin(order_id)
        if isinstance(work, Ending):
            return work
        order = work.order
        if self._observer is not None:
            self._observer.order_started(order)
        report: Report | None = None
        begun = time.monotonic()
        try:
            found, reading, bits = self._examine(work)
            report = found
            ending = _retry_while_away(lambda: self._write(work, found, reading, bits))
        except BaseException as error:
            # MemoryError included: in the queue's own code it would end the worker's main process, and the message
            # would come back to kill the next one.
            ending = self._handle_failure(order, error)
            if not isinstance(error, Exception):
                raise
        log.info(
            "order ended",
            extra={
                "upload": order.upload_id,
                "order": order.id,
                "ending": str(ending),
                "attempts": order.attempts,
            },
        )
        if self._observer is not None:
            self._observer.order_ended(order, ending, report, work.waited_seconds + time.monotonic() - begun)
        return ending

    def _begin(self, order_id: str) -> _Work | Ending:
        with self._store.write(durable=False) as tx:
            now = tx.now()
            order = tx.orders.get(order_id)
            if order is None or order.state not in (OrderState.WAITING, OrderState.CLAIMED):
                return Ending.NOTHING
            if order.state is OrderState.CLAIMED and not (
                results.is_dead(order) or results.is_late(order, now)
            ):
                return Ending.NOTHING
            upload = tx.uploads.get(order.upload_id)
            if upload is None:
                return Ending.NOTHING
            # The submission's row is held from the claim on: a registration that comes at the same moment either is the
            # one read here, or finds this order begun and orders another comparison.
            submission = tx.submissions.get(upload.submission_id, for_change=True)
            upload = tx.uploads.get(order.upload_id, for_change=True)
            if upload is None:
                return Ending.NOTHING
            exhausted = order.attempts >= MOST_ATTEMPTS
            lease, is_attempt = results.LEASE_SECONDS[order.queue], not exhausted
            claimed = tx.orders.claim(
                order_id, results.process_name(), now, lease, from_fence=order.fence, attempt=is_attempt
            )
            if claimed is None:
                return Ending.NOTHING
            if results.is_gone(upload) or upload.generation != order.generation:
                return results.discard(tx, claimed, now)
            if exhausted:
                return results.give_up(
                    tx, claimed, now, order.trouble or "检查进程中断 (the process was lost)"
                )
            if order.reason is not Reason.RESCAN:
                tx.uploads.set_status(upload.id, Status.CHECKING, now)
            # A re-scan is there to look with new eyes.
            compares_only = order.reason is Reason.REGISTRATION
            earlier = tx.readings.get(upload.id, upload.generation) if compares_only else None
            waited = max(0.0, now - claimed.created_at)
            return _Work(claimed, upload, submission.registration if submission else None, earlier, waited)

    def _examine(self, work: _Work) -> tuple[Report, bytes, bytes | None]:
        upload = work.upload
        data = self._pictures.get(upload.picture)
        came = Upload.from_bytes(
            data, material=upload.material, file=upload.file, submission=upload.submission_id, id=upload.id
        )
        report, reading = self._checker.check_remembering(came, work.registration, earlier=work.earlier)
        if self._duplicates is None:
            return report, reading, None
        try:
            looked = self._duplicates.search(upload, work.registration, data, report.image)
        except Transient:
            raise
        except Exception as error:  # a defect of ours costs this question only, and is no pass
            log.warning("duplicates could not be looked for: %s", type(error).__name__, exc_info=True)
            unable = Unable("duplicate", f"未能运行 (could not run): {type(error).__name__}")
            return replace(report, unable=(*report.unable, unable)), reading, None
        return replace(report, flags=(*report.flags, *looked.flags)), reading, looked.bits

    def _write(self, work: _Work, report: Report, reading: bytes, bits: bytes | None) -> Ending:
        with self._store.write(durable=False) as tx:
            ending = results.finish(tx, work.order, report, tx.now(), reading=reading)
            if ending is Ending.REPORTED and bits is not None:
                kept = FingerprintOwner(work.upload.id, work.upload.submission_id)
                tx.fingerprints.keep(kept, bits, band_keys(np.frombuffer(bits, np.uint8)).tolist())
            return ending

    def _handle_failure(self, order: Order, error: BaseException) -> Ending:
        """Give the order back. Who is not to blame: a store that is away, and a process that is told to end."""
        trouble = type(error).__name__
        away = isinstance(error, Transient)
        blame = isinstance(error, Exception) and not away
        level = logging.WARNING if away or not blame else logging.ERROR
        log.log(level, "check failed: %s", trouble, extra={"upload": order.upload_id, "order": order.id})

        pause = PAUSE_SECONDS if away else 0.0

        def give_back() -> Ending:
            with self._store.write(durable=False) as tx:
                now = tx.now()
                return results.give_back(tx, order, now, trouble=trouble, blame=blame, pause_seconds=pause)

        try:
            return _retry_while_away(give_back)
        except Transient:
            return Ending.RELEASED  # its lease ends, and the sweeper gives it back


def _retry_while_away(action: Callable[[], T]) -> T:
    until = time.monotonic() + PATIENCE_SECONDS
    pause = 0.1
    while True:
        try:
            return action()
        except Transient:
            if time.monotonic() + pause > until:
                raise
        time.sleep(pause)
        pause = min(2 * pause, 2.0)
