"""The tables. Times are seconds since 1970; what may hold a name or a number is sealed bytes, never text.

A sealed column's type is :class:`Sealed` (one of bytes that is not sealed says why in ``info``): that is what re-sealing
goes by. Every column that holds a submission's id is called ``submission_id``: that is
what erasure goes by.

``submissions`` and ``uploads`` are what came in; an ``order`` to check an upload stands in the same transaction as
the upload's row and is all that the queue knows of; a ``report`` is an order's result.
"""

from __future__ import annotations

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
from precheck.storage.values import (
    DeliveryState,
    Event,
    Level,
    OrderState,
    Outcome,
    Queue,
    Reason,
    RescanState,
    Role,
    Scope,
    State,
    Status,
    Ticket,
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

decisions = Table(
    "decisions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("upload_id", ID, ForeignKey("uploads.id"), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("level", one_of(Level, 10), nullable=False),
    Column("outcome", one_of(Outcome, 16), nullable=False),
    Column("comment", SealedText("decisions.comment")),
    Column("by", String(100), nullable=False),
    Column("at", Double, nullable=False),
    Column("withdrawn_at", Double),  # the reviewer took it back
)

messages = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", GIVEN_ID, ForeignKey("submissions.id"), nullable=False, index=True),
    Column("upload_id", ID),
    Column("material", String(64)),
    Column("text", SealedText("messages.text"), nullable=False),
    Column("at", Double, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("action", String(40), nullable=False),
    Column("object", String(200), nullable=False, index=True),
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
    Column("scopes", Words(Scope, 100), nullable=False),
    Column("site", String(100)),  # null: every site
    Column("level", one_of(Level, 10)),  # at which its holder decides; null: not at all
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
    Column("url", SealedText("webhooks.url"), nullable=False),  # it may hold a password
    Column("events", Words(Event, 200), nullable=False),
    Column("secrets", SealedJson("webhooks.secrets"), nullable=False),
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
    Column("event", one_of(Event, 40), nullable=False),
    Column("data", Text, nullable=False),  # our own ids only
    Column("state", one_of(DeliveryState, 10), nullable=False),
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
    Column("value", Sealed("store_facts.value"), nullable=False),
)

# When each of the service's programs last said that it works.
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("program", String(200), primary_key=True),
    Column("at", Double, nullable=False),
)

# People who sign in. What they are called is sealed; ``login`` is a name of the account, chosen by the office.
users = Table(
    "users",
    metadata,
    Column("id", ID, primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", SealedText("users.name"), nullable=False),
    Column("password", String(200)),  # argon2id; null: not set
    Column("role", one_of(Role, 16), nullable=False),
    Column("level", one_of(Level, 10), nullable=False),
    Column("site", String(100)),  # null: every site
    # Digest of issuer and subject; null: signs in here only.
    Column("subject", String(64), unique=True, index=True),
    Column("seen_at", Double),  # when the queue was last looked at
    Column("created_at", Double, nullable=False),
    Column("disabled_at", Double),
)

# Who is signed in: a user, or a candidate (``submission_id``). The token itself is nowhere: only its SHA-256.
web_sessions = Table(
    "web_sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("user_id", ID, ForeignKey("users.id"), index=True),
    Column("submission_id", GIVEN_ID, index=True),
    Column("looked_at", Double),  # when the user last looked before this session
    Column("created_at", Double, nullable=False),
    Column("used_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False, index=True),
)

# Links that sign in: the first administrator's, used once, and candidates'.
tickets = Table(
    "tickets",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", one_of(Ticket, 16), nullable=False),
    Column("submission_id", GIVEN_ID, index=True),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False, index=True),
    Column("used_at", Double),
)

# How often somebody tried to sign in; ``subject`` is a digest of account or address.
sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("subject", String(64), primary_key=True),
    Column("window", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("begun_at", Double, nullable=False, index=True),
)

claims = Table(
    "claims",
    metadata,
    Column("submission_id", GIVEN_ID, primary_key=True),
    Column("user_id", ID, ForeignKey("users.id"), nullable=False),
    Column("at", Double, nullable=False),
    Column("until", Double, nullable=False),
)

comments = Table(
    "comments",
    metadata,
    Column("id", ID, primary_key=True),
    Column("submission_id", GIVEN_ID, ForeignKey("submissions.id"), nullable=False, index=True),
    Column("upload_id", ID),
    Column("text", SealedText("comments.text"), nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Double, nullable=False),
)

# Whether a flag was right, as reviewers say: what the precision of checks is counted from.
judgements = Table(
    "judgements",
    metadata,
    Column("upload_id", ID, ForeignKey("uploads.id"), primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("code", String(128), primary_key=True),
    Column("right", Boolean, nullable=False),
    Column("severity", String(10), nullable=False),
    Column("measured", Double),
    Column("threshold", Double),
    Column("by", String(100), nullable=False),
    Column("at", Double, nullable=False, index=True),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("users.id"), nullable=False, index=True),
    Column("name", SealedText("saved_views.name"), nullable=False),
    Column("query", SealedText("saved_views.query"), nullable=False),
)

# Names and numbers as keyed digests: a submission is found by the whole value, and nothing can be read back.
search_keys = Table(
    "search_keys",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("submission_id", GIVEN_ID, primary_key=True, index=True),
)

# One row a submission, worked out from its uploads, reports and decisions: what the reviewers' queue is listed from.
queue = Table(
    "queue",
    metadata,
    Column("submission_id", GIVEN_ID, primary_key=True),
    Column("site", String(100), nullable=False),  # empty: nobody said one
    Column("state", one_of(State, 10), nullable=False),
    Column("rank", Integer, nullable=False),  # 0 worst
    Column("since", Double, nullable=False),  # in this state
    Column("changed", Boolean, nullable=False),  # came back with another picture
    Column("uploads", Integer, nullable=False),
    Column("unchecked", Integer, nullable=False),
    Column("flags", Integer, nullable=False),
    Column("reviewer", ID),  # who asked for another picture
    Column("about", SealedJson("queue.about")),
    Column("refreshed_at", Double, nullable=False, index=True),
    Index("ix_queue_order", *QUEUE_ORDER),
    Index("ix_queue_site_order", "site", *QUEUE_ORDER),
    partial_index("ix_queue_reviewer_order", "reviewer", *QUEUE_ORDER, where="reviewer IS NOT NULL"),
    partial_index("ix_queue_changed_order", *QUEUE_ORDER, where="changed", sqlite="changed = 1"),
)

# What the queue is filtered by, in the queue's own order.
queue_facets = Table(
    "queue_facets",
    metadata,
    Column("submission_id", GIVEN_ID, primary_key=True),
    Column("facet", String(160), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("since", Double, nullable=False),
    Column("site", String(100), nullable=False, server_default=""),
    Index("ix_queue_facets_order", "state", "facet", "rank", "since", "submission_id", "site"),
)

# How many of them there are; facet "" counts every one.
queue_counts = Table(
    "queue_counts",
    metadata,
    Column("facet", String(160), primary_key=True),
    Column("state", String(10), primary_key=True),
    Column("site", String(100), primary_key=True),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
    Index("ix_queue_counts_state", "state"),
)

# Submissions whose row in the queue is to be worked out again.
queue_marks = Table(
    "queue_marks",
    metadata,
    Column("submission_id", GIVEN_ID, primary_key=True),
    Column("at", Double, nullable=False, index=True),
)
