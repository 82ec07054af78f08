"""What an indicator was decided on, so that a newer catalogue can decide again; more about indicators."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite has no exact decimal: there the digits are kept as text
EXACT = sa.Text().with_variant(sa.Numeric(24, 6), "postgresql")

# SQLite writes a table anew to change it; told as it was, this works without a connection too (--sql)
BEFORE = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
for name, key, kind in (
    ("places", "id", sa.Integer()),
    ("reports", "id", sa.Integer()),
    ("units", "code", sa.String(40)),
):
    sa.Table(name, BEFORE, sa.Column(key, kind, primary_key=True))
INDICATORS = sa.Table(
    "indicators",
    BEFORE,
    sa.Column("code", sa.String(80), primary_key=True),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("name_en", sa.Text(), nullable=False),
    sa.Column("topic", sa.Text(), nullable=False),
    sa.Column("unit_code", sa.String(40), sa.ForeignKey("units.code"), nullable=False),
    sa.Column("aggregation", sa.String(4), nullable=False),
    sa.Column("numerator_code", sa.String(80), sa.ForeignKey("indicators.code")),
    sa.Column("denominator_code", sa.String(80), sa.ForeignKey("indicators.code")),
    sa.Column("also_in", sa.Text(), nullable=False),
    sa.Column("definition", sa.Text(), nullable=False),
    sa.CheckConstraint("aggregation IN ('sum', 'none')", name="aggregation"),
)
OBSERVATIONS = sa.Table(
    "observations",
    BEFORE,
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("report_id", sa.Integer(), sa.ForeignKey("reports.id"), nullable=False),
    sa.Column("start_offset", sa.Integer(), nullable=False),
    sa.Column("end_offset", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("evidence_start", sa.Integer(), nullable=False),
    sa.Column("evidence", sa.Text(), nullable=False),
    sa.Column("place_id", sa.Integer(), sa.ForeignKey("places.id"), nullable=False),
    sa.Column("year", sa.Integer(), nullable=False),
    sa.Column("period_start", sa.Date(), nullable=False),
    sa.Column("period_end", sa.Date(), nullable=False),
    sa.Column("indicator_code", sa.String(80), sa.ForeignKey("indicators.code")),
    sa.Column("label", sa.Text(), nullable=False),
    sa.Column("value", EXACT, nullable=False),
    sa.Column("unit_code", sa.String(40), sa.ForeignKey("units.code")),
    sa.Column("unit_text", sa.Text(), nullable=False),
    sa.Column("bound", sa.String(1), nullable=False),
    sa.Column("kind", sa.String(6), nullable=False),
    sa.Column("status", sa.String(6), nullable=False),
    sa.Column("scope", sa.String(6), nullable=False),
    sa.Column("part_of_id", sa.Integer(), sa.ForeignKey("observations.id")),
    sa.Column("confidence", sa.Double(), nullable=False),
    sa.Column("doubts", sa.Text(), nullable=False),
    sa.Column("rule", sa.Text(), nullable=False),
    sa.CheckConstraint("bound IN ('=', '~', '>', '<')", name="bound"),
    sa.CheckConstraint("kind IN ('level', 'change', 'share', 'rank')", name="kind"),
    sa.CheckConstraint("scope IN ('place', 'issuer', 'part', 'other')", name="scope"),
    sa.CheckConstraint("status IN ('actual', 'target')", name="status"),
    sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
    sa.CheckConstraint(
        "evidence_start <= start_offset AND length(evidence) >= end_offset - evidence_start", name="evidence"
    ),
    sa.CheckConstraint("length(text) = end_offset - start_offset", name="text"),
    sa.CheckConstraint("part_of_id IS NULL OR part_of_id <> id", name="part_of_another"),
    sa.CheckConstraint("period_end >= period_start", name="period"),
    sa.CheckConstraint("start_offset >= 0 AND end_offset > start_offset", name="span"),
    sa.CheckConstraint("year BETWEEN 1900 AND 2100", name="year"),
    sa.UniqueConstraint("report_id", "start_offset"),
    sa.Index("ix_observations_indicator_code_year", "indicator_code", "year"),
)
NEW_OBSERVATION_CHECKS = {
    "scope_if_coded": "scope_if_coded IN ('place', 'issuer')",
    "scope_if_uncoded": "scope_if_uncoded IN ('place', 'issuer', 'part', 'other')",
    "base_confidence": "base_confidence >= 0 AND base_confidence <= 1",
}
NEW_INDICATOR_CHECKS = {"stock_or_flow": "stock_or_flow IN ('stock', 'flow')"}


def upgrade() -> None:
    """Add the columns; they stay empty for what is stored already."""
    with op.batch_alter_table("observations", copy_from=OBSERVATIONS) as table:
        table.add_column(
            sa.Column(
                "scope_if_coded",
                sa.String(length=6),
                nullable=True,
                comment="Whose figure it is if it measures an indicator; empty where it may measure none",
            )
        )
        table.add_column(
            sa.Column(
                "scope_if_uncoded",
                sa.String(length=6),
                nullable=True,
                comment="Whose figure it is if it measures none; empty where an earlier revision stored it",
            )
        )
        table.add_column(
            sa.Column(
                "base_confidence",
                sa.Double(),
                nullable=True,
                comment="The confidence apart from the indicator; empty where an earlier revision stored it",
            )
        )
        table.add_column(
            sa.Column(
                "light_verb",
                sa.Text(),
                nullable=True,
                comment="The verb before the label that it is shown without; empty where an earlier revision stored it",
            )
        )
        table.add_column(
            sa.Column(
                "is_addition",
                sa.Boolean(),
                nullable=True,
                comment="Whether it tells what came to a stock in the course of the year",
            )
        )
        add_checks(table, "observations", NEW_OBSERVATION_CHECKS)
    with op.batch_alter_table("indicators", copy_from=INDICATORS) as table:
        table.add_column(
            sa.Column(
                "stock_or_flow",
                sa.String(length=5),
                nullable=True,
                comment="stock for what is there on a day, flow for what happens in a period",
            )
        )
        table.add_column(
            sa.Column(
                "part_of_code", sa.String(length=80), nullable=True, comment="The whole that it is a part of"
            )
        )
        table.add_column(sa.Column("plausible_low", EXACT, nullable=True, comment="Least plausible value"))
        table.add_column(sa.Column("plausible_high", EXACT, nullable=True, comment="Greatest plausible value"))
        table.create_foreign_key(
            op.f("fk_indicators_part_of_code_indicators"), "indicators", ["part_of_code"], ["code"]
        )
        add_checks(table, "indicators", NEW_INDICATOR_CHECKS)


def downgrade() -> None:
    """Drop the columns."""
    with op.batch_alter_table("indicators") as table:
        drop_checks(table, "indicators", NEW_INDICATOR_CHECKS)
        table.drop_constraint(op.f("fk_indicators_part_of_code_indicators"), type_="foreignkey")
        for column in ("plausible_high", "plausible_low", "part_of_code", "stock_or_flow"):
            table.drop_column(column)
    with op.batch_alter_table("observations") as table:
        drop_checks(table, "observations", NEW_OBSERVATION_CHECKS)
        for column in ("is_addition", "light_verb", "base_confidence", "scope_if_uncoded", "scope_if_coded"):
            table.drop_column(column)


def add_checks(batch, table: str, checks: dict[str, str]) -> None:
    for name, text in checks.items():
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), text)


def drop_checks(batch, table: str, checks: dict[str, str]) -> None:
    for name in checks:
        batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
