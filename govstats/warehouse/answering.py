"""Program: answers queries for another process, which ends it when one takes too much (see asking.py).

Some of DuckDB's functions cannot be interrupted once they are at work, and some take memory that its limit does not
count: list_sort(range(300000000)), repeat('x', 2000000000). A process can be ended, and its memory measured.
"""

from __future__ import annotations

import os
import pickle
import queue
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa
from msgspec import MsgspecError
from msgspec.msgpack import Decoder

from govstats.errors import GovstatsError, QueryError
from govstats.pipes import receive, send
from govstats.warehouse.connection import is_damage, open_for_answers, unreadable
from govstats.warehouse.messages import Finished, Question, Ready, Refused, Rows
from govstats.warehouse.parameters import check_parameters
from govstats.warehouse.positions import read_error
from govstats.warehouse.vetting import vet

BATCH_ROWS = 4096  # the texts of as many reports fit into memory
REMOVALS = 100  # of a folder into which another thread puts files meanwhile
NO_MEMORY = "Out of Memory Error"  # how DuckDB says it through Arrow
NO_ROOM = (
    "ask for less, or make room for what does not fit in the temporary folder, which the environment"
    " variable TMPDIR names"
)


def answer(question: Question) -> Iterator[pa.RecordBatch | pa.Schema | bool]:
    """Run a query.

    Args:
        question: the query.

    Yields:
        the schema, the batches of rows, and at the end whether there were more.

    Raises:
        QueryError: it is not allowed, is wrong, or fails.
    """
    with open_for_answers(
        Path(question.path), question.memory_bytes, Path(question.folder), question.disk_bytes
    ) as connection:
        parameters: dict[str, Any] = pickle.loads(question.parameters)  # noqa: S301 -- of the program that started this one
        try:
            vet(connection, question.sql)
            check_parameters(connection, question.sql, parameters)
            yield from rows(connection, question.sql, parameters, question.row_limit)
        except MemoryError:
            raise QueryError("the query needs more memory than there is", "ask for less") from None
        except (duckdb.Error, pa.ArrowException, OSError, RuntimeError) as error:
            if isinstance(error, duckdb.OutOfMemoryException) or NO_MEMORY in str(error):
                raise QueryError(f"the query needs more memory than {question.memory}", NO_ROOM) from None
            if is_damage(error):
                raise unreadable(Path(question.path), error) from None
            raise explain(connection, error, question.sql, parameters) from None


def rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any], row_limit: int | None
) -> Iterator[pa.RecordBatch | pa.Schema | bool]:
    """Run a vetted statement and give its rows, up to the limit."""
    relation = connection.sql(sql, params=parameters or None)
    reader = relation.to_arrow_reader(BATCH_ROWS if row_limit is None else min(BATCH_ROWS, row_limit + 1))
    yield reader.schema
    given = 0
    for batch in reader:
        room = batch.num_rows if row_limit is None else row_limit - given
        yield batch.slice(0, room)
        given += min(room, batch.num_rows)
        if room < batch.num_rows:
            yield True
            return
    yield False


def explain(
    connection: duckdb.DuckDBPyConnection, error: Exception, sql: str, parameters: dict[str, Any]
) -> QueryError:
    """Turn an error into one that says what and where."""
    if not isinstance(error, duckdb.Error):
        error = duckdb.Error(str(error))
    message, hint, is_placed = read_error(error, sql)
    if not is_placed and isinstance(error, duckdb.BinderException | duckdb.CatalogException):
        # A relation drops the place of what it cannot bind; a cursor, which fails at the same step, keeps it.
        try:
            connection.execute(sql, parameters or None)
        except duckdb.Error as again:
            message, hint, _ = read_error(again, sql)
    return QueryError(message, hint)


def reply(question: Question, stream: BinaryIO) -> None:
    """Answer a question over a pipe."""
    try:
        schema: pa.Schema | None = None
        for piece in answer(question):
            if isinstance(piece, bool):
                send(stream, Finished(piece))
            elif schema is None:
                schema = piece
                send_rows(stream, schema)
            else:
                send_rows(stream, schema, piece)
    except GovstatsError as error:
        send(stream, Refused(error.message, error.hint))


def send_rows(stream: BinaryIO, schema: pa.Schema, *batches: pa.RecordBatch) -> None:
    """Send a schema with some rows."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    packed = sink.getvalue()
    send(stream, Rows(packed.size), packed)


def listen(stream: BinaryIO, questions: queue.SimpleQueue[Question]) -> None:
    """Hand on what is asked; nobody asks any more when the pipe ends, whatever is being answered then."""
    decoder = Decoder(Question)
    folder = None
    try:
        while (question := receive(stream, decoder)) is not None:
            folder = Path(question.folder)
            questions.put(question)
    except (MsgspecError, OSError):
        pass
    if folder is not None:
        remove_folder(folder)
    os._exit(0)


def remove_folder(folder: Path) -> None:
    """Delete a folder that who asked would have deleted, had it not been killed; DuckDB may still write there."""
    for _ in range(REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def main() -> None:
    """Answer questions until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process decides what becomes of this one
    # what a library might print is no part of the answers
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    questions: queue.SimpleQueue[Question] = queue.SimpleQueue()
    threading.Thread(target=listen, args=(sys.stdin.buffer, questions), daemon=True).start()
    try:
        send(replies, Ready())
        while True:
            reply(questions.get(), replies)
    except BrokenPipeError:  # the other process has ended
        os._exit(0)
