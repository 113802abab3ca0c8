"""The store on SQLAlchemy: SQLite for one machine, PostgreSQL for several. The same code, the same tests.

SQLite runs in WAL mode with ``synchronous=FULL`` (what was answered survives a power cut) and begins writing transactions
with ``BEGIN IMMEDIATE``: one that reads first and writes later could otherwise end in a conflict that waiting does not cure.

Whoever only notes what could be done again (a claim, a report, that the broker was told) writes with ``durable=False``
and does not wait for the disk. Its place in the log stays: what is durable later makes durable all that came before.

Time is the database's (:meth:`Transaction.now`): orders, leases and keys' ends do not depend on two machines' clocks.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event, exc
from sqlalchemy.engine import URL, make_url

from precheck.domain.errors import Full, Invalid, Transient, Unusable
from precheck.storage.accounts import Keys, Users
from precheck.storage.cipher import Cipher, seal_columns
from precheck.storage.erasures import Erasures
from precheck.storage.facts import Facts, Heartbeats, sealed_columns
from precheck.storage.listing import Listing
from precheck.storage.migrating import is_current, migrate
from precheck.storage.orders import Orders
from precheck.storage.queue import ReviewQueue
from precheck.storage.records import Records, Remarks
from precheck.storage.reports import Reports
from precheck.storage.rescans import Rescans
from precheck.storage.submissions import Sites, Submissions
from precheck.storage.uploads import Fingerprints, Readings, Uploads
from precheck.storage.webhooks import Webhooks

# Pages of the log after which a writer moves them into the database (10 to 100 ms). Those who do not wait for the disk
# do it early; those whom a portal waits for only where nobody else did.
CHECKPOINT_PAGES = {False: 1000, True: 20_000}

# A writer waits so long for the others; the slowest transaction, feeding a window of a re-scan, takes 0.1 s.
BUSY_SECONDS = 20

_HOW_DURABLE = "precheck_durable"

# One lock for all pictures: whoever erases files holds it alone, whoever refers to one shares it.
_PICTURES_LOCK = 0x50494354  # "PICT"

Clock = Callable[[], float]


class Transaction:
    """One transaction; its parts by concern. All of it happens, or nothing."""

    def __init__(self, connection: Connection, clock: Clock | None = None) -> None:
        self.connection = connection
        self._clock = clock
        self._now: float | None = None
        self.facts = Facts(connection)
        self.heartbeats = Heartbeats(connection)
        self.submissions = Submissions(connection)
        self.uploads = Uploads(connection)
        self.orders = Orders(connection)
        self.reports = Reports(connection)
        self.readings = Readings(connection)
        self.rescans = Rescans(connection)
        self.records = Records(connection)
        self.erasures = Erasures(connection)
        self.keys = Keys(connection)
        self.listing = Listing(connection)
        self.fingerprints = Fingerprints(connection)
        self.sites = Sites(connection)
        self.webhooks = Webhooks(connection)
        self.users = Users(connection)
        self.queue = ReviewQueue(connection)
        self.remarks = Remarks(connection)

    def now(self) -> float:
        """The database's time, seconds since 1970; one moment for the whole transaction."""
        if self._now is None:
            if self._clock is not None:
                self._now = self._clock()
            elif self.connection.dialect.name == "postgresql":
                query = "SELECT extract(epoch FROM clock_timestamp())::float8"
                self._now = float(self.connection.exec_driver_sql(query).scalar_one())
            else:
                self._now = time.time()
        return self._now

    def hold_pictures(self, *, to_erase: bool = False) -> None:
        """Until the end of a writing transaction no file is erased that it refers to; ``to_erase``: nobody refers to one
        anew. SQLite has one writer anyway."""
        if self.connection.dialect.name == "postgresql":
            how = "pg_advisory_xact_lock" if to_erase else "pg_advisory_xact_lock_shared"
            self.connection.exec_driver_sql(f"SELECT {how}({_PICTURES_LOCK})")


class Store:
    """A database. Safe for threads; a process that forks opens its own afterwards. ``clock`` None: the database's."""

    def __init__(self, url: str, cipher: Cipher | None = None, clock: Clock | None = None) -> None:
        self._engine = _engine(url)
        self._clock = clock
        # Threads of one process take turns here: SQLite's own waiting is sleeping and trying again, up to 100 ms long.
        self._turn: AbstractContextManager[object] = (
            threading.Lock() if self._engine.dialect.name == "sqlite" else nullcontext()
        )
        self._cipher = cipher or Cipher()
        seal_columns(self._engine, self._cipher)

    def migrate(self) -> None:
        """Bring the tables up to date, once, whoever else tries at the same time.
        Raises Transient: the database is away; Unusable: it is damaged, no database, or a newer program's."""
        with _translate_errors():
            changed = migrate(self._engine)
        if changed and self.kind == "sqlite":
            self._compact()  # what was erased before secure_delete was on

    def establish(self) -> str:
        """Make it known under which key it is sealed; its id.
        Raises Transient: the database is away; Unusable: it is sealed with another key than the present one."""
        with self.write() as tx:
            return tx.facts.establish()

    def verify(self) -> None:
        """Raises Transient and Unusable as :meth:`establish`; changes nothing."""
        with self.read() as tx:
            tx.facts.verify()

    def is_current(self) -> bool:
        """Whether the tables are those that this program knows. Raises Transient: the database is away."""
        with _translate_errors(), self._engine.connect() as connection:
            return is_current(connection)

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Transaction]:
        """A transaction that may write; committed at the end, undone where the body raises. ``durable`` False: it may
        be lost by a power cut until the next durable one; never by the end of a process.
        Raises Transient: the database is away or full; nothing was written."""
        with _translate_errors(), self._turn, self._engine.connect() as connection:
            connection = connection.execution_options(**(_DURABLE if durable else _RELAXED))
            with connection.begin():
                yield Transaction(connection, self._clock)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that only reads, from one moment in time. Raises Transient: the database is away."""
        with _translate_errors(), self._engine.connect() as connection, connection.begin():
            yield Transaction(connection, self._clock)

    def purge(self) -> bool:
        """Leave nothing of erased rows in any file of the database; False where a reader holds on to it.
        Raises Transient: the database is away."""
        if self.kind == "postgresql":
            with _translate_errors(), self._engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
            return True
        with _translate_errors(), self._turn, self._raw() as cursor:
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def rewrite(self, *, batch: int = 200, done: Callable[[int], None] = lambda count: None) -> int:
        """Encrypt every sealed value with the present key that is not yet; how many. May be interrupted and run again.
        Raises Transient: the database is away; Unusable: a value is sealed with a key that is not here."""
        count = 0
        for column in sealed_columns():
            while True:
                with self.write() as tx:
                    some = tx.facts.reseal(column, batch)
                if not some:
                    break
                count += some
                done(count)
        with self.write() as tx:
            tx.facts.reseal_canary()
        if self.kind == "sqlite":
            self._compact()
        self.purge()
        return count

    def _compact(self) -> None:
        """Write the file anew, without what lies free in it."""
        with _translate_errors(), self._turn, self._raw() as cursor:
            cursor.execute("VACUUM")

    @contextmanager
    def _raw(self) -> Iterator[Any]:
        """SQLite itself, outside of any transaction."""
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            yield cursor
            cursor.close()
        finally:
            connection.close()

    def close(self) -> None:
        self._engine.dispose()

    def digests(self, value: str) -> list[str]:
        """Under which digests a name or number may be found; the first is the one to keep."""
        return self._cipher.digests(value.encode())

    @property
    def kind(self) -> str:
        return self._engine.dialect.name


_DURABLE = {"precheck_write": True, "precheck_durable": True}
_RELAXED = {"precheck_write": True, "precheck_durable": False}


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except exc.IntegrityError:
        raise
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        raise _known(error) from None
    except exc.DBAPIError as error:
        if error.connection_invalidated:
            raise Transient("数据库连接中断 (the connection to the database was lost)") from None
        if known := _damage(str(error.orig)):
            raise known from None
        raise
    except sqlite3.Error as error:
        raise _damage(str(error)) or Transient(f"数据库暂不可用 (the database is away): {error}") from None


def _known(error: exc.SQLAlchemyError) -> Exception:
    # Never the statement or its parameters: those are personal.
    cause = type(error.orig).__name__ if isinstance(error, exc.DBAPIError) else type(error).__name__
    text = str(error.orig) if isinstance(error, exc.DBAPIError) else ""
    if any(words in text for words in ("disk is full", "No space left", "could not extend")):
        return Full("磁盘已满 (the disk is full)")
    if damage := _damage(text):
        return damage
    known = ("locked", "readonly", "unable to open", "disk I/O", "refused", "shutting down", "no such table")
    detail = "".join(f": {words}" for words in known if words in text)
    return Transient(f"数据库暂不可用 (the database is away): {cause}{detail}")


_DAMAGE = {
    "not a database": "不是数据库文件 (the file is no database)",
    "malformed": "数据库已损坏，请从备份恢复 (the database is damaged: restore a backup)",
    "password authentication failed": "数据库拒绝登录 (the database refuses the login)",
}


def _damage(text: str) -> Unusable | None:
    """What does not pass by waiting."""
    for words, said in _DAMAGE.items():
        if words in text:
            return Unusable(said)
    missing = "database" in text and "does not exist" in text
    return Unusable("没有这个数据库 (there is no such database)") if missing else None


def database_url(url: str) -> URL:
    """The address of a database that can be used here; nothing is opened. Raises Invalid: it is none."""
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise Invalid(
            "PRECHECK_DATABASE: 不是数据库地址 (not a database URL): sqlite:///… or postgresql://…"
        ) from None
    kind = parsed.get_backend_name()
    if kind == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise Invalid(
            "PRECHECK_DATABASE: sqlite 须有文件 (sqlite needs a file): sqlite:////var/lib/precheck/precheck.db"
        )
    if kind not in ("sqlite", "postgresql", "postgres"):
        raise Invalid(f"PRECHECK_DATABASE: sqlite 或 postgresql (sqlite or postgresql), not {kind!r}")
    return parsed


def _engine(url: str) -> Engine:
    parsed = database_url(url)
    return _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)


def _postgresql(url: URL) -> Engine:
    engine = sqlalchemy.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,  # a restarted server costs a reconnect, not an error
        pool_size=5,
        max_overflow=15,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "application_name": "precheck"},
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("precheck_durable") is False:
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")

    return engine


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Put the database into WAL mode, whoever else does so at the same moment. SQLite answers "locked" at once,
    whatever the busy time, to the second of two that change the journal of a new database: so it is asked again here.
    One that is in WAL mode already is only asked for it."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)


def _sqlite(url: URL) -> Engine:
    assert url.database is not None
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        cursor = connection.cursor()
        _write_ahead(cursor)
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten
        for pragma in _pragmas(durable=True):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        writes, durable = options.get("precheck_write", False), options.get("precheck_durable", True)
        if writes and connection.info.get(_HOW_DURABLE, True) is not durable:
            for pragma in _pragmas(durable=durable):
                connection.exec_driver_sql(pragma)
            connection.info[_HOW_DURABLE] = durable
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _pragmas(*, durable: bool) -> tuple[str, ...]:
    return (
        f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}",
        f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES[durable]}",
    )
