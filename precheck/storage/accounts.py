"""Who is let in: people with their sessions and the links that sign in, programs with their API keys, and how much came under a
key. Tokens and keys are kept as SHA-256 only."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote_plus

from sqlalchemy import bindparam, delete, exists, insert, select, update

from precheck.storage import ids
from precheck.storage.office_tables import (
    api_keys,
    key_uses,
    saved_views,
    sign_in_tries,
    tickets,
    users,
    web_sessions,
)
from precheck.storage.repository import Repository, columns_of
from precheck.storage.values import Level, Role, Scope, Ticket


@dataclass(frozen=True, slots=True)
class StoredUser:
    """``password``: an argon2id hash. ``site`` None: every site. ``seen_at``: when the queue was last looked at.
    ``subject``: a digest of who the office's own sign-in says it is."""

    id: str
    login: str
    name: str
    password: str | None
    role: Role
    level: Level
    site: str | None
    created_at: float
    seen_at: float | None = None
    disabled_at: float | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A user's, or a candidate's: then ``submission_id`` says whose."""

    hash: str
    user_id: str | None
    submission_id: str | None
    looked_at: float | None
    created_at: float
    used_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class StoredTicket:
    hash: str
    kind: Ticket
    submission_id: str | None
    created_at: float
    expires_at: float
    used_at: float | None = None


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter of the queue under a name of its user's; ``query`` as in the page's address."""

    id: str
    name: str
    query: str


class Users(Repository):
    def add(self, user: StoredUser) -> None:
        """A new user. The login and the subject must be free."""
        self._execute(insert(users).values(asdict(user)))

    def any(self) -> bool:
        return bool(self._execute(select(exists(select(users.c.id)))).scalar())

    def get(self, id: str) -> StoredUser | None:
        return self._one(StoredUser, select(users).where(users.c.id == id))

    def by_login(self, login: str) -> StoredUser | None:
        return self._one(StoredUser, select(users).where(users.c.login == login))

    def by_subject(self, subject: str) -> StoredUser | None:
        return self._one(StoredUser, select(users).where(users.c.subject == subject))

    def all(self) -> list[StoredUser]:
        """Every user, oldest first, disabled ones included."""
        return self._all(StoredUser, select(users).order_by(users.c.id))

    def change(self, id: str, **changes: Any) -> None:
        """Set columns: ``name``, ``password``, ``role``, ``level``, ``site``, ``seen_at``, ``disabled_at``."""
        self._execute(update(users).where(users.c.id == id).values(**changes))

    def begin_session(self, session: StoredSession) -> None:
        self._execute(insert(web_sessions).values(asdict(session)))

    def session(self, hash: str) -> StoredSession | None:
        return self._one(StoredSession, select(web_sessions).where(web_sessions.c.hash == hash))

    def sessions(self, user_id: str) -> list[StoredSession]:
        query = select(web_sessions).where(web_sessions.c.user_id == user_id)
        return self._all(StoredSession, query.order_by(web_sessions.c.used_at.desc(), web_sessions.c.hash))

    def touch_session(self, hash: str, at: float) -> None:
        self._execute(update(web_sessions).where(web_sessions.c.hash == hash).values(used_at=at))

    def end_session(self, hash: str) -> None:
        self._execute(delete(web_sessions).where(web_sessions.c.hash == hash))

    def end_sessions(self, user_id: str) -> int:
        """End all of a user's sessions; how many there were."""
        return self._execute(delete(web_sessions).where(web_sessions.c.user_id == user_id)).rowcount

    def forget_ended(self, at: float) -> int:
        """Drop sessions, links and counts that are over."""
        dropped = 0
        for table in (web_sessions, tickets):
            dropped += self._execute(delete(table).where(table.c.expires_at < at)).rowcount
        return dropped

    def add_ticket(self, ticket: StoredTicket) -> None:
        self._execute(insert(tickets).values(asdict(ticket)))

    def ticket(self, hash: str) -> StoredTicket | None:
        return self._one(StoredTicket, select(tickets).where(tickets.c.hash == hash))

    def use_up_ticket(self, hash: str, at: float) -> bool:
        """Use a link up; False where somebody did before."""
        changed = self._execute(
            update(tickets).where(tickets.c.hash == hash, tickets.c.used_at.is_(None)).values(used_at=at)
        )
        return changed.rowcount == 1

    def count_try(self, subject: str, window: int, at: float) -> int:
        """Count one try to sign in; how many there were in this window."""
        return self._count(sign_in_tries, at, subject=subject, window=window)

    def forget_tries(self, subject: str | None = None, before: float | None = None) -> None:
        """Drop the tries of a subject, or those of windows that began before."""
        condition = (
            sign_in_tries.c.subject == subject if subject is not None else sign_in_tries.c.begun_at < before
        )
        self._execute(delete(sign_in_tries).where(condition))

    def views(self, user_id: str) -> list[SavedView]:
        query = select(*columns_of(SavedView, saved_views)).where(saved_views.c.user_id == user_id)
        return self._all(SavedView, query.order_by(saved_views.c.id))

    def save_view(self, user_id: str, name: str, query: str, at: float) -> None:
        self._execute(insert(saved_views).values(id=ids.new(at), user_id=user_id, name=name, query=query))

    def drop_view(self, user_id: str, id: str) -> None:
        self._execute(delete(saved_views).where(saved_views.c.user_id == user_id, saved_views.c.id == id))

    def drop_views_holding(self, words: Collection[str]) -> None:
        """Drop every saved view in whose name or filter one of these stands."""
        for row in self._execute(select(saved_views)).all():
            if any(word in row.name + unquote_plus(row.query) for word in words):
                self._execute(delete(saved_views).where(saved_views.c.id == row.id))


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
    revoked_at: float | None = None


class Keys(Repository):
    def add(self, key: StoredKey) -> None:
        """A new key."""
        self._execute(insert(api_keys).values(asdict(key)))

    def any(self) -> bool:
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
        return self._execute(delete(key_uses).where(key_uses.c.begun_at < before)).rowcount
