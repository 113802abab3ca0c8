"""Webhooks in the database, and every message to be delivered: an outbox written with what it tells of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, or_, select, update

from precheck.storage import ids
from precheck.storage.cipher import Cipher
from precheck.storage.orders import CLOCK_STEP_SECONDS
from precheck.storage.tables import submission_sites, webhook_deliveries, webhooks

URL = "webhooks.url"
SECRETS = "webhooks.secrets"

_SITE = select(submission_sites.c.site).where(submission_sites.c.submission_id == bindparam("submission"))
_WANTED_BY = select(webhooks.c.id, webhooks.c.events).where(
    webhooks.c.deleted_at.is_(None),
    or_(webhooks.c.site.is_(None), webhooks.c.site == _SITE.scalar_subquery()),
)


class Event(StrEnum):
    """What a webhook may be told of."""

    UPLOAD_CHECKED = "upload.checked"
    SUBMISSION_LOCKED = "submission.locked"
    MATERIAL_UNLOCKED = "material.unlocked"
    DECISION_MADE = "decision.made"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


_IS_DUE = and_(
    webhook_deliveries.c.state == DeliveryState.WAITING,
    or_(
        webhook_deliveries.c.next_at <= bindparam("now"),
        # Never tried, and further ahead than a lease: written before the clock was set back.
        and_(
            webhook_deliveries.c.attempts == 0,
            webhook_deliveries.c.next_at > bindparam("now") + 2 * CLOCK_STEP_SECONDS,
        ),
    ),
)
_DUE = select(webhook_deliveries.c.webhook_id).where(_IS_DUE).distinct()


@dataclass(frozen=True, slots=True)
class Secret:
    """What a message is signed with (``whsec_…``), until when, seconds since 1970; None: until it is changed."""

    text: str
    until: float | None


@dataclass(frozen=True, slots=True)
class StoredWebhook:
    id: str
    url: str
    events: frozenset[Event]
    secrets: tuple[Secret, ...]
    site: str | None
    created_at: float
    deleted_at: float | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one webhook. ``data`` holds ids only; ``status`` is the last answer's."""

    id: str
    webhook_id: str
    submission_id: str | None
    event: Event
    data: dict[str, Any]
    state: DeliveryState
    attempts: int
    next_at: float
    status: int | None
    trouble: str | None
    created_at: float
    ended_at: float | None


class Webhooks:
    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def add(
        self, url: str, events: frozenset[Event], secrets: Sequence[Secret], site: str | None, at: float
    ) -> StoredWebhook:
        id = ids.new(at)
        self._connection.execute(
            insert(webhooks).values(
                id=id,
                url=self._cipher.encrypt(url.encode(), URL),
                events=" ".join(sorted(events)),
                secrets=self._sealed(secrets),
                site=site,
                created_at=at,
            )
        )
        found = self.get(id)
        assert found is not None
        return found

    def get(self, id: str) -> StoredWebhook | None:
        """A webhook, deleted ones included."""
        row = self._connection.execute(select(webhooks).where(webhooks.c.id == id)).first()
        return self._webhook(row) if row else None

    def all(self) -> list[StoredWebhook]:
        """Those that are not deleted, oldest first."""
        query = select(webhooks).where(webhooks.c.deleted_at.is_(None)).order_by(webhooks.c.id)
        return [self._webhook(row) for row in self._connection.execute(query)]

    def set_secrets(self, id: str, secrets: Sequence[Secret]) -> None:
        self._connection.execute(
            update(webhooks).where(webhooks.c.id == id).values(secrets=self._sealed(secrets))
        )

    def delete(self, id: str, at: float) -> None:
        """Mark it deleted and end what still waits for it."""
        self._connection.execute(update(webhooks).where(webhooks.c.id == id).values(deleted_at=at))
        self._connection.execute(
            update(webhook_deliveries)
            .where(webhook_deliveries.c.webhook_id == id, webhook_deliveries.c.state == DeliveryState.WAITING)
            .values(state=DeliveryState.FAILED, trouble="webhook deleted", ended_at=at)
        )

    def announce(self, event: Event, submission_id: str, at: float, data: Mapping[str, Any]) -> None:
        """Note a message for every webhook that wants this event of this submission's site. ``data``: ids only."""
        text = json.dumps(dict(data), ensure_ascii=False)
        rows = [
            {
                "id": ids.new(at),
                "webhook_id": row.id,
                "submission_id": submission_id,
                "event": event,
                "data": text,
                "state": DeliveryState.WAITING,
                "attempts": 0,
                "next_at": at,
                "created_at": at,
            }
            for row in self._connection.execute(_WANTED_BY, {"submission": submission_id}).all()
            if event in row.events.split()
        ]
        if rows:
            self._connection.execute(insert(webhook_deliveries), rows)

    def due(self, now: float) -> set[str]:
        """The webhooks that have a message whose time has come."""
        return set(self._connection.execute(_DUE, {"now": now}).scalars())

    def take_due(self, webhook_id: str, now: float, limit: int, lease_seconds: float) -> list[Delivery]:
        """A webhook's messages whose time has come, oldest first. Nobody else takes them until the lease is over."""
        chosen = (
            select(webhook_deliveries.c.id)
            .where(webhook_deliveries.c.webhook_id == webhook_id, _IS_DUE)
            .order_by(webhook_deliveries.c.next_at, webhook_deliveries.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = self._connection.execute(
            update(webhook_deliveries)
            .where(webhook_deliveries.c.id.in_(chosen.scalar_subquery()))
            .values(next_at=now + lease_seconds)
            .returning(webhook_deliveries),
            {"now": now},
        ).all()
        return sorted((_delivery(row) for row in rows), key=lambda delivery: delivery.id)

    def give_back(self, ids: Sequence[str], now: float) -> None:
        """Messages that were taken and not sent."""
        self._connection.execute(
            update(webhook_deliveries).where(webhook_deliveries.c.id.in_(ids)).values(next_at=now)
        )

    def record(
        self,
        id: str,
        state: DeliveryState,
        *,
        status: int | None,
        trouble: str | None,
        next_at: float,
        ended_at: float | None,
        attempts: int,
    ) -> None:
        """What came of an attempt, or that there are to be more; ``attempts``: made so far."""
        self._connection.execute(
            update(webhook_deliveries)
            .where(webhook_deliveries.c.id == id)
            .values(
                state=state,
                status=status,
                trouble=trouble,
                next_at=next_at,
                ended_at=ended_at,
                attempts=attempts,
            )
        )

    def delivery(self, id: str) -> Delivery | None:
        row = self._connection.execute(
            select(webhook_deliveries).where(webhook_deliveries.c.id == id)
        ).first()
        return _delivery(row) if row else None

    def deliveries(self, webhook_id: str, limit: int) -> list[Delivery]:
        """A webhook's messages, newest first."""
        query = select(webhook_deliveries).where(webhook_deliveries.c.webhook_id == webhook_id)
        rows = self._connection.execute(query.order_by(webhook_deliveries.c.id.desc()).limit(limit))
        return [_delivery(row) for row in rows]

    def forget_deliveries(self, before: float) -> int:
        """Drop messages that ended before."""
        return self._connection.execute(
            delete(webhook_deliveries).where(webhook_deliveries.c.ended_at < before)
        ).rowcount

    def _sealed(self, secrets: Sequence[Secret]) -> bytes:
        return self._cipher.encrypt(json.dumps([[s.text, s.until] for s in secrets]).encode(), SECRETS)

    def _webhook(self, row: Row[Any]) -> StoredWebhook:
        pairs = json.loads(self._cipher.decrypt(row.secrets, SECRETS))
        return StoredWebhook(
            id=row.id,
            url=self._cipher.decrypt(row.url, URL).decode(),
            events=frozenset(Event(event) for event in row.events.split()),
            secrets=tuple(Secret(text, until) for text, until in pairs),
            site=row.site,
            created_at=row.created_at,
            deleted_at=row.deleted_at,
        )


def _delivery(row: Row[Any]) -> Delivery:
    values = dict(row._mapping)
    return Delivery(
        **{
            **values,
            "event": Event(row.event),
            "state": DeliveryState(row.state),
            "data": {"submission": row.submission_id, **json.loads(row.data)},
        }
    )
