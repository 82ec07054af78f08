"""The first schema: reports, the figures read from them, and what these refer to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite has no exact decimal: there the digits are kept as text
EXACT = sa.Text().with_variant(sa.Numeric(24, 6), "postgresql")
MOMENT = sa.DateTime(timezone=True)

# each table after those that it refers to
TABLES = (
    "store_state",
    "places",
    "organisations",
    "ingest_runs",
    "units",
    "indicators",
    "reports",
    "observations",
    "set_aside",
)


def upgrade() -> None:
    """Create the tables."""
    create_store_state()
    create_places()
    create_organisations()
    create_ingest_runs()
    create_units()
    create_indicators()
    create_reports()
    create_observations()
    create_set_aside()


def downgrade() -> None:
    """Drop them all, with everything in them."""
    for table in reversed(TABLES):
        op.drop_table(table)


def create_store_state() -> None:
    op.create_table(
        "store_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "store_uuid",
            sa.String(length=36),
            nullable=False,
            comment="Identity of this store; the warehouse checks it",
        ),
        sa.Column(
            "version",
            sa.BigInteger(),
            nullable=False,
            comment="Raised by one in every transaction that changes reports, as its last statement",
        ),
        sa.Column(
            "catalogue_version",
            sa.Text(),
            nullable=False,
            comment="Version of the catalogue that units and indicators mirror",
        ),
        sa.Column(
            "places_version",
            sa.Text(),
            nullable=False,
            comment="Version of the table of divisions that places mirrors",
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_store_state_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_state")),
        comment="One row: the identity of the store and a counter of its changes",
    )


def create_places() -> None:
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False, comment="GB/T 2260 code, six digits"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the division alone: 宝山区"),
        sa.Column(
            "full_name", sa.Text(), nullable=False, comment="Name with the divisions above: 上海市宝山区"
        ),
        sa.Column(
            "level", sa.String(length=10), nullable=False, comment="country, province, prefecture or county"
        ),
        sa.Column("parent_code", sa.String(length=6), nullable=True, comment="Code of the division above"),
        sa.Column("province", sa.Text(), nullable=False, comment="Name of the province that it lies in"),
        sa.Column(
            "valid_from", sa.Integer(), nullable=False, comment="First year on whose 31 December it was so"
        ),
        sa.Column("valid_to", sa.Integer(), nullable=True, comment="Last such year; empty while it is so"),
        sa.CheckConstraint(
            "level IN ('country', 'province', 'prefecture', 'county')", name=op.f("ck_places_level")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_places_valid_years")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_places_code_valid_from")),
        comment="Administrative divisions by GB/T 2260 code and years of validity",
    )
    op.create_index(op.f("ix_places_name"), "places", ["name"])


def create_organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="Name with the place: 宝山区司法局"),
        sa.Column("department", sa.Text(), nullable=False, comment="Name without the place: 司法局"),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_organisations_place_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("place_id", "name", name=op.f("uq_organisations_place_id_name")),
        comment="Issuers of reports",
    )


def create_ingest_runs() -> None:
    op.create_table(
        "ingest_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("catalogue_version", sa.Text(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False, comment="Reports stored for the first time"),
        sa.Column(
            "revised",
            sa.Integer(),
            nullable=False,
            comment="Reports stored as a new revision of an earlier one",
        ),
        sa.Column("unchanged", sa.Integer(), nullable=False, comment="Reports that were stored already"),
        sa.Column("failed", sa.Integer(), nullable=False, comment="Files that could not be stored"),
        sa.CheckConstraint(
            "finished_at IS NULL OR finished_at >= started_at", name=op.f("ck_ingest_runs_order_of_times")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ingest_runs")),
        comment="Runs of the ingest command; one without an end was interrupted",
    )


def create_units() -> None:
    op.create_table(
        "units",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False, comment="As shown: 件, %, 微克/立方米"),
        sa.Column("name", sa.Text(), nullable=False, comment="English name"),
        sa.Column("dimension", sa.Text(), nullable=False, comment="What it counts or measures"),
        sa.Column(
            "base_code",
            sa.String(length=40),
            nullable=False,
            comment="The unit of the dimension that factor leads to",
        ),
        sa.Column("factor", EXACT, nullable=False, comment="How many base units it is"),
        sa.ForeignKeyConstraint(["base_code"], ["units.code"], name=op.f("fk_units_base_code_units")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
        comment="Units of measure",
    )


def create_indicators() -> None:
    op.create_table(
        "indicators",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="Chinese name"),
        sa.Column("name_en", sa.Text(), nullable=False, comment="English name"),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column(
            "aggregation", sa.String(length=4), nullable=False, comment="sum, or none for rates and means"
        ),
        sa.Column("numerator_code", sa.String(length=80), nullable=True),
        sa.Column("denominator_code", sa.String(length=80), nullable=True),
        sa.Column("also_in", sa.Text(), nullable=False, comment="Codes of further units that count the same thing one for one, parted by spaces"),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.CheckConstraint("aggregation IN ('sum', 'none')", name=op.f("ck_indicators_aggregation")),
        sa.ForeignKeyConstraint(
            ["denominator_code"], ["indicators.code"], name=op.f("fk_indicators_denominator_code_indicators")
        ),
        sa.ForeignKeyConstraint(
            ["numerator_code"], ["indicators.code"], name=op.f("fk_indicators_numerator_code_indicators")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_indicators_unit_code_units")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_indicators")),
        comment="Indicators of the catalogue",
    )


def create_reports() -> None:
    op.create_table(
        "reports",
        *report_columns(),
        *report_constraints(),
        comment="Published documents, each revision one row",
    )
    op.create_index(
        op.f("ix_reports_organisation_id_year_title"), "reports", ["organisation_id", "year", "title"]
    )
    op.create_index(op.f("ix_reports_place_id_year"), "reports", ["place_id", "year"])
    op.create_index(op.f("ix_reports_store_version"), "reports", ["store_version"])
    op.create_index(op.f("ix_reports_text_sha256"), "reports", ["text_sha256"])


def report_columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="Hash of the source bytes"),
        sa.Column("text_sha256", sa.String(length=64), nullable=False, comment="Hash of the text in UTF-8"),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, comment="The year that the report is about"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True, comment="Where the page says it comes from"),
        sa.Column(
            "file_name",
            sa.Text(),
            nullable=False,
            comment="Name of the file that it was read from, without folders",
        ),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="The decoded text that all offsets point into"),
        sa.Column("ingested_at", MOMENT, nullable=False),
        sa.Column("ingest_run_id", sa.Integer(), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("catalogue_version", sa.Text(), nullable=False),
        sa.Column(
            "replaces_id", sa.Integer(), nullable=True, comment="The earlier revision that this one replaces"
        ),
        sa.Column(
            "store_version",
            sa.BigInteger(),
            nullable=False,
            comment="The version of the store in which this row or its observations last changed",
        ),
    )


def report_constraints() -> tuple[sa.Constraint, ...]:
    return (
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_reports_sha256")),
        sa.CheckConstraint("length(text_sha256) = 64", name=op.f("ck_reports_text_sha256")),
        sa.CheckConstraint(
            "replaces_id IS NULL OR replaces_id <> id", name=op.f("ck_reports_replaces_another")
        ),
        sa.CheckConstraint("year BETWEEN 1949 AND 2100", name=op.f("ck_reports_year")),
        sa.ForeignKeyConstraint(
            ["ingest_run_id"], ["ingest_runs.id"], name=op.f("fk_reports_ingest_run_id_ingest_runs")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_reports_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_reports_place_id_places")),
        sa.ForeignKeyConstraint(["replaces_id"], ["reports.id"], name=op.f("fk_reports_replaces_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_reports_replaces_id")),
        sa.UniqueConstraint(
            "sha256", "organisation_id", "year", name=op.f("uq_reports_sha256_organisation_id_year")
        ),
    )


def create_observations() -> None:
    op.create_table(
        "observations",
        *observation_columns(),
        *observation_constraints(),
        comment="Figures, each with the words that it was read from",
    )
    op.create_index(op.f("ix_observations_indicator_code_year"), "observations", ["indicator_code", "year"])


def observation_columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column(
            "start_offset",
            sa.Integer(),
            nullable=False,
            comment="First code point of the span in reports.text, counted from 0",
        ),
        sa.Column(
            "end_offset", sa.Integer(), nullable=False, comment="One past the last code point of the span"
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="The words that state the value"),
        sa.Column(
            "evidence_start",
            sa.Integer(),
            nullable=False,
            comment="First code point of the evidence in reports.text",
        ),
        sa.Column("evidence", sa.Text(), nullable=False, comment="The words that the meaning was read from"),
        sa.Column("place_id", sa.Integer(), nullable=False, comment="The place that the figure is about"),
        sa.Column("year", sa.Integer(), nullable=False, comment="The year that the figure is about"),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("indicator_code", sa.String(length=80), nullable=True),
        sa.Column(
            "label", sa.Text(), nullable=False, comment="The words that say what is measured, standing alone"
        ),
        sa.Column("value", EXACT, nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=True),
        sa.Column(
            "unit_text",
            sa.Text(),
            nullable=False,
            comment="The unit as shown, also where the unit table lacks it",
        ),
        sa.Column("bound", sa.String(length=1), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("status", sa.String(length=6), nullable=False),
        sa.Column("scope", sa.String(length=6), nullable=False),
        sa.Column(
            "part_of_id",
            sa.Integer(),
            nullable=True,
            comment="The observation of the same report that this one breaks down",
        ),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column(
            "doubts", sa.Text(), nullable=False, comment="Why the confidence is lowered; parted by semicolons"
        ),
        sa.Column("rule", sa.Text(), nullable=False, comment="How it was read"),
    )


def observation_constraints() -> tuple[sa.Constraint, ...]:
    return (
        sa.CheckConstraint("bound IN ('=', '~', '>', '<')", name=op.f("ck_observations_bound")),
        sa.CheckConstraint("kind IN ('level', 'change', 'share', 'rank')", name=op.f("ck_observations_kind")),
        sa.CheckConstraint(
            "scope IN ('place', 'issuer', 'part', 'other')", name=op.f("ck_observations_scope")
        ),
        sa.CheckConstraint("status IN ('actual', 'target')", name=op.f("ck_observations_status")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_observations_confidence")),
        sa.CheckConstraint(
            "evidence_start <= start_offset AND length(evidence) >= end_offset - evidence_start",
            name=op.f("ck_observations_evidence"),
        ),
        sa.CheckConstraint("length(text) = end_offset - start_offset", name=op.f("ck_observations_text")),
        sa.CheckConstraint(
            "part_of_id IS NULL OR part_of_id <> id", name=op.f("ck_observations_part_of_another")
        ),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_observations_period")),
        sa.CheckConstraint(
            "start_offset >= 0 AND end_offset > start_offset", name=op.f("ck_observations_span")
        ),
        sa.CheckConstraint("year BETWEEN 1900 AND 2100", name=op.f("ck_observations_year")),
        sa.ForeignKeyConstraint(
            ["indicator_code"], ["indicators.code"], name=op.f("fk_observations_indicator_code_indicators")
        ),
        sa.ForeignKeyConstraint(
            ["part_of_id"], ["observations.id"], name=op.f("fk_observations_part_of_id_observations")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_observations_place_id_places")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_observations_report_id_reports")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_observations_unit_code_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sa.UniqueConstraint("report_id", "start_offset", name=op.f("uq_observations_report_id_start_offset")),
    )


def create_set_aside() -> None:
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=False),
        sa.Column("end_offset", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('date', 'doc_number', 'ordinal', 'name', 'list', 'term', 'age', 'article', 'chrome', "
            "'threshold', 'word', 'other')",
            name=op.f("ck_set_aside_reason"),
        ),
        sa.CheckConstraint("length(text) = end_offset - start_offset", name=op.f("ck_set_aside_text")),
        sa.CheckConstraint("start_offset >= 0 AND end_offset > start_offset", name=op.f("ck_set_aside_span")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_set_aside_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
        sa.UniqueConstraint("report_id", "start_offset", name=op.f("uq_set_aside_report_id_start_offset")),
        comment="Numbers that are no figures",
    )
