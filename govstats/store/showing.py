"""Stored reports as they are shown: found by what a user calls them, with everything that is known about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from govstats.errors import ReportError
from govstats.reading.files import show_path
from govstats.reading.report import HeaderField
from govstats.store import schema
from govstats.store.archiving import restore_source

ID: Final = re.compile("[0-9]{1,9}")  # what fits into an integer column of PostgreSQL
FIRST_DIGITS: Final = re.compile("[0-9a-f]{8,64}", re.IGNORECASE)  # of a hash: enough to tell files apart
TOLD_AT_MOST: Final = 10
LIST_HINT: Final = "govstats show, without a report, lists them with their ids and files"


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A stored report in a list.

    Attributes:
        report_id: its id.
        district_code: code of its place.
        district: name of its place.
        year: the year that it is about.
        issuer: who published it.
        kind: annual_report, work_summary or special_report; None where it is unknown.
        title: its title.
        file_name: the file that it was read from.
        sha256: hash of the bytes of that file.
        replaces_id: id of the earlier revision that it replaces, or None.
        replaced_by_id: id of the later revision that replaces it; None for a current report.
    """

    report_id: int
    district_code: str
    district: str
    year: int
    issuer: str
    kind: str | None
    title: str
    file_name: str
    sha256: str
    replaces_id: int | None
    replaced_by_id: int | None


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A stored report with its text and everything that is known about it.

    Attributes:
        report_id: its id.
        title: its title.
        document_number: such as 宝司〔2021〕1号, or None.
        index_number: its number in the register of published information, or None.
        issuer: who published it.
        place_code: code of the place that it is about.
        place: name of that place with the places above it.
        kind: annual_report, work_summary or special_report; None where it is unknown.
        year: the year that it is about.
        published_on: the date of publication, or None.
        dated_on: the date of the document, or None.
        source: where the page says it comes from, or None.
        fields: what the parts of the file state about these, in the order of the reading: the first of each
            name was taken. None are known of what revision 0002 of the database stored.
        file_name: the file that it was read from.
        media_type: what the bytes of that file are.
        encoding: the codec that decoded them; "" for formats that hold their own.
        pages: how many pages it has; None for formats without pages.
        is_recognised: whether the text was recognised in pictures of pages.
        warnings: what the reading warned of, one line each; None where revision 0002 stored it.
        sha256: hash of the bytes.
        source_size: how many bytes are kept; None where they are not.
        text_sha256: hash of the text in UTF-8.
        text: the text that all offsets point into.
        ingested_at: when it was stored.
        extractor_version: version of the program that read it.
        catalogue_version: version of the catalogue that its figures are coded with.
        replaces_id: id of the earlier revision that it replaces, or None.
        replaced_by_id: id of the later revision that replaces it; None for a current report.
        figures: how many figures it has.
        set_aside: how many of its numbers are no figures.
    """

    report_id: int
    title: str
    document_number: str | None
    index_number: str | None
    issuer: str
    place_code: str
    place: str
    kind: str | None
    year: int
    published_on: date | None
    dated_on: date | None
    source: str | None
    fields: tuple[HeaderField, ...]
    file_name: str
    media_type: str
    encoding: str
    pages: int | None
    is_recognised: bool
    warnings: tuple[str, ...] | None
    sha256: str
    source_size: int | None
    text_sha256: str
    text: str
    ingested_at: datetime
    extractor_version: str
    catalogue_version: str
    replaces_id: int | None
    replaced_by_id: int | None
    figures: int
    set_aside: int


def list_reports(session: Session) -> tuple[ListedReport, ...]:
    """List the stored reports, replaced revisions too, by code of the place, year and id.

    Args:
        session: a session.
    """
    report, place = schema.Report, schema.Place
    statement = _listed().order_by(place.code, report.year, report.id)
    return tuple(ListedReport(*row) for row in session.execute(statement))


def find_report(session: Session, wanted: str) -> int:
    """Find the report that a user means.

    An id goes before anything else. Of the revisions of one report that have the name or the hash the latest
    one is meant.

    Args:
        session: a session.
        wanted: an id, the name of a file as stored, or the first eight or more hexadecimal digits of the hash
            of a source.

    Returns:
        The id.

    Raises:
        ReportError: there is none such, or there are several, which the message tells.
    """
    report = schema.Report
    if ID.fullmatch(wanted):
        by_id = session.scalar(select(report.id).where(report.id == int(wanted)))
        if by_id is not None:
            return by_id
    called: list[ColumnElement[bool]] = [report.file_name == show_path(Path(wanted))]
    if FIRST_DIGITS.fullmatch(wanted):
        called.append(report.sha256.startswith(wanted.lower()))
    rows = session.execute(_listed().where(or_(*called)).order_by(report.id))
    found = [ListedReport(*row) for row in rows]
    replaced = {one.replaces_id for one in found}
    latest = [one for one in found if one.report_id not in replaced]
    if len(latest) != 1:
        raise _no_such(wanted) if not latest else _several(wanted, latest)
    return latest[0].report_id


def read_stored_report(session: Session, report_id: int) -> StoredReport:
    """Read a report with everything that is known about it.

    Args:
        session: a session that sees one state of the store.
        report_id: its id.

    Raises:
        ReportError: there is none such.
    """
    report, place, organisation = schema.Report, schema.Place, schema.Organisation
    later, source = aliased(report), schema.ArchivedSource
    found = session.execute(
        select(report, organisation.name, place.code, place.full_name, source.size, later.id)
        .join(organisation, organisation.id == report.organisation_id)
        .join(place, place.id == report.place_id)
        .outerjoin(source, source.sha256 == report.sha256)
        .outerjoin(later, later.replaces_id == report.id)
        .where(report.id == report_id)
    ).one_or_none()
    if found is None:
        raise _no_such(str(report_id))
    row, issuer, place_code, place_name, size, later_id = found
    return StoredReport(
        report_id=row.id,
        title=row.title,
        document_number=row.document_number,
        index_number=row.index_number,
        issuer=issuer,
        place_code=place_code,
        place=place_name,
        kind=row.kind,
        year=row.year,
        published_on=row.published_on,
        dated_on=row.dated_on,
        source=row.source,
        fields=read_header_fields(session, report_id),
        file_name=row.file_name,
        media_type=row.media_type,
        encoding=row.encoding,
        pages=row.pages,
        is_recognised=row.is_recognised,
        warnings=None if row.warnings is None else tuple(row.warnings.split("\n") if row.warnings else ()),
        sha256=row.sha256,
        source_size=size,
        text_sha256=row.text_sha256,
        text=row.text,
        ingested_at=row.ingested_at,
        extractor_version=row.extractor_version,
        catalogue_version=row.catalogue_version,
        replaces_id=row.replaces_id,
        replaced_by_id=later_id,
        figures=_count(session, schema.Observation, report_id),
        set_aside=_count(session, schema.SetAside, report_id),
    )


def read_header_fields(session: Session, report_id: int) -> tuple[HeaderField, ...]:
    """Read what the parts of a file state about its report, in the order of the reading.

    Args:
        session: a session.
        report_id: the report.
    """
    field = schema.HeaderField
    rows = session.execute(
        select(field.name, field.value, field.found_in, field.confidence)
        .where(field.report_id == report_id)
        .order_by(field.position)
    )
    return tuple(HeaderField(*row) for row in rows)


def read_source(session: Session, report_id: int) -> bytes:
    """Give the bytes that a report was read from, exactly as they were.

    Args:
        session: a session.
        report_id: its id.

    Raises:
        ReportError: there is none such, or its bytes were not kept.
        StoreError: what is kept is damaged.
    """
    report = schema.Report
    found = session.execute(
        select(report.sha256, report.file_name).where(report.id == report_id)
    ).one_or_none()
    if found is None:
        raise _no_such(str(report_id))
    return restore_source(session, *found)


def _listed() -> Select[*tuple[Any, ...]]:
    """Select the columns of a ListedReport."""
    report, place, organisation = schema.Report, schema.Place, schema.Organisation
    later = aliased(report)
    return (
        select(
            report.id,
            place.code,
            place.name,
            report.year,
            organisation.name,
            report.kind,
            report.title,
            report.file_name,
            report.sha256,
            report.replaces_id,
            later.id,
        )
        .join(organisation, organisation.id == report.organisation_id)
        .join(place, place.id == report.place_id)
        .outerjoin(later, later.replaces_id == report.id)
    )


def _no_such(wanted: str) -> ReportError:
    return ReportError(f"there is no report {show_path(Path(wanted))}", LIST_HINT)


def _several(wanted: str, found: Sequence[ListedReport]) -> ReportError:
    told = [
        f"{one.report_id} {one.district} {one.year} {one.issuer} ({one.file_name})"
        for one in found[:TOLD_AT_MOST]
    ]
    told += [f"and {len(found) - TOLD_AT_MOST} more"] if len(found) > TOLD_AT_MOST else []
    return ReportError(
        f"{len(found)} reports are called {show_path(Path(wanted))}: {', '.join(told)}",
        f"give the id of one, such as {found[0].report_id}",
    )


def _count(session: Session, table: type[schema.Observation | schema.SetAside], report_id: int) -> int:
    return session.scalar(select(func.count()).where(table.report_id == report_id)) or 0
