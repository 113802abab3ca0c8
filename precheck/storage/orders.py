"""Orders to check: the outbox that the relay empties, and claims with lease, owner and fencing token."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, update

from precheck.storage import ids
from precheck.storage.repository import Repository, columns_of
from precheck.storage.tables import orders, uploads
from precheck.storage.values import Order, OrderState, Queue, Reason

_COLUMNS = columns_of(Order, orders)
_OPEN = (OrderState.WAITING, OrderState.CLAIMED)

AT_ONCE = 0.0
"""An order's ``not_before`` where nothing is to be waited for: true whatever a clock says."""

CLOCK_STEP_SECONDS = 60.0
"""Nothing here lies so far ahead: what does was written before the clock was set back, and is over."""

# Made once: building a statement and its cache key takes four times as long as SQLite takes to carry it out.
_NEXT_TURN = (
    update(uploads)
    .where(uploads.c.id == bindparam("of"))
    .values(turn=uploads.c.turn + 1)
    .returning(uploads.c.turn, uploads.c.generation)
)
_ADD = insert(orders)
_GET = select(*_COLUMNS).where(orders.c.id == bindparam("of"))
_GET_FOR_CHANGE = _GET.with_for_update()
_UNPUBLISHED = (
    orders.c.state == OrderState.WAITING,
    orders.c.published_at.is_(None),
    or_(orders.c.not_before <= bindparam("now"), orders.c.not_before > bindparam("now") + CLOCK_STEP_SECONDS),
)
_HAS_UNPUBLISHED = select(orders.c.id).where(*_UNPUBLISHED).limit(1)
_TAKE_UNPUBLISHED = (
    update(orders)
    .where(
        orders.c.id.in_(
            select(orders.c.id)
            .where(*_UNPUBLISHED)
            .order_by(orders.c.id)
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
    )
    .values(published_at=bindparam("now"))
    .returning(orders.c.id, orders.c.queue)
)
_CLAIM = (
    update(orders)
    .where(
        orders.c.id == bindparam("of"), orders.c.fence == bindparam("from_fence"), orders.c.state.in_(_OPEN)
    )
    .values(
        state=OrderState.CLAIMED,
        attempts=orders.c.attempts + bindparam("tries"),
        fence=orders.c.fence + 1,
        owner=bindparam("by"),
        lease_until=bindparam("until"),
        claimed_at=bindparam("now"),
    )
    .returning(*_COLUMNS)
)
_FINISH = (
    update(orders)
    .where(
        orders.c.id == bindparam("of"),
        orders.c.fence == bindparam("at_fence"),
        orders.c.state == OrderState.CLAIMED,
    )
    .values(state=OrderState.DONE, owner=None, lease_until=None, finished_at=bindparam("now"))
)
_IS_OPEN = (
    select(orders.c.id)
    .where(
        orders.c.upload_id == bindparam("upload"),
        orders.c.id != bindparam("besides"),
        orders.c.state.in_(_OPEN),
        orders.c.reason != Reason.RESCAN,
    )
    .limit(1)
)


class Orders(Repository):
    def add(
        self, upload_id: str, reason: Reason, queue: Queue, at: float, rescan_id: str | None = None
    ) -> str:
        """A new order for an upload's present picture; its id. The next relay publishes it."""
        row = self._execute(_NEXT_TURN, {"of": upload_id}).one()
        id = ids.new(at)
        self._execute(
            _ADD,
            {
                "id": id,
                "upload_id": upload_id,
                "generation": row.generation,
                "turn": row.turn,
                "reason": reason,
                "queue": queue,
                "rescan_id": rescan_id,
                "state": OrderState.WAITING,
                "attempts": 0,
                "fence": 0,
                "not_before": AT_ONCE,
                "created_at": at,
            },
        )
        return id

    def get(self, id: str, *, for_change: bool = False) -> Order | None:
        return self._one(Order, _GET_FOR_CHANGE if for_change else _GET, {"of": id})

    def take_unpublished(self, now: float, limit: int) -> list[tuple[str, Queue]]:
        """The oldest waiting orders that the broker was not told of; from now on they count as told. Marked before they
        are sent, so that no transaction waits for a broker and two relays never send the same; what a relay marks and
        does not send, :meth:`unpublish` finds."""
        rows = self._execute(_TAKE_UNPUBLISHED, {"now": now, "most": limit})
        return sorted((row.id, row.queue) for row in rows)

    def has_unpublished(self, now: float) -> bool:
        """Whether a relay has anything to do: a reading question, so that an idle relay never writes."""
        return self._execute(_HAS_UNPUBLISHED, {"now": now}).first() is not None

    def mark_unsent(self, order_ids: Sequence[str]) -> None:
        self._execute(
            update(orders)
            .where(orders.c.id.in_(order_ids), orders.c.state == OrderState.WAITING)
            .values(published_at=None)
        )

    def unpublish(self, queue: Queue, now: float, age_seconds: float, limit: int) -> int:
        """Have the oldest waiting orders published again that the broker was told of longer ago than this."""
        chosen = (
            select(orders.c.id)
            .where(
                orders.c.state == OrderState.WAITING,
                orders.c.queue == queue,
                _published_before(now, age_seconds),
            )
            .order_by(orders.c.id)
            .limit(limit)
        )
        return self._execute(
            update(orders).where(orders.c.id.in_(chosen.scalar_subquery())).values(published_at=None)
        ).rowcount

    def waiting_published(self, queue: Queue, now: float, age_seconds: float) -> int:
        """How many wait that the broker was told of longer ago than this: about as many as its queue should hold."""
        query = select(func.count()).where(
            orders.c.state == OrderState.WAITING, orders.c.queue == queue, _published_before(now, age_seconds)
        )
        return self._execute(query).scalar_one()

    def claim(
        self, id: str, owner: str, now: float, lease_seconds: float, *, from_fence: int, attempt: bool = True
    ) -> Order | None:
        """Take an order whose fence still is ``from_fence``: the order with its new fence, or None. ``attempt`` False: to close it."""
        claimed_by = {"of": id, "from_fence": from_fence, "tries": int(attempt), "by": owner}
        return self._one(Order, _CLAIM, {**claimed_by, "until": now + lease_seconds, "now": now})

    def release(
        self, id: str, fence: int, now: float, *, trouble: str, blame: bool, pause_seconds: float
    ) -> bool:
        """Give a claimed order back; False where it is no longer ours. ``blame``: it counts as an attempt."""
        values: dict[str, Any] = {
            "state": OrderState.WAITING,
            "owner": None,
            "lease_until": None,
            "published_at": None,
            "not_before": now + pause_seconds,
            "trouble": trouble[:200],
        }
        if not blame:
            values["attempts"] = orders.c.attempts - 1
        return self._end(id, fence, values)

    def finish(self, id: str, fence: int, now: float, trouble: str | None = None) -> bool:
        """Close a claimed order; False where it is no longer ours: then its result must not be written."""
        ours = self._execute(_FINISH, {"of": id, "at_fence": fence, "now": now}).rowcount == 1
        if ours and trouble is not None:
            self._execute(update(orders).where(orders.c.id == id).values(trouble=trouble[:200]))
        return ours

    def _end(self, id: str, fence: int, values: dict[str, Any]) -> bool:
        statement = update(orders).where(
            orders.c.id == id, orders.c.fence == fence, orders.c.state == OrderState.CLAIMED
        )
        return self._execute(statement.values(**values)).rowcount == 1

    def list_claimed(self) -> list[Order]:
        query = select(*_COLUMNS).where(orders.c.state == OrderState.CLAIMED).order_by(orders.c.id)
        return self._all(Order, query)

    def is_waiting(self, upload_id: str, reasons: Iterable[Reason]) -> bool:
        """Whether an order that nobody has begun would look at this upload anyway."""
        query = select(orders.c.id).where(
            orders.c.upload_id == upload_id,
            orders.c.state == OrderState.WAITING,
            orders.c.reason.in_([*reasons]),
        )
        return self._execute(query.limit(1)).first() is not None

    def is_open(self, upload_id: str, besides: str) -> bool:
        """Whether another order of this upload, re-scans apart, is waiting or being worked on."""
        asked = {"upload": upload_id, "besides": besides}
        return self._execute(_IS_OPEN, asked).first() is not None

    def cancel_rescan(self, rescan_id: str, now: float) -> int:
        """Cancel a re-scan's waiting orders. What is being worked on ends by itself."""
        return self._execute(
            update(orders)
            .where(orders.c.rescan_id == rescan_id, orders.c.state == OrderState.WAITING)
            .values(state=OrderState.CANCELLED, finished_at=now)
        ).rowcount

    def oldest_waiting(self, queue: Queue) -> str | None:
        """Which order is the next, and how often it was begun: as long as that stays the same, nothing of the queue's
        beginning moves. None: nothing waits."""
        query = (
            select(orders.c.id, orders.c.fence)
            .where(orders.c.state == OrderState.WAITING, orders.c.queue == queue)
            .order_by(orders.c.id)
            .limit(1)
        )
        row = self._execute(query).first()
        return f"{row.id}/{row.fence}" if row else None

    def depth(self) -> dict[tuple[str, str], tuple[int, float]]:
        """For each queue and open state: how many orders, and when the oldest came (seconds since 1970)."""
        query = (
            select(
                orders.c.queue,
                orders.c.state,
                func.count().label("n"),
                func.min(orders.c.created_at).label("oldest"),
            )
            .where(or_(orders.c.state == OrderState.WAITING, orders.c.state == OrderState.CLAIMED))
            .group_by(orders.c.queue, orders.c.state)
        )
        return {(row.queue, row.state): (row.n, row.oldest) for row in self._execute(query)}


def _published_before(now: float, age_seconds: float) -> ColumnElement[bool]:
    return or_(orders.c.published_at < now - age_seconds, orders.c.published_at > now + CLOCK_STEP_SECONDS)
