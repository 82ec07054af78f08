"""What a refresh asks the store for: one statement a table of the snapshot, in the SQL that both databases know.

They are written out, for SQLAlchemy takes longer to load than a small refresh takes to be done; tests/warehouse holds them
against the store's models on both databases.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

Dialect = Literal["sqlite", "postgresql"]

REFERENCE_TABLES: Final = ("places", "organisations", "units", "indicators")
CHANGING_TABLES: Final = ("units", "indicators")  # also while the versions of catalogue and map stay

_NUMBERS: Final = {
    "places": ("id", "valid_from", "valid_to"),
    "organisations": ("id", "place_id"),
    "units": (),
    "indicators": (),
    "reports": ("id", "place_id", "organisation_id", "year", "replaces_id", "store_version"),
    "observations": (
        "id",
        "report_id",
        "place_id",
        "year",
        "part_of_id",
        "evidence_start",
        "start_offset",
        "end_offset",
    ),
    "set_aside": ("id", "report_id", "start_offset", "end_offset"),
    "findings": ("id", "report_id", "rule_version"),
    "finding_figures": ("finding_id", "position", "report_id", "start_offset"),
    "corrections": ("id", "report_year", "start_offset", "end_offset", "new_year"),
}
_TEXTS: Final = {
    "places": ("name", "code", "full_name", "level", "parent_code", "province"),
    "organisations": ("name", "department"),
    "units": ("code", "symbol", "name", "dimension", "base_code", "factor"),
    "indicators": (
        "code", "name", "name_en", "topic", "unit_code", "aggregation", "numerator_code", "denominator_code", "also_in",
        "definition", "stock_or_flow", "part_of_code", "plausible_low", "plausible_high",
    ),
    "reports": (
        "title", "document_number", "published_on", "source", "file_name", "media_type", "encoding", "sha256", "text",
        "kind", "index_number", "dated_on", "extractor_version", "catalogue_version",
    ),
    "observations": (
        "indicator_code", "value", "unit_text", "unit_code", "bound", "kind", "status", "scope", "label", "period_start",
        "period_end", "text", "evidence", "doubts", "rule",
    ),
    "set_aside": ("text", "reason", "rule"),
    "findings": ("rule", "outcome", "severity", "stated", "expected", "suggestion", "message_zh", "message_en"),
    "finding_figures": ("role",),
    "corrections": (
        "uuid", "source_sha256", "issuer", "expected_text", "expected_value", "expected_unit", "decision", "new_value",
        "new_unit", "new_indicator", "new_kind", "new_scope", "note", "reviewer",
    ),
}  # fmt: skip
_STATE: Final = ("store_uuid", "catalogue_version", "places_version")
_IN_UTC: Final = {"sqlite": "{column}", "postgresql": "timezone('UTC', {column})"}


def state() -> str:
    """Select the one row that tells which store this is and which changes it has seen."""
    columns = ", ".join(_text("store_state", name) for name in _STATE)
    return f"SELECT {columns}, version, {_token_of('store_state.version')} FROM store_state"  # noqa: S608


def growth(after: int) -> str:
    """Select the token of a version, how many reports there are, and how many changed after that version."""
    return (
        f"SELECT {_token_of(str(after))}, (SELECT count(*) FROM reports) AS reports,"  # noqa: S608
        f" (SELECT count(*) FROM reports WHERE store_version > {after}) AS changed"
    )


def changed(after: int) -> str:
    """Select the reports that changed after a version of the store, and those that they replace."""
    return f"SELECT id, replaces_id FROM reports WHERE store_version > {after}"  # noqa: S608


def reference(name: str) -> str:
    """Select all of one of REFERENCE_TABLES."""
    return f"SELECT {_columns(name)} FROM {name}"  # noqa: S608


def organisations_of(after: int) -> str:
    """Select the issuers of the reports that changed after a version of the store."""
    issuers = f"SELECT organisation_id FROM reports WHERE store_version > {after}"  # noqa: S608
    return f"{reference('organisations')} WHERE id IN ({issuers})"


def reports(after: int, dialect: Dialect) -> str:
    """Select the reports that changed after a version of the store, with how many rows each has."""
    figures, others = (
        f"(SELECT count(*) FROM {table} WHERE {table}.report_id = reports.id)"  # noqa: S608
        for table in ("observations", "set_aside")
    )
    return (
        f"SELECT {_columns('reports')}, {_moment('reports.ingested_at', dialect)},"  # noqa: S608
        f" {figures} AS figures, {others} AS set_aside FROM reports WHERE store_version > {after}"
    )


def observations(after: int) -> str:
    """Select the observations of the current reports that changed after a version of the store."""
    return _current_rows(
        "observations", after, ("CAST(observations.confidence AS DOUBLE PRECISION) AS confidence",)
    )


def set_aside(after: int) -> str:
    """Select the numbers set aside in the current reports that changed after a version of the store."""
    return _current_rows("set_aside", after)


def findings(after: int) -> str:
    """Select what the checks found about figures of the current reports that changed after a version of the store."""
    return _current_rows("findings", after, (_flag("findings.across_reports"),))


def finding_figures(after: int) -> str:
    """Select the figures of these findings."""
    return (
        f"SELECT {_columns('finding_figures')} FROM finding_figures"  # noqa: S608
        f" JOIN findings ON findings.id = finding_figures.finding_id JOIN reports ON reports.id = findings.report_id"
        f" WHERE {_current(after)}"
    )


def corrections(dialect: Dialect) -> str:
    """Select everything that reviewers have said."""
    given = ", ".join(
        _flag(f"corrections.{name} IS NOT NULL", f"has_{name}") for name in ("new_indicator", "new_unit")
    )
    return f"SELECT {_columns('corrections')}, {given}, {_moment('corrections.made_at', dialect)} FROM corrections"  # noqa: S608


def _current_rows(table: str, after: int, more: Sequence[str] = ()) -> str:
    """Select the rows of reports that changed after a version and that no other report replaces."""
    return (
        f"SELECT {', '.join((_columns(table), *more))} FROM {table} JOIN reports ON reports.id = {table}.report_id"  # noqa: S608
        f" WHERE {_current(after)}"
    )


def _current(after: int) -> str:
    return (
        f"reports.store_version > {after}"  # noqa: S608
        " AND NOT EXISTS (SELECT 1 FROM reports AS newer WHERE newer.replaces_id = reports.id)"
    )


def _columns(table: str) -> str:
    numbers = [f"{table}.{name}" for name in _NUMBERS[table]]
    return ", ".join(numbers + [_text(table, name) for name in _TEXTS[table]])


def _text(table: str, name: str) -> str:
    """Read a column as text that is never NULL.

    The Arrow driver of SQLite settles the type of a column by its first batch: one NULL too many there,
    and a text in a later batch fails.
    """
    return f"coalesce(CAST({table}.{name} AS TEXT), '') AS {name}"


def _flag(condition: str, name: str = "") -> str:
    """Read what is true or false as 1 or 0, as SQLite keeps it."""
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END AS {name or condition.rpartition('.')[2]}"


def _moment(column: str, dialect: Dialect) -> str:
    return f"CAST({_IN_UTC[dialect].format(column=column)} AS TEXT) AS {column.rpartition('.')[2]}"


def _token_of(version: str) -> str:
    return f"coalesce((SELECT token FROM changes WHERE changes.version = {version}), '') AS token"  # noqa: S608
