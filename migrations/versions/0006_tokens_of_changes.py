"""Gives each transaction that changes reports a token, by which a snapshot tells whether it has seen it."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and give the changes so far one token together."""
    op.create_table(
        "changes",
        sa.Column(
            "version",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The version of the store after it",
        ),
        sa.Column(
            "token",
            sa.String(length=32),
            nullable=False,
            comment="Drawn at random: who knows version and token knows that it has seen this very line of changes",
        ),
        sa.CheckConstraint("length(token) = 32", name=op.f("ck_changes_token")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_changes")),
        comment="One row for each transaction that changed reports; copies of the store are told by it",
    )
    op.execute(
        f"INSERT INTO changes (version, token) SELECT version, '{uuid.uuid4().hex}' FROM store_state WHERE version > 0"
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("changes")
