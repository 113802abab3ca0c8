"""How an order ends: with a report, set aside after too many tries, or given back. Used by workers and the sweeper."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from importlib import metadata

from precheck.domain.flag import Unable
from precheck.domain.report import ImageFacts, Provenance, Report, UploadFacts
from precheck.storage import Transaction
from precheck.storage.values import Event, Order, Reason, Status, StoredUpload

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""In the trial of kills that chose it, a picture that kills its worker was set aside after three tries, and none of
594 others needed a third one."""

_CHINA = timezone(timedelta(hours=8))


class Ending(StrEnum):
    """What became of an order."""

    REPORTED = "reported"
    SET_ASIDE = "set_aside"
    RELEASED = "released"
    NOTHING = "nothing"  # no such order, somebody else has it, or there is nothing to look at any more


def finish(
    tx: Transaction,
    order: Order,
    report: Report,
    now: float,
    *,
    set_aside: bool = False,
    reading: bytes | None = None,
) -> Ending:
    """Write an order's report, in the caller's transaction, and what was read for the next check of this picture.

    Nothing is written where the order is somebody else's by now (its fence has grown) or what it was about is gone.
    A report becomes the current one unless a later order's already is, or the picture was replaced meanwhile.
    """
    upload = _held(tx, order.upload_id)
    if upload is None or not tx.orders.finish(
        order.id, order.fence, now, order.trouble if set_aside else None
    ):
        return Ending.NOTHING
    if is_gone(upload):
        _end_item(tx, order, None)
        return Ending.NOTHING
    before = tx.reports.current(order.upload_id)
    current = order.generation == upload.generation and (before is None or before.turn < order.turn)
    if set_aside and order.reason is Reason.RESCAN and before is not None:
        current = False  # a re-scan that fails takes nobody's good report away
    report_id = tx.reports.add(order, report, now, current=current)
    if reading is not None and order.generation == upload.generation:
        tx.readings.keep(upload.id, upload.generation, reading)
    _end_item(tx, order, report_id)
    if tx.orders.is_open(order.upload_id, besides=order.id):
        tx.uploads.set_status(order.upload_id, Status.QUEUED, now)
    else:
        # Only a picture set aside has a report without a pipeline.
        counts = report.provenance.pipeline if current else before.pipeline if before else None
        tx.uploads.set_status(order.upload_id, Status.FAILED if counts is None else Status.CHECKED, now)
    tx.queue.mark(upload.submission_id, now)
    if current:
        about = {"upload": upload.id, "material": upload.material}
        tx.webhooks.announce(Event.UPLOAD_CHECKED, upload.submission_id, now, about)
    return Ending.SET_ASIDE if set_aside else Ending.REPORTED


def give_back(
    tx: Transaction, order: Order, now: float, *, trouble: str, blame: bool = True, pause_seconds: float = 0.0
) -> Ending:
    """Let somebody else try, or, where it was tried as often as allowed, set the picture aside."""
    if blame and order.attempts >= MOST_ATTEMPTS:
        return give_up(tx, order, now, trouble)
    upload = _held(tx, order.upload_id)
    if not tx.orders.release(
        order.id, order.fence, now, trouble=trouble, blame=blame, pause_seconds=pause_seconds
    ):
        return Ending.NOTHING
    if upload is not None and order.reason is not Reason.RESCAN:
        tx.uploads.set_status(order.upload_id, Status.QUEUED, now)
    return Ending.RELEASED


def give_up(tx: Transaction, order: Order, now: float, trouble: str) -> Ending:
    """Set a picture aside: a report that says ``unable``, so that a person looks."""
    upload = tx.uploads.get(order.upload_id)
    if upload is None:
        return Ending.NOTHING
    ending = finish(tx, order, _unable(upload, order, now, trouble), now, set_aside=True)
    if ending is Ending.SET_ASIDE:
        log.error(
            "upload set aside", extra={"upload": order.upload_id, "order": order.id, "trouble": trouble}
        )
    return ending


def close(tx: Transaction, order: Order, now: float) -> Ending:
    """End a claimed order that has nothing to look at any more."""
    if tx.orders.finish(order.id, order.fence, now):
        _end_item(tx, order, None)
    return Ending.NOTHING


def is_gone(upload: StoredUpload) -> bool:
    """Whether there is no picture to look at any more."""
    return upload.deleted_at is not None or upload.erased_at is not None


def _held(tx: Transaction, upload_id: str) -> StoredUpload | None:
    """An upload, held for a change: its submission's row first, as everywhere, so that nobody waits in a circle."""
    upload = tx.uploads.get(upload_id)
    if upload is None:
        return None
    tx.submissions.get(upload.submission_id, for_change=True)
    return tx.uploads.get(upload_id, for_change=True)


def _end_item(tx: Transaction, order: Order, report_id: str | None) -> None:
    if order.rescan_id is not None:
        tx.rescans.end_item(order.rescan_id, order.upload_id, report_id)


def _unable(upload: StoredUpload, order: Order, now: float, trouble: str) -> Report:
    return Report(
        checked_at=datetime.fromtimestamp(now, _CHINA).isoformat(timespec="seconds"),
        upload=UploadFacts(
            id=upload.id,
            file=upload.file,
            material=upload.material,
            submission=upload.submission_id,
            sha256=upload.picture,
            bytes=upload.bytes,
        ),
        flags=(),
        image=ImageFacts(),
        fields={},
        unable=(
            Unable("process", f"试了 {order.attempts} 次未能检查 (tried {order.attempts} times): {trouble}"),
        ),
        provenance=Provenance(
            precheck=metadata.version("precheck"), pipeline=None, registration=None, ocr=None
        ),
    )
