"""Re-scans: stored uploads through the present pipelines again, in windows, and what changed by it."""

import json
import logging
from collections import Counter
from dataclasses import asdict, dataclass, field

from precheck.service.access import EVERYWHERE, Idempotency, Reach
from precheck.service.errors import Conflict, NotFound
from precheck.storage import Store
from precheck.storage.values import Filters, OrderState, Queue, Reason, RescanState, StoredRescan

log = logging.getLogger(__name__)

WINDOW = 400
"""Orders of a re-scan that wait at the same time: half a second of work for an engine that does nothing."""

MOST_FED = 100
"""Orders in one transaction: 20 ms, during which nobody else writes to an SQLite file."""

EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Example:
    """An upload whose result changed; ids only."""

    upload_id: str
    submission_id: str
    material: str
    verdict_before: str | None
    verdict_after: str
    appeared: tuple[str, ...]
    disappeared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """What a re-scan changed: counts by verdict and by code, with examples."""

    compared: int = 0
    changed: int = 0
    verdicts: dict[tuple[str | None, str], int] = field(default_factory=dict)
    appeared: dict[str, int] = field(default_factory=dict)
    disappeared: dict[str, int] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()


class Rescans:
    """Begins, feeds and ends re-scans. All of its state is in the database: any process may go on with it."""

    def __init__(self, store: Store, window: int = WINDOW) -> None:
        self._store = store
        self._window = window

    def start(
        self, filters: Filters, *, by: str, idempotency: Idempotency | None = None, reach: Reach = EVERYWHERE
    ) -> StoredRescan:
        """Begin one over what lies within ``reach``; the feeder orders its checks. Sent again under the same key, it is the
        one that was begun.
        Raises KeyReused: the idempotency key came before with something else."""
        with self._store.write() as tx:
            now = tx.now()
            if idempotency is not None:
                before = idempotency.earlier(tx, "rescan", json.dumps(asdict(filters), sort_keys=True))
                if before is not None:
                    return _require(tx.rescans.get(before))
            id = tx.rescans.add(filters, now, reach.site)
            if idempotency is not None:
                idempotency.fulfil(tx, id)
            tx.records.note(by, "rescan.started", id, now)
            return _require(tx.rescans.get(id))

    def get(self, id: str, *, reach: Reach = EVERYWHERE) -> StoredRescan:
        """How far it is. Raises NotFound: there is none within ``reach``."""
        with self._store.read() as tx:
            found = tx.rescans.get(id)
        if found is None or reach.site not in (None, found.site):
            raise NotFound("没有这次重查 (no such re-scan)")
        return found

    def newest(self) -> list[StoredRescan]:
        """The last twenty, newest first."""
        with self._store.read() as tx:
            return tx.rescans.newest()

    def cancel(self, id: str, *, by: str) -> StoredRescan:
        """Stop one; what is checked already stays. Raises NotFound: there is none; Conflict: it is over."""
        with self._store.write() as tx:
            now = tx.now()
            found = _require(tx.rescans.get(id, for_change=True))
            if found.state is not RescanState.RUNNING:
                raise Conflict("这次重查已结束 (this re-scan is over)")
            tx.orders.cancel_rescan(id, now)
            tx.rescans.end(id, RescanState.CANCELLED, now)
            tx.records.note(by, "rescan.cancelled", id, now)
        return self.get(id)

    def feed(self) -> int:
        """Order the next checks of every re-scan under way, where less than half a window waits; how many."""
        with self._store.read() as tx:
            running = tx.rescans.running()
            waiting = tx.orders.depth().get((Queue.RESCAN, OrderState.WAITING), (0, 0.0))[0] if running else 0
        fed = 0
        for id in running:
            if 2 * (waiting + fed) <= self._window:
                fed += self._feed_one(id, min(self._window - waiting - fed, MOST_FED))
        return fed

    def _feed_one(self, id: str, room: int) -> int:
        with self._store.write() as tx:
            now = tx.now()
            taken = tx.rescans.take(id, room)
            for upload_id in taken:
                tx.orders.add(upload_id, Reason.RESCAN, Queue.RESCAN, now, rescan_id=id)
            if taken:
                return len(taken)
            # Counted only now: over a hundred thousand uploads that takes longer than feeding does.
            rescan = tx.rescans.get(id, for_change=True)
            if rescan is not None and not rescan.under_way:
                tx.rescans.end(id, RescanState.DONE, now)
                log.info("re-scan done", extra={"rescan": id, "done": rescan.done})
            return 0

    def diff(self, id: str) -> Diff:
        """What changed so far. Raises NotFound: there is no such re-scan."""
        self.get(id)
        verdicts: Counter[tuple[str | None, str]] = Counter()
        appeared: Counter[str] = Counter()
        disappeared: Counter[str] = Counter()
        examples: list[Example] = []
        compared = changed = 0
        with self._store.read() as tx:
            known, codes = tx.rescans.verdicts(id), tx.rescans.codes(id)
            for change in tx.rescans.changes(id):
                compared += 1
                old, new = known.get(change.before or ""), known[change.after]
                was, now = codes.get(change.before or "", set()), codes.get(change.after, set())
                if old == new and was == now:
                    continue
                changed += 1
                if old != new:
                    verdicts[old, new] += 1
                appeared.update(now - was)
                disappeared.update(was - now)
                if len(examples) < EXAMPLES:
                    gained, lost = tuple(sorted(now - was)), tuple(sorted(was - now))
                    examples.append(
                        Example(
                            change.upload_id, change.submission_id, change.material, old, new, gained, lost
                        )
                    )
        return Diff(compared, changed, dict(verdicts), dict(appeared), dict(disappeared), tuple(examples))


def _require(found: StoredRescan | None) -> StoredRescan:
    if found is None:
        raise NotFound("没有这次重查 (no such re-scan)")
    return found
