"""The text of a report cut into what a page shows one below the other: lines, and tables of cells."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from govstats.exports.pages.content import PageFigure, PageNumber
from govstats.text.grids import Grid, find_grids

Marked: TypeAlias = PageFigure | PageNumber
_BREAK: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are one number, or hold none.

    Attributes:
        text: the words.
        marked: the number that they are; None for words between numbers.
    """

    text: str
    marked: Marked | None


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand in one line or cell.

    Attributes:
        start: first code point in the text of the report.
        pieces: the words in order; none for an empty line or cell.
    """

    start: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A line, or a table.

    Attributes:
        start: first code point in the text of the report.
        line: the line; None for a table.
        rows: the rows of the table; none for a line.
    """

    start: int
    line: Run | None
    rows: tuple[tuple[Run, ...], ...] = ()


class BlockCutter:
    """Cuts one text.

    Args:
        text: the text of a report.
        marked: its numbers in the order of the text; none reaches into another.
    """

    def __init__(self, text: str, marked: Sequence[Marked]) -> None:
        self._text = text
        self._marked = marked
        self._starts = [one.start for one in marked]

    def cut(self) -> Iterator[Block]:
        """Cut the text.

        Yields:
            Its lines and tables in order, without the line breaks. A line break or a tab inside a number parts nothing:
            each number is a piece of its own in exactly one line or cell.
        """
        position = 0
        for grid in find_grids(self._text):
            if self._is_parted_by(grid):
                yield from self._lines(position, grid.start)
                rows = tuple(
                    tuple(self._run(cell.start, cell.end) for cell in row.cells) for row in grid.rows
                )
                yield Block(grid.start, None, rows)
                after = _BREAK.match(self._text, grid.end)
                position = after.end() if after else grid.end
        yield from self._lines(position, len(self._text))

    def _lines(self, start: int, end: int) -> Iterator[Block]:
        for match in _BREAK.finditer(self._text, start, end):
            if not self._is_inside(match.start()):
                yield Block(start, self._run(start, match.start()))
                start = match.end()
        if start < end:
            yield Block(start, self._run(start, end))

    def _run(self, start: int, end: int) -> Run:
        pieces: list[Piece] = []
        position = start
        for one in self._marked[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
            if position < one.start:
                pieces.append(Piece(self._text[position : one.start], None))
            pieces.append(Piece(self._text[one.start : one.end], one))
            position = one.end
        if position < end:
            pieces.append(Piece(self._text[position:end], None))
        return Run(start, tuple(pieces))

    def _is_inside(self, offset: int) -> bool:
        """Tell whether a number reaches over an offset."""
        before = bisect_left(self._starts, offset) - 1
        return before >= 0 and self._marked[before].end > offset

    def _is_parted_by(self, grid: Grid) -> bool:
        """Tell whether each number of a table lies in one cell, and none reaches into the table or out of it."""
        if self._is_inside(grid.start) or self._is_inside(grid.end):
            return False
        first, last = bisect_left(self._starts, grid.start), bisect_left(self._starts, grid.end)
        cells = (cell for row in grid.rows for cell in row.cells)
        cell = next(cells, None)
        for one in self._marked[first:last]:
            while cell is not None and cell.end <= one.start:
                cell = next(cells, None)
            if cell is None or not cell.start <= one.start < one.end <= cell.end:
                return False
        return True
