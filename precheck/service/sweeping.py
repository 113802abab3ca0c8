"""What keeps the queue true to the database: the relay tells the broker, the sweeper finds what was lost."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from precheck.domain.errors import Transient
from precheck.service import results
from precheck.service.results import Ending
from precheck.storage import Store
from precheck.storage.values import Queue

log = logging.getLogger(__name__)

BATCH = 200
"""Orders in one transaction of the relay: 10 ms of work."""

ABOUT_TO_ARRIVE_SECONDS = 5.0
"""A message younger than this may be between relay and queue; only older ones can be missed."""

MOST_REPUBLISHED = 5000


class Publisher(Protocol):
    """The broker, as far as this package knows one."""

    def publish(self, orders: Sequence[tuple[str, Queue]]) -> None:
        """Tell of orders. Raises Transient: the broker is away; some may have been told."""
        ...

    def length(self, queue: Queue) -> int:
        """How many messages wait. Raises Transient: the broker is away."""
        ...


class Relay:
    def __init__(self, store: Store, publisher: Publisher) -> None:
        self._store = store
        self._publisher = publisher

    def publish(self) -> int:
        """Publish one batch; how many. Zero: nothing to do.
        Raises Transient: broker or database are away; nothing is lost."""
        with self._store.read() as tx:
            if not tx.orders.has_unpublished(tx.now()):
                return 0
        with self._store.write(durable=False) as tx:
            taken = tx.orders.take_unpublished(tx.now(), BATCH)
        try:
            self._publisher.publish(taken)
        except Transient:
            with self._store.write(durable=False) as tx:
                tx.orders.mark_unsent([id for id, _ in taken])
            raise
        return len(taken)


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What a sweep found: orders whose worker was lost, uploads set aside, messages that the broker lost."""

    released: int = 0
    set_aside: int = 0
    republished: int = 0


class Sweeper:
    """Gives back what dead workers held, and has published again what the broker forgot."""

    def __init__(self, store: Store, publisher: Publisher) -> None:
        self._store = store
        self._publisher = publisher

    def sweep(self) -> SweepResult:
        """Look once. Raises Transient: the database is away."""
        released = set_aside = 0
        with self._store.read() as tx:
            claimed, now = tx.orders.list_claimed(), tx.now()
        for order in claimed:
            dead = results.is_dead(order)
            if not (dead or results.is_late(order, now)):
                continue
            trouble = "检查进程中断 (the process was lost)" if dead else "检查超时 (the lease ran out)"
            with self._store.write(durable=False) as tx:
                ending = results.give_back(tx, order, tx.now(), trouble=trouble)
            released += ending is Ending.RELEASED
            set_aside += ending is Ending.SET_ASIDE
        swept = SweepResult(released, set_aside, sum(self._forgotten(queue) for queue in Queue))
        if swept != SweepResult():
            log.warning(
                "swept",
                extra={"released": released, "set_aside": set_aside, "republished": swept.republished},
            )
        return swept

    def _forgotten(self, queue: Queue) -> int:
        """Where the broker holds fewer messages than orders wait, some were lost: tell of all again."""
        with self._store.read() as tx:
            waiting = tx.orders.waiting_published(queue, tx.now(), ABOUT_TO_ARRIVE_SECONDS)
        if not waiting:
            return 0
        try:
            if self._publisher.length(queue) >= waiting:
                return 0
        except Transient:
            return 0
        with self._store.write(durable=False) as tx:
            return tx.orders.unpublish(queue, tx.now(), ABOUT_TO_ARRIVE_SECONDS, MOST_REPUBLISHED)
