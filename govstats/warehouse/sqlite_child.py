"""Program: reads a SQLite file over ADBC for another process (see streams.SqliteVisit).

It is run by its path and imports nothing of govstats, so that it starts fast. Each line of its standard
input is a statement as a JSON string. Its answer is a line of JSON, {} or {"error": ...}, and after {}
an Arrow IPC stream.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import BinaryIO

import adbc_driver_manager
import adbc_driver_sqlite.dbapi
import pyarrow as pa

BATCH_ROWS = "65536"


def answer(cursor: adbc_driver_manager.dbapi.Cursor, statement: str, output: BinaryIO) -> None:
    """Run one statement and write its rows."""
    try:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": BATCH_ROWS})
        cursor.execute(statement)
        rows = cursor.fetch_record_batch()
    except adbc_driver_manager.Error as error:
        output.write(json.dumps({"error": str(error)}).encode() + b"\n")
        return
    output.write(b"{}\n")
    try:
        with pa.ipc.new_stream(output, rows.schema) as stream:
            for batch in rows:
                stream.write_batch(batch)
    except (adbc_driver_manager.Error, pa.ArrowException, OSError):
        sys.exit(1)  # the stream breaks off, and the reader of it says so


def main(address: str) -> None:
    """Answer statements about the SQLite file of a URI until the input ends; all in one transaction."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process decides what becomes of this one
    output = sys.stdout.buffer
    try:
        connection = adbc_driver_sqlite.dbapi.connect(address)
    except adbc_driver_manager.Error as error:
        output.write(json.dumps({"error": str(error)}).encode() + b"\n")
        return
    with connection, connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 10000")  # milliseconds to wait for a writer
        for line in sys.stdin.buffer:
            answer(cursor, json.loads(line), output)
            output.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (
        BrokenPipeError
    ):  # who asks was killed; at a plain exit Python would complain about what it still holds
        os._exit(1)
