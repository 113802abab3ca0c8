"""Bringing a database's tables up to date."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from precheck.domain.errors import Unusable

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0011"
"""The newest revision. A test keeps it true."""

_POSTGRESQL_LOCK = 0x50524543  # "PREC"


def migrate(engine: Engine) -> bool:
    """Upgrade to the newest revision, at once where it already is there; whether there were tables to upgrade.

    Raises:
        Unusable: a newer program made the tables.
    """
    with engine.connect() as connection:
        before = revision(connection)
    if before == HEAD:
        return False
    if before is not None and before not in {path.stem for path in (FOLDER / "versions").glob("[0-9]*.py")}:
        raise Unusable(
            f"数据由更新的版本建立（{before}），请升级程序 (a newer precheck made this store, {before}: upgrade the program)"
        )
    with _alone(engine), engine.connect() as connection:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        connection = connection.execution_options(precheck_write=True)
        command.upgrade(config, "head")
        connection.commit()
    return before is not None


def revision(connection: Connection) -> str | None:
    """The revision that the tables have; None where there are none."""
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
