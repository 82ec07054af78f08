"""The bytes of the files, what the parts of a file state about its report, and more about reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NEW_CHECKS = {
    "kind": "kind IN ('annual_report', 'work_summary', 'special_report')",
    "pages": "pages >= 0",
}


def upgrade() -> None:
    """Add the columns, which stay empty for what is stored already, and the tables."""
    with op.batch_alter_table("reports", copy_from=reports()) as table:
        for column in new_columns():
            table.add_column(column)
        for name, text in NEW_CHECKS.items():
            table.create_check_constraint(op.f(f"ck_reports_{name}"), text)
    create_header_fields()
    create_sources()


def downgrade() -> None:
    """Drop them, with everything in them."""
    op.drop_table("sources")
    op.drop_table("header_fields")
    checks = (sa.CheckConstraint(text, name=name) for name, text in NEW_CHECKS.items())
    with op.batch_alter_table("reports", copy_from=reports(*new_columns(), *checks)) as table:
        for name in NEW_CHECKS:
            table.drop_constraint(op.f(f"ck_reports_{name}"), type_="check")
        for column in new_columns():
            table.drop_column(column.name)


def new_columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column(
            "dated_on",
            sa.Date(),
            nullable=True,
            comment="Date of the document, which may lie before its publication",
        ),
        sa.Column(
            "index_number",
            sa.Text(),
            nullable=True,
            comment="Number in the register of published information: 索引号",
        ),
        sa.Column(
            "kind",
            sa.String(length=14),
            nullable=True,
            comment="annual_report, work_summary or special_report",
        ),
        sa.Column(
            "pages",
            sa.Integer(),
            nullable=True,
            comment="How many pages it has; empty for formats without",
        ),
        sa.Column(
            "is_recognised",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether the text was recognised in pictures of pages",
        ),
        sa.Column(
            "warnings",
            sa.Text(),
            nullable=True,
            comment="What the reading warned of, one line each; empty where an earlier revision stored it",
        ),
    )


def create_header_fields() -> None:
    op.create_table(
        "header_fields",
        sa.Column("report_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "position",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Order in the report, from 0; of several of one name the first was taken",
        ),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="title, issuer, place, year, published_on ..."
        ),
        sa.Column(
            "value",
            sa.Text(),
            nullable=False,
            comment="What it states: 2021-01-27 for a date, the code for a place",
        ),
        sa.Column(
            "found_in",
            sa.Text(),
            nullable=False,
            comment="Where it stands: title, signature, field 发布日期, --year",
        ),
        sa.Column(
            "confidence",
            sa.Double(),
            nullable=False,
            comment="How sure this reading of it is, from 0 to 1",
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_header_fields_position")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_header_fields_confidence")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_header_fields_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_header_fields")),
        comment="What the parts of a file state about its report",
    )


def create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column(
            "sha256",
            sa.String(length=64),
            nullable=False,
            comment="Hash of the bytes; reports.sha256 leads here",
        ),
        sa.Column("size", sa.Integer(), nullable=False, comment="How many bytes they are"),
        sa.Column(
            "compression",
            sa.String(length=4),
            nullable=False,
            comment="How data is compressed: zlib (RFC 1950)",
        ),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="The bytes, compressed"),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_sources_sha256")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_sources_size")),
        sa.CheckConstraint("compression IN ('zlib')", name=op.f("ck_sources_compression")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sources")),
        comment="Bytes of files that reports were read from",
    )


def reports(*more: sa.SchemaItem) -> sa.Table:
    """The table as revision 0002 has it, and more: SQLite writes a table anew to change it.

    Told so instead of asked for, it works without a connection too (--sql), and keeps every check.
    """
    tables = sa.MetaData(naming_convention=NAMES)
    for name in ("places", "organisations", "ingest_runs"):
        sa.Table(name, tables, sa.Column("id", sa.Integer(), primary_key=True))
    return sa.Table(
        "reports",
        tables,
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("places.id"), nullable=False),
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text()),
        sa.Column("published_on", sa.Date()),
        sa.Column("source", sa.Text()),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ingested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ingest_run_id", sa.Integer(), sa.ForeignKey("ingest_runs.id"), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("catalogue_version", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), sa.ForeignKey("reports.id")),
        sa.Column("store_version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name="sha256"),
        sa.CheckConstraint("length(text_sha256) = 64", name="text_sha256"),
        sa.CheckConstraint("replaces_id IS NULL OR replaces_id <> id", name="replaces_another"),
        sa.CheckConstraint("year BETWEEN 1949 AND 2100", name="year"),
        sa.UniqueConstraint("replaces_id"),
        sa.UniqueConstraint("sha256", "organisation_id", "year"),
        sa.Index("ix_reports_organisation_id_year_title", "organisation_id", "year", "title"),
        sa.Index("ix_reports_place_id_year", "place_id", "year"),
        sa.Index("ix_reports_store_version", "store_version"),
        sa.Index("ix_reports_text_sha256", "text_sha256"),
        *more,
    )
