"""Writes tables as text tables, CSV, JSON, JSON Lines, Markdown, Parquet, Arrow and workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, get_args

from govstats.errors import ExportError
from govstats.exports.files import replaced_file
from govstats.exports.tables import (
    ROWS_AT_A_TIME,
    Exportable,
    Section,
    Table,
    column_names,
    iterate_rows,
    unique_names,
)
from govstats.exports.terminals import harmless_lines
from govstats.exports.values import disarm, encode_json, write_value

if TYPE_CHECKING:
    from govstats.exports.terminals import Fold

Format = Literal["table", "csv", "json", "jsonl", "markdown", "parquet", "arrow", "xlsx"]
Encoding = Literal["utf-8", "utf-8-sig"]

FORMATS: tuple[Format, ...] = get_args(Format)
BINARY: tuple[Format, ...] = ("parquet", "arrow", "xlsx")
LINES_AT_A_TIME = 1000


def write_table(
    table: Exportable,
    target: Path | BinaryIO,
    format: Format,  # noqa: A002 -- the word that the command line uses
    encoding: Encoding | None = None,
    width: int | None = None,
    fold: Fold = "auto",
    notes: Sequence[Section] = (),
) -> None:
    """Write a table.

    CSV follows RFC 4180: lines end with CRLF, and a cell is quoted where it must be. Text cells that a
    spreadsheet would run as a formula get an apostrophe before them. A spreadsheet that guesses types
    drops the zeros that a code begins with; CSV has no means against that, but no code of a place begins
    with one.

    Args:
        table: what to write: a Table, a comparison, or an Arrow table as a query gives it.
        target: a file, which is written as a whole or not at all, or an open binary stream.
        format: table, csv, json, jsonl, markdown, parquet, arrow (Arrow IPC: its file format in a file, a stream
            elsewhere) or xlsx (a workbook of Excel).
        encoding: utf-8 or utf-8-sig (with a byte order mark, without which Excel takes CSV for another
            encoding); if not given, utf-8-sig for CSV and utf-8 for all other text.
        width: columns of the terminal that it is shown on, to which a text table is folded; its control characters are
            shown there instead of obeyed. If not given, it goes elsewhere.
        fold: how a text table fits there.
        notes: what a workbook tells on a sheet of its own.

    Raises:
        ExportError: the format is unknown, is no text and an encoding is given, cannot hold a column, or the target
            cannot be written.
    """
    if format not in FORMATS:
        raise ExportError(f"unknown format {format!r}", f"choose one of {', '.join(FORMATS)}")
    if format in BINARY and encoding is not None:
        raise ExportError(f"{format} is no text and has no encoding", "leave the encoding out")
    with replaced_file(target) if isinstance(target, Path) else nullcontext(target) as stream:
        if format == "parquet" or format == "arrow":  # noqa: PLR1714 -- narrows the type
            from govstats.exports.columnar import write_columnar  # noqa: PLC0415 -- text needs no Arrow

            write_columnar(table, stream, format, is_file=isinstance(target, Path))
        elif format == "xlsx":
            from govstats.exports.workbook import write_workbook  # noqa: PLC0415 -- nor XlsxWriter

            write_workbook(stream, column_names(table), iterate_rows(table), notes)
        else:
            chosen = encoding or ("utf-8-sig" if format == "csv" else "utf-8")
            pieces = render(table, format, width, fold)
            write_pieces(pieces if width is None else map(harmless_lines, pieces), stream, chosen)


def write_pieces(pieces: Iterator[str], stream: BinaryIO, encoding: Encoding) -> None:
    """Write text to a binary stream, with a byte order mark before it where the encoding has one."""
    if encoding == "utf-8-sig":
        stream.write(b"\xef\xbb\xbf")
    try:
        for piece in pieces:
            stream.write(piece.encode())
    except UnicodeEncodeError as error:
        found = repr(error.object[error.start : error.end])
        raise ExportError(f"a text with half a character, {found}, cannot be written") from error
    stream.flush()


def render(
    table: Exportable,
    format: Format,  # noqa: A002
    width: int | None = None,
    fold: Fold = "auto",
) -> Iterator[str]:
    """Give the text of a table piece by piece.

    Args:
        table: what to write.
        format: table, csv, json, jsonl or markdown.
        width: columns of the terminal that a text table is folded to; unfolded if not given.
        fold: how a text table fits there.

    Yields:
        pieces of the text.
    """
    if format == "table":
        from govstats.exports.drawing import render_text  # noqa: PLC0415 -- other formats draw nothing

        return render_text(table, width, fold)
    return RENDERERS[format](table)


def render_csv(table: Exportable) -> Iterator[str]:
    """Write RFC 4180."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow([csv_cell(name) for name in column_names(table)])
    for number, row in enumerate(csv_rows(table), start=1):
        writer.writerow(row)
        if number % LINES_AT_A_TIME == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def csv_rows(table: Exportable) -> Iterator[Iterable[str]]:
    """Write the cells of each row; those of an Arrow table column by column, which is faster."""
    if isinstance(table, Table) or not hasattr(table, "to_batches"):
        yield from ([csv_cell(value) for value in row] for row in iterate_rows(table))
        return
    for batch in table.to_batches(max_chunksize=ROWS_AT_A_TIME):
        yield from zip(*map(csv_column, batch.columns), strict=True)


def csv_column(column: Any) -> list[str]:
    """Write the cells of an Arrow column."""
    kind, values = str(column.type), column.to_pylist()
    if kind == "string":
        return ["" if value is None else disarm(value) for value in values]
    if kind.startswith(("int", "uint")):
        return ["" if value is None else str(value) for value in values]
    if kind == "date32[day]":
        return ["" if value is None else value.isoformat() for value in values]
    return [csv_cell(value) for value in values]


def csv_cell(value: Any) -> str:
    """Write a cell; only numbers may begin like a formula."""
    text = write_value(value)
    return text if isinstance(value, int | float | Decimal) else disarm(text)


def render_json(table: Exportable) -> Iterator[str]:
    """Write one array with an object a row."""
    opening = "[\n"
    for line in json_objects(table):
        yield opening + line
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def render_jsonl(table: Exportable) -> Iterator[str]:
    """Write an object a line."""
    return (line + "\n" for line in json_objects(table))


def json_objects(table: Exportable) -> Iterator[str]:
    """Write each row as a JSON object."""
    names = unique_names(column_names(table))
    return (encode_json(dict(zip(names, row, strict=True))) for row in iterate_rows(table))


def render_markdown(table: Exportable) -> Iterator[str]:
    """Write a table of GitHub Flavored Markdown."""
    names = column_names(table)
    yield markdown_line(names)
    yield markdown_line(["---"] * len(names))
    for row in iterate_rows(table):
        yield markdown_line([write_value(value) for value in row])


def markdown_line(cells: Any) -> str:
    """Write a row; bars and line breaks would end a cell."""
    return "| " + " | ".join(markdown_cell(cell) for cell in cells) + " |\n"


def markdown_cell(text: str) -> str:
    """Write a cell so that it is one cell."""
    escaped = text.replace("\\", "\\\\").replace("|", "\\|")
    return escaped.replace("\r\n", "<br>").replace("\n", "<br>").replace("\r", "<br>")


RENDERERS: Mapping[Format, Callable[[Exportable], Iterator[str]]] = {
    "csv": render_csv,
    "json": render_json,
    "jsonl": render_jsonl,
    "markdown": render_markdown,
}
