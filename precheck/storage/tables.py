"""The tables of submissions and their checks.

Times are seconds since 1970; what may hold a name or a number is sealed bytes, never text. A sealed column's type is
:class:`Sealed` (one of bytes that is not sealed says why in ``info``): that is what re-sealing goes by. Every column
that holds a submission's id is called ``submission_id``: that is what erasure goes by.

``submissions`` and ``uploads`` are what came in; an ``order`` to check an upload stands in the same transaction as the
upload's row and is all that the queue knows of; a ``report`` is an order's result."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Double,
    Enum,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

from precheck.storage.cipher import Sealed, SealedJson, SealedText
from precheck.storage.values import OrderState, Queue, Reason, RescanState, Status

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


submissions = Table(
    "submissions",
    metadata,
    Column("id", GIVEN_ID, primary_key=True),
    Column("locked_at", Double),
    Column("registration", SealedJson("submissions.registration")),
    Column("registration_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Double, nullable=False, index=True),
    Column("updated_at", Double, nullable=False, index=True),
)

# The materials that staff opened again in a locked submission.
unlocked_materials = Table(
    "unlocked_materials",
    metadata,
    Column("submission_id", GIVEN_ID, ForeignKey("submissions.id"), primary_key=True),
    Column("material", String(64), primary_key=True),
    Column("at", Double, nullable=False),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", GIVEN_ID, ForeignKey("submissions.id"), nullable=False, index=True),
    Column("material", String(64), nullable=False),
    Column("file", SealedText("uploads.file")),
    Column("picture", String(64), nullable=False, index=True),
    Column("bytes", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False),  # counts the pictures that this upload had
    Column("turn", Integer, nullable=False),  # counts the orders to check it
    Column("status", one_of(Status, 10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Double, nullable=False, index=True),
    Column("updated_at", Double, nullable=False, index=True),
    Column("deleted_at", Double),
    Column("erased_at", Double),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("upload_id", ID, nullable=False),
    Column("created_at", Double, nullable=False, index=True),
)

orders = Table(
    "orders",
    metadata,
    Column("id", ID, primary_key=True),
    Column("upload_id", ID, ForeignKey("uploads.id"), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("reason", one_of(Reason, 16), nullable=False),
    Column("queue", one_of(Queue, 16), nullable=False),
    Column("rescan_id", ID, index=True),
    Column("state", one_of(OrderState, 10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("owner", String(200)),
    Column("lease_until", Double),
    Column("published_at", Double),  # null: the relay has yet to tell the broker
    Column("not_before", Double, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("claimed_at", Double),
    Column("finished_at", Double),
    Column("trouble", String(200)),
    UniqueConstraint("upload_id", "turn"),
    partial_index("ix_orders_open", "state", "published_at", where="state IN ('waiting', 'claimed')"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", ID, primary_key=True),
    Column("upload_id", ID, ForeignKey("uploads.id"), nullable=False),
    Column("order_id", ID, ForeignKey("orders.id"), nullable=False, unique=True),
    Column("generation", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("unable", Integer, nullable=False),
    Column("precheck", String(40), nullable=False),
    Column("pipeline", String(64)),
    Column("ocr", String(200)),
    Column("seconds", Double, nullable=False),
    Column("created_at", Double, nullable=False, index=True),
    Column("data", SealedText("reports.data")),  # null once erased
    Index("ix_reports_upload_id_turn", "upload_id", "turn"),
    # The database itself refuses a second current report.
    partial_index("uq_reports_current", "upload_id", where="current", sqlite="current = 1", unique=True),
)

# What the reader saw in an upload's present picture, so that a changed registration is compared without reading again.
readings = Table(
    "readings",
    metadata,
    Column("upload_id", ID, ForeignKey("uploads.id"), primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("data", Sealed("readings.data"), nullable=False),
)

# Perceptual fingerprints of pictures, for finding the same picture in another submission.
fingerprints = Table(
    "fingerprints",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("upload_id", ID, ForeignKey("uploads.id"), nullable=False, unique=True),
    Column("submission_id", GIVEN_ID, nullable=False, index=True),
    Column("bits", LargeBinary(16), nullable=False, info={"clear": "compared with others"}),
)

# One row for each band of a fingerprint; the whole of it stands here too, so that a question reads one index.
fingerprint_bands = Table(
    "fingerprint_bands",
    metadata,
    Column("band", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint_id", Integer, ForeignKey("fingerprints.id", ondelete="CASCADE"), primary_key=True),
    Column("bits", LargeBinary(16), nullable=False, info={"clear": "compared with others"}),
    Index("ix_fingerprint_bands_fingerprint_id", "fingerprint_id"),
    sqlite_with_rowid=False,
)

report_flags = Table(
    "report_flags",
    metadata,
    Column("report_id", ID, ForeignKey("reports.id"), primary_key=True),
    Column("code", String(128), primary_key=True),
    Column("severity", String(10), nullable=False),
    Index("ix_report_flags_code", "code"),
)

rescans = Table(
    "rescans",
    metadata,
    Column("id", ID, primary_key=True),
    Column("state", one_of(RescanState, 10), nullable=False),
    Column("filters", Text, nullable=False),
    Column("site", String(100)),  # whose submissions; null: every site's
    Column("total", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("finished_at", Double),
)

rescan_items = Table(
    "rescan_items",
    metadata,
    Column("rescan_id", ID, ForeignKey("rescans.id"), primary_key=True),
    Column("upload_id", ID, ForeignKey("uploads.id"), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("before_report", ID),
    Column("after_report", ID),
    Index("ix_rescan_items_rescan_id_state", "rescan_id", "state"),
)

# Which site a submission belongs to: what decides who may see it.
submission_sites = Table(
    "submission_sites",
    metadata,
    Column("submission_id", GIVEN_ID, primary_key=True),
    Column("site", String(100), nullable=False),
)

# What the store knows of itself: the canary of its cipher, the key of its pseudonyms, its own id.
store_facts = Table(
    "store_facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Sealed("store_facts.value"), nullable=False),
)

# When each of the service's programs last said that it works.
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("program", String(200), primary_key=True),
    Column("at", Double, nullable=False),
)
