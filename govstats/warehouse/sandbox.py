"""Runs a user's SQL on the snapshot: it can read the views and do nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from govstats.errors import QueryError
from govstats.warehouse.asking import Answer, QueryLimits, answerer
from govstats.warehouse.sizes import read_size

if TYPE_CHECKING:
    import pyarrow as pa

TRUNCATED = b"govstats.truncated"


@contextmanager
def open_query(
    path: Path,
    sql: str,
    parameters: Mapping[str, object] | None = None,
    limits: QueryLimits | None = None,
) -> Iterator[Answer]:
    """Run one reading statement in a process of its own, and take its rows as they come.

    Args:
        path: the snapshot.
        sql: one SELECT (WITH, FROM and VALUES too), DESCRIBE, SHOW, SUMMARIZE or EXPLAIN.
        parameters: values for $name in the statement, by name.
        limits: what the query may take.

    Yields:
        The rows; while they are gone through, a QueryError may still come.

    Raises:
        QueryError: the statement is not allowed, is not valid SQL or fails; the message has the line and the
            column where DuckDB knows them. Or it took too long or too much, or the snapshot is missing.
        StoreError: no temporary folder can be written.
    """
    refuse_no_text(sql)
    with answerer() as process, process.ask(path, sql, parameters, limits or QueryLimits()) as answer:
        yield answer


def run_query(
    path: Path,
    sql: str,
    *,
    parameters: Mapping[str, object] | None = None,
    row_limit: int | None = None,
    timeout_seconds: float | None = None,
    memory_limit: str = "1GB",
) -> pa.Table:
    """Run one reading statement and take all its rows.

    Args:
        path: the snapshot.
        sql: one SELECT (WITH, FROM and VALUES too), DESCRIBE, SHOW, SUMMARIZE or EXPLAIN.
        parameters: values for $name in the statement, by name.
        row_limit: give at most so many rows; the schema's metadata then say under TRUNCATED whether there
            were more.
        timeout_seconds: stop the query after so long.
        memory_limit: how much memory the query may take, and its rows here, such as 512MB; sorting and
            grouping of more goes through files in the system's folder for temporary files.

    Returns:
        the rows, with the columns in the order of the query; names may repeat.

    Raises:
        QueryError: as open_query says; or the rows take more memory than that.
        StoreError: no temporary folder can be written.
    """
    limits = QueryLimits(rows=row_limit, seconds=timeout_seconds, memory=memory_limit)
    with open_query(path, sql, parameters, limits) as answer:
        table = read_all(answer, memory_limit)
    if row_limit is None:
        return table
    return table.replace_schema_metadata({TRUNCATED: b"true" if answer.is_cut else b"false"})


def read_all(answer: Answer, memory_limit: str) -> pa.Table:
    """Take all rows of a query.

    Args:
        answer: the rows.
        memory_limit: how much memory they may take.

    Returns:
        The rows.

    Raises:
        QueryError: the query fails, or they take more.
    """
    import pyarrow as pa  # noqa: PLC0415 -- the process that answers starts meanwhile

    most, size, batches = read_size(memory_limit), 0, []
    for batch in answer.to_batches():
        batches.append(batch)
        size += batch.nbytes
        if size > most:
            raise QueryError(
                f"the rows of the query need more memory than {memory_limit}",
                "ask for less, allow more, or write them to a file: csv, jsonl and parquet are written as the rows come",
            )
    return pa.Table.from_batches(batches, answer.schema)


def refuse_no_text(sql: str) -> None:
    """Refuse characters that are none.

    Raises:
        QueryError: half a surrogate pair, or NUL, at which a part of DuckDB takes the statement to end.
    """
    try:
        sql.encode("utf-8")
        position = sql.find("\0")
    except UnicodeEncodeError as error:
        position = error.start
    if position >= 0:
        raise QueryError(f"character {position + 1} of the query is no text", "write it in UTF-8")
