"""Fingerprints that a crop at any sides leaves findable: the earlier ones cannot be compared with them"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A re-scan of the stored uploads makes them anew.
    op.execute("DELETE FROM fingerprint_bands")
    op.execute("DELETE FROM fingerprints")


def downgrade() -> None:
    op.execute("DELETE FROM fingerprint_bands")
    op.execute("DELETE FROM fingerprints")
