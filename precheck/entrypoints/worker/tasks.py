"""The two tasks, and what each process of the worker holds for them: the database, the pictures, the models. A task's
arguments are JSON; ids and file names only, never what a document says."""

import logging
import time
from functools import cache
from pathlib import Path
from typing import Any

from celery import Task, shared_task
from celery.exceptions import Reject
from celery.signals import worker_process_init

from precheck.domain.errors import Invalid, Transient
from precheck.domain.registration import BadRegistration
from precheck.domain.report import Report
from precheck.entrypoints import logs, process_pool
from precheck.entrypoints.deployment import deployment
from precheck.entrypoints.metrics import WorkerMetrics
from precheck.entrypoints.process_pool import limit_memory
from precheck.entrypoints.registrations import read_registration
from precheck.entrypoints.worker.app import CHECK, SUBMIT
from precheck.service import Checking, Idempotency
from precheck.service.duplicates import Duplicates
from precheck.service.errors import Refusal
from precheck.service.registering import Actor
from precheck.service.results import Ending
from precheck.storage.values import Order, Queue
from precheck.wiring import Precheck

log = logging.getLogger(__name__)


class _CheckObserver:
    def __init__(self, counting: WorkerMetrics) -> None:
        self._counting = counting

    def order_started(self, order: Order) -> None:
        logs.bind(upload=order.upload_id, order=order.id)
        self._counting.order_started(order)

    def order_ended(self, order: Order, ending: Ending, report: Report | None, seconds: float) -> None:
        self._counting.order_ended(order, ending, report, seconds)
        logs.unbind("upload", "order")


class Process:
    """Loads everything at once. Raises Invalid: a setting is wrong."""

    queue = Queue.UPLOADS
    """Which one this worker's processes serve; said before the fork."""

    def __init__(self) -> None:
        place = deployment()
        limit_memory(place.settings.worker_memory_mb)
        precheck = Precheck()
        _ = precheck.engine
        store = place.working_store()
        self.place = place
        observer = _CheckObserver(WorkerMetrics(place.metrics, _slot()))
        settings = {slug: pipeline.duplicates for slug, pipeline in precheck.pipelines.items()}
        duplicates = Duplicates(store, place.pictures(), settings)
        self.checking = Checking(store, place.pictures(), precheck, observer, duplicates)
        self.intake = place.intake(store, precheck.materials)


@cache
def this_process() -> Process:
    """This process's own; made when first asked for where loading at the start failed."""
    return Process()


def _slot() -> str:
    """Which place in the pool this process takes: its successor will have the same."""
    from billiard.process import current_process  # type: ignore[import-untyped]

    return f"{Process.queue}{getattr(current_process(), 'index', 0)}"


AWAY_PAUSE_SECONDS = 1.0
FILE_PATIENCE_SECONDS = 60.0
"""How long a file that a message names may be on its way."""

FILE_PAUSE_SECONDS = 0.5
SINCE, LAST = "precheck_since", "precheck_last"
"""Headers of a message that was sent again: when it came first, and last. Seconds since 1970."""


@worker_process_init.connect  # type: ignore[untyped-decorator]
def _load(**_: Any) -> None:
    if Process.queue is not Queue.UPLOADS:
        return  # re-scans are rare, and idle processes would hold the models a second time
    try:
        this_process()
    except BaseException as error:
        # Tried again by the first task; the worker's start checked the settings before.
        log.error("cannot get ready: %s", type(error).__name__, exc_info=True)


@shared_task(name=CHECK)  # type: ignore[untyped-decorator]
def check(order_id: str) -> str:
    """Carry out one order. A message that cannot be acted upon is dropped: the sweeper sends another."""
    try:
        ending = this_process().checking.run(str(order_id))
    except Transient:
        # The database is away: do not race through the whole queue meanwhile.
        log.warning("database away", extra={"order": str(order_id)[:26]})
        time.sleep(AWAY_PAUSE_SECONDS)
        return "away"
    process_pool.give_memory_back()
    return ending


@shared_task(name=SUBMIT, bind=True)  # type: ignore[untyped-decorator]
def submit(
    task: Task,
    submission: str,
    material: str,
    file: str,
    registration: str | None = None,
    key: str | None = None,
) -> str | None:
    """Take an upload whose picture a portal put into the inbox (``PRECHECK_INBOX``); its id, or None where refused.

    A file that is not there yet, as on a slow share, is looked for again for a while.

    Args:
        task: this one, as Celery hands it in.
        submission: the candidate's id at the portal.
        material: the kind of document.
        file: the picture's path below the inbox.
        registration: the path of a registration (JSON or CSV) below the inbox.
        key: an idempotency key; default: the same file in the same place is one upload anyway.
    """
    try:
        here = this_process()
        inbox = here.place.settings.inbox
        if inbox is None:
            raise Invalid("PRECHECK_INBOX is not set")
        picture = resolve_in_inbox(inbox, file)
        declares = resolve_in_inbox(inbox, registration) if registration else None
        if not all(map(_has_arrived, filter(None, (picture, declares)))) and _requeue(task):
            return None
        declared = read_registration(declares)[0] if declares else None
        accepted = here.intake.submit_upload(
            submission,
            material,
            picture.read_bytes(),
            picture.name,
            registration=declared,
            by=Actor(idempotency=Idempotency("celery", key) if key else None),
        )
    except Transient:
        log.warning("database away", extra={"message_id": task.request.id})
        time.sleep(AWAY_PAUSE_SECONDS)
        raise Reject(requeue=True) from None
    except (Invalid, Refusal, OSError) as error:
        # Neither the file's name nor the submission's id: those may name a person. The message's id the portal knows.
        why = str(error) if isinstance(error, BadRegistration) else type(error).__name__
        log.error("submission by message refused: %s", why, extra={"message_id": task.request.id})
        return None
    finally:
        logs.unbind("upload", "order")
    return accepted.upload.id


def _has_arrived(path: Path) -> bool:
    """Whether the file is there; one without a byte is still being written."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def _requeue(task: Task) -> bool:
    """Put the message at the queue's end, with its id, so that others come first; False once it has waited long enough."""
    headers = task.request.headers or {}
    now = time.time()
    since, last = float(headers.get(SINCE, now)), float(headers.get(LAST, 0.0))
    if now - since > FILE_PATIENCE_SECONDS:
        return False
    time.sleep(
        max(0.0, min(FILE_PAUSE_SECONDS, last + FILE_PAUSE_SECONDS - now)) if last else FILE_PAUSE_SECONDS
    )
    try:
        task.apply_async(
            task.request.args,
            task.request.kwargs,
            task_id=task.request.id,
            queue=str(Queue.UPLOADS),
            headers={SINCE: since, LAST: time.time()},
        )
    except Exception:
        log.warning("broker away", extra={"message_id": task.request.id})
        raise Reject(requeue=True) from None
    return True


def resolve_in_inbox(inbox: Path, name: str) -> Path:
    """A file in the inbox. Raises Invalid: the name leads out of it, by ``..`` or by a link."""
    home = inbox.expanduser().resolve()
    path = (home / name).resolve()
    if not path.is_relative_to(home):
        raise Invalid("文件不在收件目录内 (the file is not in the inbox)")
    return path
