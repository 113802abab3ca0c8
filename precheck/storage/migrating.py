"""Bringing a database's tables up to date."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0005"
"""The newest revision. A test keeps it true."""

_POSTGRESQL_LOCK = 0x50524543  # "PREC"


def migrate(engine: Engine) -> None:
    """Upgrade to the newest revision; at once where it already is there."""
    with engine.connect() as connection:
        if revision(connection) == HEAD:
            return
    with _alone(engine), engine.connect() as connection:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        connection = connection.execution_options(precheck_write=True)
        command.upgrade(config, "head")
        connection.commit()


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
