"""Taking out what is kept too long, or what one candidate asks to be taken out; with a record that it was done."""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice

from precheck.service.access import EVERYWHERE, Reach
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

    def __init__(self, store: Store, pictures: Pictures, days: float | None) -> None:
        self._store = store
        self._pictures = pictures
        self._days = days

    def run(self) -> int:
        """Erase what is too old and what nobody points to; how many submissions it were."""
        erased = 0
        while batch := self._expired():
            for submission in batch:
                self._erase(submission, "retention", "submission.expired", EVERYWHERE)
            erased += len(batch)
        with self._store.write() as tx:
            tx.uploads.forget_keys(tx.now() - KEYS_KEPT_DAYS * DAY_SECONDS)
        orphans = self._pictures.older_than(ORPHANS_KEPT_DAYS * DAY_SECONDS)
        for some in _batches(orphans):
            self._delete_unneeded(some)
        if erased:
            self._store.purge()
        return erased

    def erase_deleted(self) -> int:
        """Erase all that candidates deleted themselves; how many uploads it were."""
        erased = 0
        while pictures := self._erase_deleted():
            self._delete_unneeded(pictures)
            erased += len(pictures)
        if erased:
            self._store.purge()
        return erased

    def erase_submission(self, submission: str, *, by: str, reach: Reach = EVERYWHERE) -> bool:
        """Take out all that is held of one candidate, at once. False: somebody reads the database just now, and what was
        overwritten in it leaves its log with the next erasure or the next run.
        Raises NotFound: there is no such submission."""
        self._erase(submission, by, "submission.erased", reach)
        return self._store.purge()

    def _expired(self) -> list[str]:
        if self._days is None:
            return []
        with self._store.read() as tx:
            return tx.erasures.submissions_before(tx.now() - self._days * DAY_SECONDS, BATCH)

    def _erase(self, submission: str, by: str, action: str, reach: Reach) -> None:
        with self._store.write() as tx:
            now = tx.now()
            reach.submission(tx, submission, for_change=True)
            held = tx.submissions.get(submission)
            declared = held.registration if held is not None else None
            named = (
                submission,
                *((declared.name, declared.former_name, declared.id_number) if declared else ()),
            )
            tx.users.drop_views_holding([words for words in named if words])
            pictures = tx.erasures.erase(submission, now)
            tx.records.note_submission(by, action, submission, now, {"uploads": len(pictures)})
        self._delete_unneeded(pictures)
        log.info("submission erased", extra={"uploads": len(pictures), "action": action})

    def _erase_deleted(self) -> list[str]:
        with self._store.write() as tx:
            return tx.erasures.erase_deleted(tx.now(), BATCH)

    def _delete_unneeded(self, pictures: Iterable[str]) -> None:
        """Delete the files that no upload points to. After the commit: a crash leaves an orphan for the next run, never a
        row without its picture. Nobody takes a reference between the look and the deletion."""
        for some in _batches(iter(sorted(set(pictures)))):
            with self._store.write(durable=False) as tx:
                tx.hold_pictures(to_erase=True)
                needed = tx.uploads.pointing_to(some)
                for sha256 in some:
                    if sha256 not in needed:
                        self._pictures.delete(sha256)


def _batches(items: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(items, BATCH)):
        yield batch
