"""Webhooks: receivers, signatures, and carrying messages: receivers beside each other, each one's messages in their
order, so that one that is slow or gone delays nobody else."""

import base64
import hashlib
import hmac
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from precheck.domain.cleaning import CHINA
from precheck.service.errors import Conflict, NotFound, Unacceptable
from precheck.storage import Store
from precheck.storage.values import DeliveryState, Event
from precheck.storage.webhooks import Attempt, Delivery, Secret, StoredWebhook

OLD_SECRET_SECONDS = 86_400.0
"""So long messages carry both signatures after a secret was changed."""

LONGEST_URL = 500
MOST_WEBHOOKS = 50
LOG_KEPT_SECONDS = 30 * 86_400.0


class Webhooks:
    """The webhooks of a deployment. ``private``: addresses of one's own network, and http, are allowed."""

    def __init__(self, store: Store, *, private: bool = False) -> None:
        self._store = store
        self._schemes = ("https", "http") if private else ("https",)

    def add(
        self, url: str, events: Collection[Event], *, by: str, site: str | None = None
    ) -> tuple[StoredWebhook, str]:
        """A new webhook, and its secret.
        Raises Unacceptable: an impossible address, no event, or too many webhooks."""
        self._acceptable(url)
        if not events:
            raise Unacceptable("须有事件 (name an event)")
        secret = _new_secret()
        with self._store.write() as tx:
            if len(tx.webhooks.all()) >= MOST_WEBHOOKS:
                raise Unacceptable(f"回调至多 {MOST_WEBHOOKS} 个 (at most {MOST_WEBHOOKS} webhooks)")
            now = tx.now()
            hook = tx.webhooks.add(url, frozenset(events), [Secret(secret, None)], site, now)
            tx.records.note(by, "webhook.added", hook.id, now)
        return hook, secret

    def all(self, site: str | None) -> list[StoredWebhook]:
        """Those of a site; None: all."""
        with self._store.read() as tx:
            return [hook for hook in tx.webhooks.all() if site is None or hook.site == site]

    def delete(self, id: str, *, by: str, site: str | None) -> None:
        """Raises NotFound where there is none."""
        self._own(id, site)
        with self._store.write() as tx:
            now = tx.now()
            tx.webhooks.delete(id, now)
            tx.records.note(by, "webhook.deleted", id, now)

    def rotate(self, id: str, *, by: str, site: str | None) -> str:
        """A new secret; the one before signs along for a day. Raises NotFound: there is no such webhook."""
        self._own(id, site)
        secret = _new_secret()
        with self._store.write() as tx:
            now = tx.now()
            hook = tx.webhooks.get(id)
            assert hook is not None
            until = now + OLD_SECRET_SECONDS
            kept = [Secret(s.text, min(s.until or until, until)) for s in valid_secrets(hook.secrets, now)]
            tx.webhooks.set_secrets(id, [Secret(secret, None), *kept])
            tx.records.note(by, "webhook.rotated", id, now)
        return secret

    def deliveries(self, id: str, *, site: str | None, limit: int = 100) -> list[Delivery]:
        """The messages for a webhook, newest first. Raises NotFound: there is no such webhook."""
        self._own(id, site)
        with self._store.read() as tx:
            return tx.webhooks.deliveries(id, limit)

    def send_again(self, id: str, delivery_id: str, *, by: str, site: str | None) -> Delivery:
        """Have a message sent once more, under the same id, so that a receiver who has it can tell.
        Raises NotFound: there is no such webhook or message; Conflict: it still waits to be sent."""
        self._own(id, site)
        with self._store.write() as tx:
            now = tx.now()
            found = tx.webhooks.delivery(delivery_id)
            if found is None or found.webhook_id != id:
                raise NotFound("没有这条消息 (no such delivery)")
            if found.state is DeliveryState.WAITING and found.next_at <= now:
                raise Conflict("消息正待发送 (it is about to be sent)")
            again = Attempt(DeliveryState.WAITING, found.status, found.trouble, found.attempts, next_at=now)
            tx.webhooks.record(delivery_id, again)
            tx.records.note(by, "webhook.sent_again", delivery_id, now)
            found = tx.webhooks.delivery(delivery_id)
            assert found is not None
            return found

    def forget(self) -> int:
        with self._store.write() as tx:
            return tx.webhooks.forget_deliveries(tx.now() - LOG_KEPT_SECONDS)

    def _own(self, id: str, site: str | None) -> StoredWebhook:
        with self._store.read() as tx:
            hook = tx.webhooks.get(id)
        if hook is None or hook.deleted_at is not None or (site is not None and hook.site != site):
            raise NotFound("没有这个回调 (no such webhook)")
        return hook

    def _acceptable(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            host, parts = None, urlsplit("")
        if not host or parts.scheme not in self._schemes or len(url) > LONGEST_URL or not url.isprintable():
            zh, en = (f" {word} ".join(self._schemes) for word in ("或", "or"))
            raise Unacceptable(
                f"回调地址须为 {zh} 网址 (a webhook's address: {en}, at most {LONGEST_URL} characters)"
            )


def headers(id: str, timestamp: int, body: bytes, keys: Iterable[Secret]) -> dict[str, str]:
    """The headers of the Standard Webhooks scheme (standardwebhooks.com, version 1.0): HMAC-SHA256 over id, timestamp
    and body, joined by full stops; one signature for each valid secret."""
    signed = f"msg_{id}.{timestamp}.".encode() + body
    signatures = []
    for key in keys:
        secret = base64.b64decode(key.text.removeprefix("whsec_"))
        digest = hmac.new(secret, signed, hashlib.sha256).digest()
        signatures.append("v1," + base64.b64encode(digest).decode())
    return {
        "content-type": "application/json",
        "webhook-id": f"msg_{id}",
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def valid_secrets(keys: Iterable[Secret], now: float) -> list[Secret]:
    return [key for key in keys if key.until is None or key.until > now]


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


log = logging.getLogger(__name__)

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
        Raises Undelivered: no answer in time, or an address that must not be asked."""
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
        Raises Transient: the database is away."""
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
        with self._turn:
            under_way = list(self._busy.values())
        wait(under_way)

    def close(self) -> None:
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
    at = datetime.fromtimestamp(delivery.created_at, CHINA).isoformat(timespec="seconds")
    message = {"type": delivery.event, "timestamp": at, "data": delivery.data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
