"""Tables in a text: runs of lines whose cells are parted by tabs, as spreadsheets copy them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_SPACES = " \t\r\u3000\u00a0"
_LEAST_ROWS = 2
_MOST_PLACES, _MOST_COLUMNS = 200_000, 500  # no table of a report has so many, and each place takes room


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        start: first code point of its words, without white space at the edges.
        end: one past the last; the same as the start for an empty cell.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a line.

    Attributes:
        start: first code point of the line.
        end: one past its last, without the line break.
        cells: its cells from left to right, as many as the table has columns.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: lines that follow one another, each with a tab.

    Attributes:
        rows: its rows from top to bottom, at least two.
    """

    rows: tuple[Row, ...]

    @property
    def start(self) -> int:
        """First code point of the first row."""
        return self.rows[0].start

    @property
    def end(self) -> int:
        """One past the last code point of the last row."""
        return self.rows[-1].end

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0].cells)


def find_grids(text: str) -> tuple[Grid, ...]:
    """Find the tables of a text.

    Args:
        text: any text, its width not folded: folding makes spaces of tabs.

    Returns:
        The tables in order, without those that have more columns, or more places, than any table of a report. Rows
        with fewer cells than the widest one of their table end in empty cells.
    """
    if "\t" not in text:
        return ()
    grids: list[Grid] = []
    block: list[tuple[int, int]] = []
    for start, end in _lines(text):
        if "\t" in text[start:end]:
            block.append((start, end))
        else:
            grids += _grid_of(text, block)
            block = []
    grids += _grid_of(text, block)
    return tuple(grids)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _grid_of(text: str, lines: list[tuple[int, int]]) -> list[Grid]:
    if len(lines) < _LEAST_ROWS:
        return []
    width = max(text.count("\t", start, end) for start, end in lines) + 1
    if width * len(lines) > _MOST_PLACES or width > _MOST_COLUMNS:
        return []
    return [Grid(tuple(_row_of(text, start, end, width) for start, end in lines))]


def _row_of(text: str, start: int, end: int, width: int) -> Row:
    cells = []
    position = start
    for words in text[start:end].split("\t"):
        front = len(words) - len(words.lstrip(_SPACES))
        first = position + front
        cells.append(Cell(first, max(first, position + len(words.rstrip(_SPACES)))))
        position += len(words) + 1
    cells += [Cell(end, end)] * (width - len(cells))
    return Row(start, end, tuple(cells))
