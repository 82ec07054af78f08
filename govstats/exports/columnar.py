"""Writes tables as Parquet and as Arrow IPC, with their types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from govstats.errors import ExportError
from govstats.exports.tables import Exportable, Table, column_names, iterate_rows, unique_names
from govstats.exports.values import write_value

if TYPE_CHECKING:
    import pyarrow as pa

ColumnarFormat = Literal["parquet", "arrow"]
GROUP_ROWS = 122_880  # of a row group of Parquet, as DuckDB and others have it
GROUP_BYTES = 64_000_000


class _Counted:
    """A stream that knows how far it is: a pipe does not, and Parquet must tell where its parts lie."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._written = 0

    def write(self, data: Any) -> int:
        written = memoryview(data).nbytes
        self._stream.write(data)
        self._written += written
        return written

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        self._stream.flush()

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """Leave the stream open for whoever opened it."""


def write_columnar(
    table: Exportable,
    stream: BinaryIO,
    format: ColumnarFormat,  # noqa: A002 -- the word that the command line uses
    *,
    is_file: bool,
) -> None:
    """Write a table with its types: exact decimals, dates and so on; equal names are numbered.

    Args:
        table: what to write.
        stream: where to, an open binary stream.
        format: parquet; or arrow.
        is_file: whether Arrow IPC is written in its file format, which can be read from anywhere, and not as a stream.

    Raises:
        ExportError: a column is of a type that the format has not.
    """
    import pyarrow as pa  # noqa: PLC0415 -- other formats need it not

    schema, batches = arrow_batches(table)
    try:
        with _writer(_Counted(stream), schema, format, is_file=is_file) as writer:
            for group in groups(batches):
                writer.write_table(pa.Table.from_batches(group, schema))
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise ExportError(
            f"a column cannot be written as {format}: {error}", "cast it to varchar in the query"
        ) from error
    stream.flush()


@contextmanager
def _writer(stream: _Counted, schema: pa.Schema, format: str, *, is_file: bool) -> Iterator[Any]:  # noqa: A002
    import pyarrow as pa  # noqa: PLC0415

    if format == "parquet":
        import pyarrow.parquet as pq  # noqa: PLC0415 -- costs as much again

        writer: Any = pq.ParquetWriter(stream, schema, compression="zstd")
    else:
        writer = pa.ipc.new_file(stream, schema) if is_file else pa.ipc.new_stream(stream, schema)
    with writer:
        yield writer


def arrow_batches(table: Any) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """Give a table as Arrow has it: the schema, and the rows."""
    import pyarrow as pa  # noqa: PLC0415

    names = list(unique_names(column_names(table)))
    if getattr(table, "types", ()):  # a comparison knows them, even of columns without values
        table = table.to_arrow()
    if not isinstance(table, Table) and hasattr(table, "to_batches"):
        schema = pa.schema([field.with_name(name) for field, name in zip(table.schema, names, strict=True)])
        return schema, (
            pa.RecordBatch.from_arrays(batch.columns, schema=schema) for batch in table.to_batches()
        )
    rows = list(iterate_rows(table))
    arrays = [typed_array([row[index] for row in rows]) for index in range(len(names))]
    made = pa.Table.from_arrays(arrays, names)
    return made.schema, iter(made.to_batches())


def typed_array(values: Sequence[Any]) -> pa.Array:
    """Give values the type that they share; numbers of several kinds are decimals, all else that is mixed is text."""
    import pyarrow as pa  # noqa: PLC0415

    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        if all(isinstance(value, int | Decimal | None) and not isinstance(value, bool) for value in values):
            return pa.array([None if value is None else Decimal(value) for value in values])
        return pa.array([None if value is None else write_value(value) for value in values], pa.string())


def groups(batches: Iterator[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Put batches together: small groups of rows are slow to read, large ones take memory."""
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        group.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield group
            group, rows, size = [], 0, 0
    if group:
        yield group
