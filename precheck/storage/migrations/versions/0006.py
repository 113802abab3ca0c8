"""Marks of the queue in the order of their asking"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_queue_marks_at"), "queue_marks", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_queue_marks_at"), table_name="queue_marks")
