"""Saved views sealed; those of before go, since a migration has no key"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _anew(sa.LargeBinary(), sa.LargeBinary())


def downgrade() -> None:
    _anew(sa.String(60), sa.String(1000))


def _anew(name: sa.types.TypeEngine[Any], query: sa.types.TypeEngine[Any]) -> None:
    op.drop_index(op.f("ix_saved_views_user_id"), table_name="saved_views")
    op.drop_table("saved_views")
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("user_id", sa.String(26), nullable=False),
        sa.Column("name", name, nullable=False),
        sa.Column("query", query, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index(op.f("ix_saved_views_user_id"), "saved_views", ["user_id"])
