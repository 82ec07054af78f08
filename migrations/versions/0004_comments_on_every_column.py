"""What every column means, in the database itself: PostgreSQL keeps comments, SQLite has none."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# table, column: the comment before and after
COMMENTS: dict[str, dict[str, tuple[str | None, str]]] = {
    "store_state": {
        "id": (None, "Always 1"),
    },
    "places": {
        "id": (None, "Row number"),
    },
    "organisations": {
        "id": (None, "Row number"),
        "place_id": (None, "Its place"),
    },
    "ingest_runs": {
        "id": (None, "Row number"),
        "started_at": (None, "When the run began"),
        "finished_at": (None, "When it ended; empty for a run that was interrupted"),
        "extractor_version": (None, "Version of govstats that read"),
        "catalogue_version": (None, "Version of the catalogue that it read with"),
    },
    "reports": {
        "id": (None, "Row number"),
        "place_id": (None, "The place that the report is about"),
        "organisation_id": (None, "Its issuer"),
        "title": (None, "Its own title"),
        "document_number": (None, "Such as 宝司〔2021〕1号"),
        "published_on": (None, "Date of publication, or of the document where that is all there is"),
        "media_type": (None, "What the source bytes are: text/plain"),
        "encoding": (None, "Codec that decoded them; the empty text for formats that hold their own"),
        "ingested_at": (None, "When it was stored, in UTC"),
        "ingest_run_id": (None, "The run that stored it"),
        "extractor_version": (None, "Version of govstats that read it"),
        "catalogue_version": (None, "Version of the catalogue that it was read with"),
        "kind": (
            "annual_report, work_summary or special_report",
            "annual_report for 法治政府建设年度报告, work_summary for 工作总结, special_report for 专项报告; empty where it is unknown",
        ),
        "pages": (
            "How many pages it has; empty for formats without",
            "How many pages it has; empty for formats without pages",
        ),
        "is_recognised": (
            "Whether the text was recognised in pictures of pages",
            "Whether the text was recognised in pictures of pages, so that any character may be wrong",
        ),
        "warnings": (
            "What the reading warned of, one line each; empty where an earlier revision stored it",
            "What the reading warned of, one line each; the empty text for nothing; empty where an earlier revision stored it",
        ),
    },
    "header_fields": {
        "report_id": (None, "The report"),
        "name": (
            "title, issuer, place, year, published_on ...",
            "title, issuer, place, year, kind, document_number, index_number, published_on, dated_on or source",
        ),
        "found_in": (
            "Where it stands: title, signature, field 发布日期, --year",
            "Where it stands, in a few words: title, signature, field 发布日期, --year",
        ),
    },
    "units": {
        "code": (None, "Stable key: percent, case"),
    },
    "indicators": {
        "code": (None, "Stable dotted key, topic first: mediation.success_rate"),
        "topic": (None, "The data file that it stands in"),
        "unit_code": (None, "The unit that it is compared in"),
        "numerator_code": (None, "Indicator that a rate divides"),
        "denominator_code": (None, "Indicator that a rate divides by"),
        "definition": (None, "What is counted, in Chinese"),
        "stock_or_flow": (
            "stock for what is there on a day, flow for what happens in a period",
            "stock for what is there on a day, flow for what happens in a period; empty where revision 0001 mirrored it",
        ),
        "part_of_code": ("The whole that it is a part of", "Indicator of the whole that it is a part of"),
        "plausible_low": (
            "Least plausible value",
            "Least value, in the unit, that a place of any level may truly report of a year",
        ),
        "plausible_high": (
            "Greatest plausible value",
            "Greatest value, in the unit, that a place of any level may truly report of a year",
        ),
    },
    "observations": {
        "id": (None, "Row number"),
        "report_id": (None, "The report that it was read in"),
        "period_start": (None, "First day that the figure covers"),
        "period_end": (None, "Last day; the same one for a figure of one day"),
        "indicator_code": (None, "Indicator of the catalogue, where the label has one"),
        "value": (None, "Exact value in the unit; percentages as percent numbers, negative for a fall"),
        "unit_code": (None, "Unit of the unit table, where it has the measure word"),
        "bound": (None, "= exact, ~ about, > more than, < less than"),
        "kind": (None, "level, change, share or rank"),
        "status": (None, "actual or target"),
        "scope": (None, "place, issuer, part or other"),
        "confidence": (None, "From 0 to 1"),
        "scope_if_coded": (
            "Whose figure it is if it measures an indicator; empty where it may measure none",
            "Whose figure it is if it measures an indicator: place or issuer; empty where it may measure none",
        ),
        "scope_if_uncoded": (
            "Whose figure it is if it measures none; empty where an earlier revision stored it",
            "Whose figure it is if it measures none; empty where revision 0001 stored it",
        ),
        "base_confidence": (
            "The confidence apart from the indicator; empty where an earlier revision stored it",
            "The confidence apart from the indicator; empty where revision 0001 stored it",
        ),
        "light_verb": (
            "The verb before the label that it is shown without; empty where an earlier revision stored it",
            "The verb before the label that it is shown without: 组织 in 组织律师120名; empty where revision 0001 stored it",
        ),
        "is_addition": (
            "Whether it tells what came to a stock in the course of the year",
            "Whether it tells what came to a stock in the course of the year; empty where revision 0001 stored it",
        ),
    },
    "set_aside": {
        "id": (None, "Row number"),
        "report_id": (None, "The report that it stands in"),
        "start_offset": (None, "First code point of the number in reports.text, counted from 0"),
        "end_offset": (None, "One past the last"),
        "text": (None, "The number as written"),
        "reason": (None, "Why it is no figure"),
        "rule": (None, "The rule that said so"),
    },
}


def upgrade() -> None:
    """Set the comments."""
    if keeps_comments():
        for table, column, before, after in comments():
            op.alter_column(table, column, comment=after, existing_comment=before)


def downgrade() -> None:
    """Put the earlier ones back."""
    if keeps_comments():
        for table, column, before, after in comments():
            op.alter_column(table, column, comment=before, existing_comment=after)


def keeps_comments() -> bool:
    return op.get_context().dialect.supports_comments


def comments() -> list[tuple[str, str, str | None, str]]:
    return [
        (table, column, before, after)
        for table, columns in COMMENTS.items()
        for column, (before, after) in columns.items()
    ]
