"""The tables of people and what they do: accounts, keys, the reviewers' queue, decisions, the audit log, webhooks."""

from sqlalchemy import BigInteger, Boolean, Column, Double, ForeignKey, Index, Integer, String, Table, Text

from precheck.storage.cipher import SealedJson, SealedText
from precheck.storage.tables import GIVEN_ID, ID, QUEUE_ORDER, Words, metadata, one_of, partial_index
from precheck.storage.values import DeliveryState, Event, Level, Outcome, Role, Scope, State, Ticket

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
