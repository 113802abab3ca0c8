"""What the store knows of itself, heartbeats, levels of keys, sites of re-scans, submissions of webhook messages"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "store_facts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_facts")),
    )
    op.create_table(
        "heartbeats",
        sa.Column("program", sa.String(length=200), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("program", name=op.f("pk_heartbeats")),
    )
    op.add_column("api_keys", sa.Column("level", sa.String(length=10)))
    # Reviewers' keys so far decided at both levels: a site's own now decides for the site, the others for the district.
    op.execute("UPDATE api_keys SET level = 'site' WHERE scopes LIKE '%review%' AND site IS NOT NULL")
    op.execute("UPDATE api_keys SET level = 'district' WHERE scopes LIKE '%review%' AND site IS NULL")
    op.add_column("rescans", sa.Column("site", sa.String(length=100)))
    op.add_column("webhook_deliveries", sa.Column("submission_id", sa.String(length=200)))
    _part_submissions()
    op.create_index(
        op.f("ix_webhook_deliveries_submission_id"), "webhook_deliveries", ["submission_id"], unique=False
    )


def _part_submissions() -> None:
    """The submission's id, so far inside the JSON, into its own column."""
    table = sa.table("webhook_deliveries", sa.column("id"), sa.column("data"), sa.column("submission_id"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(table.c.id, table.c.data)).all():
        data = json.loads(row.data)
        submission = data.pop("submission", None)
        connection.execute(
            sa.update(table)
            .where(table.c.id == row.id)
            .values(submission_id=submission, data=json.dumps(data, ensure_ascii=False))
        )


def downgrade() -> None:
    table = sa.table("webhook_deliveries", sa.column("id"), sa.column("data"), sa.column("submission_id"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).all():
        data = {"submission": row.submission_id, **json.loads(row.data)}
        connection.execute(
            sa.update(table).where(table.c.id == row.id).values(data=json.dumps(data, ensure_ascii=False))
        )
    op.drop_index(op.f("ix_webhook_deliveries_submission_id"), table_name="webhook_deliveries")
    op.drop_column("webhook_deliveries", "submission_id")
    op.drop_column("rescans", "site")
    op.drop_column("api_keys", "level")
    op.drop_table("heartbeats")
    op.drop_table("store_facts")
