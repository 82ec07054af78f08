"""Read-only connections to a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from govstats.errors import QueryError
from govstats.warehouse.definitions import snapshot_format
from govstats.warehouse.folders import temporary_folder
from govstats.warehouse.positions import read_error
from govstats.warehouse.spares import attach_held

MEMORY_BYTES = 1_000_000_000
DISK_BYTES = 20_000_000_000

MADE_AGAIN = "delete it: it is made again from the database"

LOCKED_DOWN: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,  # a variable of the calling program is no table
    "errors_as_json": True,  # for the position of an error
    "show_behavior": "table",  # or SHOW would tell settings, such as the folder for temporary files
}


@dataclass(frozen=True, slots=True)
class StoreVersion:
    """Which state of which store.

    Attributes:
        store_uuid: identity of the store.
        version: how often its reports have changed.
        catalogue_version: version of the catalogue that it mirrors.
        places_version: version of the table of divisions that it mirrors.
        token: the token of the change that led to it; "" where there was none.
    """

    store_uuid: str
    version: int
    catalogue_version: str
    places_version: str
    token: str


@contextmanager
def open_snapshot(
    path: Path,
    memory_bytes: int = MEMORY_BYTES,
    spill: Path | None = None,
    disk_bytes: int = DISK_BYTES,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot for reading, cut off from files, extensions and settings.

    The file is attached to a database of its own in memory: DuckDB would give a second connection to the
    same path in one process the file as the first one opened it, even after it was replaced.

    Args:
        path: the snapshot.
        memory_bytes: how much memory queries may take.
        spill: the folder for what does not fit into it; a new one, which is deleted, if not given.
        disk_bytes: how much may go there.

    Yields:
        the connection; the views are in its search path.

    Raises:
        duckdb.Error: the file is no DuckDB database or cannot be opened.
        StoreError: no temporary folder can be written.
    """
    with ExitStack() as stack:
        holding = stack.enter_context(ExitStack())  # left last
        spill = spill or stack.enter_context(temporary_folder("govstats-query-"))
        settings = LOCKED_DOWN | {
            "memory_limit": f"{memory_bytes}B",
            "temp_directory": str(spill),
            "max_temp_directory_size": f"{disk_bytes}B",
        }
        connection = stack.enter_context(duckdb.connect(":memory:", config=settings))
        attach_held(connection, path, "govstats", holding)
        connection.execute("use govstats")
        connection.execute("detach memory")  # nothing is left that could be written to
        connection.execute("set enable_progress_bar = false")  # it would be drawn into the output
        connection.execute("set timezone = 'UTC'")  # not the machine's: one query, one answer everywhere
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection


def read_version(path: Path) -> StoreVersion | None:
    """Tell which state of which store a snapshot holds.

    Args:
        path: the snapshot, which may be missing, damaged or another program's.

    Returns:
        the state, or None where the file is not a snapshot of this version of govstats.
    """
    if not path.is_file():
        return None
    try:
        with open_snapshot(path) as connection:
            row = connection.execute(
                "select store_uuid, store_version, catalogue_version, places_version, token"
                " from loaded.snapshot"
                " where format = $format",
                {"format": snapshot_format()},
            ).fetchone()
    except duckdb.Error:
        return None
    return StoreVersion(*row) if row else None


@contextmanager
def open_for_answers(
    path: Path,
    memory_bytes: int = MEMORY_BYTES,
    spill: Path | None = None,
    disk_bytes: int = DISK_BYTES,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot as open_snapshot does, for a command that answers from it.

    Raises:
        QueryError: the snapshot is missing or cannot be opened.
    """
    if not path.is_file():
        raise QueryError(f"there is no snapshot at {path}", "ingest a report first, or refresh the snapshot")
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(open_snapshot(path, memory_bytes, spill, disk_bytes))
        except duckdb.Error as error:
            reason, _, _ = read_error(error, "")
            raise QueryError(f"the snapshot {path} cannot be opened: {reason}", MADE_AGAIN) from error
        yield connection


def is_damage(error: Exception) -> bool:
    """Tell whether an error says that a file of DuckDB is not as it was written; Arrow hands on its words alone."""
    return "Corrupt database file" in str(error)


def unreadable(path: Path, error: Exception) -> QueryError:
    """Make the error for a snapshot that cannot be read although it could be opened.

    Args:
        path: the snapshot.
        error: what DuckDB, or Arrow for it, says.
    """
    reason, _, _ = read_error(duckdb.Error(str(error)), "")
    state = "is damaged" if is_damage(error) else "cannot be read"
    return QueryError(f"the snapshot {path} {state}: {reason}", MADE_AGAIN)
