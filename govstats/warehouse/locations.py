"""Where the snapshot of a store lies."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import URL, make_url

from govstats.caching import cache_folder
from govstats.errors import StoreError
from govstats.warehouse.freshness import snapshot_beside


def store_file(url: URL) -> Path:
    """Give the file of a SQLite store.

    Args:
        url: a SQLAlchemy URL of the dialect sqlite.

    Returns:
        the file's path as the URL has it.

    Raises:
        StoreError: the URL names no file, such as a database in memory.
    """
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise StoreError(
            f"queries need a database in a file, and {url.render_as_string()} is none",
            "use a URL such as sqlite:///govstats.db",
        )
    return Path(url.database)


def store_of(url: str | URL) -> Path | URL:
    """Tell where a store is: the file of one in SQLite, the URL of one in PostgreSQL.

    Args:
        url: its SQLAlchemy URL.

    Raises:
        StoreError: the URL names a database in memory.
    """
    url = make_url(url)
    return store_file(url) if url.get_backend_name() == "sqlite" else url


def snapshot_path(url: str | URL) -> Path:
    """Tell where the snapshot of a store lies unless the caller chooses another place.

    Args:
        url: the SQLAlchemy URL of the store.

    Returns:
        beside a SQLite store: govstats.duckdb for govstats.db; for PostgreSQL a file in the user's cache
        folder whose name tells server, database and options apart.

    Raises:
        StoreError: the URL names a database in memory or of another kind.
    """
    url = make_url(url)
    backend = url.get_backend_name()
    if backend == "sqlite":
        return snapshot_beside(store_file(url))
    if backend == "postgresql":
        identity = url.set(drivername="postgresql", password=None).render_as_string()
        digest = hashlib.sha256(identity.encode()).hexdigest()[:12]
        return cache_folder() / f"{url.database or 'postgres'}-{digest}.duckdb"
    raise StoreError(f"a {backend} database cannot be a store", "use SQLite or PostgreSQL")
