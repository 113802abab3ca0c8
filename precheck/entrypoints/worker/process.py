"""What one process of the worker holds: the database, the pictures, the models. Made after the fork."""

from __future__ import annotations

import logging
import resource
from functools import cache

from precheck.domain.report import Report
from precheck.entrypoints import logs
from precheck.entrypoints.deployment import deployment
from precheck.entrypoints.metrics import Counting
from precheck.entrypoints.pubsub import ENDED, ORDERED, PubSub
from precheck.service import Checking
from precheck.service.duplicates import Duplicates
from precheck.service.results import Ending
from precheck.storage.values import Order, Queue
from precheck.wiring import Precheck

log = logging.getLogger(__name__)

_queue = Queue.UPLOADS


def serve(queue: Queue) -> None:
    """Say, before the fork, which queue this worker's processes serve."""
    global _queue
    _queue = queue


def loads_at_once() -> bool:
    """Whether a process gets ready before its first task: not for re-scans, which are rare, and whose idle processes
    would hold the models a second time."""
    return _queue is Queue.UPLOADS


class _Watching:
    def __init__(self, counting: Counting, pubsub: PubSub) -> None:
        self._counting = counting
        self._pubsub = pubsub

    def begun(self, order: Order) -> None:
        logs.about(upload=order.upload_id, order=order.id)
        self._counting.begun(order)

    def ended(self, order: Order, ending: Ending, report: Report | None, seconds: float) -> None:
        self._pubsub.publish(ENDED, order.upload_id)
        self._counting.ended(order, ending, report, seconds)
        logs.about_nothing("upload", "order")


class Process:
    """Loads everything at once.

    Raises:
        Invalid: a setting is wrong.
    """

    def __init__(self) -> None:
        place = deployment()
        limit = place.settings.worker_memory_mb * 2**20
        # RapidOCR works in 1.5 GB and fails in 1.0 GB with an error that can be caught, instead of being killed.
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        precheck = Precheck()
        _ = precheck.engine
        store = place.working_store()
        self.place = place
        pubsub = PubSub(place)
        watching = _Watching(Counting(place.metrics, _slot()), pubsub)
        settings = {slug: pipeline.duplicates for slug, pipeline in precheck.pipelines.items()}
        duplicates = Duplicates(store, place.pictures(), settings)
        self.checking = Checking(store, place.pictures(), precheck, watching, duplicates)
        self.intake = place.intake(store, precheck.materials, lambda: pubsub.publish(ORDERED))


@cache
def this_process() -> Process:
    """This process's own; made when first asked for where loading at the start failed."""
    return Process()


def _slot() -> str:
    """Which place in the pool this process takes: its successor will have the same."""
    from billiard.process import current_process  # type: ignore[import-untyped]

    return f"{_queue}{getattr(current_process(), 'index', 0)}"
