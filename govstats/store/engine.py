"""Where the database is, and connections to it that keep transactions and foreign keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from govstats.errors import StoreError
from govstats.store.addresses import wanted_address
from govstats.store.sealing import is_sealed, sealed_address

SQLITE_WAIT_MS: Final = 30_000  # a writer keeps the lock for one report, some milliseconds: 30 s means stuck
LOG_PAGES: Final = 8_000  # of 4096 bytes
CACHE_KILOBYTES: Final = 64_000
CONNECT_SECONDS: Final = 10
POSTGRES_SCHEMES: Final = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
SQLITE_SCHEMES: Final = frozenset({"sqlite", "sqlite+pysqlite"})

ADDRESS_HINT: Final = "give the path of a file, sqlite:///path or postgresql://user@host/database"


def database_url(given: str | None, environ: Mapping[str, str]) -> str:
    """Settle which database is meant.

    Args:
        given: a path or URL from the user, or None; it goes before the environment.
        environ: environment variables; GOVSTATS_DATABASE_URL is read.

    Returns:
        A URL for `open_engine`: sqlite:///path or postgresql+psycopg://...; without any wish
        that of the file govstats.db in the working folder.

    Raises:
        StoreError: the address is none of SQLite or PostgreSQL, or names no file.
    """
    address = wanted_address(given, environ)
    if "://" not in address:
        return _sqlite_url(address)
    url = _parse(address)
    if url.drivername in POSTGRES_SCHEMES:
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.drivername in SQLITE_SCHEMES:
        if url.query:
            raise StoreError("the SQLite address has options after '?'", ADDRESS_HINT)
        return _sqlite_url(url.database or "")
    raise StoreError(f"databases of the kind {url.drivername!r} are not supported", ADDRESS_HINT)


def _parse(address: str) -> URL:
    """Parse an address without ever repeating it, for it may hold a password."""
    try:
        return make_url(address)
    except (ArgumentError, ValueError):
        scheme = address.partition("://")[0]
        raise StoreError(f"the database address {scheme}://... cannot be read", ADDRESS_HINT) from None


def _sqlite_url(path: str) -> str:
    if not path or path == ":memory:":
        raise StoreError("the database address names no file", ADDRESS_HINT)
    return URL.create("sqlite", database=path).render_as_string(hide_password=False)


def database_path(url: str) -> Path | None:
    """Give the file of a SQLite database, or None for a database server.

    Args:
        url: a URL of `database_url`.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def show_url(url: str) -> str:
    """Write a database address for people: the path of a file, or the URL without password and options.

    Args:
        url: a URL of `database_url`.
    """
    path = database_path(url)
    if path is not None:
        return str(path)
    return make_url(url).set(drivername="postgresql", query={}).render_as_string(hide_password=True)


def open_engine(url: str) -> Engine:
    """Make an engine; nothing is connected yet.

    SQLite connections check foreign keys, wait up to 30 seconds for a lock, keep a write-ahead log
    (readers go on while one writes) and begin every transaction themselves, so that reading, writing
    and changing tables all belong to it. The execution option sqlite_begin="IMMEDIATE" takes the
    write lock at the beginning: a transaction that reads first and writes later needs it, because
    SQLite refuses at once, without waiting, to write on top of an outdated reading. A SQLite file in a folder
    that cannot be written is opened as it lies there: it can be read, and writing is refused.

    Args:
        url: a URL of `database_url`.

    Raises:
        StoreError: the driver for PostgreSQL is not installed.
    """
    path = database_path(url)
    if path is not None:
        return _open_sealed(path) if is_sealed(path) else _open_sqlite(url)
    try:
        return create_engine(
            url, connect_args={"connect_timeout": CONNECT_SECONDS, "client_encoding": "utf8"}
        )
    except ModuleNotFoundError as error:
        raise StoreError(
            f"the PostgreSQL driver is not installed (no module {error.name})",
            "install it with: pip install 'govstats[postgres]'",
        ) from error


def _open_sealed(path: Path) -> Engine:
    address = sealed_address(path)
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, creator=lambda: sqlite3.connect(address, uri=True, isolation_level=None))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT_MS / 1000})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; _begin_sqlite does
    connection.execute(f"PRAGMA busy_timeout = {SQLITE_WAIT_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    # With a write-ahead log, NORMAL still never leaves half a transaction; a power cut may take the last
    # ones, which the next ingest brings back.
    connection.execute("PRAGMA synchronous = NORMAL")
    # The log is brought into the file when it has grown to 32 MB, not 4: pages that many reports change are written once.
    connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    # What is deleted need not be overwritten, as Debian's SQLite does by default, with each page that it moves.
    connection.execute("PRAGMA secure_delete = OFF")
    # What many reports change, such as the index by indicator, is read from the file once, not for each group of them.
    connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",) and _is_ours(connection):
        _use_write_ahead_log(connection)


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether it is a store: not a byte of another program's database may change."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
    return bool(tables.fetchone()[0])


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Change the journal once in the life of a database; where that is not possible the old one does too."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(("SQLITE_READONLY", "SQLITE_BUSY", "SQLITE_LOCKED")):
            raise


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
