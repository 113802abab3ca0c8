"""The tables of 0.2.0, the first version that was released. A new store is made from the tables as they are now."""

revision = "0011"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing comes before it."""
