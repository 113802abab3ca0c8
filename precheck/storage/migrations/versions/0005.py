"""Reviewers' pages: people, sessions, the queue, claims, comments, judgements"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue",
        sa.Column("submission_id", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("uploads", sa.Integer(), nullable=False),
        sa.Column("unchecked", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=26), nullable=True),
        sa.Column("about", sa.LargeBinary(), nullable=True),
        sa.Column("refreshed_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_queue")),
    )
    op.create_index("ix_queue_order", "queue", ["state", "rank", "since", "submission_id"], unique=False)
    op.create_index(op.f("ix_queue_refreshed_at"), "queue", ["refreshed_at"], unique=False)
    op.create_index(
        "ix_queue_site_order", "queue", ["site", "state", "rank", "since", "submission_id"], unique=False
    )
    op.create_table(
        "queue_facets",
        sa.Column("submission_id", sa.String(length=200), nullable=False),
        sa.Column("facet", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "facet", name=op.f("pk_queue_facets")),
    )
    op.create_index(
        "ix_queue_facets_order",
        "queue_facets",
        ["state", "facet", "rank", "since", "submission_id"],
        unique=False,
    )
    op.create_table(
        "queue_marks",
        sa.Column("submission_id", sa.String(length=200), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_queue_marks")),
    )
    op.create_table(
        "search_keys",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("digest", "submission_id", name=op.f("pk_search_keys")),
    )
    op.create_index(op.f("ix_search_keys_submission_id"), "search_keys", ["submission_id"], unique=False)
    op.create_table(
        "sign_in_tries",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("window", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "window", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_begun_at"), "sign_in_tries", ["begun_at"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("submission_id", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tickets")),
    )
    op.create_index(op.f("ix_tickets_expires_at"), "tickets", ["expires_at"], unique=False)
    op.create_index(op.f("ix_tickets_submission_id"), "tickets", ["submission_id"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=True),
        sa.Column("seen_at", sa.Double(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("disabled_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_table(
        "claims",
        sa.Column("submission_id", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_claims_user_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_claims")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("submission_id", sa.String(length=200), nullable=False),
        sa.Column("upload_id", sa.String(length=26), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_comments_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_submission_id"), "comments", ["submission_id"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index(op.f("ix_saved_views_user_id"), "saved_views", ["user_id"], unique=False)
    op.create_table(
        "web_sessions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=True),
        sa.Column("submission_id", sa.String(length=200), nullable=True),
        sa.Column("looked_at", sa.Double(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_web_sessions_user_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_web_sessions")),
    )
    op.create_index(op.f("ix_web_sessions_expires_at"), "web_sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_web_sessions_submission_id"), "web_sessions", ["submission_id"], unique=False)
    op.create_index(op.f("ix_web_sessions_user_id"), "web_sessions", ["user_id"], unique=False)
    op.create_table(
        "judgements",
        sa.Column("upload_id", sa.String(length=26), nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=128), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("measured", sa.Double(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=True),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_judgements_upload_id")),
        sa.PrimaryKeyConstraint("upload_id", "generation", "code", name=op.f("pk_judgements")),
    )
    op.create_index(op.f("ix_judgements_at"), "judgements", ["at"], unique=False)
    op.add_column("decisions", sa.Column("withdrawn_at", sa.Double(), nullable=True))
    # What is stored already comes into the queue too.
    op.execute("INSERT INTO queue_marks (submission_id, at) SELECT id, updated_at FROM submissions")


def downgrade() -> None:
    op.drop_column("decisions", "withdrawn_at")
    op.drop_index(op.f("ix_judgements_at"), table_name="judgements")
    op.drop_table("judgements")
    op.drop_index(op.f("ix_web_sessions_user_id"), table_name="web_sessions")
    op.drop_index(op.f("ix_web_sessions_submission_id"), table_name="web_sessions")
    op.drop_index(op.f("ix_web_sessions_expires_at"), table_name="web_sessions")
    op.drop_table("web_sessions")
    op.drop_index(op.f("ix_saved_views_user_id"), table_name="saved_views")
    op.drop_table("saved_views")
    op.drop_index(op.f("ix_comments_submission_id"), table_name="comments")
    op.drop_table("comments")
    op.drop_table("claims")
    op.drop_table("users")
    op.drop_index(op.f("ix_tickets_submission_id"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_expires_at"), table_name="tickets")
    op.drop_table("tickets")
    op.drop_index(op.f("ix_sign_in_tries_begun_at"), table_name="sign_in_tries")
    op.drop_table("sign_in_tries")
    op.drop_index(op.f("ix_search_keys_submission_id"), table_name="search_keys")
    op.drop_table("search_keys")
    op.drop_table("queue_marks")
    op.drop_index("ix_queue_facets_order", table_name="queue_facets")
    op.drop_table("queue_facets")
    op.drop_index("ix_queue_site_order", table_name="queue")
    op.drop_index(op.f("ix_queue_refreshed_at"), table_name="queue")
    op.drop_index("ix_queue_order", table_name="queue")
    op.drop_table("queue")
