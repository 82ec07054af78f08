"""What a refresh asks the store for: one statement a table of the snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Dialect, Float, Select, Text, cast, func, literal, select
from sqlalchemy.orm import aliased

from govstats.store.schema import (
    Indicator,
    Observation,
    Organisation,
    Place,
    Report,
    SetAside,
    StoreState,
    Unit,
)

Rows: TypeAlias = Select[*tuple[Any, ...]]
"""A statement that gives rows of any shape."""

DIGEST_LENGTH = 16  # hexadecimal digits: enough to tell a few reports under one number apart
REFERENCE_TABLES = ("places", "organisations", "units", "indicators")


def text(column: Any) -> ColumnElement[str]:
    """Read a column as text that is never NULL.

    The Arrow driver of SQLite settles the type of a column by its first batch: one NULL too many there,
    and a text in a later batch fails.
    """
    return func.coalesce(cast(column, Text), "").label(column.key)


def state() -> Rows:
    """Select the one row that tells which store this is and how often it has changed."""
    return select(
        text(StoreState.store_uuid),
        StoreState.version,
        text(StoreState.catalogue_version),
        text(StoreState.places_version),
        last_change(),
    )


def last_change() -> ColumnElement[str]:
    """Tell what the latest change was of: a restored backup may count to the same version by other changes."""
    mark = Report.sha256 + " " + Report.extractor_version + " " + Report.catalogue_version
    latest = select(func.max(mark)).where(Report.store_version == StoreState.version)
    return func.coalesce(latest.correlate(StoreState).scalar_subquery(), "").label("last_change")


def heads() -> Rows:
    """Select what tells whether a report has changed, for every report.

    The hash is there for restored backups: what was stored since may have the numbers of what was lost. The versions
    that a report was read with change without the report where reading it again has found the same.
    """
    digest = func.substr(Report.sha256, 1, DIGEST_LENGTH).label("digest")
    return select(
        Report.id, Report.replaces_id, Report.store_version, digest, text(Report.extractor_version),
        text(Report.catalogue_version),
    )  # fmt: skip


def reference(name: str) -> Rows:
    """Select all of one of REFERENCE_TABLES."""
    return {
        "places": select(
            Place.id, text(Place.name), text(Place.code), text(Place.full_name), text(Place.level),
            text(Place.parent_code), text(Place.province), Place.valid_from, Place.valid_to,
        ),
        "organisations": select(
            Organisation.id, Organisation.place_id, text(Organisation.name), text(Organisation.department)
        ),
        "units": select(
            text(Unit.code), text(Unit.symbol), text(Unit.name), text(Unit.dimension), text(Unit.base_code),
            text(Unit.factor),
        ),
        "indicators": select(
            text(Indicator.code), text(Indicator.name), text(Indicator.name_en), text(Indicator.topic),
            text(Indicator.unit_code), text(Indicator.aggregation), text(Indicator.numerator_code),
            text(Indicator.denominator_code), text(Indicator.also_in), text(Indicator.definition),
            text(Indicator.stock_or_flow), text(Indicator.part_of_code), text(Indicator.plausible_low),
            text(Indicator.plausible_high),
        ),
    }[name]  # fmt: skip


def reports(after: int, dialect: Dialect) -> Rows:
    """Select the reports that changed after a version of the store, with how many rows each has."""
    figures = select(func.count()).where(Observation.report_id == Report.id).scalar_subquery()
    others = select(func.count()).where(SetAside.report_id == Report.id).scalar_subquery()
    return select(
        Report.id, Report.place_id, Report.organisation_id, Report.year, text(Report.title),
        text(Report.document_number), text(Report.published_on), text(Report.source), text(Report.file_name),
        text(Report.media_type), text(Report.encoding), text(Report.sha256), text(Report.text),
        text(Report.kind), text(Report.index_number), text(Report.dated_on),
        utc_text(Report.ingested_at, dialect), text(Report.extractor_version), text(Report.catalogue_version),
        Report.replaces_id, Report.store_version, figures.label("figures"), others.label("set_aside"),
    ).where(Report.store_version > after)  # fmt: skip


def observations(after: int) -> Rows:
    """Select the observations of the current reports that changed after a version of the store."""
    return current_rows(
        select(
            Observation.id, Observation.report_id, Observation.place_id, Observation.year,
            text(Observation.indicator_code), text(Observation.value), text(Observation.unit_text),
            text(Observation.unit_code), text(Observation.bound), text(Observation.kind),
            text(Observation.status), text(Observation.scope), text(Observation.label),
            text(Observation.period_start), text(Observation.period_end), Observation.part_of_id,
            text(Observation.text), text(Observation.evidence), Observation.start_offset,
            Observation.end_offset, cast(Observation.confidence, Float).label("confidence"),
            text(Observation.doubts), text(Observation.rule),
        ).join(Report, Report.id == Observation.report_id),
        after,
    )  # fmt: skip


def set_aside(after: int) -> Rows:
    """Select the numbers set aside in the current reports that changed after a version of the store."""
    return current_rows(
        select(
            SetAside.id, SetAside.report_id, SetAside.start_offset, SetAside.end_offset, text(SetAside.text),
            text(SetAside.reason), text(SetAside.rule),
        ).join(Report, Report.id == SetAside.report_id),
        after,
    )  # fmt: skip


def current_rows(statement: Rows, after: int) -> Rows:
    """Keep the rows of reports that changed after a version and that no other report replaces."""
    newer = aliased(Report)
    replaced = select(literal(1)).where(newer.replaces_id == Report.id).exists()
    return statement.where(Report.store_version > after, ~replaced)


def utc_text(column: Any, dialect: Dialect) -> ColumnElement[str]:
    """Read a moment as text in UTC, whatever the time zone of the session is."""
    if dialect.name == "postgresql":
        return cast(func.timezone("UTC", column), Text).label(column.key)
    return text(column)


def render(statement: Rows, dialect: Dialect) -> str:
    """Write a statement as SQL text of a database, with its values in it."""
    options: Mapping[str, Any] = {"literal_binds": True}
    return str(statement.compile(dialect=dialect, compile_kwargs=options))
