"""Work that takes long, a few at a time in threads of their own: what waits is counted before it starts, and nothing of it
takes the threads that quick requests need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from precheck.service.errors import Busy

T = TypeVar("T")

RETRY_SECONDS = 5.0


class Turns:
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

        Raises:
            Busy: as many wait as may.
        """
        self.admit()
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._at_once)
        self._present += 1
        try:
            return await to_thread.run_sync(act, limiter=self._limiter)
        finally:
            self._present -= 1
