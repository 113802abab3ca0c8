"""The reviewers' queue: one row a submission, listed by keyset, counted by index; claims; search by keyed digests."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, or_, select, tuple_, update

from precheck.storage.office_tables import claims, queue, queue_counts, queue_facets, queue_marks, search_keys
from precheck.storage.orders import CLOCK_STEP_SECONDS
from precheck.storage.repository import Repository
from precheck.storage.tables import submissions
from precheck.storage.values import State

PUT_OFF_SECONDS = 60.0
"""A row that cannot be worked out is tried again so much later."""


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


EVERY = ""
_KEY = ("facet", "state", "site", "rank")
_LOCK = 0x50524551  # "PREQ"

Counted = tuple[str, str, str, int]


class QueueCounts(Repository):
    """How many submissions wait where: kept beside the queue's rows, so that a page's counts never scan them. Each
    submission counts under its state, site and rank, once by itself (facet ``EVERY``) and once for each of its facets."""

    def list_counted(self, submission_id: str) -> list[Counted]:
        """What a submission counts under now. Until the end of the transaction nobody else changes a count: two who work
        out one row at once would both take the old one off."""
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        row = self._execute(
            select(queue.c.state, queue.c.site, queue.c.rank).where(queue.c.submission_id == submission_id)
        ).first()
        if row is None:
            return []
        facets = self._execute(
            select(queue_facets.c.facet).where(queue_facets.c.submission_id == submission_id)
        ).scalars()
        return [(facet, row.state, row.site, row.rank) for facet in (EVERY, *facets)]

    def move(self, before: list[Counted], after: list[Counted]) -> None:
        """Take what a submission counted under, and count it where it is now."""
        moved = Counter(after)
        moved.subtract(before)
        rows = [dict(zip(_KEY, key, strict=True)) | {"n": n} for key, n in sorted(moved.items()) if n]
        if rows:
            statement = self._dialect.insert(queue_counts)
            self._execute(
                statement.on_conflict_do_update(
                    index_elements=_KEY, set_={"n": queue_counts.c.n + statement.excluded.n}
                ),
                rows,
            )

    def by_state(self, facet: str, site: str | None) -> dict[tuple[State, int], int]:
        sums = self._sums(("state", "rank"), facet=facet, site=site)
        return {(State(state), rank): n for state, rank, n in sums}

    def by_facet(self, state: str, site: str | None, rank: int | None) -> dict[str, int]:
        sums = self._sums(("facet",), state=state, site=site, rank=rank)
        return {facet: n for facet, n in sums if facet != EVERY}

    def by_site(self, state: str, facet: str, rank: int | None) -> dict[str, int]:
        """How many of a state there are at each site; sites where none is in this state count 0."""
        found: dict[str, int] = dict(self._sums(("site",), state=state, facet=facet, rank=rank))
        sites = self._sums(("site",), facet=EVERY)
        return {site: found.get(site, 0) for site, _ in sites}

    def _sums(self, by: tuple[str, ...], **held: str | int | None) -> list[tuple[Any, ...]]:
        columns = [queue_counts.c[name] for name in by]
        n = func.sum(queue_counts.c.n)
        query = select(*columns, n).group_by(*columns).having(n > 0).order_by(*columns)
        for name, value in held.items():
            if value is not None:
                query = query.where(queue_counts.c[name] == value)
        return [(*row[:-1], int(row[-1])) for row in self._execute(query)]


class ReviewQueue(Repository):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.counts = QueueCounts(connection)

    def mark(self, submission_id: str, at: float) -> None:
        """Have a submission's row worked out again, soon."""
        self._put(queue_marks, {"submission_id": submission_id, "at": at}, keys=("submission_id",))

    def list_marked(self, now: float, limit: int) -> list[tuple[str, float]]:
        """Submissions to be worked out again by now, the longest asked for first, and when that was. What lies further
        ahead than a row is ever put off was asked for before the clock was set back."""
        due = or_(queue_marks.c.at <= now, queue_marks.c.at > now + PUT_OFF_SECONDS + CLOCK_STEP_SECONDS)
        query = (
            select(queue_marks.c.submission_id, queue_marks.c.at)
            .where(due)
            .order_by(queue_marks.c.at)
            .limit(limit)
        )
        return [(row.submission_id, row.at) for row in self._execute(query)]

    def unmark(self, submission_id: str, at: float) -> None:
        """It was worked out as asked for ``at``; a later asking stays."""
        self._execute(
            delete(queue_marks).where(queue_marks.c.submission_id == submission_id, queue_marks.c.at <= at)
        )

    def put(self, row: QueueRow, facets: Collection[str], digests: Collection[str]) -> None:
        """Set a submission's row, what it is filtered by and what it is found by."""
        id = row.submission_id
        counted = self.counts.list_counted(id)
        self._put(queue, asdict(row), keys=("submission_id",))
        self._execute(delete(queue_facets).where(queue_facets.c.submission_id == id))
        place = {name: getattr(row, name) for name in ("submission_id", "state", "rank", "since", "site")}
        if facets:
            self._execute(insert(queue_facets), [{**place, "facet": facet} for facet in sorted(facets)])
        self._execute(delete(search_keys).where(search_keys.c.submission_id == id))
        if digests:
            self._execute(
                insert(search_keys), [{"digest": d, "submission_id": id} for d in sorted(set(digests))]
            )
        facets_and_all = [(facet, str(row.state), row.site, row.rank) for facet in (EVERY, *facets)]
        self.counts.move(counted, facets_and_all)

    def get(self, submission_id: str) -> QueueRow | None:
        return self._one(QueueRow, select(queue).where(queue.c.submission_id == submission_id))

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
        return self._all(QueueRow, query.order_by(*order).limit(limit))

    def find(self, digests: Collection[str], submission_id: str, limit: int) -> list[QueueRow]:
        """Submissions of this id, or found by one of these digests."""
        found = select(search_keys.c.submission_id).where(search_keys.c.digest.in_(sorted(digests)))
        query = select(queue).where(
            or_(queue.c.submission_id == submission_id, queue.c.submission_id.in_(found))
        )
        return self._all(QueueRow, query.order_by(queue.c.submission_id).limit(limit))

    def refreshed_since(self, at: float, limit: int) -> list[tuple[str, str, float]]:
        """Submissions whose row was worked out after ``at``, in that order, with their sites."""
        query = (
            select(queue.c.submission_id, queue.c.site, queue.c.refreshed_at)
            .where(queue.c.refreshed_at > at)
            .order_by(queue.c.refreshed_at)
            .limit(limit)
        )
        return [(row.submission_id, row.site, row.refreshed_at) for row in self._execute(query)]

    def touch(self, submission_id: str, at: float) -> None:
        """Something that the pages show of it changed: whoever looks at it is told."""
        self._execute(update(queue).where(queue.c.submission_id == submission_id).values(refreshed_at=at))

    def claim(self, submission_id: str, user_id: str, at: float, until: float) -> Claim:
        """Claim a submission unless somebody else works on it; whose it is then."""
        held = self.get_claim(submission_id, at)
        if held is not None and held.user_id != user_id:
            return held
        claim = Claim(submission_id, user_id, held.at if held is not None else at, until)
        self._put(claims, asdict(claim), keys=("submission_id",))
        return claim

    def get_claim(self, submission_id: str, at: float) -> Claim | None:
        query = select(claims).where(claims.c.submission_id == submission_id, *_claimed_at(at))
        return self._one(Claim, query)

    def claims(self, submission_ids: Collection[str], at: float) -> dict[str, Claim]:
        query = select(claims).where(claims.c.submission_id.in_(list(submission_ids)), *_claimed_at(at))
        return {claim.submission_id: claim for claim in self._all(Claim, query)}

    def release(self, submission_id: str, user_id: str | None = None) -> None:
        """Nobody works on it any more; only where it is this user's, if one is given."""
        statement = delete(claims).where(claims.c.submission_id == submission_id)
        if user_id is not None:
            statement = statement.where(claims.c.user_id == user_id)
        self._execute(statement)

    def all_submissions(self) -> Iterable[str]:
        return self._execute(select(submissions.c.id).order_by(submissions.c.id)).scalars()


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
