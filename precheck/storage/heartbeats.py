"""When each of the service's programs last said that it works, in the database's time."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from precheck.storage.tables import heartbeats

KEPT_SECONDS = 86_400.0


class Heartbeats:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def beat(self, program: str, at: float) -> None:
        """A program works."""
        new = self._dialect.insert(heartbeats).values(program=program, at=at)
        self._connection.execute(
            new.on_conflict_do_update(index_elements=["program"], set_={"at": new.excluded.at})
        )

    def newest(self, kind: str) -> float | None:
        """The last beat of any program of a kind (the name's part before ``@``), seconds since 1970; None: never."""
        query = select(func.max(heartbeats.c.at)).where(
            heartbeats.c.program.startswith(f"{kind}@", autoescape=True)
        )
        found: float | None = self._connection.execute(query).scalar()
        return found

    def forget(self, before: float) -> None:
        """Drop programs that have not beaten since."""
        self._connection.execute(delete(heartbeats).where(heartbeats.c.at < before))
