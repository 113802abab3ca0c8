"""Uploads in the database, and the keys under which they were sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from precheck.storage import ids
from precheck.storage.cipher import Cipher
from precheck.storage.tables import idempotency, uploads
from precheck.storage.values import Status, StoredUpload

PURPOSE = "uploads.file"

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
_UNSETTLED = select(uploads.c.id).where(
    uploads.c.id.in_(bindparam("some", expanding=True)),
    uploads.c.status.in_((Status.QUEUED, Status.CHECKING)),
    uploads.c.deleted_at.is_(None),
)
_SENT_AS = select(idempotency.c.fingerprint, idempotency.c.upload_id).where(
    idempotency.c.scope == bindparam("sender"), idempotency.c.key == bindparam("chosen")
)
_RESERVE = {
    "postgresql": postgresql.insert(idempotency).on_conflict_do_nothing().returning(idempotency.c.key),
    "sqlite": sqlite.insert(idempotency).on_conflict_do_nothing().returning(idempotency.c.key),
}


class Uploads:
    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def add(
        self, submission_id: str, material: str, file: str | None, picture: str, size: int, at: float
    ) -> StoredUpload:
        """A new upload, waiting for its first check, which is the caller's to order."""
        id = ids.new(at)
        plain: dict[str, Any] = {
            "id": id,
            "submission_id": submission_id,
            "material": material,
            "picture": picture,
            "bytes": size,
            "generation": 1,
            "turn": 0,
            "status": Status.QUEUED,
            "version": 1,
            "created_at": at,
            "updated_at": at,
        }
        self._connection.execute(_ADD, {**plain, "file": self._sealed(file)})
        return StoredUpload(**plain, file=file, deleted_at=None, erased_at=None)

    def get(self, id: str, *, for_change: bool = False) -> StoredUpload | None:
        """An upload, deleted ones included. ``for_change``: nobody else changes it until this transaction ends."""
        row = self._connection.execute(_GET_FOR_CHANGE if for_change else _GET, {"of": id}).first()
        return self.value(row) if row else None

    def of_submission(self, submission_id: str) -> list[StoredUpload]:
        """Those that are not deleted, in the order of their coming."""
        query = select(uploads).where(
            uploads.c.submission_id == submission_id, uploads.c.deleted_at.is_(None)
        )
        return [self.value(row) for row in self._connection.execute(query.order_by(uploads.c.id))]

    def same(self, submission_id: str, material: str, picture: str) -> StoredUpload | None:
        """The upload of the same file in the same place, where there is one."""
        asked = {"submission": submission_id, "kind": material, "sha256": picture}
        row = self._connection.execute(_SAME, asked).first()
        return self.value(row) if row else None

    def replace(self, id: str, file: str | None, picture: str, size: int, at: float) -> None:
        """Another picture for the same upload."""
        self._change(
            id,
            at,
            file=self._sealed(file),
            picture=picture,
            bytes=size,
            generation=uploads.c.generation + 1,
            status=Status.QUEUED,
        )

    def delete(self, id: str, at: float) -> None:
        """Mark it deleted; its picture is erased by the next sweep."""
        self._change(id, at, deleted_at=at)

    def set_status(self, id: str, status: Status, at: float) -> None:
        self._connection.execute(_SET_STATUS, {"of": id, "now_is": status, "now": at})

    def pointing_to(self, pictures: Sequence[str]) -> set[str]:
        """Those of ``pictures`` that some upload still needs."""
        query = select(uploads.c.picture).where(
            uploads.c.picture.in_(pictures), uploads.c.deleted_at.is_(None), uploads.c.erased_at.is_(None)
        )
        return set(self._connection.execute(query).scalars())

    def settled(self, ids: Sequence[str]) -> set[str]:
        """Those of ``ids`` that nobody checks any more, or that are gone."""
        return set(ids) - set(self._connection.execute(_UNSETTLED, {"some": list(ids)}).scalars())

    def reserve_key(self, scope: str, key: str, fingerprint: str, at: float) -> tuple[str, str] | None:
        """Take an idempotency key for this transaction, which ends with :meth:`fulfil_key`; where it was taken before, the
        fingerprint and the result that came under it. Who asks at the same moment waits here for the other's end."""
        chosen = _digest(key)
        row = {"scope": scope, "key": chosen, "fingerprint": fingerprint, "upload_id": "", "created_at": at}
        if self._connection.execute(_RESERVE[self._connection.dialect.name], row).first() is not None:
            return None
        found = self._connection.execute(_SENT_AS, {"sender": scope, "chosen": chosen}).one()
        return found.fingerprint, found.upload_id

    def fulfil_key(self, scope: str, key: str, result: str) -> None:
        """Note what came of a request under the key that it reserved."""
        self._connection.execute(
            update(idempotency)
            .where(idempotency.c.scope == scope, idempotency.c.key == _digest(key))
            .values(upload_id=result)
        )

    def forget_keys(self, before: float) -> int:
        """Drop idempotency keys older than this."""
        return self._connection.execute(delete(idempotency).where(idempotency.c.created_at < before)).rowcount

    def count(self, submission_id: str, material: str | None = None) -> int:
        """How many of a submission, or of one material in it, are there; all that are not yet erased, where no material
        is named."""
        query = select(func.count()).where(
            uploads.c.submission_id == submission_id, uploads.c.erased_at.is_(None)
        )
        if material is not None:
            query = query.where(uploads.c.material == material, uploads.c.deleted_at.is_(None))
        return self._connection.execute(query).scalar_one()

    def _change(self, id: str, at: float, **changes: Any) -> None:
        self._connection.execute(
            update(uploads)
            .where(uploads.c.id == id)
            .values(version=uploads.c.version + 1, updated_at=at, **changes)
        )

    def _sealed(self, text: str | None) -> bytes | None:
        return None if text is None else self._cipher.encrypt(text.encode("utf-8", "replace"), PURPOSE)

    def value(self, row: Row[Any]) -> StoredUpload:
        values = dict(row._mapping)
        sealed = values.pop("file")
        file = None if sealed is None else self._cipher.decrypt(sealed, PURPOSE).decode()
        return StoredUpload(**{**values, "file": file, "status": Status(values["status"])})


def _digest(key: str) -> str:
    # A sender may well choose a candidate's number; and a digest compares the whole of it, however long.
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
