"""API keys in the database, what was sent under them, and which site a submission belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from precheck.storage import ids
from precheck.storage.tables import api_keys, key_uses, submission_sites
from precheck.storage.values import Level

_BY_PREFIX = select(api_keys).where(api_keys.c.prefix == bindparam("beginning"))


class Scope(StrEnum):
    """What a key may do: hand in (a portal), review (staff), everything, or only see how the service fares."""

    UPLOAD = "upload"
    REVIEW = "review"
    ADMIN = "admin"
    MONITOR = "monitor"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """``hash``: SHA-256 of the whole key, hexadecimal. ``site`` None: every site; ``level`` None: it decides nothing.
    Limits count uploads and registrations."""

    id: str
    prefix: str
    hash: str
    name: str
    scopes: frozenset[Scope]
    site: str | None
    level: Level | None
    per_minute: int | None
    per_day: int | None
    created_at: float
    expires_at: float | None
    revoked_at: float | None


class Keys:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def add(
        self,
        prefix: str,
        hash: str,
        name: str,
        scopes: frozenset[Scope],
        at: float,
        *,
        site: str | None = None,
        level: Level | None = None,
        per_minute: int | None = None,
        per_day: int | None = None,
        expires_at: float | None = None,
    ) -> StoredKey:
        """A new key."""
        id = ids.new(at)
        self._connection.execute(
            insert(api_keys).values(
                id=id,
                prefix=prefix,
                hash=hash,
                name=name,
                scopes=" ".join(sorted(scopes)),
                site=site,
                level=level,
                per_minute=per_minute,
                per_day=per_day,
                created_at=at,
                expires_at=expires_at,
            )
        )
        found = self.by_prefix(prefix)
        assert found is not None
        return found

    def any(self) -> bool:
        """Whether there ever was a key."""
        return bool(self._connection.execute(select(exists(select(api_keys.c.id)))).scalar())

    def by_prefix(self, prefix: str) -> StoredKey | None:
        row = self._connection.execute(_BY_PREFIX, {"beginning": prefix}).first()
        return _key(row) if row else None

    def all(self) -> list[StoredKey]:
        """Every key, oldest first, ended ones included."""
        return [_key(row) for row in self._connection.execute(select(api_keys).order_by(api_keys.c.id))]

    def revoke(self, id: str, at: float) -> None:
        self._connection.execute(
            update(api_keys).where(api_keys.c.id == id, api_keys.c.revoked_at.is_(None)).values(revoked_at=at)
        )

    def use(self, key_id: str, window: str, at: float) -> int:
        """Count one upload in a window of time; how many it has now."""
        row = {"key_id": key_id, "window": window, "count": 1, "begun_at": at}
        statement = (
            self._dialect.insert(key_uses)
            .values(row)
            .on_conflict_do_update(index_elements=["key_id", "window"], set_={"count": key_uses.c.count + 1})
            .returning(key_uses.c.count)
        )
        count: int = self._connection.execute(statement).scalar_one()
        return count

    def forget_uses(self, before: float) -> int:
        """Drop the counts of windows that began before."""
        return self._connection.execute(delete(key_uses).where(key_uses.c.begun_at < before)).rowcount


class Sites:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def site_of(self, submission_id: str) -> str | None:
        """The submission's site; None where nobody said one."""
        found: str | None = self._connection.execute(
            select(submission_sites.c.site).where(submission_sites.c.submission_id == submission_id)
        ).scalar()
        return found

    def claim(self, submission_id: str, site: str) -> str:
        """Give a submission to a site unless it has one; the site that it has."""
        row = {"submission_id": submission_id, "site": site}
        self._connection.execute(self._dialect.insert(submission_sites).values(row).on_conflict_do_nothing())
        return self.site_of(submission_id) or site

    def move(self, submission_id: str, site: str) -> None:
        """Give a submission to a site, whosever it was."""
        row = {"submission_id": submission_id, "site": site}
        self._connection.execute(
            self._dialect.insert(submission_sites)
            .values(row)
            .on_conflict_do_update(index_elements=["submission_id"], set_={"site": site})
        )

    def submissions(self, site: str) -> set[str]:
        """All submissions of a site."""
        query = select(submission_sites.c.submission_id).where(submission_sites.c.site == site)
        return set(self._connection.execute(query).scalars())


def _key(row: Row[Any]) -> StoredKey:
    values = dict(row._mapping)
    scopes = frozenset(Scope(scope) for scope in row.scopes.split())
    return StoredKey(**{**values, "scopes": scopes, "level": Level(row.level) if row.level else None})
