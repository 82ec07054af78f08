"""What a new reading changes in the rows of a stored report, and writing just that.

Who writes stored rows anew takes the row of the store's state first, as recoding does: from then on to the commit nobody
else changes figures. Storing a report comes to that row last and never touches the figures of another, so that the two
cannot wait for each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from govstats.catalogue import Catalogue
from govstats.checks import Finding
from govstats.observations.model import Extraction
from govstats.places import Gazetteer
from govstats.store import schema
from govstats.store.dialects import insert_rows, reserve_ids
from govstats.store.findings import add_findings, forget_findings, mark_concerned, stored_in
from govstats.store.issuers import StoredPlaces
from govstats.store.overruling import drop_overruled
from govstats.store.portions import in_portions
from govstats.store.reference import sync_reference
from govstats.store.rereading import OBSERVATIONS, SET_ASIDE, StoredReading, Versions
from govstats.store.rows import Row, observation_rows, require_consistent, set_aside_rows, wholes_first
from govstats.store.versions import raise_version

_SPAN: Final = ("start_offset", "end_offset")
GROUNDS: Final = frozenset(
    ("scope_if_coded", "scope_if_uncoded", "base_confidence", "light_verb", "is_addition")
)
"""Columns that only another catalogue asks for: they show nowhere."""


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What becomes of the rows of one table.

    Attributes:
        staying: the ids of the rows that stay, by the offset where they start.
        gone: the rows that go.
        new: the rows that come, by the offset where they start.
        differing: the columns of staying rows that change, by id.
    """

    staying: Mapping[int, int]
    gone: Sequence[Row]
    new: Mapping[int, Row]
    differing: Mapping[int, Row]

    def __bool__(self) -> bool:
        return bool(self.gone or self.new or self.differing)


@dataclass(frozen=True, slots=True)
class ReadingChanges:
    """What a new reading changes in a stored report.

    Attributes:
        figures: in the rows of its figures, apart from what they are parts of.
        moved: the staying figures that belong to another row than before, by the offset where they start, with that
            of their whole.
        set_aside: in the rows of its other numbers.
        rows: the rows of all figures of the new reading, by the offset where they start.
    """

    figures: RowChanges
    moved: Mapping[int, int | None]
    set_aside: RowChanges
    rows: Mapping[int, Row]

    def __bool__(self) -> bool:
        return bool(self.figures or self.moved or self.set_aside)

    def shows(self, row: Row) -> bool:
        """Tell whether a staying row changes in what anybody sees of it.

        Args:
            row: a stored row.
        """
        return row["start_offset"] in self.moved or bool(
            self.figures.differing.get(row["id"], {}).keys() - GROUNDS
        )


def compare_reading(session: Session, stored: StoredReading, extraction: Extraction) -> ReadingChanges:
    """Compare a new reading of a report with the rows that are stored.

    A row stays, with its id, where its span and its value are still read; else it goes, and another one comes.

    Args:
        session: a session, to look up places with.
        stored: the report as it is stored.
        extraction: what is read from its text now.

    Raises:
        ValueError: the extraction does not belong to the text; a fault of the program.
    """
    require_consistent(stored.report, extraction)
    place = stored.report.header.place
    known = {place.code: stored.place_id} if place is not None else {}
    codes = {one.place_code for one in extraction.observations if one.place_code} - known.keys()
    place_ids = StoredPlaces(session, codes).ids_in(codes, stored.report.header.year or 0) | known
    rows = observation_rows(stored.report, extraction, stored.report_id, place_ids)
    figures = compare_rows(stored.figures, rows.values(), (*_SPAN, "value"))
    numbers = set_aside_rows(extraction, stored.report_id)
    return ReadingChanges(
        figures,
        dict(_moved(stored.figures, extraction, figures.staying)),
        compare_rows(stored.set_aside, numbers, _SPAN),
        rows,
    )


def compare_rows(stored: Iterable[Row], read: Iterable[Row], identity: Sequence[str]) -> RowChanges:
    """Compare the rows of one table.

    Args:
        stored: rows with their ids.
        read: rows with all columns that may change.
        identity: the columns that tell a row from others; start_offset is one of them.
    """
    before = {tuple(row[name] for name in identity): row for row in stored}
    staying: dict[int, int] = {}
    new: dict[int, Row] = {}
    differing: dict[int, Row] = {}
    for row in read:
        old = before.pop(tuple(row[name] for name in identity), None)
        if old is None:
            new[row["start_offset"]] = row
            continue
        staying[row["start_offset"]] = old["id"]
        if changed := {name: value for name, value in row.items() if old[name] != value}:
            differing[old["id"]] = changed
    return RowChanges(staying, tuple(before.values()), new, differing)


def _moved(
    stored: Iterable[Row], extraction: Extraction, staying: Mapping[int, int]
) -> Iterator[tuple[int, int | None]]:
    wholes = {row["start_offset"]: row["part_of_id"] for row in stored}
    for one in extraction.observations:
        if one.start not in staying:
            continue
        before = wholes[one.start]
        if before != (None if one.part_of is None else staying.get(one.part_of, -1)):
            yield one.start, one.part_of


def mirror_and_lock(session: Session, catalogue: Catalogue, gazetteer: Gazetteer) -> None:
    """Take the row of the store's state, and see that the store mirrors what reports are read with.

    Args:
        session: a session in a transaction that has changed nothing yet.
        catalogue: the catalogue.
        gazetteer: the divisions.
    """
    sync_reference(
        session,
        units=catalogue.units.values(),
        indicators=catalogue.indicators.values(),
        catalogue_version=catalogue.version,
        divisions=gazetteer.divisions,
        places_version=gazetteer.version,
    )


def is_as_read(session: Session, readings: Iterable[StoredReading]) -> list[bool]:
    """Tell of each report whether it still is as it was read, and let nobody change those that are.

    A report that somebody else is about to change counts as changed.

    Args:
        session: a session in a transaction that has the row of the store's state.
        readings: the reports, a few thousand at most.
    """
    report = schema.Report
    wanted = tuple(readings)
    found = session.execute(
        select(report.id, report.store_version, report.extractor_version, report.catalogue_version)
        .where(report.id.in_([one.report_id for one in wanted]))
        .with_for_update(key_share=True, skip_locked=True)
    )
    marks = {row.id: (row.store_version, Versions(*row[2:])) for row in found}
    return [marks.get(one.report_id) == (one.store_version, one.versions) for one in wanted]


def write_reading(
    session: Session,
    stored: StoredReading,
    extraction: Extraction,
    changes: ReadingChanges,
    versions: Versions,
    findings: Sequence[Finding] = (),
) -> None:
    """Write what a new reading changes in a report; what was found about it across reports must be found anew.

    Args:
        session: a session in a transaction that has the row of the store's state; the report is as it was read.
        stored: the report as it was read.
        extraction: what is read from its text now.
        changes: what `compare_reading` found.
        versions: what it has been read with now.
        findings: what the checks of one report find in the new reading.
    """
    connection = session.connection()
    concerned = forget_findings(session, [stored.report_id])
    _write_figures(connection, extraction, changes)
    _delete(connection, SET_ASIDE, [row["id"] for row in changes.set_aside.gone])
    insert_rows(connection, SET_ASIDE, tuple(changes.set_aside.new.values()))
    _update(connection, SET_ASIDE, changes.set_aside.differing)
    add_findings(session, drop_overruled(session, stored_in(findings, stored.report_id)))
    version = raise_version(session)
    mark_concerned(session, concerned, store_version=version)
    mark_read(session, [stored.report_id], versions, store_version=version)


def _write_figures(connection: Connection, extraction: Extraction, changes: ReadingChanges) -> None:
    """Delete what goes, insert what comes, wholes before parts, and then lead staying parts to their wholes."""
    figures = changes.figures
    cut = [figures.staying[start] for start in changes.moved]
    cut += [row["id"] for row in figures.gone if row["part_of_id"] is not None]
    for some in in_portions(cut):
        connection.execute(update(OBSERVATIONS).where(OBSERVATIONS.c.id.in_(some)).values(part_of_id=None))
    _delete(connection, OBSERVATIONS, [row["id"] for row in figures.gone])
    ids: dict[int | None, int | None] = {None: None}
    ids |= dict(figures.staying.items())
    order = [(start, whole) for start, whole in wholes_first(extraction) if start in figures.new]
    reserved = reserve_ids(connection, OBSERVATIONS, len(order)) if order else ()
    ids |= dict(zip((start for start, _ in order), reserved, strict=True))
    insert_rows(
        connection,
        OBSERVATIONS,
        [figures.new[start] | {"id": ids[start], "part_of_id": ids[whole]} for start, whole in order],
    )
    _update(connection, OBSERVATIONS, figures.differing)
    led = {start: whole for start, whole in changes.moved.items() if whole is not None}
    _update(connection, OBSERVATIONS, {figures.staying[part]: {"part_of_id": ids[led[part]]} for part in led})


def _delete(connection: Connection, table: Table, ids: Sequence[int]) -> None:
    for some in in_portions(ids):
        connection.execute(delete(table).where(table.c.id.in_(some)))


def _update(connection: Connection, table: Table, differing: Mapping[int, Row]) -> None:
    """Update rows, those that change in the same columns together."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row_id, columns in differing.items():
        alike[tuple(columns)].append(columns | {"row_id": row_id})
    for rows in alike.values():
        connection.execute(update(table).where(table.c.id == bindparam("row_id")), rows)


def mark_read(session: Session, report_ids: Sequence[int], versions: Versions, *, store_version: int) -> None:
    """Note on reports what they have been read with.

    Args:
        session: a session in a transaction.
        report_ids: the reports, a few thousand at most.
        versions: what they have been read with.
        store_version: the version of the store in which they changed.
    """
    report = schema.Report
    values = {
        "extractor_version": versions.extractor,
        "catalogue_version": versions.catalogue,
        "store_version": store_version,
    }
    session.connection().execute(update(report).where(report.id.in_(report_ids)).values(values))
