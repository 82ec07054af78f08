"""Arrow streams out of a store: all of one visit see one state of it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from array import array
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from govstats.errors import StoreError
from govstats.store.sealing import reading_address
from govstats.warehouse.statements import Dialect

if TYPE_CHECKING:
    from sqlalchemy import URL

LONGEST_LOCK = 10_000  # milliseconds to wait for a writer
BATCH_ROWS = 10_000
PATIENCE = 30.0  # seconds for the child to close the database
LARGE_FILE = (
    30_000_000  # bytes of a store that a child process reads faster than this one, its start included
)
CHILD = Path(__file__).with_name("sqlite_child.py")


class StoreVisit(Protocol):
    """A reading transaction of a store."""

    dialect: Dialect

    def read(self, statement: str) -> pa.RecordBatchReader:
        """Run a statement; the stream is read to its end before the next one is asked for.

        Raises:
            StoreError: the store cannot be read.
        """
        ...


@contextmanager
def visit(store: Path | URL, *, to_read_all: bool) -> Iterator[StoreVisit]:
    """Open a reading transaction of a store.

    Args:
        store: the file of a SQLite store, or the SQLAlchemy URL of one in PostgreSQL.
        to_read_all: whether all of the store will be read, which is worth a slower start where it is large.

    Yields:
        what reads it; everything read comes from one state of the store.

    Raises:
        StoreError: the store cannot be opened.
    """
    if isinstance(store, Path):
        opened: AbstractContextManager[StoreVisit] = (
            start_sqlite_child(store) if to_read_all and is_large(store) else visit_sqlite(store)
        )
    else:
        from govstats.warehouse.postgresql_visit import visit_postgresql  # noqa: PLC0415 -- SQLite needs nothing of it

        opened = visit_postgresql(store)
    with opened as reader:
        yield reader


def is_large(file: Path) -> bool:
    """Tell whether reading all of a SQLite file takes longer than starting a child process that reads it faster."""
    return file.is_file() and file.stat().st_size > LARGE_FILE


class SqliteVisit:
    """A SQLite store, read in this process: the first row is there at once, and a million take some seconds.

    Args:
        connection: a connection in a transaction.
    """

    dialect: Dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self, statement: str) -> pa.RecordBatchReader:
        """Run a statement."""
        try:
            cursor = self._connection.execute(statement)
            first = cursor.fetchmany(BATCH_ROWS)
        except sqlite3.Error as error:
            raise unreadable(str(error)) from error
        names = [column[0] for column in cursor.description]
        schema = pa.schema(list(zip(names, map(arrow_type, columns_of(first, len(names))), strict=True)))
        return pa.RecordBatchReader.from_batches(schema, in_batches(first, cursor, schema))


def columns_of(rows: Sequence[Sequence[Any]], count: int) -> list[tuple[Any, ...]]:
    """Turn rows into so many columns."""
    return list(zip(*rows, strict=True)) or [()] * count


def arrow_type(values: Sequence[Any]) -> pa.DataType:
    """Tell which type of Arrow the values of a column have; only numbers may all be NULL, see statements.py."""
    kinds = {str: pa.string(), float: pa.float64()}
    return next((kinds.get(type(value), pa.int64()) for value in values if value is not None), pa.int64())


def in_batches(
    rows: list[tuple[Any, ...]], cursor: sqlite3.Cursor, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """Give the first rows of a cursor and all after them as batches."""
    while rows:
        columns = zip(columns_of(rows, len(schema)), schema, strict=True)
        yield pa.record_batch([arrow_column(values, field.type) for values, field in columns], schema=schema)
        rows = cursor.fetchmany(BATCH_ROWS)


def arrow_column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Make a column of Arrow out of its buffers.

    pyarrow's own way loads pandas where it is installed, which takes longer than all the rest of a small refresh.

    Args:
        values: str, int or float, or None.
        kind: string, int64 or float64.
    """
    is_valid = None
    if None in values:
        bits = "".join("0" if value is None else "1" for value in reversed(values))
        is_valid = pa.py_buffer(int(bits, 2).to_bytes(-(-len(values) // 8), "little"))
    if kind == pa.string():
        words = [value.encode() if value is not None else b"" for value in values]
        ends = array("i", accumulate(map(len, words), initial=0))
        buffers = [is_valid, pa.py_buffer(ends), pa.py_buffer(b"".join(words))]
    else:
        numbers = array("q" if kind == pa.int64() else "d", (value or 0 for value in values))
        buffers = [is_valid, pa.py_buffer(numbers)]
    return pa.Array.from_buffers(kind, len(values), buffers)


@contextmanager
def visit_sqlite(file: Path) -> Iterator[SqliteVisit]:
    """Open a transaction that sees one state of a SQLite store."""
    try:
        # DuckDB fetches the rows in threads of its own, one at a time
        opened = sqlite3.connect(
            reading_address(file), uri=True, isolation_level=None, check_same_thread=False
        )
        with closing(opened) as connection:
            connection.execute(f"PRAGMA busy_timeout = {LONGEST_LOCK}")
            connection.execute("BEGIN")
            yield SqliteVisit(connection)
    except sqlite3.Error as error:
        raise unreadable(str(error)) from error


class SqliteChildVisit:
    """A SQLite store, read by a child process.

    SQLite's locks belong to the process. The Arrow driver brings a SQLite library of its own, and if it
    closed the file in this process, the locks that Python's SQLite holds on it would be gone, which can
    damage the database (SQLite's documentation: How To Corrupt An SQLite Database File, 2.2.1). The
    child also reads while this process sorts.
    """

    dialect: Dialect = "sqlite"

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child

    def read(self, statement: str) -> pa.RecordBatchReader:
        """Run a statement in the child."""
        asking, answering = self._child.stdin, self._child.stdout
        if asking is None or answering is None:
            raise TypeError("the child process was started without pipes")
        try:
            asking.write(json.dumps(statement).encode() + b"\n")
            asking.flush()
            answer = json.loads(answering.readline() or b'{"error": "the reading process ended"}')
        except OSError as error:
            raise StoreError(f"the database cannot be read: {error}") from error
        if "error" in answer:
            raise unreadable(answer["error"])
        return pa.ipc.open_stream(answering)


@contextmanager
def start_sqlite_child(file: Path) -> Iterator[SqliteChildVisit]:
    """Start the child process that reads a SQLite store."""
    with subprocess.Popen(  # noqa: S603 -- our own file, run by our own interpreter
        [sys.executable, "-P", str(CHILD), reading_address(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        try:
            yield SqliteChildVisit(child)
            child.communicate(timeout=PATIENCE)  # the end of its input ends it
        finally:
            child.kill()


def unreadable(reason: str) -> StoreError:
    """Say that the store cannot be read, in one line."""
    first_line = " ".join(reason.partition("query:")[0].split())
    return StoreError(f"the database cannot be read: {first_line}", "govstats db status tells more")
