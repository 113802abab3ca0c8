"""``?wait=``: one look at the database every so often for all who wait, not one for each."""

from __future__ import annotations

import asyncio
import contextlib

from anyio import to_thread

from precheck.domain.errors import Transient
from precheck.storage import Store

LOOK_SECONDS = 0.04
LONGEST_SECONDS = 60.0


class Waiting:
    """Waits for uploads to be checked. Lives in one event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._events: dict[str, list[asyncio.Event]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def until_settled(self, upload_id: str, seconds: float) -> bool:
        """Wait until an upload's check has ended, at most so long; whether it has."""
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
            await asyncio.sleep(LOOK_SECONDS)

    def _settled(self, ids: list[str]) -> set[str]:
        with self._store.read() as tx:
            return tx.uploads.settled(ids)
