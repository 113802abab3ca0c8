"""People who sign in, their sessions, and links that sign in. Tokens are kept as SHA-256 only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote_plus

from sqlalchemy import Connection, Row, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from precheck.storage import ids
from precheck.storage.cipher import Cipher
from precheck.storage.tables import saved_views, sign_in_tries, tickets, users, web_sessions
from precheck.storage.values import Level

NAME = "users.name"
VIEW_NAME, VIEW_QUERY = "saved_views.name", "saved_views.query"


class Role(StrEnum):
    """A reviewer decides; an administrator also sees to users, the audit log and re-scans."""

    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


class Ticket(StrEnum):
    """What a link is for."""

    ADMINISTRATOR = "administrator"
    CANDIDATE = "candidate"


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
    seen_at: float | None
    created_at: float
    disabled_at: float | None
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
    used_at: float | None


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter of the queue under a name of its user's; ``query`` as in the page's address."""

    id: str
    name: str
    query: str


class Users:
    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def add(
        self,
        login: str,
        name: str,
        password: str | None,
        at: float,
        *,
        role: Role,
        level: Level,
        site: str | None,
        subject: str | None = None,
    ) -> StoredUser:
        """A new user. The login and the subject must be free."""
        id = ids.new(at)
        self._connection.execute(
            insert(users).values(
                id=id,
                login=login,
                name=self._cipher.encrypt(name.encode(), NAME),
                password=password,
                role=role,
                level=level,
                site=site,
                subject=subject,
                created_at=at,
            )
        )
        return StoredUser(id, login, name, password, role, level, site, None, at, None, subject)

    def any(self) -> bool:
        """Whether there ever was a user."""
        return bool(self._connection.execute(select(exists(select(users.c.id)))).scalar())

    def get(self, id: str) -> StoredUser | None:
        row = self._connection.execute(select(users).where(users.c.id == id)).first()
        return self._user(row) if row else None

    def by_login(self, login: str) -> StoredUser | None:
        row = self._connection.execute(select(users).where(users.c.login == login)).first()
        return self._user(row) if row else None

    def by_subject(self, subject: str) -> StoredUser | None:
        row = self._connection.execute(select(users).where(users.c.subject == subject)).first()
        return self._user(row) if row else None

    def all(self) -> list[StoredUser]:
        """Every user, oldest first, disabled ones included."""
        return [self._user(row) for row in self._connection.execute(select(users).order_by(users.c.id))]

    def change(self, id: str, **changes: Any) -> None:
        """Set columns: ``name``, ``password``, ``role``, ``level``, ``site``, ``seen_at``, ``disabled_at``."""
        if "name" in changes:
            changes["name"] = self._cipher.encrypt(changes["name"].encode(), NAME)
        self._connection.execute(update(users).where(users.c.id == id).values(**changes))

    def begin(self, session: StoredSession) -> None:
        """A new session."""
        self._connection.execute(
            insert(web_sessions).values(
                hash=session.hash,
                user_id=session.user_id,
                submission_id=session.submission_id,
                looked_at=session.looked_at,
                created_at=session.created_at,
                used_at=session.used_at,
                expires_at=session.expires_at,
            )
        )

    def session(self, hash: str) -> StoredSession | None:
        row = self._connection.execute(select(web_sessions).where(web_sessions.c.hash == hash)).first()
        return StoredSession(**row._mapping) if row else None

    def sessions(self, user_id: str) -> list[StoredSession]:
        """A user's sessions, the last used first."""
        query = select(web_sessions).where(web_sessions.c.user_id == user_id)
        rows = self._connection.execute(query.order_by(web_sessions.c.used_at.desc(), web_sessions.c.hash))
        return [StoredSession(**row._mapping) for row in rows]

    def use(self, hash: str, at: float) -> None:
        """Note that a session is in use."""
        self._connection.execute(update(web_sessions).where(web_sessions.c.hash == hash).values(used_at=at))

    def end(self, hash: str) -> None:
        """End one session."""
        self._connection.execute(delete(web_sessions).where(web_sessions.c.hash == hash))

    def end_all(self, user_id: str) -> int:
        """End all of a user's sessions; how many there were."""
        return self._connection.execute(
            delete(web_sessions).where(web_sessions.c.user_id == user_id)
        ).rowcount

    def forget_ended(self, at: float) -> int:
        """Drop sessions, links and counts that are over."""
        dropped = 0
        for table in (web_sessions, tickets):
            dropped += self._connection.execute(delete(table).where(table.c.expires_at < at)).rowcount
        return dropped

    def issue(self, ticket: StoredTicket) -> None:
        """A new link."""
        self._connection.execute(
            insert(tickets).values(
                hash=ticket.hash,
                kind=ticket.kind,
                submission_id=ticket.submission_id,
                created_at=ticket.created_at,
                expires_at=ticket.expires_at,
            )
        )

    def ticket(self, hash: str) -> StoredTicket | None:
        row = self._connection.execute(select(tickets).where(tickets.c.hash == hash)).first()
        return StoredTicket(**{**row._mapping, "kind": Ticket(row.kind)}) if row else None

    def tear(self, hash: str, at: float) -> bool:
        """Use a link up; False where somebody did before."""
        changed = self._connection.execute(
            update(tickets).where(tickets.c.hash == hash, tickets.c.used_at.is_(None)).values(used_at=at)
        )
        return changed.rowcount == 1

    def count_try(self, subject: str, window: int, at: float) -> int:
        """Count one try to sign in; how many there were in this window."""
        row = {"subject": subject, "window": window, "count": 1, "begun_at": at}
        statement = (
            self._dialect.insert(sign_in_tries)
            .values(row)
            .on_conflict_do_update(
                index_elements=["subject", "window"], set_={"count": sign_in_tries.c.count + 1}
            )
            .returning(sign_in_tries.c.count)
        )
        count: int = self._connection.execute(statement).scalar_one()
        return count

    def forget_tries(self, subject: str | None = None, before: float | None = None) -> None:
        """Drop the tries of a subject, or those of windows that began before."""
        condition = (
            sign_in_tries.c.subject == subject if subject is not None else sign_in_tries.c.begun_at < before
        )
        self._connection.execute(delete(sign_in_tries).where(condition))

    def views(self, user_id: str) -> list[SavedView]:
        """A user's saved views, oldest first."""
        query = select(saved_views.c.id, saved_views.c.name, saved_views.c.query).where(
            saved_views.c.user_id == user_id
        )
        return [
            SavedView(
                row.id,
                self._cipher.decrypt(row.name, VIEW_NAME).decode(),
                self._cipher.decrypt(row.query, VIEW_QUERY).decode(),
            )
            for row in self._connection.execute(query.order_by(saved_views.c.id))
        ]

    def save_view(self, user_id: str, name: str, query: str, at: float) -> None:
        self._connection.execute(
            insert(saved_views).values(
                id=ids.new(at),
                user_id=user_id,
                name=self._cipher.encrypt(name.encode(), VIEW_NAME),
                query=self._cipher.encrypt(query.encode(), VIEW_QUERY),
            )
        )

    def drop_view(self, user_id: str, id: str) -> None:
        self._connection.execute(
            delete(saved_views).where(saved_views.c.user_id == user_id, saved_views.c.id == id)
        )

    def drop_views_holding(self, words: Collection[str]) -> None:
        """Drop every saved view in whose name or filter one of these stands."""
        for row in self._connection.execute(select(saved_views)).all():
            said = self._cipher.decrypt(row.name, VIEW_NAME).decode()
            said += unquote_plus(self._cipher.decrypt(row.query, VIEW_QUERY).decode())
            if any(word in said for word in words):
                self._connection.execute(delete(saved_views).where(saved_views.c.id == row.id))

    def _user(self, row: Row[Any]) -> StoredUser:
        values = {**row._mapping, "name": self._cipher.decrypt(row.name, NAME).decode()}
        return StoredUser(**{**values, "role": Role(row.role), "level": Level(row.level)})
