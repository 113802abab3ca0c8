"""``?wait=``: one look at the database for all who wait, when a worker says that a check has ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from anyio import to_thread

from precheck.domain.errors import Transient
from precheck.storage import Store

LOOK_SECONDS = 0.2
"""Where nobody says so."""

LONGEST_SECONDS = 60.0

Listen = Callable[[Callable[[str], None]], None]
"""Has somebody called, from some thread, with the id of an upload whose check has ended."""


class Waiting:
    """Waits for uploads to be checked. Lives in one event loop."""

    def __init__(self, store: Store, listen: Listen = lambda heard: None) -> None:
        self._store = store
        self._listen: Listen | None = listen
        self._events: dict[str, list[asyncio.Event]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._called = asyncio.Event()

    async def until_settled(self, upload_id: str, seconds: float) -> bool:
        """Wait until an upload's check has ended, at most so long; whether it has."""
        if self._listen is not None:
            listen, self._listen = self._listen, None
            here = asyncio.get_running_loop()
            listen(lambda id: _call(here, self._heard, id))
        event = asyncio.Event()
        self._events.setdefault(upload_id, []).append(event)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            await asyncio.wait_for(event.wait(), min(seconds, LONGEST_SECONDS))
        except TimeoutError:
            return False
        finally:
            waiting = self._events.get(upload_id, [])
            with contextlib.suppress(ValueError):
                waiting.remove(event)
            if not waiting:
                self._events.pop(upload_id, None)
        return True

    async def _look(self) -> None:
        while self._events:
            with contextlib.suppress(Transient):
                for id in await to_thread.run_sync(self._settled, list(self._events)):
                    for event in self._events.get(id, ()):
                        event.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._called.wait(), LOOK_SECONDS)
            self._called.clear()

    def _heard(self, id: str) -> None:
        if id in self._events or not id:
            self._called.set()

    def _settled(self, ids: list[str]) -> set[str]:
        with self._store.read() as tx:
            return tx.uploads.ended(ids)


def _call(loop: asyncio.AbstractEventLoop, act: Callable[[str], None], id: str) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: the program ends
        loop.call_soon_threadsafe(act, id)
