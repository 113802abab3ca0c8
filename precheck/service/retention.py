"""Taking out what is kept too long, or what one candidate asks to be taken out; with a record that it was done."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from precheck.service.errors import NotFound
from precheck.storage import Pictures, Store

log = logging.getLogger(__name__)

DAY_SECONDS = 86_400.0

KEYS_KEPT_DAYS = 7
"""Idempotency keys: nobody sends the same upload again after a week."""

ORPHANS_KEPT_DAYS = 1
"""A picture that nobody points to may be one whose row is about to be written."""

BATCH = 200


class Retention:
    """Erases. ``days``: how long a submission is kept after its last change; None: for ever."""

    def __init__(
        self, store: Store, pictures: Pictures, days: float | None, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._pictures = pictures
        self._days = days
        self._clock = clock

    def run(self) -> int:
        """Erase what is too old, what was deleted and what nobody points to; how many submissions it were."""
        erased = 0
        if self._days is not None:
            before = self._clock() - self._days * DAY_SECONDS
            while batch := self._batch(before):
                for submission in batch:
                    self._erase(submission, "retention", "submission.expired")
                erased += len(batch)
        with self._store.write() as tx:
            pictures = tx.erasures.erase_deleted(self._clock(), BATCH)
            tx.uploads.forget_keys(self._clock() - KEYS_KEPT_DAYS * DAY_SECONDS)
        self._delete_unneeded(pictures)
        orphans = self._pictures.older_than(ORPHANS_KEPT_DAYS * DAY_SECONDS)
        for some in _batches(orphans):
            self._delete_unneeded(some)
        return erased

    def erase_submission(self, submission: str, *, by: str) -> None:
        """Take out all that is held of one candidate, at once.

        Raises:
            NotFound: there is no such submission.
        """
        with self._store.read() as tx:
            if tx.submissions.get(submission) is None:
                raise NotFound("没有这份报名 (no such submission)")
        self._erase(submission, by, "submission.erased")

    def _batch(self, before: float) -> list[str]:
        with self._store.read() as tx:
            return tx.erasures.submissions_before(before, BATCH)

    def _erase(self, submission: str, by: str, action: str) -> None:
        with self._store.write() as tx:
            now = self._clock()
            tx.submissions.get(submission, for_change=True)
            pictures = tx.erasures.erase(submission, now)
            tx.records.note(by, action, submission, now, {"uploads": len(pictures)})
        self._delete_unneeded(pictures)
        log.info("submission erased", extra={"uploads": len(pictures), "action": action})

    def _delete_unneeded(self, pictures: Iterable[str]) -> None:
        """Delete the files that no other upload points to. After the commit: a crash leaves an orphan for the next
        run, never a row without its picture."""
        for some in _batches(iter(sorted(set(pictures)))):
            with self._store.read() as tx:
                needed = tx.uploads.pointing_to(some)
            for sha256 in some:
                if sha256 not in needed:
                    self._pictures.delete(sha256)


def _batches(items: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(items, BATCH)):
        yield batch
