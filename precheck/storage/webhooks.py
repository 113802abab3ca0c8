"""Webhooks in the database, and every message to be delivered: an outbox written with what it tells of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, insert, or_, select, update

from precheck.storage import ids
from precheck.storage.office_tables import webhook_deliveries, webhooks
from precheck.storage.orders import CLOCK_STEP_SECONDS
from precheck.storage.repository import Repository
from precheck.storage.tables import submission_sites
from precheck.storage.values import DeliveryState, Event

_SITE = select(submission_sites.c.site).where(submission_sites.c.submission_id == bindparam("submission"))
_WANTED_BY = select(webhooks.c.id, webhooks.c.events).where(
    webhooks.c.deleted_at.is_(None),
    or_(webhooks.c.site.is_(None), webhooks.c.site == _SITE.scalar_subquery()),
)


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


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of trying to deliver: ``attempts`` made so far, when there is to be another, when it ended."""

    state: DeliveryState
    status: int | None
    trouble: str | None
    attempts: int
    next_at: float
    ended_at: float | None = None


class Webhooks(Repository):
    def add(
        self, url: str, events: frozenset[Event], secrets: Sequence[Secret], site: str | None, at: float
    ) -> StoredWebhook:
        hook = StoredWebhook(ids.new(at), url, events, tuple(secrets), site, at, None)
        self._execute(insert(webhooks).values({**asdict(hook), "secrets": _packed(secrets)}))
        return hook

    def get(self, id: str) -> StoredWebhook | None:
        row = self._execute(select(webhooks).where(webhooks.c.id == id)).first()
        return _webhook(row) if row else None

    def all(self) -> list[StoredWebhook]:
        """Those that are not deleted, oldest first."""
        query = select(webhooks).where(webhooks.c.deleted_at.is_(None)).order_by(webhooks.c.id)
        return [_webhook(row) for row in self._execute(query)]

    def set_secrets(self, id: str, secrets: Sequence[Secret]) -> None:
        self._execute(update(webhooks).where(webhooks.c.id == id).values(secrets=_packed(secrets)))

    def delete(self, id: str, at: float) -> None:
        """Mark it deleted and end what still waits for it."""
        self._execute(update(webhooks).where(webhooks.c.id == id).values(deleted_at=at))
        self._execute(
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
            for row in self._execute(_WANTED_BY, {"submission": submission_id}).all()
            if event in row.events
        ]
        if rows:
            self._execute(insert(webhook_deliveries), rows)

    def due(self, now: float) -> set[str]:
        return set(self._execute(_DUE, {"now": now}).scalars())

    def take_due(self, webhook_id: str, now: float, limit: int, lease_seconds: float) -> list[Delivery]:
        """A webhook's messages whose time has come, oldest first. Nobody else takes them until the lease is over."""
        chosen = (
            select(webhook_deliveries.c.id)
            .where(webhook_deliveries.c.webhook_id == webhook_id, _IS_DUE)
            .order_by(webhook_deliveries.c.next_at, webhook_deliveries.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = self._execute(
            update(webhook_deliveries)
            .where(webhook_deliveries.c.id.in_(chosen.scalar_subquery()))
            .values(next_at=now + lease_seconds)
            .returning(webhook_deliveries),
            {"now": now},
        ).all()
        return sorted((_delivery(row) for row in rows), key=lambda delivery: delivery.id)

    def give_back(self, ids: Sequence[str], now: float) -> None:
        self._execute(update(webhook_deliveries).where(webhook_deliveries.c.id.in_(ids)).values(next_at=now))

    def record(self, id: str, outcome: Attempt) -> None:
        self._execute(update(webhook_deliveries).where(webhook_deliveries.c.id == id).values(asdict(outcome)))

    def delivery(self, id: str) -> Delivery | None:
        row = self._execute(select(webhook_deliveries).where(webhook_deliveries.c.id == id)).first()
        return _delivery(row) if row else None

    def deliveries(self, webhook_id: str, limit: int) -> list[Delivery]:
        query = select(webhook_deliveries).where(webhook_deliveries.c.webhook_id == webhook_id)
        rows = self._execute(query.order_by(webhook_deliveries.c.id.desc()).limit(limit))
        return [_delivery(row) for row in rows]

    def forget_deliveries(self, before: float) -> int:
        return self._execute(
            delete(webhook_deliveries).where(webhook_deliveries.c.ended_at < before)
        ).rowcount


def _packed(secrets: Sequence[Secret]) -> list[list[Any]]:
    return [[secret.text, secret.until] for secret in secrets]


def _webhook(row: Row[Any]) -> StoredWebhook:
    values: dict[str, Any] = {**row._mapping, "secrets": tuple(Secret(*pair) for pair in row.secrets)}
    return StoredWebhook(**values)


def _delivery(row: Row[Any]) -> Delivery:
    data = {"submission": row.submission_id, **json.loads(row.data)}
    values: dict[str, Any] = {**row._mapping, "data": data}
    return Delivery(**values)
