"""Submissions in the database: the registration, the lock, what was opened again, the site."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from precheck.domain.registration import Registration
from precheck.storage.repository import Repository
from precheck.storage.tables import submission_sites, submissions, unlocked_materials
from precheck.storage.values import StoredSubmission

# Made once: building a statement and its cache key takes four times as long as SQLite takes to carry it out.
_GET = select(submissions).where(submissions.c.id == bindparam("of"))
_GET_FOR_CHANGE = _GET.with_for_update()
_TOUCH = (
    update(submissions)
    .where(submissions.c.id == bindparam("of"))
    .values(version=submissions.c.version + 1, updated_at=bindparam("now"))
)
_OPENED = select(unlocked_materials.c.material).where(unlocked_materials.c.submission_id == bindparam("of"))


class Submissions(Repository):
    def get(self, id: str, *, for_change: bool = False) -> StoredSubmission | None:
        """A submission. ``for_change``: nobody else changes it or its uploads until this transaction ends."""
        row = self._execute(_GET_FOR_CHANGE if for_change else _GET, {"of": id}).first()
        return self.value(row) if row else None

    def ensure(self, id: str, at: float) -> StoredSubmission:
        """The submission, made where there was none; locked for a change."""
        found = self.get(id, for_change=True)
        if found is not None:
            return found
        row = {"id": id, "registration_version": 0, "version": 1, "created_at": at, "updated_at": at}
        self._put_new(submissions, row)
        found = self.get(id, for_change=True)
        assert found is not None
        return found

    def put_registration(self, id: str, registration: Registration | None, at: float) -> None:
        said = None if registration is None else registration.model_dump(mode="json", exclude_none=True)
        self._touch(id, at, registration=said, registration_version=submissions.c.registration_version + 1)

    def lock(self, id: str, at: float) -> None:
        """Lock all of it: what was opened again is closed."""
        self._execute(delete(unlocked_materials).where(unlocked_materials.c.submission_id == id))
        self._touch(id, at, locked_at=at)

    def unlock(self, id: str, materials: Iterable[str] | None, at: float) -> None:
        """Open some materials of a locked submission again; None: all of it."""
        if materials is None:
            self._execute(delete(unlocked_materials).where(unlocked_materials.c.submission_id == id))
            self._touch(id, at, locked_at=None)
            return
        for material in sorted(set(materials)):
            self._put_new(unlocked_materials, {"submission_id": id, "material": material, "at": at})
        self._touch(id, at)

    def close(self, id: str, material: str, at: float) -> None:
        self._execute(
            delete(unlocked_materials).where(
                unlocked_materials.c.submission_id == id, unlocked_materials.c.material == material
            )
        )
        self._touch(id, at)

    def touch(self, id: str, at: float) -> None:
        self._execute(_TOUCH, {"of": id, "now": at})

    def _touch(self, id: str, at: float, **changes: Any) -> None:
        self._execute(
            update(submissions)
            .where(submissions.c.id == id)
            .values(version=submissions.c.version + 1, updated_at=at, **changes)
        )

    def value(self, row: Row[Any]) -> StoredSubmission:
        opened: Iterable[str] = ()
        if row.locked_at is not None:  # what is not locked has nothing opened again
            opened = self._execute(_OPENED, {"of": row.id}).scalars()
        registration = None if row.registration is None else Registration.restore(row.registration)
        values: dict[str, Any] = {**row._mapping, "registration": registration, "unlocked": frozenset(opened)}
        return StoredSubmission(**values)


class Sites(Repository):
    def site_of(self, submission_id: str) -> str | None:
        """The submission's site; None where nobody said one."""
        return self._scalar(
            str, select(submission_sites.c.site).where(submission_sites.c.submission_id == submission_id)
        )

    def claim(self, submission_id: str, site: str) -> str:
        """Give a submission to a site unless it has one; the site that it has."""
        self._put_new(submission_sites, {"submission_id": submission_id, "site": site})
        return self.site_of(submission_id) or site

    def move(self, submission_id: str, site: str) -> None:
        """Give a submission to a site, whosever it was."""
        row = {"submission_id": submission_id, "site": site}
        self._put(submission_sites, row, keys=("submission_id",))

    def submissions(self, site: str) -> set[str]:
        query = select(submission_sites.c.submission_id).where(submission_sites.c.site == site)
        return set(self._execute(query).scalars())
