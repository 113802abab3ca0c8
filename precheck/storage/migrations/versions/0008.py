"""Fingerprints of pictures, and indexes for lists by time"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fingerprints",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("upload_id", sa.String(26), nullable=False),
        sa.Column("submission_id", sa.String(200), nullable=False),
        sa.Column("bits", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_fingerprints_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fingerprints")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_fingerprints_upload_id")),
    )
    op.create_index(op.f("ix_fingerprints_submission_id"), "fingerprints", ["submission_id"], unique=False)
    op.create_table(
        "fingerprint_bands",
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint_id", sa.Integer(), nullable=False),
        sa.Column("bits", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["fingerprint_id"],
            ["fingerprints.id"],
            name=op.f("fk_fingerprint_bands_fingerprint_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("band", "fingerprint_id", name=op.f("pk_fingerprint_bands")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_fingerprint_bands_fingerprint_id", "fingerprint_bands", ["fingerprint_id"], unique=False
    )
    for table, column in (
        ("submissions", "created_at"),
        ("submissions", "updated_at"),
        ("uploads", "updated_at"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table, column in (
        ("submissions", "created_at"),
        ("submissions", "updated_at"),
        ("uploads", "updated_at"),
    ):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    op.drop_index("ix_fingerprint_bands_fingerprint_id", table_name="fingerprint_bands")
    op.drop_table("fingerprint_bands")
    op.drop_index(op.f("ix_fingerprints_submission_id"), table_name="fingerprints")
    op.drop_table("fingerprints")
