"""What several callers want done, done in one go: they share a transaction, and the wait for the disk at its end."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST = 64
"""In one go: 64 uploads take 30 ms, and nobody else writes to an SQLite file meanwhile."""


class GroupCommit(Generic[T, R]):
    """Calls ``act`` with all that waits. Whoever finds nobody at work does it for all, then hands on to one of those
    who came meanwhile; the others wait for their result. ``act`` answers with a value or an exception for each item.
    Where it raises, everybody gets that."""

    def __init__(self, act: Callable[[Sequence[T]], Sequence[R | Exception]]) -> None:
        self._act = act
        self._guard = threading.Lock()
        self._waiting: list[_Ticket[T, R]] = []
        self._at_work = False

    def __call__(self, item: T) -> R:
        ticket: _Ticket[T, R] = _Ticket(item)
        with self._guard:
            self._waiting.append(ticket)
            waits, self._at_work = self._at_work, True
        if waits:
            # Woken with the result, or to go to work. Waiting for a lock in turn would wake all of them one by one.
            ticket.woken.acquire()
        if ticket.outcome is None:
            try:
                self._serve()
            finally:
                self._hand_on()
        outcome = ticket.outcome
        if isinstance(outcome, Exception):
            raise outcome
        assert outcome is not None
        return outcome[0]

    def _serve(self) -> None:
        """Do what waits; whoever calls this is in it, at the beginning."""
        with self._guard:
            batch = self._waiting[:MOST]
            del self._waiting[:MOST]
        outcomes: Sequence[R | Exception] = [RuntimeError("interrupted")] * len(batch)
        try:
            outcomes = self._act([ticket.item for ticket in batch])
        except Exception as error:
            outcomes = [error] * len(batch)
        finally:
            for ticket, outcome in zip(batch, outcomes, strict=True):
                ticket.outcome = outcome if isinstance(outcome, Exception) else (outcome,)
                ticket.woken.release()

    def _hand_on(self) -> None:
        with self._guard:
            self._at_work = bool(self._waiting)
            if self._waiting:
                self._waiting[0].woken.release()


class _Ticket(Generic[T, R]):
    def __init__(self, item: T) -> None:
        self.item = item
        self.outcome: tuple[R] | Exception | None = None
        self.woken = threading.Lock()  # released by whoever wakes
        self.woken.acquire()
