"""Runs a user's SQL on the snapshot: it can read the views and do nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from govstats.errors import QueryError
from govstats.warehouse.connection import open_for_answers
from govstats.warehouse.positions import read_error
from govstats.warehouse.vetting import vet

BATCH_ROWS = 65_536
TRUNCATED = b"govstats.truncated"


def run_query(
    path: Path,
    sql: str,
    *,
    parameters: Mapping[str, object] | None = None,
    row_limit: int | None = None,
    timeout_seconds: float | None = None,
    memory_limit: str = "1GB",
) -> pa.Table:
    """Run one reading statement.

    Args:
        path: the snapshot.
        sql: one SELECT (WITH, FROM and VALUES too), DESCRIBE, SHOW, SUMMARIZE or EXPLAIN.
        parameters: values for $name in the statement, by name.
        row_limit: give at most so many rows; the schema's metadata then say under TRUNCATED whether there
            were more.
        timeout_seconds: stop the query after so long.
        memory_limit: how much memory it may take, such as 512MB; sorting and grouping of more goes
            through files of DuckDB in the system's folder for temporary files.

    Returns:
        the rows, with the columns in the order of the query; names may repeat.

    Raises:
        QueryError: the statement is not allowed, is not valid SQL or fails; the message has the line and the
            column where DuckDB knows them. Or it took too long, or the snapshot is missing.
    """
    try:
        sql.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QueryError(
            f"character {error.start + 1} of the query is no text", "write it in UTF-8"
        ) from None
    with open_for_answers(path, memory_limit) as connection, clock(connection, timeout_seconds) as expired:
        try:
            vet(connection, sql)
            return collect(connection, sql, parameters, row_limit)
        except RuntimeError as error:  # what DuckDB makes of Ctrl-C
            raise KeyboardInterrupt from error
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            if expired.is_set():
                raise QueryError(
                    f"the query was stopped after {timeout_seconds:g} seconds",
                    "ask for less, or allow more time",
                ) from None
            if isinstance(error, duckdb.OutOfMemoryException):
                raise QueryError(
                    f"the query needs more memory than {memory_limit}",
                    "ask for less, or make room for what does not fit in the temporary folder, which the environment"
                    " variable TMPDIR names",
                ) from None
            raise explain(connection, error, sql, parameters) from None


def collect(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    parameters: Mapping[str, object] | None,
    row_limit: int | None,
) -> pa.Table:
    """Run a vetted statement and take its rows, up to the limit."""
    relation = connection.sql(sql, params=dict(parameters) if parameters else None)
    if row_limit is None:
        return relation.to_arrow_table()
    reader = relation.to_arrow_reader(min(BATCH_ROWS, row_limit + 1))
    batches, rows = [], 0
    for batch in reader:
        batches.append(batch)
        rows += batch.num_rows
        if rows > row_limit:
            break
    table = pa.Table.from_batches(batches, reader.schema).slice(0, row_limit)
    return table.replace_schema_metadata({TRUNCATED: b"true" if rows > row_limit else b"false"})


@contextmanager
def clock(connection: duckdb.DuckDBPyConnection, seconds: float | None) -> Iterator[threading.Event]:
    """Interrupt the connection's query after some seconds, and note that it was so."""
    expired, finished = threading.Event(), threading.Event()
    if seconds is None:
        yield expired
        return

    def watch() -> None:
        if finished.wait(seconds):
            return
        expired.set()
        connection.interrupt()
        while not finished.wait(0.05):  # an interrupt just before the query starts would be forgotten
            connection.interrupt()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield expired
    finally:
        finished.set()
        watcher.join()


def explain(
    connection: duckdb.DuckDBPyConnection, error: Exception, sql: str, parameters: Mapping[str, object] | None
) -> QueryError:
    """Turn an error into one that says what and where."""
    if not isinstance(error, duckdb.Error):
        error = duckdb.Error(str(error))
    message, hint, is_placed = read_error(error, sql)
    if not is_placed and isinstance(error, duckdb.BinderException | duckdb.CatalogException):
        # A relation drops the place of what it cannot bind; a cursor, which fails at the same step, keeps it.
        try:
            connection.execute(sql, dict(parameters) if parameters else None)
        except duckdb.Error as again:
            message, hint, _ = read_error(again, sql)
    return QueryError(message, hint)
