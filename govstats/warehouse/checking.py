"""Whether the snapshot holds what the store holds."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlalchemy import URL, make_url

from govstats.errors import StoreError
from govstats.store.checking import Checked, Tally
from govstats.warehouse.building import build
from govstats.warehouse.connection import MADE_AGAIN, StoreVersion, is_damage, read_version
from govstats.warehouse.folders import temporary_folder
from govstats.warehouse.locations import snapshot_path, store_of
from govstats.warehouse.snapshot import require_own, visited_version
from govstats.warehouse.spares import attach_held
from govstats.warehouse.statements import REFERENCE_TABLES
from govstats.warehouse.streams import visit

NAME = "snapshot"
TABLES = (*REFERENCE_TABLES, "reports", "figures", "set_aside")
SHOWN_AT_MOST = 5  # rows of a table
MEMORY = "1GB"  # what does not fit goes to the temporary folder


def check_snapshot(url: str | URL, path: Path | None = None) -> Checked:
    """Compare a snapshot that says it is up to date with one that is made anew from the store.

    Neither the store nor the snapshot is changed. A snapshot that is missing or older is no fault: the next
    query renews it.

    Args:
        url: the SQLAlchemy URL of the store.
        path: the snapshot; where snapshot_path says if not given.

    Returns:
        What was found; the faults are rows that only one of the two holds.

    Raises:
        StoreError: the store cannot be read, somebody else's database lies where the snapshot should be, or
            there is no room for the new snapshot in the temporary folder.
    """
    url = make_url(url)
    path = snapshot_path(url) if path is None else path
    if not path.is_file():
        return Checked(NAME, f"there is none at {path}: the next query makes it", is_done=False)
    require_own(path)
    with temporary_folder("govstats-check-") as folder:
        try:
            return _compare_with_new(url, path, folder / "new.duckdb")
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            if is_damage(error):
                tally = Tally(NAME)
                tally.add(str(path), f"it is damaged; {MADE_AGAIN}")
                return tally.checked("not all of it was compared")
            raise StoreError(
                f"the snapshot {path} cannot be compared: {str(error).partition(chr(10))[0]}",
                f"is there room in {folder.parent}? the environment variable TMPDIR names another folder",
            ) from error


def _compare_with_new(url: URL, path: Path, new: Path) -> Checked:
    with visit(store_of(url), to_read_all=True) as store:
        version = visited_version(store)
        found = read_version(path)
        if found != version:
            return Checked(
                NAME, f"{path} {_why_not(found, version)}: the next query renews it", is_done=False
            )
        try:
            build(new, store, version)
        except (
            StoreError,
            duckdb.ConversionException,
            duckdb.ConstraintException,
            pa.ArrowException,
        ) as error:
            tally = Tally(NAME)
            reason = " ".join(str(error).partition("LINE ")[0].split())
            tally.add(str(path), f"no new one can be made to compare it with: {reason}")
            return tally.checked("nothing was compared")
    return _compare(path, new)


def _why_not(found: StoreVersion | None, version: StoreVersion) -> str:
    if found is None:
        return "is damaged or of another version of govstats"
    if found.store_uuid != version.store_uuid:
        return "is of another database"
    return f"is of version {found.version} of the database, which is at {version.version}"


def _compare(path: Path, new: Path) -> Checked:
    tally = Tally(NAME)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(new.with_suffix(".tmp")),
    }
    with ExitStack() as holding, duckdb.connect(":memory:", config=settings) as connection:
        connection.execute("set enable_progress_bar = false")
        for name, file in (("held", path), ("made", new)):
            attach_held(connection, file, name, holding)
        for table in TABLES:
            _compare_table(connection, table, tally)
    return tally.checked(f"{{count}} rows of {len(TABLES)} tables in {path} against the database")


def _compare_table(connection: duckdb.DuckDBPyConnection, table: str, tally: Tally) -> None:
    """Compare a table both ways, each row by its number and a digest of all of it: texts need not be sorted."""
    key = connection.execute(
        "select column_name from duckdb_columns()"
        " where database_name = 'made' and schema_name = 'loaded' and table_name = $table and column_index = 1",
        {"table": table},
    ).fetchall()[0][0]
    rows = {
        name: f"select {key}, hash(one) from {name}.loaded.{table} as one"  # noqa: S608 -- our own names
        for name in ("held", "made")
    }
    counted = connection.execute(f"select count(*) from made.loaded.{table}").fetchone()  # noqa: S608
    tally.count += counted[0] if counted else 0
    for here, there, what in (
        ("held", "made", "is not so in the database"),
        ("made", "held", "is so in the database alone"),
    ):
        only = f"select {key} from ({rows[here]} except all {rows[there]})"  # noqa: S608
        found = connection.execute(f"{only} order by 1 limit {SHOWN_AT_MOST}").fetchall()
        for (number,) in found:
            tally.add(f"{table} {number}", what)
        if len(found) == SHOWN_AT_MOST:
            counted = connection.execute(f"select count(*) from ({only})").fetchone()  # noqa: S608
            tally.faults += (counted[0] if counted else 0) - len(found)
