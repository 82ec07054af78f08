"""A copy of a SQLite database beside it, before its tables are changed."""

from __future__ import annotations

import itertools
import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from govstats.errors import StoreError
from govstats.store.engine import SQLITE_WAIT_MS
from govstats.store.revisions import VERSION_TABLE


def back_up(path: Path, revision: str, now: datetime) -> Path:
    """Copy a SQLite database, whole and in one state, whatever others read or write meanwhile.

    The copy gets its name when it is complete and has been looked through; it never replaces an earlier one.

    Args:
        path: the database.
        revision: the revision that it has.
        now: the moment, with its zone, for the name.

    Returns:
        The copy: govstats-backup-of-revision-0002-20261122T101500Z.db beside govstats.db.

    Raises:
        StoreError: it cannot be made; nothing half-made stays.
    """
    unfinished: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        os.close(handle)
        unfinished = Path(name)
        _copy(path, unfinished)
        _require_sound(unfinished, revision)
        unfinished.chmod(path.stat().st_mode & 0o777)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        backup = _reserve_name(path, revision, now)
        unfinished.replace(backup)
    except (OSError, sqlite3.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise StoreError(
            f"{path} cannot be backed up in {path.parent}: {reason}; nothing was changed",
            "make room there, or allow writing; with a backup of your own: govstats db upgrade --no-backup",
        ) from error
    finally:
        if unfinished is not None:
            for ending in ("", "-journal", "-wal", "-shm"):
                with suppress(OSError):
                    unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)
    return backup


def _copy(path: Path, target: Path) -> None:
    """Copy all pages in one step, with SQLite's own means: what lies in its log belongs to it."""
    with (
        closing(sqlite3.connect(path, timeout=SQLITE_WAIT_MS / 1000)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)


def _require_sound(copy: Path, revision: str) -> None:
    """Open the copy as it lies there and look through its pages."""
    address = copy.resolve().as_uri() + "?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        found = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchall()  # noqa: S608
        (sound, *_) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != [(revision,)] or sound != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged, as the database may be ({sound})")


def _reserve_name(path: Path, revision: str, now: datetime) -> Path:
    """Make an empty file of a name that is not taken."""
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for number in itertools.count(1):
        again = f"-{number}" if number > 1 else ""
        name = f"{path.stem}-backup-of-revision-{revision}-{moment}{again}{path.suffix}"
        with suppress(FileExistsError):
            path.with_name(name).open("x").close()
            break
    return path.with_name(name)
