"""What the parts of a transaction share: rows as plain values, and rows that are put whether they were there or not."""

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")


def columns_of(kind: type[Any], table: Table) -> list[Column[Any]]:
    return [table.c[field.name] for field in dataclasses.fields(kind)]


class Repository:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def _one(self, kind: type[T], query: Executable, asked: Mapping[str, Any] | None = None) -> T | None:
        """The first row as a value; its columns are the value's fields."""
        row = self._execute(query, asked).first()
        return None if row is None else kind(**row._mapping)

    def _all(self, kind: type[T], query: Executable) -> list[T]:
        return [kind(**row._mapping) for row in self._execute(query)]

    def _scalar(self, kind: type[T], query: Executable, asked: Mapping[str, Any] | None = None) -> T | None:
        """The first row's only value."""
        found = self._execute(query, asked).scalar()
        assert found is None or isinstance(found, kind)
        return found

    def _put(self, table: Table, row: Mapping[str, Any], *, keys: Collection[str]) -> None:
        """Insert a row, or change the one that has its ``keys``."""
        new = self._dialect.insert(table).values(row)
        changes = {name: new.excluded[name] for name in row if name not in keys}
        self._execute(new.on_conflict_do_update(index_elements=list(keys), set_=changes))

    def _put_new(self, table: Table, row: Mapping[str, Any]) -> None:
        """Insert a row unless it is there."""
        self._execute(self._dialect.insert(table).values(row).on_conflict_do_nothing())

    def _count(self, table: Table, at: float, **counted: Any) -> int:
        """Count one more under these keys, begun ``at`` if it is the first; how many there are."""
        statement = (
            self._dialect.insert(table)
            .values(**counted, count=1, begun_at=at)
            .on_conflict_do_update(index_elements=list(counted), set_={"count": table.c.count + 1})
            .returning(table.c.count)
        )
        count: int = self._execute(statement).scalar_one()
        return count
