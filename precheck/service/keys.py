"""API keys: made, shown once, recognised, counted and revoked."""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass

from precheck.service.errors import Conflict, NotFound, TooMany, Unacceptable, Unauthenticated
from precheck.storage import Store, ids
from precheck.storage.accounts import StoredKey
from precheck.storage.values import Level, Scope

CHINA_AHEAD_SECONDS = 8 * 3600.0
_SHAPE = re.compile(r"pck_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
SECRET_BYTES = 32
LONGEST_NAME = 100
USES_KEPT_SECONDS = 3 * 86_400.0

CACHE_SECONDS = 1.0
"""A key that was found valid counts so long without another look: one that is revoked ends within a second."""

MOST_CACHED = 1000


@dataclass(frozen=True, slots=True)
class Grant:
    """How far a key reaches: ``site`` None every site, ``level`` at which its holder decides, most uploads, its end."""

    site: str | None = None
    level: Level | None = None
    per_minute: int | None = None
    per_day: int | None = None
    expires_at: float | None = None


class Keys:
    """The keys of a deployment. A key is ``pck_`` + 8 hexadecimal digits for looking it up + ``_`` + 256 random bits
    in base64; only its SHA-256 is kept, which for so many random bits needs no slow hash."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        # By the digest of the whole key; the key itself is kept nowhere.
        self._cache: dict[str, tuple[float, StoredKey]] = {}

    def create(
        self, name: str, scopes: Collection[Scope], *, by: str, grant: Grant | None = None
    ) -> tuple[StoredKey, str]:
        """A new key, and its text, which is nowhere else.
        Raises Unacceptable: no name, no scope, a level without the scope for it, or an end that is past."""
        grant = grant or Grant()
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or not scopes:
            raise Unacceptable("密钥须有名称与权限 (a key has a name, 1 to 100 characters, and a scope)")
        if grant.site is not None and (
            not 0 < len(grant.site) <= LONGEST_NAME or not grant.site.isprintable()
        ):
            raise Unacceptable("考点须为 1 至 100 个可见字符 (a site: printable, 1 to 100)")
        if grant.level is not None and Scope.REVIEW not in scopes:
            raise Unacceptable("审核级别须有 review 权限 (a level goes with the scope review)")
        prefix = secrets.token_hex(4)
        text = f"pck_{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
        with self._store.write() as tx:
            now = tx.now()
            if grant.expires_at is not None and grant.expires_at <= now:
                raise Unacceptable("有效期已过 (the key would have ended already)")
            key = StoredKey(
                ids.new(now), prefix, _hash(text), name, frozenset(scopes), created_at=now, **asdict(grant)
            )
            tx.keys.add(key)
            tx.records.note(by, "key.created", prefix, now, {"scopes": sorted(scopes), "site": grant.site})
        return key, text

    def create_first(self) -> str | None:
        """A key for everything where there never was one; None else."""
        with self._store.read() as tx:
            if tx.keys.any():
                return None
        return self.create("first", [Scope.ADMIN], by="serve")[1]

    def cached(self, text: str) -> StoredKey | None:
        """The key, where :meth:`authenticate` found it a moment ago; asks nobody."""
        until, key = self._cache.get(_hash(text), (0.0, None))
        return key if self._clock() < until else None

    def authenticate(self, text: str) -> StoredKey:
        """Whose key this is. Raises Unauthenticated: nobody's, or it has ended. It is not said which."""
        shape = _SHAPE.fullmatch(text)
        if shape is None:
            raise Unauthenticated
        with self._store.read() as tx:
            key, now = tx.keys.by_prefix(shape[1]), tx.now()
        digest = _hash(text)
        if (
            key is None
            or not hmac.compare_digest(key.hash, digest)
            or key.revoked_at is not None
            or (key.expires_at is not None and key.expires_at <= now)
        ):
            self._cache.pop(digest, None)
            raise Unauthenticated
        if len(self._cache) >= MOST_CACHED:
            self._cache.clear()
        seconds = CACHE_SECONDS if key.expires_at is None else min(CACHE_SECONDS, key.expires_at - now)
        self._cache[digest] = (self._clock() + seconds, key)
        return key

    def all(self) -> list[StoredKey]:
        """Every key, oldest first, ended ones included."""
        with self._store.read() as tx:
            return tx.keys.all()

    def revoke(self, prefix: str, *, by: str) -> StoredKey:
        """End a key at once. Raises NotFound: there is none with this prefix; Conflict: it was revoked before."""
        with self._store.write() as tx:
            now = tx.now()
            key = tx.keys.by_prefix(prefix)
            if key is None:
                raise NotFound("没有这把密钥 (no such key)")
            if key.revoked_at is not None:
                raise Conflict("密钥已撤销 (it is revoked already)")
            tx.keys.revoke(key.id, now)
            self._cache.clear()
            tx.records.note(by, "key.revoked", prefix, now)
            found = tx.keys.by_prefix(prefix)
            assert found is not None
            return found

    def count_upload(self, key: StoredKey) -> None:
        """Count one upload, or one registration, under a key.
        Raises TooMany: more than the key may send in a minute or a day; refused ones count too."""
        limits = [(key.per_minute, 60.0, "m"), (key.per_day, 86_400.0, "d")]
        if all(limit is None for limit, _, _ in limits):
            return
        with self._store.write(durable=False) as tx:
            now = tx.now()
            local = now + CHINA_AHEAD_SECONDS  # a day begins when it does in China
            for limit, seconds, letter in limits:
                if limit is None:
                    continue
                number = int(local // seconds)
                count = tx.keys.use(key.id, f"{letter}{number}", now)
                if count > limit:
                    over = TooMany(retry_after_seconds=max(1.0, (number + 1) * seconds - local))
                    break
            else:
                return
        raise over

    def forget_uses(self) -> int:
        with self._store.write() as tx:
            return tx.keys.forget_uses(tx.now() - USES_KEPT_SECONDS)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
