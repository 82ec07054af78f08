"""Finds the parts of a figure: without it, deleting one figure looks through all of them for its parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEX = "ix_observations_part_of_id"
ONLY_PARTS = sa.text("part_of_id IS NOT NULL")


def upgrade() -> None:
    """Add the index; it holds the parts alone, which are a few of all figures."""
    op.create_index(
        op.f(INDEX), "observations", ["part_of_id"], sqlite_where=ONLY_PARTS, postgresql_where=ONLY_PARTS
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index(op.f(INDEX), table_name="observations")
