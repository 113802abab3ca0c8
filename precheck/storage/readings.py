"""What was read in an upload's present picture. It holds names and numbers: sealed, and erased with the report."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from precheck.storage.cipher import Cipher
from precheck.storage.tables import readings

PURPOSE = "readings.data"

_OF = select(readings.c.data).where(
    readings.c.upload_id == bindparam("upload"), readings.c.generation == bindparam("picture")
)
_NEW = postgresql.insert(readings), sqlite.insert(readings)
_VALUES = [{"generation": new.excluded.generation, "data": new.excluded.data} for new in _NEW]
_KEEP = {
    "postgresql": _NEW[0].on_conflict_do_update(index_elements=["upload_id"], set_=_VALUES[0]),
    "sqlite": _NEW[1].on_conflict_do_update(index_elements=["upload_id"], set_=_VALUES[1]),
}


class Readings:
    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def keep(self, upload_id: str, generation: int, data: bytes) -> None:
        """What was read in a picture, in place of what was there for this upload."""
        row = {"upload_id": upload_id, "generation": generation, "data": self._cipher.encrypt(data, PURPOSE)}
        self._connection.execute(_KEEP[self._connection.dialect.name], row)

    def get(self, upload_id: str, generation: int) -> bytes | None:
        """What was read in this picture; None where nothing was kept."""
        sealed = self._connection.execute(_OF, {"upload": upload_id, "picture": generation}).scalar()
        return None if sealed is None else self._cipher.decrypt(sealed, PURPOSE)

    def forget(self, upload_ids: Sequence[str]) -> None:
        """Erase it."""
        self._connection.execute(delete(readings).where(readings.c.upload_id.in_(upload_ids)))
