"""Webhooks: who is told, and how a message is signed (Standard Webhooks). :mod:`precheck.service.delivering` sends."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from precheck.service.errors import Conflict, NotFound, Unacceptable
from precheck.storage import Store
from precheck.storage.values import DeliveryState, Event
from precheck.storage.webhooks import Attempt, Delivery, Secret, StoredWebhook

OLD_SECRET_SECONDS = 86_400.0
"""So long messages carry both signatures after a secret was changed."""

LONGEST_URL = 500
MOST_WEBHOOKS = 50
LOG_KEPT_SECONDS = 30 * 86_400.0


@dataclass(frozen=True, slots=True)
class Settings:
    """``private``: addresses of one's own network, and http, are allowed."""

    private: bool = False


class Webhooks:
    """The webhooks of a deployment."""

    def __init__(self, store: Store, settings: Settings | None = None) -> None:
        self._store = store
        self._settings = settings or Settings()

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
        """A new secret; the one before signs along for a day.

        Raises:
            NotFound: there is no such webhook.
        """
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
        """Drop the log's old lines."""
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


def valid_secrets(keys: Iterable[Secret], now: float) -> list[Secret]:
    """Those that sign now."""
    return [key for key in keys if key.until is None or key.until > now]


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
