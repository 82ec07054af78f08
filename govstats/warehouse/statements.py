"""What a refresh asks the store for: one statement a table of the snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Dialect, Float, Select, Text, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from govstats.store.schema import (
    Change,
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

REFERENCE_TABLES = ("places", "organisations", "units", "indicators")
CHANGING_TABLES = ("units", "indicators")  # also while the versions of catalogue and map stay


def text(column: Any) -> ColumnElement[str]:
    """Read a column as text that is never NULL.

    The Arrow driver of SQLite settles the type of a column by its first batch: one NULL too many there,
    and a text in a later batch fails.
    """
    return func.coalesce(cast(column, Text), "").label(column.key)


def state() -> Rows:
    """Select the one row that tells which store this is and which changes it has seen."""
    return select(
        text(StoreState.store_uuid),
        StoreState.version,
        text(StoreState.catalogue_version),
        text(StoreState.places_version),
        func.coalesce(token_of(StoreState.version).scalar_subquery(), "").label("token"),
    )


def token_of(version: ColumnElement[int] | InstrumentedAttribute[int]) -> Rows:
    """Select the token of the transaction that led to a version."""
    return select(Change.token).where(Change.version == version)


def growth(after: int) -> Rows:
    """Select the token of a version, how many reports there are, and how many changed after that version."""
    later = select(func.count()).select_from(Report).where(Report.store_version > after)
    return select(
        func.coalesce(token_of(literal(after)).scalar_subquery(), "").label("token"),
        select(func.count()).select_from(Report).scalar_subquery().label("reports"),
        later.scalar_subquery().label("changed"),
    )


def changed(after: int) -> Rows:
    """Select the reports that changed after a version of the store, and those that they replace."""
    return select(Report.id, Report.replaces_id).where(Report.store_version > after)


def organisations_of(after: int) -> Rows:
    """Select the issuers of the reports that changed after a version of the store."""
    issuers = select(Report.organisation_id).where(Report.store_version > after)
    return reference("organisations").where(Organisation.id.in_(issuers))


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
