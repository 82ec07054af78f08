"""Workbooks of Excel (Office Open XML): a sheet of data and a sheet of notes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from govstats.errors import ExportError
from govstats.exports.files import replaced_file
from govstats.exports.spreadsheets import EXACT_DIGITS, is_exact_in_spreadsheet
from govstats.exports.tables import Section
from govstats.exports.values import write_value
from govstats.warehouse.folders import temporary_folder

ROW_LIMIT, COLUMN_LIMIT, TEXT_LIMIT, LARGEST = 1_048_576, 16_384, 32_767, 9.99999999999999e307
"""Rows of a sheet, columns of a sheet, UTF-16 units of a cell, the largest number: "Excel specifications and limits"."""

DATA_SHEET, NOTES_SHEET = "数据", "说明"
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 -- the files have no zone; who has no time to tell tells this one
FIRST_DATE = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_NARROWEST, _WIDEST = 8, 48
_MEASURED_ROWS = 500
_MARKED = f"超过 {EXACT_DIGITS} 位有效数字、为免舍入而以文本保存的个数"
_TOO_LARGE = "export fewer rows or columns, or as csv or parquet"


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """What became of a sheet of data.

    Attributes:
        rows: how many rows it has, without the header.
        as_text: how many numbers are written as marked text because Excel would drop digits of them.
    """

    rows: int
    as_text: int


def write_workbook(
    target: Path | BinaryIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    notes: Sequence[Section] = (),
    *,
    title: str = "",
    created: datetime | None = None,
) -> WrittenSheet:
    """Write a table as a workbook: a sheet 数据 with the rows, and a sheet 说明 with notes, if there are any.

    The header stays in sight and has filters. Numbers are numbers, but exact ones of more than fifteen significant digits
    are text on a coloured ground: Excel would put zeros in the place of the others; the notes tell how many. Dates are
    dates. All text is text: nothing of it is run as a formula, and codes keep their zeros. The same table gives the
    same bytes.

    Args:
        target: a file, which is written as a whole or not at all, or an open binary stream.
        columns: the headers.
        rows: the rows: str, int, float, Decimal, bool, date, datetime or None, or lists and mappings of these.
        notes: the parts of the sheet of notes.
        title: the title in the properties of the document.
        created: when it was made, as the properties tell; a fixed time if not given.

    Returns:
        what was written.

    Raises:
        ExportError: there are more rows, columns or characters in a cell than a workbook holds, a text is not valid
            Unicode, or the target cannot be written.
    """
    if len(columns) > COLUMN_LIMIT:
        raise ExportError(f"{len(columns):,} columns do not fit into a sheet of {COLUMN_LIMIT:,}", _TOO_LARGE)
    if isinstance(target, Path):
        with replaced_file(target) as stream:
            return write_workbook(stream, columns, rows, notes, title=title, created=created)
    with _open_book(target) as book:
        book.set_properties({"title": title, "created": created.replace(tzinfo=None) if created else EPOCH})
        written = _DataSheet(book, columns).write(rows)
        if notes:
            _write_notes(book, [*notes, *_explain_marked(written)])
    return written


@contextmanager
def _open_book(stream: BinaryIO) -> Iterator[xlsxwriter.Workbook]:
    """Open a workbook that keeps one row in memory and the others in a folder of its own."""
    with temporary_folder("govstats-workbook-") as folder:
        options = {"constant_memory": True, "tmpdir": str(folder)}
        book = xlsxwriter.Workbook(stream, options)
        try:
            yield book
            book.close()
        except XlsxWriterException as error:
            raise ExportError(f"the workbook cannot be written: {error}", _TOO_LARGE) from error
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()  # open still where the book was given up


class _DataSheet:
    """The sheet of data."""

    def __init__(self, book: xlsxwriter.Workbook, columns: Sequence[str]) -> None:
        self._sheet = book.add_worksheet(DATA_SHEET)
        self._columns = columns
        self._head = book.add_format(
            {"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self._whole = book.add_format({"num_format": "0"})
        self._broken = book.add_format({"num_format": "0.0###############"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._marked = book.add_format({"bg_color": "#FFE699"})
        self._widths = [cell_len(name) for name in columns]
        self._as_text = 0

    def write(self, rows: Iterable[Sequence[Any]]) -> WrittenSheet:
        """Write the header and the rows."""
        number = 0
        for index, name in enumerate(self._columns):
            self._text(0, index, name, self._head)
        for number, row in enumerate(rows, start=1):
            if number >= ROW_LIMIT:
                raise ExportError(f"a sheet holds no more than {ROW_LIMIT - 1:,} rows", _TOO_LARGE)
            for index, value in enumerate(row):
                self._cell(number, index, value)
            if number <= _MEASURED_ROWS:
                self._measure(row)
        self._finish(number)
        return WrittenSheet(number, self._as_text)

    def _finish(self, last: int) -> None:
        sheet = self._sheet
        sheet.freeze_panes(1, 0)
        for index, width in enumerate(self._widths):
            sheet.set_column(index, index, min(max(width + 2, _NARROWEST), _WIDEST))
        if self._columns:
            sheet.autofilter(0, 0, last, len(self._columns) - 1)
            corner = xlsxwriter.utility.xl_rowcol_to_cell(last, len(self._columns) - 1)
            sheet.ignore_errors({"number_stored_as_text": f"A1:{corner}"})

    def _measure(self, row: Sequence[Any]) -> None:
        for index, value in enumerate(row):
            longest = max((cell_len(line) for line in write_value(value).splitlines()), default=0)
            self._widths[index] = max(self._widths[index], longest)

    def _cell(self, row: int, column: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float | Decimal):
            self._number(row, column, value)
        elif isinstance(value, date) and _has_date(value):
            self._sheet.write_datetime(
                row, column, _without_zone(value), self._time if isinstance(value, datetime) else self._day
            )
        else:
            self._text(row, column, write_value(value))

    def _number(self, row: int, column: int, number: int | float | Decimal) -> None:
        """Write a number, or as text one that is none or would lose digits; those of a float are not exact anyway."""
        if not math.isfinite(number) or not -LARGEST <= number <= LARGEST:
            self._text(row, column, write_value(number), self._marked)
        elif isinstance(number, float) or is_exact_in_spreadsheet(Decimal(number)):
            is_whole = number == int(number)
            self._sheet.write_number(row, column, float(number), self._whole if is_whole else self._broken)
        else:
            self._as_text += 1
            self._text(row, column, write_value(number), self._marked)

    def _text(self, row: int, column: int, text: str, style: Any = None) -> None:
        if len(text) > TEXT_LIMIT // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > TEXT_LIMIT:
            raise ExportError(
                f"the text in row {row} of the column {self._columns[column]} has {len(text):,} characters, a cell of a"
                f" workbook holds {TEXT_LIMIT:,}",
                "leave the column out, or export as csv or parquet",
            )
        write_text(self._sheet, row, column, text, style)


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Any = None) -> None:
    """Write a text into a cell as it is.

    Raises:
        ExportError: it is not valid Unicode.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:  # told later, it would leave files open
        found = repr(error.object[error.start : error.end])
        raise ExportError(f"a text with half a character, {found}, cannot be written") from error
    if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter takes it for markup of its own
        sheet.write_rich_string(row, column, text[:1], text[1:2], text[2:], *([style] if style else []))
    elif text:
        sheet.write_string(row, column, text, style)


def _has_date(value: date) -> bool:
    """Tell whether Excel counts the day rightly."""
    return (value.date() if isinstance(value, datetime) else value) >= FIRST_DATE


def _without_zone(value: date) -> date:
    """Give the same time on the clock without its zone, which a workbook cannot hold."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _shortened(text: str) -> str:
    """Cut a note that no cell holds, and show that it was cut."""
    most = TEXT_LIMIT // 2  # a character may count as two
    return text if len(text) <= most else text[: most - 1] + "…"


def _explain_marked(written: WrittenSheet) -> list[Section]:
    """Tell beside the rows how many numbers of them are text."""
    return [Section("标黄的数字", [(_MARKED, written.as_text)])] if written.as_text else []


def _write_notes(book: xlsxwriter.Workbook, notes: Sequence[Section]) -> None:
    """Write the sheet of notes."""
    sheet = book.add_worksheet(NOTES_SHEET)
    heading = book.add_format({"bold": True, "font_size": 12, "bottom": 1})
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
    row = 0
    for section in notes:
        write_text(sheet, row, 0, section.heading, heading)
        row += 1
        for index, name in enumerate(section.columns):
            write_text(sheet, row, index, name, head)
        row += bool(section.columns)
        for values in section.rows:
            for index, value in enumerate(values):
                write_text(sheet, row, index, _shortened(write_value(value)))
            row += 1
        row += 1
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 32)
    sheet.set_column(2, 15, 20)
    sheet.ignore_errors({"number_stored_as_text": f"A1:P{max(row, 1)}"})
