"""The reviewers' queue as one user may see it: its rows, counts, searches and saved views."""

from dataclasses import replace

from precheck.service.errors import Unacceptable
from precheck.service.queueing import normalise_query
from precheck.storage import Store
from precheck.storage.accounts import SavedView, StoredUser
from precheck.storage.queue import EVERY, Claim, Place, QueueFilter, QueueRow
from precheck.storage.values import State

MOST_FOUND = 50
MOST_VIEWS = 20
LONGEST_VIEW = 60


class QueueView:
    """Whatever is another site's is as if it were not there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(
        self, user: StoredUser, asked: QueueFilter, limit: int, after: Place | None = None
    ) -> tuple[list[QueueRow], dict[str, Claim]]:
        with self._store.read() as tx:
            rows = tx.queue.page(_own(user, asked), limit, after)
            return rows, tx.queue.claims([row.submission_id for row in rows], tx.now())

    def counts(
        self, user: StoredUser, site: str | None = None, facet: str = EVERY
    ) -> dict[tuple[State, int], int]:
        """How many submissions there are by state and rank (0 worst); with a facet (``flag:CODE``, ``material:SLUG``)."""
        with self._store.read() as tx:
            return tx.queue.counts.by_state(facet, user.site or site)

    def facets(
        self, user: StoredUser, state: State, site: str | None = None, rank: int | None = None
    ) -> dict[str, int]:
        with self._store.read() as tx:
            return tx.queue.counts.by_facet(state, user.site or site, rank)

    def find(self, user: StoredUser, text: str) -> list[QueueRow]:
        """Submissions of this id, or with this whole name or number, of any state."""
        digests = self._store.digests(normalise_query(text))
        with self._store.read() as tx:
            rows = tx.queue.find(digests, text.strip(), MOST_FOUND)
        return [row for row in rows if user.site in (None, row.site)]

    def sites(
        self, user: StoredUser, state: State, facet: str = EVERY, rank: int | None = None
    ) -> dict[str, int]:
        """The sites whose submissions the user may see, and how many of a state are there."""
        with self._store.read() as tx:
            found = tx.queue.counts.by_site(state, facet, rank)
        return found if user.site is None else {user.site: found.get(user.site, 0)}

    def look_at_queue(self, user: StoredUser) -> None:
        """Note that the user looks now: what comes later is new the next time."""
        with self._store.write(durable=False) as tx:
            tx.users.change(user.id, seen_at=tx.now())

    def users(self) -> dict[str, StoredUser]:
        with self._store.read() as tx:
            return {user.id: user for user in tx.users.all()}

    def row(self, submission: str) -> QueueRow | None:
        with self._store.read() as tx:
            return tx.queue.get(submission)

    def views(self, user: StoredUser) -> list[SavedView]:
        with self._store.read() as tx:
            return tx.users.views(user.id)

    def save_view(self, user: StoredUser, name: str, query: str) -> None:
        """Save a view of the queue. Raises Unacceptable: no such name, or too many already."""
        said = name.strip()
        if not 0 < len(said) <= LONGEST_VIEW or not said.isprintable():
            raise Unacceptable(
                f"名称须为 1 至 {LONGEST_VIEW} 个字 (a name of 1 to {LONGEST_VIEW} characters)"
            )
        with self._store.write() as tx:
            if len(tx.users.views(user.id)) >= MOST_VIEWS:
                raise Unacceptable(f"最多保存 {MOST_VIEWS} 个 (at most {MOST_VIEWS})")
            tx.users.save_view(user.id, said, query, tx.now())

    def drop_view(self, user: StoredUser, id: str) -> None:
        with self._store.write() as tx:
            tx.users.drop_view(user.id, id)

    def changes(self, since: float | None, limit: int) -> tuple[list[tuple[str, str]], float]:
        """Submissions that changed after a moment, with their sites, in the order of the changes; and from when on to
        ask the next time. None, and a moment to come (the clock was set back), are now."""
        with self._store.read() as tx:
            if since is None or since > tx.now():
                return [], tx.now()
            found = tx.queue.refreshed_since(since, limit)
        return [(id, site) for id, site, _ in found], found[-1][2] if found else since


def _own(user: StoredUser, asked: QueueFilter) -> QueueFilter:

    return asked if user.site is None else replace(asked, site=user.site)
