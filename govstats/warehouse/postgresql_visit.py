"""Arrow streams out of a store in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import adbc_driver_manager
import pyarrow as pa
from sqlalchemy import URL

from govstats.errors import StoreError
from govstats.warehouse.statements import Dialect
from govstats.warehouse.streams import unreadable


class PostgresqlVisit:
    """A PostgreSQL store, read over the binary COPY protocol."""

    dialect: Dialect = "postgresql"

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def read(self, statement: str) -> pa.RecordBatchReader:
        """Run a statement."""
        try:
            self._cursor.execute(statement)
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
