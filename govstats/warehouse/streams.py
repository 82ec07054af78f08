"""Arrow streams out of a store: all of one visit see one state of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import adbc_driver_manager
import pyarrow as pa
from sqlalchemy import URL, Dialect
from sqlalchemy.dialects import postgresql, sqlite

from govstats.errors import StoreError
from govstats.store.engine import is_sealed, sealed_address
from govstats.warehouse.locations import store_file
from govstats.warehouse.statements import Rows, render

PATIENCE = 30.0  # seconds for the child to close the database
CHILD = Path(__file__).with_name("sqlite_child.py")


class StoreVisit(Protocol):
    """A reading transaction of a store."""

    dialect: Dialect

    def read(self, statement: Rows) -> pa.RecordBatchReader:
        """Run a statement; the stream is read to its end before the next one is asked for.

        Raises:
            StoreError: the store cannot be read.
        """
        ...


@contextmanager
def visit(url: URL) -> Iterator[StoreVisit]:
    """Open a reading transaction of a store.

    Args:
        url: the SQLAlchemy URL of the store, SQLite in a file or PostgreSQL.

    Yields:
        what reads it; everything read comes from one state of the store.

    Raises:
        StoreError: the store cannot be opened.
    """
    opened = visit_postgresql(url) if url.get_backend_name() == "postgresql" else visit_sqlite(url)
    with opened as reader:
        yield reader


class SqliteVisit:
    """A SQLite store, read by a child process.

    SQLite's locks belong to the process. The Arrow driver brings a SQLite library of its own, and if it
    closed the file in this process, the locks that Python's SQLite holds on it would be gone, which can
    damage the database (SQLite's documentation: How To Corrupt An SQLite Database File, 2.2.1). The
    child also reads while this process sorts.
    """

    dialect: Dialect = sqlite.dialect()

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child

    def read(self, statement: Rows) -> pa.RecordBatchReader:
        """Run a statement in the child."""
        asking, answering = self._child.stdin, self._child.stdout
        if asking is None or answering is None:
            raise TypeError("the child process was started without pipes")
        try:
            asking.write(json.dumps(render(statement, self.dialect)).encode() + b"\n")
            asking.flush()
            answer = json.loads(answering.readline() or b'{"error": "the reading process ended"}')
        except OSError as error:
            raise StoreError(f"the database cannot be read: {error}") from error
        if "error" in answer:
            raise unreadable(answer["error"])
        return pa.ipc.open_stream(answering)


@contextmanager
def visit_sqlite(url: URL) -> Iterator[SqliteVisit]:
    """Start the child process that reads a SQLite store."""
    file = store_file(url)
    # Not mode=ro: who only reads cannot take the log files away when it is the last to close the database.
    address = sealed_address(file) if is_sealed(file) else file.resolve().as_uri() + "?mode=rw"
    with subprocess.Popen(  # noqa: S603 -- our own file, run by our own interpreter
        [sys.executable, "-P", str(CHILD), address], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        try:
            yield SqliteVisit(child)
            child.communicate(timeout=PATIENCE)  # the end of its input ends it
        finally:
            child.kill()


class PostgresqlVisit:
    """A PostgreSQL store, read over the binary COPY protocol."""

    dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def read(self, statement: Rows) -> pa.RecordBatchReader:
        """Run a statement."""
        try:
            self._cursor.execute(render(statement, self.dialect))
            reader: pa.RecordBatchReader = self._cursor.fetch_record_batch()
        except adbc_driver_manager.Error as error:
            raise unreadable(str(error)) from error
        return reader


@contextmanager
def visit_postgresql(url: URL) -> Iterator[PostgresqlVisit]:
    """Open a transaction that sees one state of a PostgreSQL store."""
    try:
        import adbc_driver_postgresql.dbapi as adbc  # noqa: PLC0415 -- only some installations have it
    except ImportError as error:
        raise StoreError(
            "the PostgreSQL drivers are not installed", "pip install 'govstats[postgres]'"
        ) from error
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = adbc.connect(address)
    except adbc_driver_manager.Error as error:
        raise unreadable(str(error)) from error
    with connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield PostgresqlVisit(cursor)


def unreadable(reason: str) -> StoreError:
    """Say that the store cannot be read, in one line."""
    first_line = " ".join(reason.partition("query:")[0].split())
    return StoreError(f"the database cannot be read: {first_line}", "govstats db status tells more")
