"""Where in a report a figure stands: its sentence, the headings over it, its paragraph, its cell of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from govstats.citing.model import TablePlace, Whereabouts
from govstats.text import fold
from govstats.text.grids import Grid, find_grids
from govstats.text.headings import find_headings, headings_over
from govstats.text.quoting import has_stop, sentence_around

if TYPE_CHECKING:
    from govstats.observations.tables import Layout

_CAPTION = re.compile(r"附?[图表](?:\d|[一二三四五六七八九十]).*|.*表(?:\(单位:[^()]{1,8}\))?")
_LONGEST_CAPTION = 60

Span = tuple[int, int]


class Placer:
    """Tells where in one text figures stand.

    Args:
        text: the text of a report.

    Attributes:
        text: this text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded = fold(text)
        self._headings = find_headings(self._folded)
        self._grids = find_grids(text)

    def sentence(self, figure: Span, evidence: Span) -> Span:
        """Find the whole sentence that states a figure; in a table, its row.

        Args:
            figure: first code point of the words that state the value, and one past their last.
            evidence: the same of the words that the meaning was read from.

        Returns:
            The first code point of the sentence and one past its last. Evidence in an earlier or later sentence
            does not belong to it.
        """
        start, end = figure
        cell = self._cell(figure)
        if cell is not None:
            grid, row, column = cell
            bounds = grid.rows[row].cells[column]
            if has_stop(self._folded, bounds.start, bounds.end):
                return sentence_around(self._folded, start, end, bounds.start, bounds.end)
            return sentence_around(self._folded, *_row_span(grid, row))
        # a line break within the sentence, as copied pages have them, parts the evidence too
        if not has_stop(self._folded, min(evidence[0], start), start):
            start = min(evidence[0], start)
        if not has_stop(self._folded, end, max(evidence[1], end)):
            end = max(evidence[1], end)
        return sentence_around(self._folded, start, end)

    def whereabouts(self, figure: Span) -> Whereabouts:
        """Tell the headings that a figure stands under, its paragraph, its line, and its cell if it is in a table.

        Args:
            figure: first code point of the words that state the value, and one past their last.
        """
        before = self.text[: figure[0]]
        lines = before.split("\n")
        return Whereabouts(
            headings=tuple(
                " ".join(self.text[one.start : one.end].split())
                for one in headings_over(self._headings, *figure)
            ),
            paragraph=sum(1 for line in lines[:-1] if line.strip()) + 1,
            line=len(lines),
            table=self._table(figure),
        )

    def _cell(self, figure: Span) -> tuple[Grid, int, int] | None:
        """Find the table, row and column, counted from 0, that a figure stands in."""
        for grid in self._grids:
            if grid.start <= figure[0] < grid.end:
                row = next(i for i, row in enumerate(grid.rows) if figure[0] < row.end)
                cells = grid.rows[row].cells
                column = max(i for i, cell in enumerate(cells) if cell.start <= figure[0])
                return grid, row, min(column, len(cells) - 1)
        return None

    def _table(self, figure: Span) -> TablePlace | None:
        found = self._cell(figure)
        if found is None:
            return None
        grid, row, column = found
        row_names, column_names, captions = self._names(grid, row, column)
        above = self._caption_above(grid)
        return TablePlace(
            number=self._grids.index(grid) + 1,
            row=row + 1,
            column=column + 1,
            caption=above or "".join(captions),
            row_names=tuple(row_names),
            column_names=tuple(column_names),
        )

    def _names(self, grid: Grid, row: int, column: int) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
        """Give what names the row and the column of a cell, and the captions in the table, as it was read."""
        layout = next((one for one in self._layouts if one.grid == grid), None)
        if layout is None:
            return (), (), ()
        value = next((one for one in layout.values if (one.row, one.column) == (row, column)), None)
        if value is None:
            return (), layout.heads[column], layout.captions
        return value.stubs, value.heads, layout.captions

    def _caption_above(self, grid: Grid) -> str:
        """Give the line above a table if it names it: 表1 行政执法情况统计表."""
        lines = self.text[: grid.start].rstrip().rsplit("\n", 1)
        line = lines[-1].strip()
        is_caption = len(line) <= _LONGEST_CAPTION and _CAPTION.fullmatch(fold(line)) is not None
        return line if is_caption else ""

    @cached_property
    def _layouts(self) -> tuple[Layout, ...]:
        from govstats.citing.tables import read_layouts  # noqa: PLC0415 -- a third of a second that prose is spared

        return read_layouts(self.text, self._folded)


def _row_span(grid: Grid, row: int) -> Span:
    return grid.rows[row].start, grid.rows[row].end
