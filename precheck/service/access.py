"""Which submissions somebody may touch. Looked at, and claimed, in the transaction of what it allows: a request that is
refused for any reason changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from precheck.domain.registration import Registration
from precheck.service.errors import Forbidden, NotFound
from precheck.storage import Store, Transaction
from precheck.storage.values import StoredSubmission, StoredUpload

LONGEST_SITE = 100


@dataclass(frozen=True, slots=True)
class Reach:
    """One site's submissions; ``site`` None: every site's. What lies beyond is answered as what is not there."""

    site: str | None = None

    def covers(self, tx: Transaction, submission: str) -> bool:
        """Whether an existing submission lies within."""
        return self.site is None or tx.sites.site_of(submission) == self.site

    def submission(self, tx: Transaction, id: str, *, for_change: bool = False) -> StoredSubmission:
        """A submission within.

        Raises:
            NotFound: there is none here.
        """
        held = tx.submissions.get(id, for_change=for_change)
        if held is None or not self.covers(tx, id):
            raise NotFound("没有这份报名 (no such submission)")
        return held

    def upload(self, tx: Transaction, id: str) -> StoredUpload:
        """An upload within.

        Raises:
            NotFound: there is none here, or it was deleted.
        """
        upload = tx.uploads.get(id)
        if upload is None or upload.deleted_at is not None or not self.covers(tx, upload.submission_id):
            raise NotFound("没有这件上传 (no such upload)")
        return upload

    def begin(self, tx: Transaction, id: str, now: float) -> StoredSubmission:
        """A submission within, locked for a change; made, and this site's from now on, where there was none.

        Raises:
            NotFound: it is another site's.
        """
        held = tx.submissions.get(id, for_change=True)
        if held is None:
            held = tx.submissions.ensure(id, now)
            if self.site is not None:
                tx.sites.claim(id, self.site)
        if not self.covers(tx, id):
            raise NotFound("没有这份报名 (no such submission)")
        return held

    def declare(self, tx: Transaction, id: str, registration: Registration) -> None:
        """Give a submission to the site that its registration names.

        Raises:
            Forbidden: that is another one than the asker's own.
        """
        site = (registration.site or "")[:LONGEST_SITE]
        if not site:
            return
        if self.site is None:
            tx.sites.move(id, site)
        elif site != self.site:
            raise Forbidden("此密钥属于其他考点 (this key is another site's)")

    def submissions(self, store: Store) -> set[str] | None:
        """The ids of all that lies within; None: everything does."""
        if self.site is None:
            return None
        with store.read() as tx:
            return tx.sites.submissions(self.site)


EVERYWHERE = Reach()
