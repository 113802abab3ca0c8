"""Submissions in the database: the registration, the lock, what was opened again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from precheck.domain.registration import Registration
from precheck.storage.cipher import Cipher
from precheck.storage.tables import submissions, unlocked_materials
from precheck.storage.values import StoredSubmission

PURPOSE = "submissions.registration"

# Made once: building a statement and its cache key takes four times as long as SQLite takes to carry it out.
_GET = select(submissions).where(submissions.c.id == bindparam("of"))
_GET_FOR_CHANGE = _GET.with_for_update()
_TOUCH = (
    update(submissions)
    .where(submissions.c.id == bindparam("of"))
    .values(version=submissions.c.version + 1, updated_at=bindparam("now"))
)
_OPENED = select(unlocked_materials.c.material).where(unlocked_materials.c.submission_id == bindparam("of"))
_INSERT = {
    "postgresql": postgresql.insert(submissions).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(submissions).on_conflict_do_nothing(),
}


class Submissions:
    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def get(self, id: str, *, for_change: bool = False) -> StoredSubmission | None:
        """A submission. ``for_change``: nobody else changes it or its uploads until this transaction ends."""
        row = self._connection.execute(_GET_FOR_CHANGE if for_change else _GET, {"of": id}).first()
        return self.value(row) if row else None

    def ensure(self, id: str, at: float) -> StoredSubmission:
        """The submission, made where there was none; locked for a change."""
        found = self.get(id, for_change=True)
        if found is not None:
            return found
        row = {"id": id, "registration_version": 0, "version": 1, "created_at": at, "updated_at": at}
        self._connection.execute(_INSERT[self._connection.dialect.name], row)
        found = self.get(id, for_change=True)
        assert found is not None
        return found

    def put_registration(self, id: str, registration: Registration | None, at: float) -> None:
        """Set what was declared. The submission must be there."""
        sealed = None
        if registration is not None:
            text = json.dumps(registration.model_dump(mode="json", exclude_none=True), ensure_ascii=False)
            sealed = self._cipher.encrypt(text.encode(), PURPOSE)
        self._touch(id, at, registration=sealed, registration_version=submissions.c.registration_version + 1)

    def lock(self, id: str, at: float) -> None:
        """Lock all of it: what was opened again is closed."""
        self._connection.execute(delete(unlocked_materials).where(unlocked_materials.c.submission_id == id))
        self._touch(id, at, locked_at=at)

    def unlock(self, id: str, materials: Iterable[str] | None, at: float) -> None:
        """Open some materials of a locked submission again; None: all of it."""
        if materials is None:
            self._connection.execute(
                delete(unlocked_materials).where(unlocked_materials.c.submission_id == id)
            )
            self._touch(id, at, locked_at=None)
            return
        for material in sorted(set(materials)):
            there = exists().where(
                unlocked_materials.c.submission_id == id, unlocked_materials.c.material == material
            )
            if not self._connection.execute(select(there)).scalar():
                self._connection.execute(
                    insert(unlocked_materials).values(submission_id=id, material=material, at=at)
                )
        self._touch(id, at)

    def close(self, id: str, material: str, at: float) -> None:
        """Close a material that was opened again."""
        self._connection.execute(
            delete(unlocked_materials).where(
                unlocked_materials.c.submission_id == id, unlocked_materials.c.material == material
            )
        )
        self._touch(id, at)

    def touch(self, id: str, at: float) -> None:
        """Something of it changed: a new version."""
        self._connection.execute(_TOUCH, {"of": id, "now": at})

    def _touch(self, id: str, at: float, **changes: Any) -> None:
        self._connection.execute(
            update(submissions)
            .where(submissions.c.id == id)
            .values(version=submissions.c.version + 1, updated_at=at, **changes)
        )

    def value(self, row: Row[Any]) -> StoredSubmission:
        opened: Iterable[str] = ()
        if row.locked_at is not None:  # what is not locked has nothing opened again
            opened = self._connection.execute(_OPENED, {"of": row.id}).scalars()
        registration = None
        if row.registration is not None:
            registration = Registration.restore(json.loads(self._cipher.decrypt(row.registration, PURPOSE)))
        return StoredSubmission(
            id=row.id,
            locked_at=row.locked_at,
            unlocked=frozenset(opened),
            registration=registration,
            registration_version=row.registration_version,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
