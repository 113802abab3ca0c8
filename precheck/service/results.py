"""Who works on an order and until when, and how it ends: with a report, set aside after too many tries, or given back.

Used by workers and the sweeper. Whoever comes next can tell at once whether the process that held an order is dead."""

import logging
import os
import socket
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from precheck.domain.cleaning import CHINA
from precheck.domain.flag import Unable
from precheck.domain.report import Report, UploadFacts
from precheck.storage import Transaction
from precheck.storage.orders import CLOCK_STEP_SECONDS
from precheck.storage.values import Event, Order, Queue, Reason, Status, StoredUpload

LEASE_SECONDS = {Queue.UPLOADS: 60.0, Queue.RESCAN: 720.0}
"""Longer than the hard time limit of a task (45 and 660 s): a lease that ends belongs to nobody who works."""

_START_TIME = 19  # field 22 of /proc/PID/stat, counted after the command's name


def process_name() -> str:
    """This process: ``host|pid|start``, unique since the machine was started and across machines."""
    pid = os.getpid()
    return f"{_host()}|{pid}|{_started(pid)}"


def is_dead(order: Order) -> bool:
    """Whether the process that claimed an order is gone; False where that cannot be told from here."""
    return order.owner is not None and is_alive(order.owner) is False


def is_late(order: Order, now: float) -> bool:
    """Whether a claimed order's lease is over, or so far ahead that the clock must have been set back since."""
    if order.lease_until is None:
        return True
    return not now <= order.lease_until <= now + LEASE_SECONDS[order.queue] + CLOCK_STEP_SECONDS


def is_alive(owner: str) -> bool | None:
    """Whether the process is running; None where it is another machine's, of which only its lease tells."""
    host, pid, started = owner.rsplit("|", 2)
    if host != _host():
        return None
    return _started(int(pid)) == started


@cache
def _host() -> str:
    # Two containers may share a host name, and never see each other's processes: the namespace tells them apart.
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
        namespace = os.readlink("/proc/self/ns/pid").strip("pid:[]")  # noqa: PTH115
    except OSError:
        boot, namespace = "", ""
    return f"{socket.gethostname()[:60]}/{boot}/{namespace}"


def _started(pid: int) -> str | None:
    """When a process started, in clock ticks since the boot; None where it is gone or a zombie."""
    try:
        # The command's name stands in brackets and may hold anything, brackets included.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[_START_TIME]


log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""So a picture that kills its worker is set aside, and none that is harmless: docs/evaluation/2026-11-28-faults-and-attacks.md."""


class Ending(StrEnum):
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
    Nothing is written where the order is somebody else's by now (its fence has grown) or what it was about is gone. A
    report becomes the current one unless a later order's already is, or the picture was replaced meanwhile."""
    upload = _lock_upload(tx, order.upload_id)
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
    upload = _lock_upload(tx, order.upload_id)
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


def discard(tx: Transaction, order: Order, now: float) -> Ending:
    """End a claimed order that has nothing to look at any more."""
    if tx.orders.finish(order.id, order.fence, now):
        _end_item(tx, order, None)
    return Ending.NOTHING


def is_gone(upload: StoredUpload) -> bool:
    return upload.deleted_at is not None or upload.erased_at is not None


def _lock_upload(tx: Transaction, upload_id: str) -> StoredUpload | None:
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
    about = UploadFacts(
        upload.id, upload.file, upload.material, upload.submission_id, upload.picture, upload.bytes
    )
    reason = f"试了 {order.attempts} 次未能检查 (tried {order.attempts} times): {trouble}"
    return Report.unchecked(datetime.fromtimestamp(now, CHINA), about, Unable("process", reason))
