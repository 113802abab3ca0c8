"""Writing what is sealed under another key, or not at all, under the present one. What is done already shows by itself,
so that it may be interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, func, select, update

from precheck.storage.cipher import Cipher
from precheck.storage.tables import metadata


def sealed_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column whose values are sealed."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if "sealed" in column.info:
                yield table, column


class Resealing:
    def __init__(self, connection: Connection, cipher: Cipher) -> None:
        self._connection = connection
        self._cipher = cipher

    def reseal(self, table: Table, column: Column[Any], limit: int) -> int:
        """Up to ``limit`` values of a column; how many, 0: all are under the present key.

        Raises:
            Unusable: a value is sealed with a key that is not here.
        """
        keys = list(table.primary_key.columns)
        mark = self._cipher.mark
        old = and_(column.is_not(None), func.substr(column, 1, len(mark)) != mark)
        rows = self._connection.execute(select(*keys, column).where(old).limit(limit).with_for_update()).all()
        purpose = column.info["sealed"]
        for *key, sealed in rows:
            chosen = and_(*(one == value for one, value in zip(keys, key, strict=True)))
            value = self._cipher.encrypt(self._cipher.decrypt(sealed, purpose), purpose)
            self._connection.execute(update(table).where(chosen).values({column: value}))
        return len(rows)
