"""How many submissions wait where: kept beside the queue's rows, so that a page's counts never scan them.

Each submission counts under its state, site and rank, once by itself (facet ``EVERY``) and once for each of its facets.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from precheck.storage.tables import queue, queue_counts, queue_facets

EVERY = ""
KEY = ("facet", "state", "site", "rank")
_LOCK = 0x50524551  # "PREQ"

Key = tuple[str, str, str, int]


class QueueCounts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def held(self, submission_id: str) -> list[Key]:
        """What a submission counts under now. Until the end of the transaction nobody else changes a count: two who work
        out one row at once would both take the old one off."""
        if self._dialect is postgresql:
            self._connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        row = self._connection.execute(
            select(queue.c.state, queue.c.site, queue.c.rank).where(queue.c.submission_id == submission_id)
        ).first()
        if row is None:
            return []
        facets = self._connection.execute(
            select(queue_facets.c.facet).where(queue_facets.c.submission_id == submission_id)
        ).scalars()
        return [(facet, row.state, row.site, row.rank) for facet in (EVERY, *facets)]

    def move(self, before: list[Key], after: list[Key]) -> None:
        """Take what a submission counted under, and count it where it is now."""
        moved = Counter(after)
        moved.subtract(before)
        rows = [dict(zip(KEY, key, strict=True)) | {"n": n} for key, n in sorted(moved.items()) if n]
        if rows:
            statement = self._dialect.insert(queue_counts)
            self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=KEY, set_={"n": queue_counts.c.n + statement.excluded.n}
                ),
                rows,
            )

    def by_state(self, facet: str, site: str | None) -> dict[tuple[str, int], int]:
        """How many there are with a facet by state and rank."""
        return {(state, rank): n for state, rank, n in self._sums(("state", "rank"), facet=facet, site=site)}

    def by_facet(self, state: str, site: str | None, rank: int | None) -> dict[str, int]:
        """How many of a state have each facet, :data:`EVERY` included."""
        return dict(self._sums(("facet",), state=state, site=site, rank=rank))

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
        return [(*row[:-1], int(row[-1])) for row in self._connection.execute(query)]
