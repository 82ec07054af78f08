"""Storing a report with everything read from it, as a whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Final, Literal

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session, aliased

from govstats.errors import CollisionError, UnstorableError
from govstats.observations.model import Extraction
from govstats.places import Division
from govstats.reading.report import Report
from govstats.store import schema
from govstats.store.archiving import archive_source
from govstats.store.dialects import insert_or_skip, insert_rows, reserve_ids
from govstats.store.issuers import find_or_add_organisation, find_place, find_places, split_issuer
from govstats.store.matching import Identity, find_match
from govstats.store.rows import (
    Row,
    header_field_rows,
    observation_rows,
    require_consistent,
    set_aside_rows,
    wholes_first,
)
from govstats.store.schema import TABLES
from govstats.store.versions import raise_version

Outcome = Literal["added", "revised", "unchanged"]

REPORTS: Final = TABLES["reports"]
OBSERVATIONS: Final = TABLES["observations"]
SET_ASIDE: Final = TABLES["set_aside"]
HEADER_FIELDS: Final = TABLES["header_fields"]
_MARK_CHANGED: Final = (
    update(REPORTS)
    .where(REPORTS.c.id.in_(bindparam("ids", expanding=True)))
    .values(store_version=bindparam("version"))
)


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a report.

    Attributes:
        outcome: added; revised: it replaces an earlier revision; unchanged: it was stored already.
        report_id: the row that holds it; for unchanged the one that held it before.
        replaced_id: the row of the revision that it replaces, which stays readable.
    """

    outcome: Outcome
    report_id: int
    replaced_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """What a report must say about itself to be stored."""

    place: Division
    issuer: str
    year: int
    title: str


def store_report(
    session: Session,
    report: Report,
    extraction: Extraction,
    *,
    run_id: int,
    now: datetime,
    extractor_version: str,
    catalogue_version: str,
    header_given: bool = False,
    archive: bytes | None = None,
) -> Stored:
    """Store a report and what was read from it, unless it is stored already, and the bytes of its file.

    Unchanged is a source, or a text with the same title, that its issuer's reports of that year have
    already. A source that was stored for another issuer or year (its header has been corrected), or
    another text with the same issuer, year and title, replaces the earlier row. All others are added.
    The caller commits: one report, one transaction, made by `Store.write`. Two programs may store
    the same report at once; one of them finds it unchanged.

    Args:
        session: a session in a transaction; `sync_reference` has mirrored the data files before.
        report: the report; one without a title goes by the name of its file.
        extraction: what was read from its text.
        run_id: the run, from `begin_run`.
        now: the moment, with its zone.
        extractor_version: version of the program that read it.
        catalogue_version: version of the catalogue that it was read with.
        header_given: whether the user has said whose report it is: then a header that had been corrected to
            another one is taken back, and the row that was replaced is the current one again.
        archive: the bytes that it was read from, to be kept; also those of a report that is stored already
            but whose bytes are not. None keeps none.

    Returns:
        What became of it.

    Raises:
        UnstorableError: its place, issuer or year is missing or unknown, or its text holds a NUL character.
        CollisionError: another program was in the way; `Store.write` tries again.
        ValueError: the extraction does not belong to the text, or the bytes not to the report.
    """
    head = _require_head_of(report)
    require_consistent(report, extraction)
    place_id = find_place(session, head.place)
    organisation_id = find_or_add_organisation(session, place_id, *split_issuer(head.issuer, head.place))
    identity = Identity(report.sha256, report.text_sha256, organisation_id, head.year, head.title)
    row = _report_row(report, head, place_id, organisation_id) | {
        "ingested_at": now,
        "ingest_run_id": run_id,
        "extractor_version": extractor_version,
        "catalogue_version": catalogue_version,
    }
    stored = _insert_report(session, identity, row)
    if stored.outcome != "unchanged":
        codes = {one.place_code for one in extraction.observations if one.place_code} - {head.place.code}
        place_ids = find_places(session, codes, head.year) | {head.place.code: place_id}
        _insert_figures(session, report, extraction, stored.report_id, place_ids)
        _insert_header_fields(session, report, stored.report_id)
    elif header_given:
        stored = _restore(session, identity, stored) or stored
    if archive is not None:
        archive_source(session, report.sha256, archive)
    if stored.outcome != "unchanged":
        _mark_changed(session, stored)
    return stored


def _require_head_of(report: Report) -> _Head:
    header = report.header
    if header.place is None or not header.issuer or header.year is None:
        facts = {"place": header.place, "issuer": header.issuer, "year": header.year}
        missing = ", ".join(name for name, value in facts.items() if not value)
        raise UnstorableError(
            f"{report.name}: the report has no {missing}", "give what is missing with its option"
        )
    if "\0" in report.text:
        raise UnstorableError(
            f"{report.name}: the text has a NUL character at {report.text.index(chr(0))}",
            "remove it from the file; databases cannot keep it",
        )
    return _Head(header.place, header.issuer, header.year, header.title or _file_name(report))


def _file_name(report: Report) -> str:
    return PurePath(report.name).name or report.name


def _report_row(report: Report, head: _Head, place_id: int, organisation_id: int) -> Row:
    return {
        "sha256": report.sha256,
        "text_sha256": report.text_sha256,
        "place_id": place_id,
        "organisation_id": organisation_id,
        "year": head.year,
        "title": head.title,
        "document_number": report.header.document_number,
        "published_on": report.header.published_on,
        "source": report.header.source,
        "file_name": _file_name(report),
        "media_type": report.media_type,
        "encoding": report.encoding,
        "text": report.text,
        "dated_on": report.header.dated_on,
        "index_number": report.header.index_number,
        "kind": report.header.kind,
        "pages": report.pages,
        "is_recognised": report.is_recognised,
        "warnings": "\n".join(report.warnings),
    }


def _insert_report(session: Session, identity: Identity, row: Row) -> Stored:
    """Insert the row; where another program was faster, look again once and find its row."""
    for _ in range(2):
        match = find_match(session, identity)
        if match.same_id is not None:
            return Stored("unchanged", match.same_id)
        full = row | {"replaces_id": match.replaces_id, "store_version": 0}  # _mark_changed sets it
        report_id = insert_or_skip(session.connection(), REPORTS, full)
        if report_id is not None:
            return Stored("added" if match.replaces_id is None else "revised", report_id, match.replaces_id)
    raise CollisionError("another program stores the same report at the same time", "run the command again")


def _restore(session: Session, identity: Identity, stored: Stored) -> Stored | None:
    """Make a row current again that a row of the same source replaces: its header was right after all.

    The two change places in the chain of revisions; nothing is lost.
    """
    report = schema.Report
    later = aliased(report)
    wrong = session.scalar(
        select(report.id).where(
            report.replaces_id == stored.report_id,
            report.sha256 == identity.sha256,
            ~exists().where(later.replaces_id == report.id),
        )
    )
    if wrong is None:
        return None
    earlier = session.scalar(select(report.replaces_id).where(report.id == stored.report_id))
    for changed, replaces in ((stored.report_id, None), (wrong, earlier), (stored.report_id, wrong)):
        session.execute(update(report).where(report.id == changed).values(replaces_id=replaces))
    return Stored("revised", stored.report_id, wrong)


def _insert_figures(
    session: Session, report: Report, extraction: Extraction, report_id: int, place_ids: dict[str, int]
) -> None:
    """Insert wholes before their parts, so that nothing has to be updated afterwards."""
    connection = session.connection()
    rows = observation_rows(report, extraction, report_id, place_ids)
    order = list(wholes_first(extraction))
    ids = dict(
        zip((start for start, _ in order), reserve_ids(connection, OBSERVATIONS, len(order)), strict=True)
    )
    batch = [
        rows[start] | {"id": ids[start], "part_of_id": None if part_of is None else ids[part_of]}
        for start, part_of in order
    ]
    insert_rows(connection, OBSERVATIONS, batch)
    insert_rows(connection, SET_ASIDE, set_aside_rows(extraction, report_id))


def _insert_header_fields(session: Session, report: Report, report_id: int) -> None:
    insert_rows(session.connection(), HEADER_FIELDS, header_field_rows(report.header, report_id))


def _mark_changed(session: Session, stored: Stored) -> None:
    """Count the change and mark its reports with the count.

    It comes last because it makes all other writers of the database wait until the commit.
    """
    version = raise_version(session)
    ids = [one for one in (stored.report_id, stored.replaced_id) if one is not None]
    session.connection().execute(_MARK_CHANGED, {"ids": ids, "version": version})
