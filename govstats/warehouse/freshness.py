"""The snapshot of a SQLite store, brought up to date without loading what only other databases and writing need."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from govstats.store.scripts import head_revision
from govstats.warehouse import statements
from govstats.warehouse.connection import StoreVersion, read_version

_REVISION = "SELECT version_num FROM alembic_version"


def refresh_file(store: Path) -> Path | None:
    """Bring the snapshot of a SQLite store up to date.

    Args:
        store: the file of the store, which may be missing or anything else.

    Returns:
        The snapshot; None where only opening the store properly tells what is the matter.

    Raises:
        StoreError: the snapshot's folder cannot be written although it must be.
    """
    version = _version_of(store) if store.is_file() else None
    if version is None:
        return None
    snapshot = snapshot_beside(store)
    if read_version(snapshot) == version:
        return snapshot
    from govstats.warehouse.snapshot import bring_up_to_date  # noqa: PLC0415 -- most snapshots are fresh

    return bring_up_to_date(store, snapshot).path


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
            connection.row_factory = sqlite3.Row
            row = connection.execute(statements.state()).fetchone()
    except sqlite3.Error:
        return None
    return StoreVersion(**row) if row else None
