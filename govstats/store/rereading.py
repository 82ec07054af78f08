"""Stored reports as they can be read again: their text, what their header said, and what was read from them before."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from govstats.catalogue.cues import ReportKind
from govstats.places import Division, Gazetteer
from govstats.reading.report import Header, HeaderField, Report
from govstats.store import schema
from govstats.store.rows import Row
from govstats.store.showing import read_header_fields

_ASKED_AT_ONCE: Final = 5_000  # below the limit of parameters of both databases
_FETCHED_AT_ONCE: Final = 20_000
OBSERVATIONS: Final = schema.Base.metadata.tables["observations"]
SET_ASIDE: Final = schema.Base.metadata.tables["set_aside"]


@dataclass(frozen=True, slots=True)
class Versions:
    """What a report is read with.

    Attributes:
        extractor: the version of the rules, as `rules_version` gives it.
        catalogue: the version of the catalogue.
    """

    extractor: str
    catalogue: str


@dataclass(frozen=True, slots=True)
class StoredReading:
    """A stored report as it can be read again, with what was read from it before.

    Attributes:
        report_id: its row.
        store_version: the version of the store in which it last changed.
        versions: what it was read with.
        place_id: the row of its place.
        issuer: who published it, with the place.
        report: its text with the header under which it is stored.
        figures: the rows of its figures, all columns.
        set_aside: the rows of its other numbers, all columns.
    """

    report_id: int
    store_version: int
    versions: Versions
    place_id: int
    issuer: str
    report: Report
    figures: tuple[Row, ...]
    set_aside: tuple[Row, ...]


def count_current(session: Session) -> int:
    """Count the reports that no other report replaces."""
    return session.scalar(select(func.count(schema.Report.id)).where(_is_current())) or 0


def list_outdated(session: Session, versions: Versions, among: Iterable[int] | None = None) -> array[int]:
    """List the current reports that were read with something else, by their ids in order.

    Args:
        session: a session in a transaction.
        versions: what reports are to be read with.
        among: the ids of the reports that are looked at; None for all.

    Returns:
        The ids, eight bytes each.
    """
    wanted = select(schema.Report.id).where(_is_current(), _is_outdated()).order_by(schema.Report.id)
    today = {"extractor": versions.extractor, "catalogue": versions.catalogue}
    if among is None:
        rows = session.connection().execute(wanted, today, execution_options={"yield_per": _FETCHED_AT_ONCE})
        return array("q", rows.scalars())
    found: array[int] = array("q")
    left = iter(among)
    while some := list(islice(left, _ASKED_AT_ONCE)):
        found.extend(session.scalars(wanted.where(schema.Report.id.in_(some)), today))
    return array("q", sorted(found))


def read_again(
    session: Session, report_id: int, versions: Versions, gazetteer: Gazetteer
) -> StoredReading | None:
    """Read a stored report so that its figures can be extracted again.

    Args:
        session: a session that sees one state of the store.
        report_id: its row.
        versions: what it is to be read with.
        gazetteer: the divisions, which go before those that the store mirrors.

    Returns:
        The report; None where it was read with these already, or is no current report any more.
    """
    wanted = {"wanted": report_id, "extractor": versions.extractor, "catalogue": versions.catalogue}
    found = session.execute(_outdated_report(), wanted).one_or_none()
    if found is None:
        return None
    row, stored_place, issuer = found
    return StoredReading(
        report_id=report_id,
        store_version=row.store_version,
        versions=Versions(row.extractor_version, row.catalogue_version),
        place_id=row.place_id,
        issuer=issuer,
        report=_report_of(
            row, _division_of(stored_place, gazetteer), issuer, read_header_fields(session, report_id)
        ),
        figures=_read_rows(session, OBSERVATIONS, report_id),
        set_aside=_read_rows(session, SET_ASIDE, report_id),
    )


# Statements that are asked for every report are put together once: that takes longer than asking them.


@cache
def _is_current() -> ColumnElement[bool]:
    later = aliased(schema.Report)
    return ~select(later.id).where(later.replaces_id == schema.Report.id).exists()


@cache
def _outdated_report() -> Select[schema.Report, schema.Place, str]:
    report, place, organisation = schema.Report, schema.Place, schema.Organisation
    return (
        select(report, place, organisation.name)
        .join(place, place.id == report.place_id)
        .join(organisation, organisation.id == report.organisation_id)
        .where(report.id == bindparam("wanted"), _is_current(), _is_outdated())
    )


@cache
def _rows_of(table: Table) -> Select[*tuple[Any, ...]]:
    return select(table).where(table.c.report_id == bindparam("wanted")).order_by(table.c.start_offset)


def _is_outdated() -> ColumnElement[bool]:
    report = schema.Report
    return or_(
        report.extractor_version != bindparam("extractor"),
        report.catalogue_version != bindparam("catalogue"),
    )


def _read_rows(session: Session, table: Table, report_id: int) -> tuple[Row, ...]:
    rows = session.execute(_rows_of(table), {"wanted": report_id})
    return tuple(dict(row) for row in rows.mappings())


def _division_of(row: schema.Place, gazetteer: Gazetteer) -> Division:
    """Give the division of a row as the data file has it: a name may have been corrected in it since."""
    division = gazetteer.at(row.code, row.valid_from)
    if division is not None and division.valid_from == row.valid_from:
        return division
    return Division(
        row.code, row.name, row.full_name, cast("Any", row.level), row.parent_code, row.province,
        row.valid_from, row.valid_to,
    )  # fmt: skip


def _report_of(row: schema.Report, place: Division, issuer: str, fields: tuple[HeaderField, ...]) -> Report:
    """Make the report that was stored; its issuer as it was read, where the store tells that."""
    read_issuer = next((field.value for field in fields if field.name == "issuer"), issuer)
    header = Header(
        title=row.title,
        issuer=read_issuer,
        place=place,
        year=row.year,
        document_number=row.document_number,
        published_on=row.published_on,
        source=row.source,
        dated_on=row.dated_on,
        index_number=row.index_number,
        kind=cast("ReportKind | None", row.kind),
        fields=fields,
    )
    return Report(
        name=row.file_name,
        text=row.text,
        sha256=row.sha256,
        text_sha256=row.text_sha256,
        media_type=row.media_type,
        encoding=row.encoding,
        header=header,
        warnings=tuple(row.warnings.split("\n")) if row.warnings else (),
        pages=row.pages,
        is_recognised=row.is_recognised,
    )
