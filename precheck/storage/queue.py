"""The reviewers' queue: one row a submission, listed by keyset, counted by index; claims; search by keyed digests."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from precheck.storage.cipher import Cipher
from precheck.storage.orders import CLOCK_STEP_SECONDS
from precheck.storage.queue_counts import EVERY, QueueCounts
from precheck.storage.tables import (
    claims,
    queue,
    queue_facets,
    queue_marks,
    search_keys,
    submissions,
)

ABOUT = "queue.about"

PUT_OFF_SECONDS = 60.0
"""A row that cannot be worked out is tried again so much later."""


class State(StrEnum):
    """Where a submission is. ``open``: the candidate has yet to hand it in; ``site``, ``district``: it waits for that level;
    ``again``: the candidate was asked for other pictures; ``accepted``, ``rejected``: decided."""

    OPEN = "open"
    SITE = "site"
    AGAIN = "again"
    DISTRICT = "district"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """``rank``: 0 reupload, 1 review, 2 pass. ``since``: when it came into this state. ``changed``: it came back with
    another picture. ``unchecked``: uploads whose check has not ended. ``about``: the candidate's name and category, and
    the worst flags' codes."""

    submission_id: str
    site: str
    state: State
    rank: int
    since: float
    changed: bool
    uploads: int
    unchecked: int
    flags: int
    reviewer: str | None
    about: Mapping[str, Any]
    refreshed_at: float


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works on a submission, and until when unless seen there again."""

    submission_id: str
    user_id: str
    at: float
    until: float


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to list; all that are given must hold. ``flag``: a code, or its first part; ``since``, ``until``: in this state
    from and before; ``site`` None: every site."""

    state: State = State.SITE
    site: str | None = None
    rank: int | None = None
    flag: str | None = None
    material: str | None = None
    since: float | None = None
    until: float | None = None
    reviewer: str | None = None
    changed: bool = False


Place = tuple[int, float, str]
"""Where a page of the list ended: rank, since, submission."""


class ReviewQueue:
    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        self._counts = QueueCounts(connection)

    def mark(self, submission_id: str, at: float) -> None:
        """Have a submission's row worked out again, soon."""
        row = {"submission_id": submission_id, "at": at}
        self._connection.execute(
            self._dialect.insert(queue_marks)
            .values(row)
            .on_conflict_do_update(index_elements=["submission_id"], set_={"at": at})
        )

    def marked(self, now: float, limit: int) -> list[tuple[str, float]]:
        """Submissions to be worked out again by now, the longest asked for first, and when that was. What lies further
        ahead than a row is ever put off was asked for before the clock was set back."""
        due = or_(queue_marks.c.at <= now, queue_marks.c.at > now + PUT_OFF_SECONDS + CLOCK_STEP_SECONDS)
        query = (
            select(queue_marks.c.submission_id, queue_marks.c.at)
            .where(due)
            .order_by(queue_marks.c.at)
            .limit(limit)
        )
        return [(row.submission_id, row.at) for row in self._connection.execute(query)]

    def unmark(self, submission_id: str, at: float) -> None:
        """It was worked out as asked for ``at``; a later asking stays."""
        self._connection.execute(
            delete(queue_marks).where(queue_marks.c.submission_id == submission_id, queue_marks.c.at <= at)
        )

    def put(self, row: QueueRow, facets: Collection[str], digests: Collection[str]) -> None:
        """Set a submission's row, what it is filtered by and what it is found by."""
        id = row.submission_id
        counted = self._counts.held(id)
        about = self._cipher.encrypt(json.dumps(dict(row.about), ensure_ascii=False).encode(), ABOUT)
        values = {name: getattr(row, name) for name in row.__slots__} | {"about": about}
        changes = {name: value for name, value in values.items() if name != "submission_id"}
        self._connection.execute(
            self._dialect.insert(queue)
            .values(values)
            .on_conflict_do_update(index_elements=["submission_id"], set_=changes)
        )
        self._connection.execute(delete(queue_facets).where(queue_facets.c.submission_id == id))
        place = {
            "submission_id": id,
            "state": row.state,
            "rank": row.rank,
            "since": row.since,
            "site": row.site,
        }
        if facets:
            self._connection.execute(
                insert(queue_facets), [{**place, "facet": facet} for facet in sorted(facets)]
            )
        self._connection.execute(delete(search_keys).where(search_keys.c.submission_id == id))
        if digests:
            self._connection.execute(
                insert(search_keys), [{"digest": d, "submission_id": id} for d in sorted(set(digests))]
            )
        facets_and_all = [(facet, str(row.state), row.site, row.rank) for facet in (EVERY, *facets)]
        self._counts.move(counted, facets_and_all)

    def get(self, submission_id: str) -> QueueRow | None:
        row = self._connection.execute(select(queue).where(queue.c.submission_id == submission_id)).first()
        return self._row(row) if row else None

    def page(self, asked: QueueFilter, limit: int, after: Place | None = None) -> list[QueueRow]:
        """The next ``limit`` rows behind ``after``, the worst and oldest first. No page is counted or skipped over."""
        if asked.flag is None and asked.material is None:
            query = select(queue).where(queue.c.state == asked.state)
            order = (queue.c.rank, queue.c.since, queue.c.submission_id)
        else:
            facet = f"flag:{asked.flag}" if asked.flag is not None else f"material:{asked.material}"
            query = (
                select(queue)
                .join(queue_facets, queue_facets.c.submission_id == queue.c.submission_id)
                .where(queue_facets.c.state == asked.state, queue_facets.c.facet == facet)
            )
            order = (queue_facets.c.rank, queue_facets.c.since, queue_facets.c.submission_id)
            if asked.flag is not None and asked.material is not None:
                held = select(queue_facets.c.submission_id).where(
                    queue_facets.c.facet == f"material:{asked.material}"
                )
                query = query.where(queue.c.submission_id.in_(held))
        query = _narrowed(query, asked, order)
        if after is not None:
            query = query.where(tuple_(*order) > tuple_(*after))
        return [self._row(row) for row in self._connection.execute(query.order_by(*order).limit(limit))]

    def find(self, digests: Collection[str], submission_id: str, limit: int) -> list[QueueRow]:
        """Submissions of this id, or found by one of these digests."""
        found = select(search_keys.c.submission_id).where(search_keys.c.digest.in_(sorted(digests)))
        query = select(queue).where(
            or_(queue.c.submission_id == submission_id, queue.c.submission_id.in_(found))
        )
        return [
            self._row(row)
            for row in self._connection.execute(query.order_by(queue.c.submission_id).limit(limit))
        ]

    def counts(self, site: str | None, facet: str = EVERY) -> dict[tuple[State, int], int]:
        """How many submissions there are with a facet, by state and rank."""
        found = self._counts.by_state(facet, site)
        return {(State(state), rank): n for (state, rank), n in found.items()}

    def facets(self, state: State, site: str | None, rank: int | None = None) -> dict[str, int]:
        """How many submissions of a state have each facet."""
        found = self._counts.by_facet(state, site, rank)
        return {facet: n for facet, n in found.items() if facet != EVERY}

    def sites(self, state: State, facet: str = EVERY, rank: int | None = None) -> dict[str, int]:
        """Every site that some submission belongs to, and how many of a state are there."""
        return self._counts.by_site(state, facet, rank)

    def refreshed_since(self, at: float, limit: int) -> list[tuple[str, str, float]]:
        """Submissions whose row was worked out after ``at``, in that order, with their sites."""
        query = (
            select(queue.c.submission_id, queue.c.site, queue.c.refreshed_at)
            .where(queue.c.refreshed_at > at)
            .order_by(queue.c.refreshed_at)
            .limit(limit)
        )
        return [(row.submission_id, row.site, row.refreshed_at) for row in self._connection.execute(query)]

    def touch(self, submission_id: str, at: float) -> None:
        """Something that the pages show of it changed: whoever looks at it is told."""
        self._connection.execute(
            update(queue).where(queue.c.submission_id == submission_id).values(refreshed_at=at)
        )

    def claim(self, submission_id: str, user_id: str, at: float, until: float) -> Claim:
        """Claim a submission unless somebody else works on it; whose it is then."""
        held = self.claimed(submission_id, at)
        if held is not None and held.user_id != user_id:
            return held
        row = {"submission_id": submission_id, "user_id": user_id, "at": at, "until": until}
        began = held.at if held is not None else at
        self._connection.execute(
            self._dialect.insert(claims)
            .values(row)
            .on_conflict_do_update(
                index_elements=["submission_id"], set_={"user_id": user_id, "at": began, "until": until}
            )
        )
        return Claim(submission_id, user_id, began, until)

    def claimed(self, submission_id: str, at: float) -> Claim | None:
        """Who works on it now."""
        row = self._connection.execute(
            select(claims).where(claims.c.submission_id == submission_id, *_claimed_at(at))
        ).first()
        return Claim(**row._mapping) if row else None

    def claims(self, submission_ids: Collection[str], at: float) -> dict[str, Claim]:
        """Who works on each of these now."""
        query = select(claims).where(claims.c.submission_id.in_(list(submission_ids)), *_claimed_at(at))
        return {row.submission_id: Claim(**row._mapping) for row in self._connection.execute(query)}

    def release(self, submission_id: str, user_id: str | None = None) -> None:
        """Nobody works on it any more; only where it is this user's, if one is given."""
        statement = delete(claims).where(claims.c.submission_id == submission_id)
        if user_id is not None:
            statement = statement.where(claims.c.user_id == user_id)
        self._connection.execute(statement)

    def all_submissions(self) -> Iterable[str]:
        """Every submission's id."""
        return self._connection.execute(select(submissions.c.id).order_by(submissions.c.id)).scalars()

    def _row(self, row: Row[Any]) -> QueueRow:
        values = dict(row._mapping)
        sealed = values.pop("about")
        about = {} if sealed is None else json.loads(self._cipher.decrypt(sealed, ABOUT))
        return QueueRow(**{**values, "about": about, "state": State(row.state), "changed": bool(row.changed)})


def _claimed_at(at: float) -> tuple[ColumnElement[bool], ...]:
    """A claim from the future was made before the clock was set back, and is over."""
    return claims.c.until > at, claims.c.at <= at


def _narrowed(query: Select[Any], asked: QueueFilter, order: tuple[Any, Any, Any]) -> Select[Any]:
    """The query with the conditions that rank, time, site and reviewer set."""
    rank, since, id = order
    if asked.rank is not None:
        query = query.where(rank == asked.rank)
    if asked.since is not None:
        query = query.where(since >= asked.since)
    if asked.until is not None:
        query = query.where(since < asked.until)
    if asked.site is not None:
        query = query.where(id.table.c.site == asked.site)
    if asked.reviewer is not None:
        query = query.where(queue.c.reviewer == asked.reviewer)
    if asked.changed:
        query = query.where(queue.c.changed)
    return query
