"""The tables. Times are seconds since 1970; what may hold a name or a number is sealed bytes, never text.

A sealed column says its purpose in ``info``: that is what :mod:`precheck.storage.resealing` goes by. Every column that
holds a submission's id is called ``submission_id``: that is what erasure goes by.

``submissions`` and ``uploads`` are what came in; an ``order`` to check an upload stands in the same transaction as
the upload's row and is all that the queue knows of; a ``report`` is an order's result.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
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

submissions = Table(
    "submissions",
    metadata,
    Column("id", GIVEN_ID, primary_key=True),
    Column("locked_at", Double),
    Column("registration", LargeBinary, info={"sealed": "submissions.registration"}),  # JSON
    Column("registration_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
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
    Column("file", LargeBinary, info={"sealed": "uploads.file"}),
    Column("picture", String(64), nullable=False, index=True),
    Column("bytes", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False),  # counts the pictures that this upload had
    Column("turn", Integer, nullable=False),  # counts the orders to check it
    Column("status", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Double, nullable=False, index=True),
    Column("updated_at", Double, nullable=False),
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
    Column("reason", String(16), nullable=False),
    Column("queue", String(16), nullable=False),
    Column("rescan_id", ID, index=True),
    Column("state", String(10), nullable=False),
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
    Index(
        "ix_orders_open",
        "state",
        "published_at",
        sqlite_where=text("state IN ('waiting', 'claimed')"),
        postgresql_where=text("state IN ('waiting', 'claimed')"),
    ),
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
    Column("data", LargeBinary, info={"sealed": "reports.data"}),  # JSON; null once erased
    Index("ix_reports_upload_id_turn", "upload_id", "turn"),
    # The database itself refuses a second current report.
    Index(
        "uq_reports_current",
        "upload_id",
        unique=True,
        sqlite_where=text("current = 1"),
        postgresql_where=text("current"),
    ),
)

# What the reader saw in an upload's present picture, so that a changed registration is compared without reading again.
readings = Table(
    "readings",
    metadata,
    Column("upload_id", ID, ForeignKey("uploads.id"), primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False, info={"sealed": "readings.data"}),
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
    Column("state", String(10), nullable=False),
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

decisions = Table(
    "decisions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("upload_id", ID, ForeignKey("uploads.id"), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("level", String(10), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("comment", LargeBinary, info={"sealed": "decisions.comment"}),
    Column("by", String(100), nullable=False),
    Column("at", Double, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", GIVEN_ID, ForeignKey("submissions.id"), nullable=False, index=True),
    Column("upload_id", ID),
    Column("material", String(64)),
    Column("text", LargeBinary, nullable=False, info={"sealed": "messages.text"}),
    Column("at", Double, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("action", String(40), nullable=False),
    Column("object", String(200), nullable=False),
    Column("details", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)

# One row: the end of the audit chain, locked while a line is added.
audit_end = Table(
    "audit_end",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    Column("hash", String(64), nullable=False),
)

# Keys of the HTTP interface. The key itself is nowhere: only its SHA-256.
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", ID, primary_key=True),
    Column("prefix", String(12), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
    Column("name", String(100), nullable=False),
    Column("scopes", String(100), nullable=False),  # by spaces
    Column("site", String(100)),  # null: every site
    Column("level", String(10)),  # at which its holder decides; null: not at all
    Column("per_minute", Integer),  # uploads; null: no limit
    Column("per_day", Integer),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double),
    Column("revoked_at", Double),
)

# How many uploads came under a key in a minute or a day.
key_uses = Table(
    "key_uses",
    metadata,
    Column("key_id", ID, ForeignKey("api_keys.id"), primary_key=True),
    Column("window", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("begun_at", Double, nullable=False, index=True),
)

# Which site a submission belongs to: what decides who may see it.
submission_sites = Table(
    "submission_sites",
    metadata,
    Column("submission_id", GIVEN_ID, primary_key=True),
    Column("site", String(100), nullable=False),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("url", LargeBinary, nullable=False, info={"sealed": "webhooks.url"}),  # it may hold a password
    Column("events", String(200), nullable=False),  # by spaces
    Column("secrets", LargeBinary, nullable=False, info={"sealed": "webhooks.secrets"}),  # JSON
    Column("site", String(100)),
    Column("created_at", Double, nullable=False),
    Column("deleted_at", Double),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("webhook_id", ID, ForeignKey("webhooks.id"), nullable=False, index=True),
    Column("submission_id", GIVEN_ID, index=True),
    Column("event", String(40), nullable=False),
    Column("data", Text, nullable=False),  # our own ids only
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Double, nullable=False),
    Column("status", Integer),  # of the last answer
    Column("trouble", String(100)),
    Column("created_at", Double, nullable=False, index=True),
    Column("ended_at", Double),
    Index("ix_webhook_deliveries_state_next_at", "state", "next_at"),
)

# What the store knows of itself: the canary of its cipher, the key of its pseudonyms, its own id.
store_facts = Table(
    "store_facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False, info={"sealed": "store_facts.value"}),
)

# When each of the service's programs last said that it works.
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("program", String(200), primary_key=True),
    Column("at", Double, nullable=False),
)
