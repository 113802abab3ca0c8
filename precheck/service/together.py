"""What several callers want done, done in one go: they share a transaction, and the wait for the disk at its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST = 64
"""In one go: 64 uploads take 30 ms, and nobody else writes to an SQLite file meanwhile."""


class Together(Generic[T, R]):
    """Calls ``act`` with all that waits. Whoever finds nobody at work does it for all; the others wait for their result.

    ``act`` answers with a value or an exception for each item. Where it raises, everybody gets that.
    """

    def __init__(self, act: Callable[[Sequence[T]], Sequence[R | Exception]]) -> None:
        self._act = act
        self._turn = threading.Lock()
        self._waiting: list[_Ticket[T, R]] = []

    def __call__(self, item: T) -> R:
        ticket: _Ticket[T, R] = _Ticket(item)
        self._waiting.append(ticket)
        while not ticket.outcome:
            with self._turn:
                if not ticket.outcome:
                    batch = self._waiting[:MOST]
                    del self._waiting[: len(batch)]  # others only add to the end
                    self._serve(batch)
        result = ticket.outcome[0]
        if isinstance(result, Exception):
            raise result
        return result

    def _serve(self, batch: Sequence[_Ticket[T, R]]) -> None:
        try:
            outcomes: Sequence[R | Exception] = self._act([ticket.item for ticket in batch])
        except Exception as error:
            outcomes = [error] * len(batch)
        except BaseException:
            for ticket in batch:
                ticket.outcome.append(RuntimeError("interrupted"))
            raise
        for ticket, outcome in zip(batch, outcomes, strict=True):
            ticket.outcome.append(outcome)


class _Ticket(Generic[T, R]):
    def __init__(self, item: T) -> None:
        self.item = item
        self.outcome: list[R | Exception] = []
