"""Keeps the snapshot of a store up to date: one refresher at a time, readers never see half of it."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import duckdb
import pyarrow as pa
from filelock import FileLock, Timeout

from govstats.errors import StoreError
from govstats.warehouse import statements
from govstats.warehouse.building import build, update
from govstats.warehouse.connection import StoreVersion, open_snapshot, read_version
from govstats.warehouse.spares import make_spare, put_in_place, take_spare
from govstats.warehouse.streams import StoreVisit, visit

if TYPE_CHECKING:
    from sqlalchemy import URL

FEW_REPORTS = 100  # and a SMALL_SHARE of all are loaded faster into a copy than a snapshot is built
SMALL_SHARE = 0.2
LONGEST_WAIT = 3600.0  # seconds for another refresh; a first build of a million reports is done in less


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh has done.

    Attributes:
        path: the snapshot, which is up to date now.
        how: fresh (nothing was to be done), updated (only what changed was loaded) or built (from nothing).
        store_version: the version of the store that the snapshot holds.
        reports: how many reports were loaded.
        observations: how many observations were loaded.
    """

    path: Path
    how: Literal["fresh", "updated", "built"]
    store_version: int
    reports: int = 0
    observations: int = 0


def bring_up_to_date(store: Path | URL, path: Path) -> Refreshed:
    """Bring a snapshot up to date with a store that has moved on, or seems to have.

    It is renewed when the store's reports, catalogue or map have moved on, and built from nothing where
    it is missing, damaged, of another store or another format. It is replaced as a whole: who has the
    old file open goes on reading the old file.

    Args:
        store: the file of a SQLite store, or the URL of one in PostgreSQL.
        path: the snapshot.

    Returns:
        what was done.

    Raises:
        StoreError: the store cannot be read, or the snapshot's folder cannot be written although it must be.
    """
    with lock(path):
        current = read_version(path)
        if current is None:
            require_own(path)
        remove_leftovers(path)
        return renew(store, path, current)


def require_own(path: Path) -> None:
    """Refuse to replace a file that is somebody else's database; a damaged snapshot may go.

    Raises:
        StoreError: the file is a SQLite database, or one of DuckDB with tables of others, or cannot be read.
    """
    if not path.is_file():
        return
    try:
        with path.open("rb") as file:
            is_foreign = file.read(15) == b"SQLite format 3"
    except OSError as error:
        raise StoreError(
            f"the snapshot {path} cannot be read: {error.strerror or error}",
            "allow reading it, or delete it: it is made again from the database",
        ) from error
    try:
        with open_snapshot(path) as connection:
            schemas = connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
        is_foreign = bool(schemas) and ("loaded",) not in schemas
    except duckdb.Error:  # no database at all, or a damaged one
        pass
    if is_foreign:
        raise StoreError(
            f"{path} is another database, and the snapshot of this one would replace it",
            "move one of them, or name the database differently",
        )


def renew(store: Path | URL, path: Path, current: StoreVersion | None) -> Refreshed:
    """Make the next snapshot beside the old one and put it in its place; the caller holds the lock."""
    next_file = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        updated = None if current is None else bring_up(store, path, current, next_file)
        return updated or build_anew(store, path, next_file)
    except (duckdb.Error, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0]  # below it DuckDB advises on settings
        raise StoreError(
            f"the snapshot {path} cannot be made: {reason}", "is there room on its disk?"
        ) from error
    except OSError as error:
        raise StoreError(f"the snapshot {path} cannot be written: {error.strerror or error}") from error
    finally:
        remove_leftovers(path)


def bring_up(store: Path | URL, path: Path, current: StoreVersion, next_file: Path) -> Refreshed | None:
    """Load what changed into a copy of the snapshot; None where it must be built from nothing."""
    with visit(store, to_read_all=False) as visited:
        version = visited_version(visited)
        if current == version:  # another refresher was faster
            return Refreshed(path, "fresh", version.version)
        for make_copy in (take_spare, copy):
            next_file.unlink(missing_ok=True)  # never written over: somebody else's program may read it
            if not make_copy(path, next_file):
                continue
            found = read_version(next_file)
            if found is None or not follows(found, version, visited):
                continue
            with suppress(duckdb.Error):  # damaged further inside than its head, or the disk is full
                loaded = update(next_file, visited, version, after=found.version)
                if loaded is not None:
                    put_in_place(next_file, path)
                    return Refreshed(path, "updated", version.version, loaded.reports, loaded.observations)
    return None


def copy(path: Path, next_file: Path) -> bool:
    """Copy a snapshot; False where there is no room."""
    try:
        shutil.copyfile(path, next_file)
    except OSError:
        return False
    return True


def build_anew(store: Path | URL, path: Path, next_file: Path) -> Refreshed:
    """Make the snapshot from nothing."""
    next_file.unlink(missing_ok=True)
    with visit(store, to_read_all=True) as visited:
        version = visited_version(visited)
        loaded = build(next_file, visited, version)
    put_in_place(next_file, path)
    make_spare(path, next_file)
    return Refreshed(path, "built", version.version, loaded.reports, loaded.observations)


def visited_version(store: StoreVisit) -> StoreVersion:
    """Ask which state of the store a reading transaction sees."""
    (row,) = store.read(statements.state()).read_all().to_pylist()
    return StoreVersion(**row)


def follows(found: StoreVersion, version: StoreVersion, store: StoreVisit) -> bool:
    """Tell whether a snapshot can be brought up to date.

    It cannot where it has seen changes that the store has not, as after a restored backup; where the catalogue or the map
    is another one, whose names are in all rows; and where so much has changed that building it is faster.
    """
    if not (
        found.store_uuid == version.store_uuid
        and found.version < version.version
        and found.catalogue_version == version.catalogue_version
        and found.places_version == version.places_version
    ):
        return False
    (growth,) = store.read(statements.growth(found.version)).read_all().to_pylist()
    few = FEW_REPORTS + SMALL_SHARE * growth["reports"]
    return bool(growth["token"] == found.token and growth["changed"] <= few)


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Let one refresher at a time work on a snapshot."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        holding = FileLock(f"{path}.lock", timeout=LONGEST_WAIT)
        holding.acquire()
    except Timeout as error:
        raise StoreError(
            f"another program has been renewing {path} for too long", "end it, or try again later"
        ) from error
    except (OSError, NotImplementedError) as error:
        raise StoreError(
            f"the snapshot {path} is out of date and its folder cannot be written:"
            f" {getattr(error, 'strerror', None) or error}",
            "make the folder writable, make room there, or copy the database to another one",
        ) from error
    try:
        yield
    finally:
        holding.release()


def remove_leftovers(path: Path) -> None:
    """Delete half-made snapshots of refreshers that died; under the lock nobody else is making one."""
    for leftover in path.parent.glob(f"{glob.escape(path.name)}.*.new*"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)  # DuckDB's folder for what did not fit into memory
        else:
            leftover.unlink(missing_ok=True)
