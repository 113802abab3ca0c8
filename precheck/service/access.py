"""What is let in: ids, materials and file names that are possible, submissions that somebody may touch, requests that
came before.

Looked at, and claimed, in the transaction of what it allows: a request that is refused for any reason changes nothing."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from precheck.domain.registration import Registration
from precheck.service.errors import Forbidden, KeyReused, NotFound, Unacceptable
from precheck.storage import Store, Transaction
from precheck.storage.facts import PSEUDONYM_SIGN
from precheck.storage.values import StoredSubmission, StoredUpload

LONGEST_SITE = 100


@dataclass(frozen=True, slots=True)
class Reach:
    """One site's submissions; ``site`` None: every site's. What lies beyond is answered as what is not there."""

    site: str | None = None

    def covers(self, tx: Transaction, submission: str) -> bool:
        return self.site is None or tx.sites.site_of(submission) == self.site

    def submission(self, tx: Transaction, id: str, *, for_change: bool = False) -> StoredSubmission:
        """A submission within. Raises NotFound: there is none here."""
        held = tx.submissions.get(id, for_change=for_change)
        if held is None or not self.covers(tx, id):
            raise NotFound("没有这份报名 (no such submission)")
        return held

    def upload(self, tx: Transaction, id: str) -> StoredUpload:
        """An upload within. Raises NotFound: there is none here, or it was deleted."""
        upload = tx.uploads.get(id)
        if upload is None or upload.deleted_at is not None or not self.covers(tx, upload.submission_id):
            raise NotFound("没有这件上传 (no such upload)")
        return upload

    def begin(self, tx: Transaction, id: str, now: float) -> StoredSubmission:
        """A submission within, locked for a change; made, and this site's from now on, where there was none.
        Raises NotFound: it is another site's."""
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
        Raises Forbidden: that is another one than the asker's own."""
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


LONGEST_ID = 200
LONGEST_FILE_NAME = 255


@dataclass(frozen=True, slots=True)
class Quota:
    """How many uploads a submission may hold, and how many of one material."""

    submission: int = 100
    material: int = 20


def validate_target(submission: str, material: str, materials: Collection[str]) -> None:
    """Raises Unacceptable: an impossible submission's id, or none of the ``materials``."""
    validate_id(submission)
    if material not in materials:
        known = ", ".join(sorted(materials))
        raise Unacceptable(f"没有这种材料 (no such material): {material[:64]!r}; {known}")


def validate_id(submission: str) -> None:
    """Raises Unacceptable: an id that cannot be shown, or a longer one than :data:`LONGEST_ID`."""
    if (
        not 0 < len(submission) <= LONGEST_ID
        or not submission.isprintable()
        or submission.startswith(PSEUDONYM_SIGN)
    ):
        raise Unacceptable(
            f"报名编号须为 1 至 {LONGEST_ID} 个可见字符，不以 {PSEUDONYM_SIGN} 开头 "
            f"(a submission's id: 1 to {LONGEST_ID} printable characters, the first of them no {PSEUDONYM_SIGN})"
        )


def truncate_file_name(file: str | None) -> str | None:
    return file if file is None else file[:LONGEST_FILE_NAME]


@dataclass(frozen=True, slots=True)
class Idempotency:
    """A key that the sender chose so that it can send again without harm; ``scope``: the sender."""

    scope: str
    key: str

    def earlier(self, tx: Transaction, *parts: str) -> str | None:
        """Take the key for this transaction, which ends with :meth:`fulfil`; the result, where ``parts`` came under it before.
        Raises KeyReused: it came before with something else."""
        said = fingerprint(*parts)
        sent = tx.uploads.reserve_key(self.scope, self.key, said, tx.now())
        if sent is None:
            return None
        if sent[0] != said:
            raise KeyReused("此幂等键已用于另一项 (this idempotency key came before with something else)")
        return sent[1]

    def fulfil(self, tx: Transaction, result: str) -> None:
        tx.uploads.fulfil_key(self.scope, self.key, result)


def fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
