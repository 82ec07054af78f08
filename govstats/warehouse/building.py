"""Fills a snapshot file from a store: whole, or only the reports that changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from govstats.errors import StoreError
from govstats.warehouse import statements
from govstats.warehouse.connection import StoreVersion
from govstats.warehouse.definitions import create_everything, read_script, snapshot_format
from govstats.warehouse.statements import Rows
from govstats.warehouse.streams import StoreVisit

EVERYTHING = -1  # all versions of a store come after it
UNSORTED_SHARE = 0.2  # of the figures may lie behind the sorted ones before all are sorted anew


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
        connection.commit()
        loaded = load_changes(connection, store, version, after=EVERYTHING)
        if loaded is None:
            raise StoreError(
                "the database contradicts itself: figures or reports refer to rows that are not there",
                "restore it from a backup or ingest the reports into a new one",
            )
        return loaded


def update(file: Path, store: StoreVisit, version: StoreVersion, after: int) -> Loaded | None:
    """Load into a copy of an earlier snapshot what has changed since.

    Args:
        file: the copy, changed in place.
        store: a reading transaction of the store.
        version: what the store says about itself in that transaction.
        after: the version of the store that the copy holds.

    Returns:
        what was loaded; None where the changes do not lead to what the store holds now, as after a
        restored backup: the copy is useless then.

    Raises:
        duckdb.Error: the file is damaged or cannot be written, or a stream broke off.
    """
    with duckdb.connect(file) as connection:
        return load_changes(connection, store, version, after)


def load_changes(
    connection: duckdb.DuckDBPyConnection, store: StoreVisit, version: StoreVersion, after: int
) -> Loaded | None:
    """Bring an open snapshot up to a version of the store, in one transaction."""
    connection.begin()
    for name in statements.REFERENCE_TABLES:
        connection.execute(f"truncate loaded.{name}")
        load(connection, store, f"load_{name}.sql", statements.reference(name))
    insert(connection, store, "create temp table heads as select * from incoming", statements.heads())
    forget_changed_reports(connection, after)
    reports = load(connection, store, "load_reports.sql", statements.reports(after, store.dialect))
    observations = load(connection, store, "load_figures.sql", statements.observations(after))
    load(connection, store, "load_set_aside.sql", statements.set_aside(after))
    renew_versions(connection)
    if not matches_heads(connection):
        connection.rollback()
        return None
    write_version(connection, version, observations)
    connection.execute("drop table heads")
    connection.commit()
    if after != EVERYTHING:
        sort_anew_if_scattered(connection)
    connection.execute("checkpoint")
    return Loaded(reports, observations)


def load(connection: duckdb.DuckDBPyConnection, store: StoreVisit, script: str, statement: Rows) -> int:
    """Pour the rows of a statement into the table that a load script fills; tell how many there were."""
    return insert(connection, store, read_script(script), statement)


def insert(connection: duckdb.DuckDBPyConnection, store: StoreVisit, sql: str, statement: Rows) -> int:
    """Run SQL that reads the rows of a statement under the name incoming; tell how many rows it wrote."""
    connection.register("incoming", store.read(statement))
    row = connection.execute(sql).fetchone()
    connection.unregister("incoming")  # not after an error: another one, of its transaction, would hide it
    return int(row[0]) if row else 0


def forget_changed_reports(connection: duckdb.DuckDBPyConnection, after: int) -> None:
    """Delete the reports that changed or are gone, and the rows of those that were replaced too."""
    changed = "select id from heads where store_version > $after"
    replaced = "select replaces_id from heads where replaces_id is not null"
    for table in ("figures", "set_aside"):
        connection.execute(
            f"delete from loaded.{table} where report_id in ({changed}) or report_id in ({replaced})"  # noqa: S608
            " or report_id not in (select id from heads)",
            {"after": after},
        )
    connection.execute(
        f"delete from loaded.reports where report_id in ({changed})"  # noqa: S608
        " or report_id not in (select id from heads)",
        {"after": after},
    )


def renew_versions(connection: duckdb.DuckDBPyConnection) -> None:
    """Take over what reports were read with, also of those that reading again has left as they were."""
    connection.execute(read_script("renew_reports.sql"))
    connection.execute(read_script("renew_figures.sql"))


def matches_heads(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the snapshot holds the store's reports in their versions, and all their rows."""
    row = connection.execute(read_script("matches_heads.sql")).fetchone()
    return bool(row and row[0])


def write_version(connection: duckdb.DuckDBPyConnection, version: StoreVersion, appended: int) -> None:
    """Note which state of the store the snapshot holds now."""
    connection.execute(
        "update loaded.snapshot set store_version = $version, catalogue_version = $catalogue,"
        " places_version = $places, last_change = $change,"
        " unsorted_rows = case when store_version < 0 then 0 else unsorted_rows + $appended end",
        {
            "version": version.version,
            "catalogue": version.catalogue_version,
            "places": version.places_version,
            "change": version.last_change,
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
