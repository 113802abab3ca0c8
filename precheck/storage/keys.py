"""API keys in the database, and what was sent under them."""

from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, delete, exists, insert, select, update

from precheck.storage.office_tables import api_keys, key_uses
from precheck.storage.part import Part
from precheck.storage.values import Level, Scope

_BY_PREFIX = select(api_keys).where(api_keys.c.prefix == bindparam("beginning"))


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


class Keys(Part):
    def add(self, key: StoredKey) -> None:
        """A new key."""
        self._execute(insert(api_keys).values(asdict(key)))

    def any(self) -> bool:
        """Whether there ever was a key."""
        return bool(self._execute(select(exists(select(api_keys.c.id)))).scalar())

    def by_prefix(self, prefix: str) -> StoredKey | None:
        return self._one(StoredKey, _BY_PREFIX, {"beginning": prefix})

    def all(self) -> list[StoredKey]:
        """Every key, oldest first, ended ones included."""
        return self._all(StoredKey, select(api_keys).order_by(api_keys.c.id))

    def revoke(self, id: str, at: float) -> None:
        self._execute(
            update(api_keys).where(api_keys.c.id == id, api_keys.c.revoked_at.is_(None)).values(revoked_at=at)
        )

    def use(self, key_id: str, window: str, at: float) -> int:
        """Count one upload in a window of time; how many it has now."""
        return self._count(key_uses, at, key_id=key_id, window=window)

    def forget_uses(self, before: float) -> int:
        """Drop the counts of windows that began before."""
        return self._execute(delete(key_uses).where(key_uses.c.begun_at < before)).rowcount
