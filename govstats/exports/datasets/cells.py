"""The cells of figures and their tables as texts, a column at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from govstats.errors import ExportError

BOM = b"\xef\xbb\xbf"
# Arrow loads pandas, where there is one, to make a scalar of a Python value: a quarter of a second
_EMPTY = pa.StringArray.from_buffers(1, pa.py_buffer(bytes(8)), pa.py_buffer(b""))[0]


def text_columns(batch: pa.RecordBatch | pa.Table) -> list[list[str]]:
    """Write the cells of a batch as text, column by column.

    Args:
        batch: rows of Arrow.

    Returns:
        a list for each column: nothing for an empty cell, exact numbers in plain digits without trailing zeros,
        dates in ISO 8601, text as it is.
    """
    return [as_texts(column).to_pylist() for column in batch.columns]


def as_texts(column: pa.Array) -> pa.Array:
    """Write a column as text."""
    if pa.types.is_decimal(column.type):
        # the digits behind the point are always written: what is cut are zeros behind it
        written = pc.replace_substring_regex(pc.cast(column, pa.string()), r"\.?0+$", "")
    else:
        written = pc.cast(column, pa.string())
    return pc.fill_null(written, _EMPTY)


def write_rows(
    stream: BinaryIO,
    columns: Sequence[str],
    batches: Iterable[pa.RecordBatch],
    write: Callable[[pa.RecordBatch], list[list[str]]] = text_columns,
    *,
    line_end: str = "\r\n",
) -> int:
    """Write CSV in UTF-8 (RFC 4180): a header, and the rows of batches.

    Args:
        stream: where to.
        columns: the headers.
        batches: the rows.
        write: makes a list of texts of each column of a batch.
        line_end: what ends a line.

    Returns:
        how many rows there were.

    Raises:
        ExportError: a text is not valid Unicode.
    """
    rows = 0
    for text, number in csv_pieces(columns, (write(batch) for batch in batches), line_end):
        try:
            stream.write(text.encode("utf-8"))
        except UnicodeEncodeError as error:
            found = repr(error.object[error.start : error.end])
            raise ExportError(f"a text with half a character, {found}, cannot be written") from error
        rows += number
    stream.flush()
    return rows


def csv_pieces(
    columns: Sequence[str], blocks: Iterable[list[list[str]]], line_end: str
) -> Iterator[tuple[str, int]]:
    """Give the text of a CSV in pieces, each with the number of rows in it."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator=line_end)
    writer.writerow(columns)
    for block in blocks:
        number = len(block[0]) if block else 0
        writer.writerows(zip(*block, strict=True))
        yield page.getvalue(), number
        page.seek(0)
        page.truncate()
    yield page.getvalue(), 0


def python_rows(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    """Give the rows of batches as Python values."""
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
