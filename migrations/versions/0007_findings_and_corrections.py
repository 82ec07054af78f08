"""Adds what the checks find and what reviewers say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False, comment="Row number"),
        sa.Column(
            "uuid",
            sa.String(length=36),
            nullable=False,
            comment="The same in every database that it is brought into, so that it comes in once",
        ),
        sa.Column(
            "source_sha256",
            sa.String(length=64),
            nullable=False,
            comment="Hash of the bytes that the report was read from",
        ),
        sa.Column("issuer", sa.Text(), nullable=False, comment="Who publishes the report"),
        sa.Column("report_year", sa.Integer(), nullable=False, comment="The year that the report is about"),
        sa.Column(
            "start_offset",
            sa.Integer(),
            nullable=False,
            comment="First code point of the figure in the text of the report",
        ),
        sa.Column("end_offset", sa.Integer(), nullable=False, comment="One past the last"),
        sa.Column(
            "expected_text", sa.Text(), nullable=False, comment="The words of the figure when it was reviewed"
        ),
        sa.Column(
            "expected_value",
            sa.Text().with_variant(sa.Numeric(24, 6), "postgresql"),
            nullable=False,
            comment="Its value then; where another one is read now, the row does not hold any more",
        ),
        sa.Column("expected_unit", sa.Text(), nullable=False, comment="Its unit then, as shown"),
        sa.Column(
            "expected_indicator", sa.Text(), nullable=True, comment="Code of its indicator then, or empty"
        ),
        sa.Column("expected_year", sa.Integer(), nullable=False, comment="The year that it was about then"),
        sa.Column("expected_kind", sa.String(length=6), nullable=False, comment="Its kind then"),
        sa.Column("expected_scope", sa.String(length=6), nullable=False, comment="Its scope then"),
        sa.Column(
            "decision",
            sa.String(length=8),
            nullable=False,
            comment="accept: it is right; correct: the new values hold; reject: it is no figure; withdraw: earlier rows of this reviewer do not hold any more; note: only a remark",
        ),
        sa.Column(
            "new_value",
            sa.Text().with_variant(sa.Numeric(24, 6), "postgresql"),
            nullable=True,
            comment="The right value; empty where the read one is right",
        ),
        sa.Column("new_unit", sa.Text(), nullable=True, comment="The right unit as shown; likewise"),
        sa.Column(
            "new_indicator",
            sa.Text(),
            nullable=True,
            comment="Code of the right indicator, the empty text for none; empty where the read one is right",
        ),
        sa.Column("new_year", sa.Integer(), nullable=True, comment="The right year; likewise"),
        sa.Column("new_kind", sa.String(length=6), nullable=True, comment="The right kind; likewise"),
        sa.Column("new_scope", sa.String(length=6), nullable=True, comment="The right scope; likewise"),
        sa.Column(
            "note", sa.Text(), nullable=False, comment="Why, in the reviewer's words; may be the empty text"
        ),
        sa.Column("reviewer", sa.Text(), nullable=False, comment="Who says so"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.CheckConstraint(
            "decision = 'correct' OR (new_value IS NULL AND new_unit IS NULL AND new_indicator IS NULL AND new_year IS NULL AND new_kind IS NULL AND new_scope IS NULL)",
            name=op.f("ck_corrections_only_corrections_change"),
        ),
        sa.CheckConstraint(
            "decision IN ('accept', 'correct', 'reject', 'withdraw', 'note')",
            name=op.f("ck_corrections_decision"),
        ),
        sa.CheckConstraint(
            "new_kind IN ('level', 'change', 'share', 'rank')", name=op.f("ck_corrections_new_kind")
        ),
        sa.CheckConstraint(
            "new_scope IN ('place', 'issuer', 'part', 'other')", name=op.f("ck_corrections_new_scope")
        ),
        sa.CheckConstraint("length(source_sha256) = 64", name=op.f("ck_corrections_source_sha256")),
        sa.CheckConstraint("length(uuid) = 36", name=op.f("ck_corrections_uuid")),
        sa.CheckConstraint("new_year BETWEEN 1900 AND 2100", name=op.f("ck_corrections_new_year")),
        sa.CheckConstraint(
            "start_offset >= 0 AND end_offset > start_offset", name=op.f("ck_corrections_span")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("uuid", name=op.f("uq_corrections_uuid")),
        comment="What reviewers say about figures; it holds on top of every reading of the report",
    )
    op.create_index("ix_corrections_source_sha256", "corrections", ["source_sha256"])

    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False, comment="Row number"),
        sa.Column(
            "report_id", sa.Integer(), nullable=False, comment="The report of the figure that is judged"
        ),
        sa.Column("rule", sa.Text(), nullable=False, comment="Name of the rule: rate_of_counts"),
        sa.Column("rule_version", sa.Integer(), nullable=False, comment="Version of the rule that found it"),
        sa.Column(
            "across_reports",
            sa.Boolean(),
            nullable=False,
            comment="Whether it compares several reports, and so is found by the audit alone, not when a report is stored",
        ),
        sa.Column("outcome", sa.String(length=11), nullable=False, comment="agrees, contradicts or doubtful"),
        sa.Column(
            "severity",
            sa.String(length=7),
            nullable=True,
            comment="error, warning or notice; empty where all agrees",
        ),
        sa.Column("stated", sa.Text(), nullable=False, comment="What the report states: 45.57%"),
        sa.Column(
            "expected",
            sa.Text(),
            nullable=False,
            comment="What the arithmetic gives; the empty text where it gives nothing",
        ),
        sa.Column(
            "suggestion",
            sa.Text(),
            nullable=False,
            comment="What would make it right, where one slip explains it; else the empty text",
        ),
        sa.Column("message_zh", sa.Text(), nullable=False, comment="What it is, in Chinese"),
        sa.Column("message_en", sa.Text(), nullable=False, comment="What it is, in English"),
        sa.CheckConstraint(
            "(severity IS NULL) = (outcome = 'agrees')", name=op.f("ck_findings_severity_of_outcome")
        ),
        sa.CheckConstraint(
            "outcome IN ('agrees', 'contradicts', 'doubtful')", name=op.f("ck_findings_outcome")
        ),
        sa.CheckConstraint("severity IN ('error', 'warning', 'notice')", name=op.f("ck_findings_severity")),
        sa.CheckConstraint("rule_version > 0", name=op.f("ck_findings_rule_version")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_findings_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        comment="What the checks found: contradictions, doubts, and what the arithmetic confirms",
    )
    op.create_index("ix_findings_report_id", "findings", ["report_id"])

    op.create_table(
        "finding_figures",
        sa.Column("finding_id", sa.Integer(), autoincrement=False, nullable=False, comment="The finding"),
        sa.Column(
            "position",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="Order in the finding; 0 is the figure that is judged",
        ),
        sa.Column("report_id", sa.Integer(), nullable=False, comment="The report that it stands in"),
        sa.Column(
            "start_offset",
            sa.Integer(),
            nullable=False,
            comment="First code point of it in reports.text; observations and set_aside tell what stands there",
        ),
        sa.Column(
            "role",
            sa.Text(),
            nullable=False,
            comment="What it is in the rule: rate, numerator, denominator, part, whole",
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_finding_figures_position")),
        sa.CheckConstraint("start_offset >= 0", name=op.f("ck_finding_figures_start_offset")),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["findings.id"],
            name=op.f("fk_finding_figures_finding_id_findings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_finding_figures_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("finding_id", "position", name=op.f("pk_finding_figures")),
        comment="Which figures the findings are about",
    )
    op.create_index(
        "ix_finding_figures_report_id_start_offset", "finding_figures", ["report_id", "start_offset"]
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("finding_figures")
    op.drop_table("findings")
    op.drop_table("corrections")
