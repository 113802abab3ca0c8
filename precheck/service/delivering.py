"""Carrying webhook messages: receivers beside each other, each one's messages in their order, so that one that is slow or
gone delays nobody else."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta, timezone
from typing import Protocol

from precheck.service.webhooks import MOST_WEBHOOKS, headers, valid_secrets
from precheck.storage import Store
from precheck.storage.values import DeliveryState
from precheck.storage.webhooks import Attempt, Delivery

log = logging.getLogger(__name__)

_CHINA = timezone(timedelta(hours=8))
PAUSES_SECONDS = (
    *(5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800),
    *(43_200, 43_200, 43_200, 43_200, 30_000),
)
"""After each failed attempt; together three days. A portal that restarts misses seconds, one whose machine is replaced
over a weekend nothing."""

LEASE_SECONDS = 60.0
BUSY_SECONDS = 30.0
"""A receiver's turn ends after the message under way; with the longest exchange (10 s) that is before its lease does."""

BATCH = 20
TROUBLES = 3
"""So many failures in a row, and a receiver is left alone for a while: its messages wait, and no attempt is counted."""

SHORTEST_REST_SECONDS = 5.0
LONGEST_REST_SECONDS = 300.0


class Sender(Protocol):
    """The way out, as far as this package knows one."""

    def send(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """Post it; the answer's status.

        Raises:
            Undelivered: no answer in time, or an address that must not be asked.
        """
        ...


class Undelivered(Exception):
    """A message did not get through; the text says why and names no address."""


class Courier:
    """Sends what is due. ``clock`` counts the rests of receivers in trouble."""

    def __init__(self, store: Store, sender: Sender, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._pool = ThreadPoolExecutor(MOST_WEBHOOKS, thread_name_prefix="webhook")
        self._turn = threading.Lock()
        self._busy: dict[str, Future[None]] = {}
        self._troubles: dict[str, int] = {}
        self._rests_until: dict[str, float] = {}

    def deliver(self) -> int:
        """Begin with every receiver that has something due and is neither busy nor at rest; how many. Does not wait.

        Raises:
            Transient: the database is away.
        """
        with self._store.read() as tx:
            due = tx.webhooks.due(tx.now())
        begun = 0
        with self._turn:
            for webhook_id in sorted(due):
                if webhook_id in self._busy or self._rests_until.get(webhook_id, 0.0) > self._clock():
                    continue
                self._busy[webhook_id] = self._pool.submit(self._serve, webhook_id)
                begun += 1
        return begun

    def finish(self) -> None:
        """Wait for the exchanges under way."""
        with self._turn:
            under_way = list(self._busy.values())
        wait(under_way)

    def close(self) -> None:
        """Finish, and take nothing more."""
        self._pool.shutdown()

    def _serve(self, webhook_id: str) -> None:
        try:
            with self._store.write(durable=False) as tx:
                most = 1 if self._troubles.get(webhook_id, 0) >= TROUBLES else BATCH
                taken = tx.webhooks.take_due(webhook_id, tx.now(), most, LEASE_SECONDS)
            begun = time.monotonic()
            while taken and time.monotonic() - begun < BUSY_SECONDS:
                if not self._attempt(taken.pop(0)):
                    break
            if taken:
                with self._store.write(durable=False) as tx:
                    tx.webhooks.give_back([delivery.id for delivery in taken], tx.now())
        except Exception as error:
            # What was taken comes again when its lease is over.
            log.error("webhook: %s", type(error).__name__, exc_info=True)
        finally:
            with self._turn:
                self._busy.pop(webhook_id, None)

    def _attempt(self, delivery: Delivery) -> bool:
        """Send one message; whether the receiver is fit for the next."""
        with self._store.read() as tx:
            hook, now = tx.webhooks.get(delivery.webhook_id), tx.now()
        if hook is None or hook.deleted_at is not None:
            return False
        body = _body(delivery)
        status: int | None = None
        trouble: str | None = None
        try:
            signed = headers(delivery.id, int(now), body, valid_secrets(hook.secrets, now))
            status = self._sender.send(hook.url, signed, body)
            delivered = 200 <= status < 300
            trouble = None if delivered else f"answered {status}"
        except Undelivered as error:
            delivered, trouble = False, str(error)[:100]
        self._record(delivery, delivered, status, trouble)
        return self._judge(hook.id, delivered)

    def _record(self, delivery: Delivery, delivered: bool, status: int | None, trouble: str | None) -> None:
        attempts = delivery.attempts + 1
        over = attempts > len(PAUSES_SECONDS)
        state = (
            DeliveryState.DELIVERED if delivered else DeliveryState.FAILED if over else DeliveryState.WAITING
        )
        pause = 0 if delivered or over else PAUSES_SECONDS[attempts - 1]
        with self._store.write(durable=False) as tx:
            now = tx.now()
            ended_at = None if state is DeliveryState.WAITING else now
            tx.webhooks.record(delivery.id, Attempt(state, status, trouble, attempts, now + pause, ended_at))
        log.info("webhook %s", "delivered" if delivered else "not delivered")

    def _judge(self, webhook_id: str, delivered: bool) -> bool:
        if delivered:
            self._troubles.pop(webhook_id, None)
            return True
        count = self._troubles[webhook_id] = self._troubles.get(webhook_id, 0) + 1
        if count < TROUBLES:
            return True
        rest = min(LONGEST_REST_SECONDS, SHORTEST_REST_SECONDS * 2 ** min(count - TROUBLES, 10))
        self._rests_until[webhook_id] = self._clock() + rest
        return False


def _body(delivery: Delivery) -> bytes:
    at = datetime.fromtimestamp(delivery.created_at, _CHINA).isoformat(timespec="seconds")
    message = {"type": delivery.event, "timestamp": at, "data": delivery.data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
