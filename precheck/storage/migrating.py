"""Making a database's tables, and bringing those of an earlier version up to date (Alembic)."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from precheck.domain.errors import Unusable
from precheck.storage.office_tables import audit_end
from precheck.storage.tables import metadata

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0011"
"""The newest revision. A test keeps it true."""

NO_AUDIT = "0" * 64
"""What the audit log's first line is chained to."""

_POSTGRESQL_LOCK = 0x50524543  # "PREC"


def migrate(engine: Engine) -> bool:
    """Make the tables, or upgrade them to the newest revision; whether there were tables to upgrade.
    Raises Unusable: a newer program made the tables, or one from before the first release."""
    with engine.connect() as connection:
        if is_current(connection):
            return False
    with _alone(engine), engine.connect().execution_options(precheck_write=True) as connection:
        before = _revision(connection)
        if before is None:
            from alembic.migration import MigrationContext
            from alembic.script import ScriptDirectory

            metadata.create_all(connection)
            connection.execute(audit_end.insert().values(id=1, number=0, hash=NO_AUDIT))
            MigrationContext.configure(connection).stamp(ScriptDirectory(str(FOLDER)), HEAD)
        else:
            _upgrade(connection, before)
        connection.commit()
    return before is not None


def _upgrade(connection: Connection, before: str) -> None:
    known = sorted(path.stem for path in (FOLDER / "versions").glob("[0-9]*.py"))
    if before < known[0]:
        raise Unusable(
            f"数据由首个发布版之前的程序建立（{before}），不能升级 "
            f"(a precheck from before the first release made this store, {before}: it cannot be upgraded)"
        )
    if before not in known:
        raise Unusable(
            f"数据由更新的版本建立（{before}），请升级程序 (a newer precheck made this store, {before}: upgrade the program)"
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    return _revision(connection) == HEAD


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text(f"SELECT pg_advisory_lock({_POSTGRESQL_LOCK})"))
            try:
                yield
            finally:
                connection.execute(text(f"SELECT pg_advisory_unlock({_POSTGRESQL_LOCK})"))
                connection.commit()
        return
    with Path(f"{engine.url.database}.migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
