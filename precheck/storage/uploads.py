"""Uploads in the database, the keys under which they were sent, what was read in them, and their fingerprints."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from precheck.storage import ids
from precheck.storage.repository import Repository
from precheck.storage.tables import fingerprint_bands, fingerprints, idempotency, readings, uploads
from precheck.storage.values import Status, StoredUpload

# Made once: building a statement and its cache key takes four times as long as SQLite takes to carry it out.
_ADD = insert(uploads)
_GET = select(uploads).where(uploads.c.id == bindparam("of"))
_GET_FOR_CHANGE = _GET.with_for_update()
_SAME = (
    select(uploads)
    .where(
        uploads.c.submission_id == bindparam("submission"),
        uploads.c.material == bindparam("kind"),
        uploads.c.picture == bindparam("sha256"),
        uploads.c.deleted_at.is_(None),
        uploads.c.erased_at.is_(None),
    )
    .order_by(uploads.c.id)
    .limit(1)
)
_SET_STATUS = (
    update(uploads)
    .where(uploads.c.id == bindparam("of"))
    .values(status=bindparam("now_is"), updated_at=bindparam("now"))
)
_UNDER_WAY = select(uploads.c.id).where(
    uploads.c.id.in_(bindparam("some", expanding=True)),
    uploads.c.status.in_((Status.QUEUED, Status.CHECKING)),
    uploads.c.deleted_at.is_(None),
)
_SENT_AS = select(idempotency.c.fingerprint, idempotency.c.upload_id).where(
    idempotency.c.scope == bindparam("sender"), idempotency.c.key == bindparam("chosen")
)
_RESERVE = {
    dialect.__name__: dialect.insert(idempotency).on_conflict_do_nothing().returning(idempotency.c.key)
    for dialect in (postgresql, sqlite)
}


class Uploads(Repository):
    def add(
        self, submission_id: str, material: str, file: str | None, picture: str, size: int, at: float
    ) -> StoredUpload:
        """A new upload, waiting for its first check, which is the caller's to order."""
        upload = StoredUpload(ids.new(at), submission_id, material, file, picture, size, at, at)
        self._execute(_ADD, asdict(upload))
        return upload

    def get(self, id: str, *, for_change: bool = False) -> StoredUpload | None:
        """An upload, deleted ones included. ``for_change``: nobody else changes it until this transaction ends."""
        return self._one(StoredUpload, _GET_FOR_CHANGE if for_change else _GET, {"of": id})

    def list_submission(self, submission_id: str) -> list[StoredUpload]:
        """Those that are not deleted, in the order of their coming."""
        query = select(uploads).where(
            uploads.c.submission_id == submission_id, uploads.c.deleted_at.is_(None)
        )
        return self._all(StoredUpload, query.order_by(uploads.c.id))

    def same(self, submission_id: str, material: str, picture: str) -> StoredUpload | None:
        """The upload of the same file in the same place, where there is one."""
        asked = {"submission": submission_id, "kind": material, "sha256": picture}
        return self._one(StoredUpload, _SAME, asked)

    def replace(self, id: str, file: str | None, picture: str, size: int, at: float) -> None:
        again = {"generation": uploads.c.generation + 1, "status": Status.QUEUED}
        self._change(id, at, file=file, picture=picture, bytes=size, **again)

    def delete(self, id: str, at: float) -> None:
        """Mark it deleted; its picture is erased by the next sweep."""
        self._change(id, at, deleted_at=at)

    def set_status(self, id: str, status: Status, at: float) -> None:
        self._execute(_SET_STATUS, {"of": id, "now_is": status, "now": at})

    def pointing_to(self, pictures: Sequence[str]) -> set[str]:
        """Those of ``pictures`` that some upload still needs."""
        query = select(uploads.c.picture).where(
            uploads.c.picture.in_(pictures), uploads.c.deleted_at.is_(None), uploads.c.erased_at.is_(None)
        )
        return set(self._execute(query).scalars())

    def filter_finished(self, ids: Sequence[str]) -> set[str]:
        """Those of ``ids`` that nobody checks any more, or that are gone."""
        return set(ids) - set(self._execute(_UNDER_WAY, {"some": list(ids)}).scalars())

    def reserve_key(self, scope: str, key: str, fingerprint: str, at: float) -> tuple[str, str] | None:
        """Take an idempotency key for this transaction, which ends with :meth:`fulfil_key`; where it was taken before, the
        fingerprint and the result that came under it. Who asks at the same moment waits here for the other's end."""
        chosen = _digest(key)
        row = {"scope": scope, "key": chosen, "fingerprint": fingerprint, "upload_id": "", "created_at": at}
        if self._execute(_RESERVE[self._dialect.__name__], row).first() is not None:
            return None
        found = self._execute(_SENT_AS, {"sender": scope, "chosen": chosen}).one()
        return found.fingerprint, found.upload_id

    def fulfil_key(self, scope: str, key: str, result: str) -> None:
        self._execute(
            update(idempotency)
            .where(idempotency.c.scope == scope, idempotency.c.key == _digest(key))
            .values(upload_id=result)
        )

    def forget_keys(self, before: float) -> int:
        return self._execute(delete(idempotency).where(idempotency.c.created_at < before)).rowcount

    def count(self, submission_id: str, material: str | None = None) -> int:
        """How many of one material in a submission are there; without a material all that are not yet erased."""
        query = select(func.count()).where(
            uploads.c.submission_id == submission_id, uploads.c.erased_at.is_(None)
        )
        if material is not None:
            query = query.where(uploads.c.material == material, uploads.c.deleted_at.is_(None))
        return self._execute(query).scalar_one()

    def _change(self, id: str, at: float, **changes: Any) -> None:
        self._execute(
            update(uploads)
            .where(uploads.c.id == id)
            .values(version=uploads.c.version + 1, updated_at=at, **changes)
        )


def _digest(key: str) -> str:
    # A sender may well choose a candidate's number; and a digest compares the whole of it, however long.
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


_READING = select(readings.c.data).where(
    readings.c.upload_id == bindparam("upload"), readings.c.generation == bindparam("picture")
)


class Readings(Repository):
    """What was read in an upload's present picture. It holds names and numbers: sealed, and erased with the report."""

    def keep(self, upload_id: str, generation: int, data: bytes) -> None:
        """What was read in a picture, in place of what was there for this upload."""
        row = {"upload_id": upload_id, "generation": generation, "data": data}
        self._put(readings, row, keys=("upload_id",))

    def get(self, upload_id: str, generation: int) -> bytes | None:
        """What was read in this picture; None where nothing was kept."""
        return self._scalar(bytes, _READING, {"upload": upload_id, "picture": generation})

    def forget(self, upload_id: str) -> None:
        self._execute(delete(readings).where(readings.c.upload_id == upload_id))


MOST_KEYS = 2000
"""In one statement."""

_CLOSE = "SELECT fingerprint_id, bits FROM fingerprint_bands WHERE band IN ({})"
"""With whole numbers written out: a thousand parameters take longer to bind than the index to answer."""


@dataclass(frozen=True, slots=True)
class FingerprintOwner:
    upload_id: str
    submission_id: str


class Fingerprints(Repository):
    """Fingerprints of pictures, kept by bands, so that a close one is found without looking at all of them."""

    def keep(self, kept: FingerprintOwner, bits: bytes, bands: Sequence[int]) -> None:
        """An upload's present fingerprint, in place of an earlier one."""
        self.forget([kept.upload_id])
        made = self._execute(
            insert(fingerprints).values(upload_id=kept.upload_id, submission_id=kept.submission_id, bits=bits)
        )
        assert made.inserted_primary_key is not None
        id = made.inserted_primary_key[0]
        rows = [{"band": band, "fingerprint_id": id, "bits": bits} for band in bands]
        self._execute(insert(fingerprint_bands), rows)

    def forget(self, upload_ids: Collection[str]) -> None:
        self._execute(delete(fingerprints).where(fingerprints.c.upload_id.in_(upload_ids)))

    def sharing_a_band(self, bands: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """Ids and fingerprints that agree with one of these bands, some of them several times."""
        for start in range(0, len(bands), MOST_KEYS):
            keys = ",".join(map(str, map(int, bands[start : start + MOST_KEYS])))
            yield from self._connection.exec_driver_sql(_CLOSE.format(keys)).all()

    def owners(self, ids: Sequence[int]) -> dict[int, FingerprintOwner]:
        query = select(fingerprints.c.id, fingerprints.c.upload_id, fingerprints.c.submission_id)
        rows = self._execute(query.where(fingerprints.c.id.in_(ids)))
        return {row.id: FingerprintOwner(row.upload_id, row.submission_id) for row in rows}
