"""What the tables are made of: their names' scheme, the lengths of ids, and columns that hold one value of a list, or several."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, Enum, Index, MetaData, String, text
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(26)
GIVEN_ID = String(200)  # a submission's id comes from the portal
QUEUE_ORDER = ("state", "rank", "since", "submission_id")


def one_of(kind: type[StrEnum], length: int) -> Enum:
    """A column that holds one value of a list, by its name."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda e: list(map(str, e)),
    )


class Words(TypeDecorator[frozenset[Any]]):
    """A column that holds several values of a list, by spaces."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.kind = kind

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Any] | None:
        return None if value is None else frozenset(map(self.kind, value.split()))


def partial_index(
    name: str, *columns: str, where: str, sqlite: str | None = None, unique: bool = False
) -> Index:
    """An index over the rows for which ``where`` holds (``sqlite``: in SQLite's words)."""
    return Index(
        name, *columns, unique=unique, sqlite_where=text(sqlite or where), postgresql_where=text(where)
    )
