"""Writes tables as text tables, CSV, JSON, JSON Lines and Markdown."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal, get_args

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from govstats.errors import ExportError
from govstats.exports.files import replaced_file
from govstats.exports.tables import Exportable, column_names, iterate_rows
from govstats.exports.values import disarm, encode_json, write_value

Format = Literal["table", "csv", "json", "jsonl", "markdown"]
Encoding = Literal["utf-8", "utf-8-sig"]

FORMATS: tuple[Format, ...] = get_args(Format)
LINES_AT_A_TIME = 1000
CONTROL_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) != "\n"}


def write_table(
    table: Exportable,
    target: Path | BinaryIO,
    format: Format,  # noqa: A002 -- the word that the command line uses
    encoding: Encoding | None = None,
    width: int | None = None,
) -> None:
    """Write a table.

    CSV follows RFC 4180: lines end with CRLF, and a cell is quoted where it must be. Text cells that a
    spreadsheet would run as a formula get an apostrophe before them. A spreadsheet that guesses types
    drops the zeros that a code begins with; CSV has no means against that, but no code of a place begins
    with one.

    Args:
        table: what to write: a Table, a comparison, or an Arrow table as a query gives it.
        target: a file, which is written as a whole or not at all, or an open binary stream.
        format: table, csv, json, jsonl or markdown.
        encoding: utf-8 or utf-8-sig (with a byte order mark, without which Excel takes CSV for another
            encoding); if not given, utf-8-sig for CSV and utf-8 for all else.
        width: columns of the terminal that a text table is folded to; unfolded if not given.

    Raises:
        ExportError: the format is unknown, or the target cannot be written.
    """
    if format not in FORMATS:
        raise ExportError(f"unknown format {format!r}", f"choose one of {', '.join(FORMATS)}")
    chosen = encoding or ("utf-8-sig" if format == "csv" else "utf-8")
    pieces = render(table, format, width)
    if isinstance(target, Path):
        with replaced_file(target) as stream:
            write_pieces(pieces, stream, chosen)
    else:
        write_pieces(pieces, target, chosen)


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


def render(table: Exportable, format: Format, width: int | None = None) -> Iterator[str]:  # noqa: A002
    """Give the text of a table piece by piece.

    Args:
        table: what to write.
        format: table, csv, json, jsonl or markdown.
        width: columns of the terminal that a text table is folded to; unfolded if not given.

    Yields:
        pieces of the text.
    """
    if format == "table":
        return render_text(table, width)
    return RENDERERS[format](table)


def terminal_width(stream: Any) -> int | None:
    """Tell how wide the terminal behind a stream is; None where there is no terminal."""
    is_terminal = getattr(stream, "isatty", lambda: False)()
    return shutil.get_terminal_size().columns if is_terminal else None


def render_text(table: Exportable, width: int | None) -> Iterator[str]:
    """Draw a table for people; Chinese characters take two columns."""
    names = column_names(table)
    rows = list(iterate_rows(table))
    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for index, name in enumerate(names):
        is_number = bool(rows) and all(isinstance(row[index], int | float | Decimal | None) for row in rows)
        drawn.add_column(
            Text(name), justify="right" if is_number else "left", overflow="fold", no_wrap=width is None
        )
    for row in rows:
        drawn.add_row(*(Text(harmless(write_value(value))) for value in row))
    page = io.StringIO()
    console = Console(
        file=page, width=width or needed_width(names, rows), color_system=None, legacy_windows=False
    )
    console.print(drawn)
    yield from (line.rstrip() + "\n" for line in page.getvalue().splitlines())


def harmless(text: str) -> str:
    """Show control characters instead of sending them to a terminal, which would obey them."""
    return text.translate(CONTROL_PICTURES)


def needed_width(names: tuple[str, ...], rows: list[Any]) -> int:
    """Tell how many columns a table takes when nothing is folded."""
    widest = [
        max(map(text_width, chain([name], (write_value(row[i]) for row in rows))))
        for i, name in enumerate(names)
    ]
    return sum(widest) + 4 * len(widest) + 4


def text_width(text: str) -> int:
    """Tell how many columns the widest line of a text takes."""
    return max((cell_len(line) for line in text.splitlines()), default=0)


def render_csv(table: Exportable) -> Iterator[str]:
    """Write RFC 4180."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    for number, row in enumerate(chain([column_names(table)], iterate_rows(table)), start=1):
        writer.writerow([csv_cell(value) for value in row])
        if number % LINES_AT_A_TIME == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


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


def unique_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Number the later ones of equal names: value, value_2."""
    given: dict[str, None] = {}
    for name in names:
        numbered = chain([name], (f"{name}_{number}" for number in range(2, len(names) + 2)))
        given[next(candidate for candidate in numbered if candidate not in given)] = None
    return tuple(given)


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
