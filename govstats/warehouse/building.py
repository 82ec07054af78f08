"""Fills a snapshot file from a store: whole, or only the reports that changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from govstats.errors import StoreError
from govstats.warehouse import statements
from govstats.warehouse.connection import StoreVersion
from govstats.warehouse.definitions import create_everything, read_script, snapshot_format
from govstats.warehouse.streams import StoreVisit

EVERYTHING = -1  # all versions of a store come after it
UNSORTED_SHARE = 0.2  # of the figures may lie behind the sorted ones before all are sorted anew
# DuckDB takes a stream for a short one, and would keep ten million figures in memory to look a few names up in them.
JOINED_AS_WRITTEN = "set disabled_optimizers = 'join_order,build_side_probe_side'"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one load has fetched from the store.

    Attributes:
        reports: how many reports.
        observations: how many observations.
    """

    reports: int
    observations: int


def build(file: Path, store: StoreVisit, version: StoreVersion) -> Loaded:
    """Fill a file that does not exist yet with everything in a store.

    Args:
        file: the file to make.
        store: a reading transaction of the store.
        version: what the store says about itself in that transaction.

    Returns:
        what was loaded.

    Raises:
        StoreError: the store's rows do not fit together.
        duckdb.Error: the file cannot be written, or a stream broke off.
    """
    with duckdb.connect(file) as connection:
        connection.begin()  # else each table and view would be written to the disk by itself
        create_everything(connection)
        connection.execute(
            "insert into loaded.snapshot values ($format, $uuid, -1, '', '', '', 0)",
            {"format": snapshot_format(), "uuid": version.store_uuid},
        )
        for name in statements.REFERENCE_TABLES:
            load(connection, store, f"load_{name}.sql", statements.reference(name))
        loaded = load_reports(connection, store, after=EVERYTHING)
        connection.commit()
        connection.begin()
        connection.execute(read_script("choose_rivals_everywhere.sql"))
        connection.execute(read_script("pick.sql"))
        if not is_whole(connection, store):
            raise StoreError(
                "the database contradicts itself: figures or reports refer to rows that are not there",
                "restore it from a backup or ingest the reports into a new one",
            )
        write_version(connection, version, appended=0)
        connection.commit()
        connection.execute("checkpoint")
        return loaded


def update(file: Path, store: StoreVisit, version: StoreVersion, after: int) -> Loaded | None:
    """Load into a copy of an earlier snapshot what has changed since.

    Args:
        file: the copy, changed in place; of the same store, catalogue and map.
        store: a reading transaction of the store.
        version: what the store says about itself in that transaction.
        after: the version of the store that the copy holds.

    Returns:
        what was loaded; None where the changes do not lead to what the store holds now, as after rows
        were deleted: the copy is useless then.

    Raises:
        duckdb.Error: the file is damaged or cannot be written, or a stream broke off.
    """
    with duckdb.connect(file) as connection:
        connection.begin()
        insert(connection, store, "create temp table changed as from incoming", statements.changed(after))
        connection.execute(read_script("note_touched.sql"))
        for table in ("figures", "set_aside", "findings", "reports"):
            connection.execute(read_script(f"forget_{table}.sql"))
        for name in statements.CHANGING_TABLES:
            connection.execute(f"truncate loaded.{name}")
            load(connection, store, f"load_{name}.sql", statements.reference(name))
        load(connection, store, "renew_organisations.sql", statements.organisations_of(after))
        loaded = load_reports(connection, store, after)
        connection.execute(read_script("note_touched_anew.sql"))
        connection.execute(read_script("choose_rivals_touched.sql"))
        connection.execute(read_script("pick.sql"))
        if not is_whole(connection, store):
            connection.rollback()
            return None
        write_version(connection, version, loaded.observations)
        connection.commit()
        sort_anew_if_scattered(connection)
        connection.execute("checkpoint")
        return loaded


def load_reports(connection: duckdb.DuckDBPyConnection, store: StoreVisit, after: int) -> Loaded:
    """Load the reports that changed after a version, with their rows."""
    reports = load(connection, store, "load_reports.sql", statements.reports(after, store.dialect))
    load(connection, store, "load_findings.sql", statements.findings(after))
    load(connection, store, "load_finding_figures.sql", statements.finding_figures(after))
    connection.execute("truncate loaded.corrections")
    load(connection, store, "load_corrections.sql", statements.corrections(store.dialect))
    connection.execute(read_script("judge.sql"))
    observations = load(connection, store, "load_figures.sql", statements.observations(after))
    load(connection, store, "load_set_aside.sql", statements.set_aside(after))
    return Loaded(reports, observations)


def load(connection: duckdb.DuckDBPyConnection, store: StoreVisit, script: str, statement: str) -> int:
    """Pour the rows of a statement into the table that a load script fills; tell how many there were."""
    return insert(connection, store, read_script(script), statement)


def insert(connection: duckdb.DuckDBPyConnection, store: StoreVisit, sql: str, statement: str) -> int:
    """Run SQL that reads the rows of a statement under the name incoming; tell how many rows it wrote."""
    connection.register("incoming", store.read(statement))
    connection.execute(JOINED_AS_WRITTEN)
    row = connection.execute(sql).fetchone()
    connection.execute("reset disabled_optimizers")
    connection.unregister("incoming")  # not after an error: another one, of its transaction, would hide it
    return int(row[0]) if row else 0


def is_whole(connection: duckdb.DuckDBPyConnection, store: StoreVisit) -> bool:
    """Tell whether the snapshot holds as many reports as the store, and all rows of the current ones."""
    expected = store.read(statements.growth(EVERYTHING)).read_all().to_pylist()[0]["reports"]
    row = connection.execute(read_script("is_whole.sql"), {"reports": expected}).fetchone()
    return bool(row and row[0])


def write_version(connection: duckdb.DuckDBPyConnection, version: StoreVersion, appended: int) -> None:
    """Note which state of the store the snapshot holds now."""
    connection.execute(
        "update loaded.snapshot set store_version = $version, catalogue_version = $catalogue,"
        " places_version = $places, token = $token, unsorted_rows = unsorted_rows + $appended",
        {
            "version": version.version,
            "catalogue": version.catalogue_version,
            "places": version.places_version,
            "token": version.token,
            "appended": appended,
        },
    )


def sort_anew_if_scattered(connection: duckdb.DuckDBPyConnection) -> None:
    """Sort all figures once too many were appended: scans skip row groups only where rows are sorted."""
    row = connection.execute(
        "select unsorted_rows > $share * (select count(*) from loaded.figures) from loaded.snapshot",
        {"share": UNSORTED_SHARE},
    ).fetchone()
    if not row or not row[0]:
        return
    connection.begin()
    connection.execute("create temp table sorted as from loaded.figures")
    connection.execute("truncate loaded.figures")
    connection.execute(
        "insert into loaded.figures from sorted"
        " order by indicator, district_code, year, report_id, start_offset"
    )
    connection.execute("drop table sorted")
    connection.execute("update loaded.snapshot set unsorted_rows = 0")
    connection.commit()
