"""Storing reports with everything read from them, each as a whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Final, Literal

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from govstats.checks import Finding
from govstats.errors import CollisionError, UnstorableError
from govstats.observations.model import Extraction
from govstats.places import Division
from govstats.reading.report import Report
from govstats.store import schema
from govstats.store.archiving import archive_sources
from govstats.store.dialects import insert_rows, insert_tuples, is_key_taken, reserve_ids
from govstats.store.findings import add_findings, forget_findings, mark_concerned, stored_in
from govstats.store.issuers import StoredPlaces, find_or_add_organisations, split_issuer
from govstats.store.matching import Candidates, Identity
from govstats.store.overruling import drop_overruled
from govstats.store.rows import (
    OBSERVATION_COLUMNS,
    SET_ASIDE_COLUMNS,
    Row,
    Values,
    header_field_rows,
    observation_values,
    require_consistent,
    set_aside_values,
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
    update(REPORTS).where(REPORTS.c.id == bindparam("report_id")).values(store_version=bindparam("version"))
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
class Incoming:
    """A report that is to be stored.

    Attributes:
        report: the report; one without a title goes by the name of its file.
        extraction: what was read from its text.
        archive: the bytes that it was read from, to be kept; also those of a report that is stored already
            but whose bytes are not. None keeps none.
        findings: what the checks of one report have found in the extraction.
    """

    report: Report
    extraction: Extraction
    archive: bytes | None = None
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where and how reports were read.

    Attributes:
        run_id: the run, from `begin_run`.
        now: the moment, with its zone.
        extractor_version: version of the program that read them.
        catalogue_version: version of the catalogue that they were read with.
        header_given: whether the user has said whose reports they are: then a header that had been corrected to
            another one is taken back, and the row that was replaced is the current one again.
    """

    run_id: int
    now: datetime
    extractor_version: str
    catalogue_version: str
    header_given: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    """What a report must say about itself to be stored."""

    place: Division
    issuer: str
    year: int
    title: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A report with the rows that it belongs to."""

    report: Report
    extraction: Extraction
    findings: Sequence[Finding]
    head: _Head
    place_id: int
    place_ids: Mapping[str, int]
    organisation_id: int

    @property
    def identity(self) -> Identity:
        report, head = self.report, self.head
        return Identity(report.sha256, report.text_sha256, self.organisation_id, head.year, head.title)


def store_reports(session: Session, incoming: Sequence[Incoming], provenance: Provenance) -> list[Stored]:
    """Store reports with everything read from them, unless they are stored already, and the bytes of their files.

    Unchanged is a source, or a text with the same title, that its issuer's reports of that year have
    already. A source that was stored for another issuer or year (its header has been corrected), or
    another text with the same issuer, year and title, replaces the earlier row. All others are added.
    It is as if they were stored one after the other. The caller commits, all of them or none, by `Store.write`. Two
    programs may store the same report at once; one of them finds it unchanged.

    Args:
        session: a session in a transaction; `sync_reference` has mirrored the data files before.
        incoming: the reports, some dozens at most.
        provenance: where and how they were read.

    Returns:
        What became of each.

    Raises:
        UnstorableError: the place, issuer or year of one is missing or unknown, or its text holds a NUL character.
        CollisionError: another program was in the way; `Store.write` tries again.
        ValueError: an extraction does not belong to its text, or bytes not to their report.
    """
    entries = _find_rows(session, incoming)
    # what is taken back concerns later ones
    portions = [[entry] for entry in entries] if provenance.header_given else [entries]
    stored = [one for portion in portions for one in _store(session, portion, provenance)]
    archive_sources(session, {one.report.sha256: one.archive for one in incoming if one.archive is not None})
    changed = [one for one in stored if one.outcome != "unchanged"]
    replaced = [one.replaced_id for one in changed if one.replaced_id is not None]
    _mark_changed(session, changed, forget_findings(session, replaced, only_across=True))
    return stored


def _find_rows(session: Session, incoming: Sequence[Incoming]) -> list[_Entry]:
    heads = []
    for one in incoming:
        heads.append(_require_head_of(one.report))
        require_consistent(one.report, one.extraction)
    about = [
        {figure.place_code for figure in one.extraction.observations if figure.place_code} for one in incoming
    ]
    places = StoredPlaces(session, {head.place.code for head in heads}.union(*about))
    place_ids = [places.id_of(head.place) for head in heads]
    issuers = [
        (place_id, *split_issuer(head.issuer, head.place))
        for place_id, head in zip(place_ids, heads, strict=True)
    ]
    organisations = find_or_add_organisations(
        session, {(place_id, name): department for place_id, name, department in issuers}
    )
    return [
        _Entry(
            one.report,
            one.extraction,
            one.findings,
            head,
            place_id,
            places.ids_in(codes, head.year) | {head.place.code: place_id},
            organisations[place_id, name],
        )
        for one, head, codes, (place_id, name, _) in zip(incoming, heads, about, issuers, strict=True)
    ]


def _store(session: Session, entries: Sequence[_Entry], provenance: Provenance) -> list[Stored]:
    """Insert reports that are not stored yet, with what was read from them."""
    candidates = Candidates(session, [entry.identity for entry in entries])
    ids = iter(reserve_ids(session.connection(), REPORTS, len(entries)))
    stored: list[Stored] = []
    for entry in entries:
        match = candidates.match(entry.identity)
        if match.same_id is not None:
            stored.append(Stored("unchanged", match.same_id))
            continue
        report_id = next(ids)
        candidates.add(report_id, entry.identity, match.replaces_id)
        outcome: Outcome = "added" if match.replaces_id is None else "revised"
        stored.append(Stored(outcome, report_id, match.replaces_id))
    new = [(entry, one) for entry, one in zip(entries, stored, strict=True) if one.outcome != "unchanged"]
    _insert_reports(session, new, provenance)
    _insert_figures(session, new)
    if provenance.header_given:
        return [
            (_restore(session, entry.identity, one) or one) if one.outcome == "unchanged" else one
            for entry, one in zip(entries, stored, strict=True)
        ]
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


def _insert_reports(session: Session, new: Iterable[tuple[_Entry, Stored]], provenance: Provenance) -> None:
    rows = [_report_row(entry, stored, provenance) for entry, stored in new]
    try:
        insert_rows(session.connection(), REPORTS, rows)
    except IntegrityError as error:
        if not is_key_taken(error):
            raise
        raise CollisionError(
            "another program stores the same report at the same time", "run the command again"
        ) from error


def _report_row(entry: _Entry, stored: Stored, provenance: Provenance) -> Row:
    report, head = entry.report, entry.head
    return {
        "id": stored.report_id,
        "sha256": report.sha256,
        "text_sha256": report.text_sha256,
        "place_id": entry.place_id,
        "organisation_id": entry.organisation_id,
        "year": head.year,
        "title": head.title,
        "document_number": report.header.document_number,
        "published_on": report.header.published_on,
        "source": report.header.source,
        "file_name": _file_name(report),
        "media_type": report.media_type,
        "encoding": report.encoding,
        "text": report.text,
        "ingested_at": provenance.now,
        "ingest_run_id": provenance.run_id,
        "extractor_version": provenance.extractor_version,
        "catalogue_version": provenance.catalogue_version,
        "replaces_id": stored.replaced_id,
        "store_version": 0,  # _mark_changed sets it
        "dated_on": report.header.dated_on,
        "index_number": report.header.index_number,
        "kind": report.header.kind,
        "pages": report.pages,
        "is_recognised": report.is_recognised,
        "warnings": "\n".join(report.warnings),
    }


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


def _insert_figures(session: Session, new: Sequence[tuple[_Entry, Stored]]) -> None:
    """Insert wholes before their parts, so that nothing has to be updated afterwards."""
    connection = session.connection()
    ids = iter(reserve_ids(connection, OBSERVATIONS, sum(len(one.extraction.observations) for one, _ in new)))
    figures: list[Values] = []
    numbers: list[Values] = []
    fields: list[Row] = []
    for entry, stored in new:
        values = observation_values(entry.report, entry.extraction, stored.report_id, entry.place_ids)
        own_ids: dict[int | None, int | None] = {None: None}
        for start, part_of in wholes_first(entry.extraction):
            own_ids[start] = row_id = next(ids)
            figures.append((row_id, own_ids[part_of], *values[start]))
        numbers += set_aside_values(entry.extraction, stored.report_id)
        fields += header_field_rows(entry.report.header, stored.report_id)
    insert_tuples(connection, OBSERVATIONS, ("id", "part_of_id", *OBSERVATION_COLUMNS), figures)
    insert_tuples(connection, SET_ASIDE, SET_ASIDE_COLUMNS, numbers)
    insert_rows(connection, HEADER_FIELDS, fields)
    found = [one for entry, stored in new for one in stored_in(entry.findings, stored.report_id)]
    add_findings(session, drop_overruled(session, found))


def _mark_changed(session: Session, changed: Sequence[Stored], concerned: Collection[int]) -> None:
    """Count the changes and mark the reports of each with its count, and with the last one those concerned.

    It comes last because it makes all other writers of the database wait until the commit.
    """
    if changed:
        last = raise_version(session, len(changed))
        first = last - len(changed) + 1
        marks = {
            row_id: version
            for version, one in enumerate(changed, first)
            for row_id in (one.report_id, one.replaced_id)
            if row_id is not None
        }
        rows = [{"report_id": row_id, "version": version} for row_id, version in marks.items()]
        session.connection().execute(_MARK_CHANGED, rows)
        mark_concerned(session, set(concerned) - marks.keys(), store_version=last)
