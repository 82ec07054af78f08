"""Whether the snapshot of a SQLite store is up to date, told without loading what only bringing it up to date needs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from govstats.store.scripts import head_revision
from govstats.warehouse.connection import StoreVersion, read_version

_REVISION = "SELECT version_num FROM alembic_version"
_STATE = (
    "SELECT store_uuid, version, catalogue_version, places_version,"
    " coalesce((SELECT token FROM changes WHERE changes.version = store_state.version), '')"
    " FROM store_state"
)


def fresh_snapshot(store: Path) -> Path | None:
    """Give the snapshot of a store if it is up to date.

    Args:
        store: the file of a SQLite store, which may be missing or anything else.

    Returns:
        The snapshot; None where it is not up to date, or where only opening the store properly tells what is the matter.
    """
    if not store.is_file():
        return None
    snapshot = snapshot_beside(store)
    version = _version_of(store) if snapshot.is_file() else None
    return snapshot if version is not None and read_version(snapshot) == version else None


def snapshot_beside(store: Path) -> Path:
    """Tell where the snapshot of a SQLite store lies: govstats.duckdb for govstats.db.

    Args:
        store: the file of the store.
    """
    # data.sqlite and data.db may lie side by side, so that only the usual ending is dropped
    return store.with_suffix(".duckdb") if store.suffix == ".db" else store.with_name(store.name + ".duckdb")


def _version_of(store: Path) -> StoreVersion | None:
    """Read which state a store is in; None where this program cannot use it as it is."""
    try:
        with closing(sqlite3.connect(store.resolve().as_uri() + "?mode=rw", uri=True)) as connection:
            if connection.execute(_REVISION).fetchone() != (head_revision(),):
                return None
            row = connection.execute(_STATE).fetchone()
    except sqlite3.Error:
        return None
    return StoreVersion(*row) if row else None
