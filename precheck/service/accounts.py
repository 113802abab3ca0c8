"""People who sign in: accounts with passwords (argon2id), sessions kept in the store, links that sign in once."""

import hashlib
import re
import secrets
from dataclasses import dataclass, replace

from precheck.service.errors import Conflict, Forbidden, NotFound, TooMany, Unacceptable, Unauthenticated
from precheck.service.passwords import Passwords, verify
from precheck.storage import Store, Transaction, ids
from precheck.storage.accounts import StoredSession, StoredTicket, StoredUser
from precheck.storage.values import Level, Role, Ticket

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
LONGEST_NAME = 60
TOKEN_BYTES = 32
TOUCH_SECONDS = 60.0
"""A session's last use is written down so often."""


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """How long and how often: from the settings. ``tries`` a quarter of an hour, for each account and each address.
    ``password_words``: what no password may hold."""

    session_hours: float = 12.0
    candidate_hours: float = 4.0
    idle_minutes: float = 60.0
    tries: int = 10
    shortest_password: int = 10
    password_words: tuple[str, ...] = ()
    window_seconds: float = 900.0


class WrongPassword(Unauthenticated):
    def __init__(self) -> None:
        super().__init__()
        self.args = ("账号或密码不正确 (wrong account or password)",)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is signed in: a user, or the candidate of a submission."""

    token: str
    session: StoredSession
    user: StoredUser | None

    @property
    def submission(self) -> str | None:
        return self.session.submission_id


@dataclass(frozen=True, slots=True)
class Position:
    """What a user may do, at which level, and where; ``site`` None: every site."""

    role: Role = Role.REVIEWER
    level: Level = Level.SITE
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the office's own sign-in says somebody is. ``subject``: a digest of issuer and subject, by which the account is
    found; ``login``: what to call the account if nobody is called so; ``site`` None: every site."""

    subject: str
    login: str
    name: str
    role: Role
    level: Level
    site: str | None


class Accounts:
    """Accounts, sessions and links. A token is 256 random bits; the store holds its SHA-256."""

    def __init__(self, store: Store, terms: SessionPolicy | None = None) -> None:
        self._store = store
        self.terms = terms or SessionPolicy()
        self._passwords = Passwords(self.terms.shortest_password, self.terms.password_words)

    def create(
        self, login: str, name: str, password: str | None, *, by: str, post: Position | None = None
    ) -> StoredUser:
        """A new account; without a password nobody can sign in until one is set.
        Raises Unacceptable: an impossible login, name, site or password; Conflict: the login is taken."""
        post = post or Position()
        self._acceptable(login, name, post.site)
        hashed = None if password is None else self._passwords.hash_password(password, login, name)
        with self._store.write() as tx:
            return self._add(tx, _new_user(login, name, hashed, tx.now(), post), by=by)

    def all(self) -> list[StoredUser]:
        """Every account, oldest first, disabled ones included."""
        with self._store.read() as tx:
            return tx.users.all()

    def disable(self, login: str, *, by: str) -> StoredUser:
        """Nobody signs in with it any more, and whoever is, is signed out.
        Raises NotFound: there is no such account."""
        with self._store.write() as tx:
            user, now = _get_user(tx, login), tx.now()
            tx.users.change(user.id, disabled_at=now)
            tx.users.end_sessions(user.id)
            tx.records.note(by, "user.disabled", user.id, now)
            return _get_user(tx, login)

    def set_password(self, login: str, password: str, *, by: str, keep: str | None = None) -> StoredUser:
        """Another password; all sessions of the account end but the one whose token is ``keep``.
        Raises NotFound: there is no such account; Unacceptable: the password is not taken."""
        with self._store.read() as tx:
            name = _get_user(tx, login).name
        hashed = self._passwords.hash_password(password, login, name)
        with self._store.write() as tx:
            user, now = _get_user(tx, login), tx.now()
            tx.users.change(user.id, password=hashed, disabled_at=None)
            kept = tx.users.session(digest(keep)) if keep is not None else None
            tx.users.end_sessions(user.id)
            if kept is not None and kept.user_id == user.id:
                tx.users.begin_session(kept)
            tx.records.note(by, "user.password", user.id, now)
            return _get_user(tx, login)

    def confirm_password(self, user: StoredUser, password: str) -> None:
        """Raises WrongPassword: it is not the user's."""
        if not verify(user.password, password):
            raise WrongPassword

    def sign_in(self, login: str, password: str, address: str) -> Principal:
        """A new session.
        Raises WrongPassword: nobody's; TooMany: too many tries for this account or from this address."""
        login = login.strip().lower()
        subjects = [_subject("account", login), _subject("address", address)]
        self._count(subjects)
        with self._store.read() as tx:
            user = tx.users.by_login(login)
        known = user is not None and user.password is not None and user.disabled_at is None
        # An account that is not there takes as long to refuse as a wrong password.
        fits = verify(user.password if user and known else None, password)
        if user is None or not known or not fits:
            raise WrongPassword
        with self._store.write() as tx:
            for subject in subjects:
                tx.users.forget_tries(subject)
            signed = self._begin(tx, user, None, self.terms.session_hours)
            tx.records.note(f"user:{user.id}", "user.signed_in", user.id, tx.now())
        return signed

    def sign_in_federated(self, identity: Identity) -> Principal:
        """A new session for whom the office's own sign-in vouches. The account is made the first time; its name, role, level
        and site are what is said of it each time. An account made here is never taken over: the subject alone counts.
        Raises Forbidden: the account is disabled; Unacceptable: an impossible name or site."""
        about = {name: getattr(identity, name) for name in ("name", "role", "level", "site")}
        with self._store.write() as tx:
            user = tx.users.by_subject(identity.subject)
            if user is None:
                login = identity.login
                if not LOGIN.fullmatch(login) or tx.users.by_login(login) is not None:
                    login = f"oidc-{identity.subject[:16]}"
                self._acceptable(login, identity.name, identity.site)
                post = Position(identity.role, identity.level, identity.site)
                user = _new_user(login, identity.name, None, tx.now(), post)
                user = self._add(tx, replace(user, subject=identity.subject), by="oidc")
            elif user.disabled_at is not None:
                raise Forbidden("账号已停用，请联系管理员 (the account is disabled; ask the administrator)")
            elif changed := {name: value for name, value in about.items() if getattr(user, name) != value}:
                self._acceptable(user.login, identity.name, identity.site)
                tx.users.change(user.id, **changed)
                details = {key: value for key, value in changed.items() if key != "name"}
                tx.records.note("oidc", "user.changed", user.id, tx.now(), details)
                user = _get_user(tx, user.login)
            tx.records.note(f"user:{user.id}", "user.signed_in", user.id, tx.now(), {"by": "oidc"})
            return self._begin(tx, user, None, self.terms.session_hours)

    def authenticate(self, token: str) -> Principal:
        """Who this is. Raises Unauthenticated: nobody, or the session is over, or was idle for too long."""
        hash = digest(token)
        with self._store.read() as tx:
            session, now = tx.users.session(hash), tx.now()
            user = tx.users.get(session.user_id) if session and session.user_id else None
        if session is None or not self._is_active(session, now):
            raise Unauthenticated
        if session.user_id is not None and (user is None or user.disabled_at is not None):
            raise Unauthenticated
        if now - session.used_at > TOUCH_SECONDS:
            with self._store.write(durable=False) as tx:
                tx.users.touch_session(hash, now)
        return Principal(token, session, user)

    def sessions(self, user: StoredUser) -> list[StoredSession]:
        """The user's sessions that live, the last used first."""
        with self._store.read() as tx:
            return [one for one in tx.users.sessions(user.id) if self._is_active(one, tx.now())]

    def end_session(self, signed: Principal, session: str, password: str) -> None:
        """End one of the user's own sessions, by its hash. Who has a password says it again.
        Raises WrongPassword: it is another one."""
        assert signed.user is not None
        if signed.user.password is not None:
            self.confirm_password(signed.user, password)
        with self._store.write() as tx:
            if session in {one.hash for one in tx.users.sessions(signed.user.id)}:
                tx.users.end_session(session)
                tx.records.note(f"user:{signed.user.id}", "user.session_ended", signed.user.id, tx.now())

    def _is_active(self, session: StoredSession, now: float) -> bool:
        return now < min(session.expires_at, session.used_at + self.terms.idle_minutes * 60 + TOUCH_SECONDS)

    def sign_out(self, signed: Principal, *, everywhere: bool = False) -> None:
        with self._store.write() as tx:
            tx.users.end_session(signed.session.hash)
            if everywhere and signed.user is not None:
                tx.users.end_sessions(signed.user.id)
                tx.records.note(
                    f"user:{signed.user.id}", "user.signed_out_everywhere", signed.user.id, tx.now()
                )

    def invite_first(self, hours: float = 72.0) -> str | None:
        """A token to make the first administrator with, where there never was a user; None else."""
        with self._store.write() as tx:
            if tx.users.any():
                return None
            return self._issue(tx, Ticket.ADMINISTRATOR, None, hours)

    def is_invited(self, token: str) -> bool:
        with self._store.read() as tx:
            ticket = tx.users.ticket(digest(token))
            return _is_valid(ticket, Ticket.ADMINISTRATOR, tx.now()) and not tx.users.any()

    def create_first_administrator(self, token: str, login: str, name: str, password: str) -> Principal:
        """Make the first administrator and sign them in; the token is used up.
        Raises Forbidden: the token is used up, or none; Unacceptable: an impossible login, name or password."""
        self._acceptable(login, name, None)
        hashed = self._passwords.hash_password(password, login, name)
        with self._store.write() as tx:
            now = tx.now()
            if not _is_valid(tx.users.ticket(digest(token)), Ticket.ADMINISTRATOR, now) or tx.users.any():
                raise Forbidden("链接已失效 (the link is used up)")
            tx.users.use_up_ticket(digest(token), now)
            user = _new_user(login, name, hashed, now, Position(Role.ADMINISTRATOR))
            self._add(tx, user, by="serve")
            return self._begin(tx, user, None, self.terms.session_hours)

    def issue_link(self, submission: str, *, by: str, days: float) -> str:
        """A token with which the candidate of a submission signs in, as often as need be, for so many days.
        Raises NotFound: there is no such submission."""
        with self._store.write() as tx:
            if tx.submissions.get(submission) is None:
                raise NotFound("没有这份报名 (no such submission)")
            token = self._issue(tx, Ticket.CANDIDATE, submission, days * 24)
            tx.records.note_submission(by, "link.issued", submission, tx.now())
            return token

    def sign_in_candidate(self, token: str) -> Principal:
        """A candidate's session. Raises Forbidden: the link is over, or none."""
        with self._store.write() as tx:
            ticket = tx.users.ticket(digest(token))
            if ticket is None or not _is_valid(ticket, Ticket.CANDIDATE, tx.now()):
                raise Forbidden(
                    "链接已失效，请联系考点重新获取 (the link is over; ask the office for another)"
                )
            return self._begin(tx, None, ticket.submission_id, self.terms.candidate_hours)

    def forget_ended(self) -> int:
        with self._store.write() as tx:
            now = tx.now()
            tx.users.forget_tries(before=now - self.terms.window_seconds)
            return tx.users.forget_ended(now)

    def _count(self, subjects: list[str]) -> None:
        seconds = self.terms.window_seconds
        with self._store.write(durable=False) as tx:
            now = tx.now()
            counts = [tx.users.count_try(subject, int(now // seconds), now) for subject in subjects]
        if max(counts) > self.terms.tries:
            raise TooMany(retry_after_seconds=seconds - now % seconds)

    def _add(self, tx: Transaction, user: StoredUser, *, by: str) -> StoredUser:
        if tx.users.by_login(user.login) is not None:
            raise Conflict("账号已存在 (the account exists)")
        tx.users.add(user)
        about = {"role": user.role, "level": user.level, "site": user.site}
        tx.records.note(by, "user.created", user.id, tx.now(), about)
        return user

    def _begin(
        self, tx: Transaction, user: StoredUser | None, submission: str | None, hours: float
    ) -> Principal:
        token, now = secrets.token_urlsafe(TOKEN_BYTES), tx.now()
        session = StoredSession(
            hash=digest(token),
            user_id=user.id if user else None,
            submission_id=submission,
            looked_at=user.seen_at if user else None,
            created_at=now,
            used_at=now,
            expires_at=now + hours * 3600,
        )
        tx.users.begin_session(session)
        return Principal(token, session, user)

    def _issue(self, tx: Transaction, kind: Ticket, submission: str | None, hours: float) -> str:
        token, now = secrets.token_urlsafe(TOKEN_BYTES), tx.now()
        tx.users.add_ticket(StoredTicket(digest(token), kind, submission, now, now + hours * 3600))
        return token

    def _acceptable(self, login: str, name: str, site: str | None) -> None:
        if not LOGIN.fullmatch(login):
            raise Unacceptable("账号须为 2 至 64 个小写字母、数字或 . _ @ - (an account: a-z 0-9 . _ @ -)")
        for text in (name,) if site is None else (name, site):
            if not 0 < len(text) <= LONGEST_NAME or not text.isprintable():
                raise Unacceptable("姓名、考点须为 1 至 60 个可见字符 (name, site: printable, 1 to 60)")


def _new_user(login: str, name: str, hashed: str | None, at: float, post: Position) -> StoredUser:
    return StoredUser(ids.new(at), login, name, hashed, post.role, post.level, post.site, at)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _is_valid(ticket: StoredTicket | None, kind: Ticket, now: float) -> bool:
    return ticket is not None and ticket.kind is kind and ticket.used_at is None and ticket.expires_at > now


def _get_user(tx: Transaction, login: str) -> StoredUser:
    user = tx.users.by_login(login)
    if user is None:
        raise NotFound("没有这个账号 (no such account)")
    return user


def _subject(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind} {value}".encode("utf-8", "replace")).hexdigest()
