"""Work that takes long: a few at a time in threads of their own, a picture checked in a process of its own, and one look at
the database for all who wait for a report (``?wait=``)."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread

from precheck.config import Settings
from precheck.domain.errors import Invalid, Transient
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.process_pool import ONE_THREAD, Pool, give_memory_back, limit_memory
from precheck.service.errors import Busy, Unacceptable
from precheck.storage import Store

log = logging.getLogger(__name__)

T = TypeVar("T")

RETRY_SECONDS = 5.0


class WorkLimiter:
    """``at_once`` run, ``waiting`` wait, more are refused."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._at_once = at_once
        self._most = at_once + waiting
        self._limiter: CapacityLimiter | None = None
        self._present = 0

    def admit(self) -> None:
        """Raises Busy where there is no room: before anything is read of what would have to wait."""
        if self._present >= self._most:
            raise Busy(RETRY_SECONDS)

    async def run(self, act: Callable[[], T]) -> T:
        """Do it in a thread, in turn.
        Raises Busy: as many wait as may."""
        self.admit()
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._at_once)
        self._present += 1
        try:
            return await to_thread.run_sync(act, limiter=self._limiter)
        finally:
            self._present -= 1


LOOK_SECONDS = 0.05
LONGEST_SECONDS = 60.0


class ReportWaiter:
    """Waits for uploads to be checked. Lives in one event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._events: dict[str, list[asyncio.Event]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def wait_for_report(self, upload_id: str, seconds: float) -> bool:
        """Wait until an upload's check has ended, at most so long; whether it has."""
        event = asyncio.Event()
        self._events.setdefault(upload_id, []).append(event)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._poll())
        try:
            await asyncio.wait_for(event.wait(), min(seconds, LONGEST_SECONDS))
        except TimeoutError:
            return False
        finally:
            waiting = self._events[upload_id]
            waiting.remove(event)
            if not waiting:
                del self._events[upload_id]
        return True

    async def _poll(self) -> None:
        while self._events:
            with contextlib.suppress(Transient):
                for id in await to_thread.run_sync(self._finished, list(self._events)):
                    for event in self._events.get(id, ()):
                        event.set()
            await asyncio.sleep(LOOK_SECONDS)

    def _finished(self, ids: list[str]) -> set[str]:
        with self._store.read() as tx:
            return tx.uploads.filter_finished(ids)


START_SECONDS = 60.0
CHECK_SECONDS = 45.0
"""The hard limit of a queued check."""


class StatelessChecker:
    """Checks pictures that are not kept, in one process, started when first needed; callers take turns."""

    def __init__(self, settings: Settings) -> None:
        self._turn = threading.Lock()
        self._pool = Pool(
            1,
            _prepare,
            (settings.worker_memory_mb,),
            environment=ONE_THREAD,
            limit_seconds=CHECK_SECONDS,
            start_seconds=START_SECONDS,
        )

    def check(
        self, data: bytes, material: str, registration: Registration | None, file: str | None
    ) -> Report:
        """A report on one picture.
        Raises Transient: the process did not start; Unacceptable: the picture ends or stops it."""
        with self._turn:
            try:
                [(_, answer)] = self._pool.run([(data, material, registration, file)], window=1)
            except Invalid:
                self._pool.close()
                raise Transient("检查进程未能启动 (the checking process did not start)") from None
        if not isinstance(answer, Report):
            raise Unacceptable("此图片无法检查 (this picture cannot be checked)")
        return answer

    def close(self) -> None:
        self._pool.close()


def _prepare(memory_mb: int) -> Callable[[tuple[Any, ...]], Report | None]:
    """What the process does with a picture: a report, or None where it fails."""
    limit_memory(memory_mb)
    import cv2

    cv2.setNumThreads(1)
    from precheck.wiring import Precheck

    precheck = Precheck()
    _ = precheck.engine

    def answer(task: tuple[Any, ...]) -> Report | None:
        data, material, registration, file = task
        try:
            return precheck.check(data, material, registration, file=file)
        except Exception as error:
            log.error("a picture could not be checked: %s", type(error).__name__, exc_info=True)
            return None
        finally:
            give_memory_back()

    return answer
