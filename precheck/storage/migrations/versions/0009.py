"""Counts of the queue, kept; the site beside each facet; who signs in elsewhere"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_counts",
        sa.Column("facet", sa.String(160), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("site", sa.String(100), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "state", "site", "rank", name=op.f("pk_queue_counts")),
    )
    op.create_index("ix_queue_counts_state", "queue_counts", ["state"])
    op.drop_index("ix_queue_facets_order", table_name="queue_facets")
    op.add_column("queue_facets", sa.Column("site", sa.String(100), nullable=False, server_default=""))
    op.execute(
        "UPDATE queue_facets SET site = (SELECT queue.site FROM queue "
        "WHERE queue.submission_id = queue_facets.submission_id)"
    )
    op.create_index(
        "ix_queue_facets_order",
        "queue_facets",
        ["state", "facet", "rank", "since", "submission_id", "site"],
    )
    op.create_index(
        "ix_queue_reviewer_order",
        "queue",
        ["reviewer", "state", "rank", "since", "submission_id"],
        sqlite_where=sa.text("reviewer IS NOT NULL"),
        postgresql_where=sa.text("reviewer IS NOT NULL"),
    )
    op.create_index(
        "ix_queue_changed_order",
        "queue",
        ["state", "rank", "since", "submission_id"],
        sqlite_where=sa.text("changed = 1"),
        postgresql_where=sa.text("changed"),
    )
    op.execute(
        "INSERT INTO queue_counts (facet, state, site, rank, n) "
        "SELECT facet, state, site, rank, count(*) FROM queue_facets GROUP BY facet, state, site, rank"
    )
    op.execute(
        "INSERT INTO queue_counts (facet, state, site, rank, n) "
        "SELECT '', state, site, rank, count(*) FROM queue GROUP BY state, site, rank"
    )
    op.add_column("users", sa.Column("subject", sa.String(64)))
    op.create_index(op.f("ix_users_subject"), "users", ["subject"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_users_subject"), table_name="users")
    op.drop_column("users", "subject")
    op.drop_index("ix_queue_changed_order", table_name="queue")
    op.drop_index("ix_queue_reviewer_order", table_name="queue")
    op.drop_index("ix_queue_facets_order", table_name="queue_facets")
    op.drop_column("queue_facets", "site")
    op.create_index(
        "ix_queue_facets_order", "queue_facets", ["state", "facet", "rank", "since", "submission_id"]
    )
    op.drop_index("ix_queue_counts_state", table_name="queue_counts")
    op.drop_table("queue_counts")
