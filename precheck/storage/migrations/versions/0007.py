"""The audit log by what its lines are about: every page of a submission asks for its own"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_audit_object"), "audit", ["object"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_object"), table_name="audit")
