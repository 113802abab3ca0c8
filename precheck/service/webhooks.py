"""Webhooks: who is told, how a message is signed (Standard Webhooks), when it is tried again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Protocol
from urllib.parse import urlsplit

from precheck.service.errors import Conflict, NotFound, Unacceptable
from precheck.storage import Store
from precheck.storage.webhooks import Delivery, DeliveryState, Event, Secret, StoredWebhook

log = logging.getLogger(__name__)

_CHINA = timezone(timedelta(hours=8))
PAUSES_SECONDS = (5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800)
"""After each failed attempt; together a little less than a day. A portal that restarts misses seconds, one whose
machine is replaced over night nothing."""

LEASE_SECONDS = 60.0
"""Longer than the longest attempt (15 s)."""

OLD_SECRET_SECONDS = 86_400.0
"""So long messages carry both signatures after a secret was changed."""

LONGEST_URL = 500
MOST_WEBHOOKS = 50
LOG_KEPT_SECONDS = 30 * 86_400.0
BATCH = 20


class Sender(Protocol):
    """The way out, as far as this package knows one."""

    def send(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """Post it; the answer's status.

        Raises:
            Undelivered: no answer, or an address that must not be asked.
        """
        ...


class Undelivered(Exception):
    """A message did not get through; the text says why and names no address."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``private``: addresses of one's own network, and http, are allowed."""

    private: bool = False


class Webhooks:
    """The webhooks of a deployment."""

    def __init__(
        self, store: Store, settings: Settings | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._settings = settings or Settings()
        self._clock = clock

    def add(
        self, url: str, events: Collection[Event], *, by: str, site: str | None = None
    ) -> tuple[StoredWebhook, str]:
        """A new webhook, and its secret.

        Raises:
            Unacceptable: an impossible address, no event, or too many webhooks.
        """
        self._acceptable(url)
        if not events:
            raise Unacceptable("须有事件 (name an event)")
        secret = _new_secret()
        with self._store.write() as tx:
            if len(tx.webhooks.all()) >= MOST_WEBHOOKS:
                raise Unacceptable(f"回调至多 {MOST_WEBHOOKS} 个 (at most {MOST_WEBHOOKS} webhooks)")
            now = self._clock()
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
            now = self._clock()
            tx.webhooks.delete(id, now)
            tx.records.note(by, "webhook.deleted", id, now)

    def rotate(self, id: str, *, by: str, site: str | None) -> str:
        """A new secret; the one before signs along for a day.

        Raises:
            NotFound: there is no such webhook.
        """
        self._own(id, site)
        secret = _new_secret()
        with self._store.write() as tx:
            now = self._clock()
            hook = tx.webhooks.get(id)
            assert hook is not None
            until = now + OLD_SECRET_SECONDS
            kept = [Secret(s.text, min(s.until or until, until)) for s in _valid(hook.secrets, now)]
            tx.webhooks.set_secrets(id, [Secret(secret, None), *kept])
            tx.records.note(by, "webhook.rotated", id, now)
        return secret

    def deliveries(self, id: str, *, site: str | None, limit: int = 100) -> list[Delivery]:
        """The messages for a webhook, newest first.

        Raises:
            NotFound: there is no such webhook.
        """
        self._own(id, site)
        with self._store.read() as tx:
            return tx.webhooks.deliveries(id, limit)

    def send_again(self, id: str, delivery_id: str, *, by: str, site: str | None) -> Delivery:
        """Have a message sent once more, under the same id, so that a receiver who has it can tell.

        Raises:
            NotFound: there is no such webhook or message.
            Conflict: it still waits to be sent.
        """
        self._own(id, site)
        with self._store.write() as tx:
            now = self._clock()
            found = tx.webhooks.delivery(delivery_id)
            if found is None or found.webhook_id != id:
                raise NotFound("没有这条消息 (no such delivery)")
            if found.state is DeliveryState.WAITING and found.next_at <= now:
                raise Conflict("消息正待发送 (it is about to be sent)")
            tx.webhooks.record(
                delivery_id,
                DeliveryState.WAITING,
                status=found.status,
                trouble=found.trouble,
                next_at=now,
                ended_at=None,
            )
            tx.records.note(by, "webhook.sent_again", delivery_id, now)
            found = tx.webhooks.delivery(delivery_id)
            assert found is not None
            return found

    def deliver(self, sender: Sender) -> int:
        """Send what is due; how many attempts were made.

        Raises:
            Transient: the database is away.
        """
        with self._store.read() as tx:
            if not tx.webhooks.has_due(self._clock()):
                return 0
        with self._store.write(durable=False) as tx:
            taken = tx.webhooks.take_due(self._clock(), BATCH, LEASE_SECONDS)
        for number, delivery in enumerate(taken):
            if number and self._clock() - (delivery.next_at - LEASE_SECONDS) > LEASE_SECONDS / 2:
                break  # slow receivers: what is left comes again when its lease is over
            self._attempt(delivery, sender)
        return len(taken)

    def forget(self) -> int:
        """Drop the log's old lines."""
        with self._store.write() as tx:
            return tx.webhooks.forget_deliveries(self._clock() - LOG_KEPT_SECONDS)

    def _attempt(self, delivery: Delivery, sender: Sender) -> None:
        with self._store.read() as tx:
            hook = tx.webhooks.get(delivery.webhook_id)
        if hook is None or hook.deleted_at is not None:
            return
        now = self._clock()
        body = _body(delivery)
        status: int | None = None
        trouble: str | None = None
        try:
            status = sender.send(
                hook.url, headers(delivery.id, int(now), body, _valid(hook.secrets, now)), body
            )
            delivered = 200 <= status < 300
            trouble = None if delivered else f"answered {status}"
        except Undelivered as error:
            delivered, trouble = False, str(error)[:100]
        now = self._clock()
        over = delivery.attempts > len(PAUSES_SECONDS)
        state = (
            DeliveryState.DELIVERED if delivered else DeliveryState.FAILED if over else DeliveryState.WAITING
        )
        pause = 0 if delivered or over else PAUSES_SECONDS[delivery.attempts - 1]
        with self._store.write(durable=False) as tx:
            tx.webhooks.record(
                delivery.id,
                state,
                status=status,
                trouble=trouble,
                next_at=now + pause,
                ended_at=None if state is DeliveryState.WAITING else now,
            )
        log.info("webhook %s", "delivered" if delivered else "not delivered")

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
        schemes = ("https", "http") if self._settings.private else ("https",)
        if not host or parts.scheme not in schemes or len(url) > LONGEST_URL or not url.isprintable():
            raise Unacceptable(
                f"回调地址须为 {' 或 '.join(schemes)} 网址 (a webhook's address: {' or '.join(schemes)}, at most {LONGEST_URL} characters)"
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


def _body(delivery: Delivery) -> bytes:
    at = datetime.fromtimestamp(delivery.created_at, _CHINA).isoformat(timespec="seconds")
    message = {"type": delivery.event, "timestamp": at, "data": delivery.data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _valid(keys: Iterable[Secret], now: float) -> list[Secret]:
    return [key for key in keys if key.until is None or key.until > now]


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
