"""What a store holds, told without its numbers, and stores whose figures were read by other rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from govstats.store import Store, schema

TABLES = schema.Base.metadata.tables
OBSERVATIONS, SET_ASIDE = TABLES["observations"], TABLES["set_aside"]
RULES_BEFORE = "0.1.0"  # what programs without a digest of their rules have noted


def rows(store: Store, table: str, report_id: int) -> dict[int, dict[str, Any]]:
    """The rows of a report by the offset where they start, parts with that of their whole."""
    columns = TABLES[table]
    with store.reading() as session:
        found = session.execute(select(columns).where(columns.c.report_id == report_id)).mappings()
        by_start = {row["start_offset"]: dict(row) for row in found}
    starts = {row["id"]: start for start, row in by_start.items()} | {None: None}
    for row in by_start.values():
        if "part_of_id" in row:
            row["part_of"] = starts[row.pop("part_of_id")]
    return by_start


def ids(found: Mapping[int, dict[str, Any]]) -> dict[int, int]:
    """The ids of rows by the offset where they start."""
    return {start: row["id"] for start, row in found.items()}


def without_ids(found: Mapping[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Rows without the numbers of themselves and of their report."""
    return {
        start: {name: value for name, value in row.items() if name not in ("id", "report_id")}
        for start, row in found.items()
    }


def report_ids(store: Store) -> dict[str, int]:
    """The reports by the hash of their source."""
    with store.reading() as session:
        found = session.execute(select(schema.Report.sha256, schema.Report.id).order_by(schema.Report.id))
        return dict(found.all())


def readings(store: Store) -> dict[str, dict[str, dict[int, dict[str, Any]]]]:
    """What was read from each report, by the hash of its source."""
    return {
        sha256: {table: without_ids(rows(store, table, report_id)) for table in ("observations", "set_aside")}
        for sha256, report_id in report_ids(store).items()
    }


def versions(store: Store) -> set[tuple[str, str]]:
    """With what the reports were read."""
    report = schema.Report
    with store.reading() as session:
        return {
            tuple(row) for row in session.execute(select(report.extractor_version, report.catalogue_version))
        }


def outdate(store: Store) -> None:
    """Make all reports those of a program with other rules, which have read the same."""
    with store.transaction() as session:
        session.execute(update(schema.Report).values(extractor_version=RULES_BEFORE))
        session.execute(update(schema.StoreState).values(version=schema.StoreState.version + 1))


def spoil(store: Store) -> None:
    """Make the figures of all reports those of other rules: gone, added, otherwise, parts of others."""
    with store.transaction() as session:
        connection = session.connection()
        for report_id in session.scalars(select(schema.Report.id)).all():
            _spoil_figures(connection, report_id)
            _spoil_numbers(connection, report_id)
        state, report = schema.StoreState, schema.Report
        version = session.scalar(update(state).values(version=state.version + 1).returning(state.version))
        session.execute(update(report).values(extractor_version=RULES_BEFORE, store_version=version))


def _spoil_figures(connection: Connection, report_id: int) -> None:
    found = connection.execute(
        select(OBSERVATIONS.c.id, OBSERVATIONS.c.value)
        .where(OBSERVATIONS.c.report_id == report_id)
        .order_by(OBSERVATIONS.c.start_offset)
    ).all()
    first = found[0].id if found else None
    for position, row in enumerate(found):
        this = OBSERVATIONS.c.id == row.id
        changed: dict[str, Any] = {
            1: {"value": row.value + 1},
            2: {"label": "旧称", "confidence": 0.1, "indicator_code": None, "doubts": "old"},
            3: {"part_of_id": None if row.id == first else first, "scope": "part"},
            4: {"scope_if_coded": None, "base_confidence": None, "year": 1999},
        }.get(position % 6, {})
        if position % 6 == 5:
            connection.execute(
                update(OBSERVATIONS).where(OBSERVATIONS.c.part_of_id == row.id).values(part_of_id=None)
            )
            connection.execute(delete(OBSERVATIONS).where(this))
        elif changed:
            connection.execute(update(OBSERVATIONS).where(this).values(changed))


def _spoil_numbers(connection: Connection, report_id: int) -> None:
    template = connection.execute(
        select(OBSERVATIONS).where(OBSERVATIONS.c.report_id == report_id).limit(1)
    ).mappings().one_or_none()  # fmt: skip
    found = connection.execute(
        select(SET_ASIDE).where(SET_ASIDE.c.report_id == report_id).order_by(SET_ASIDE.c.start_offset)
    ).mappings().all()  # fmt: skip
    for position, row in enumerate(found):
        this = SET_ASIDE.c.id == row["id"]
        if position % 4 == 0:
            connection.execute(update(SET_ASIDE).where(this).values(reason="other", rule="old"))
        elif position % 4 == 1:
            connection.execute(delete(SET_ASIDE).where(this))
            if template is not None:
                connection.execute(insert(OBSERVATIONS), [_as_figure(template, row)])


def _as_figure(template: Mapping[str, Any], number: Mapping[str, Any]) -> dict[str, Any]:
    span = {name: number[name] for name in ("start_offset", "end_offset", "text")}
    about = {"evidence_start": number["start_offset"], "evidence": number["text"], "value": Decimal(7)}
    figure = dict(template) | span | about | {"part_of_id": template["id"], "label": "误读"}
    del figure["id"]
    return figure
