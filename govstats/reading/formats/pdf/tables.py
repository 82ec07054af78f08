"""Tables of a page: ruled ones by their lines, others only where columns of figures are evident."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pdfplumber import table as ruled

from govstats.reading.formats.grids import Cell, lay_out, tidy_cell
from govstats.reading.formats.pdf.lines import in_rows, join, line_of, parts_of
from govstats.reading.formats.pdf.painting import Box, Glyph, Painted

Edge = dict[str, Any]
"""A line in the form of pdfplumber: its x0, x1, top and bottom in points, its orientation h or v."""

_NEAR = 3.0  # points: edges nearer than this are one
_MAX_CROSSINGS = 6_000  # of the lines of a page; 80 rows of 30 columns have 2,500
_PADDING = 8.0  # points: how far from a cell's edge a full line in it may end
_FIGURE = re.compile(r"\d")
_ENDS = re.compile(r"[。；！？.;!?]\Z")
_GAP = 1.0  # of the size: at least as wide is the space between two columns that are not ruled


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a page, or on several.

    Attributes:
        rows: its cells, as grids.lay_out takes them.
        edges: the x of the edges of its columns, from left to right, in points.
        page: the page it ends on, counted from 0.
        y: its top on its first page, in points.
        bottom: its bottom on its last page.
    """

    rows: tuple[tuple[Cell, ...], ...]
    edges: tuple[float, ...]
    page: int
    y: float
    bottom: float

    def grid(self) -> list[list[str]]:
        """Its words, each row as long as the table is wide."""
        return lay_out(self.rows)


def take_tables(painted: Painted, page: int) -> tuple[list[Table], list[Glyph]]:
    """Part the ruled tables of a page from its text.

    Args:
        painted: what is on the page.
        page: its number, counted from 0.

    Returns:
        The tables from top to bottom, and the characters that stand in none of them.
    """
    rest = painted.glyphs
    tables = []
    for cells in _ruled_cells(painted):
        inside, outside = _by_cell(cells, rest)
        table = _table(cells, inside, page)
        if table is not None:
            tables.append(table)
            rest = outside
    return sorted(tables, key=lambda table: table.y), rest


def _ruled_cells(painted: Painted) -> list[list[Box]]:
    """The cells of each table that rulings make."""
    merged = ruled.merge_edges([_edge(box) for box in painted.rulings], _NEAR, _NEAR, _NEAR, _NEAR)
    level = sum(edge["orientation"] == "h" for edge in merged)
    if level * (len(merged) - level) > _MAX_CROSSINGS:
        painted.has_too_many_rulings = True
    if painted.has_too_many_rulings or level < 2 or len(merged) - level < 2:
        return []
    crossings = ruled.edges_to_intersections([*merged, *_open_sides(merged)], _NEAR, _NEAR)
    cells: list[Box] = ruled.intersections_to_cells(crossings)
    tables: list[list[Box]] = ruled.cells_to_tables(cells)
    return tables


def _open_sides(edges: Sequence[Edge]) -> Iterator[Edge]:
    """The lower and upper sides that are not ruled where the end of a page parts a cell that spans several rows."""
    levels = [edge for edge in edges if edge["orientation"] == "h"]
    for side in ("top", "bottom"):
        uprights = sorted(
            (edge for edge in edges if edge["orientation"] == "v"), key=lambda edge: (edge[side], edge["x0"])
        )
        starts = _starts(edge[side] for edge in uprights)
        uprights.sort(key=lambda edge: (bisect_right(starts, edge[side]), edge["x0"]))
        for left, right in itertools.pairwise(uprights):
            if abs(left[side] - right[side]) > _NEAR:
                continue
            spanning = [
                level["top"]
                for level in levels
                if level["x0"] <= left["x0"] + _NEAR and level["x1"] >= right["x0"] - _NEAR
            ]
            within = max(left["top"], right["top"]) - _NEAR, min(left["bottom"], right["bottom"]) + _NEAR
            is_ruled = any(abs(y - left[side]) <= _NEAR for y in spanning)
            if not is_ruled and any(within[0] <= y <= within[1] for y in spanning):
                yield _edge((left["x0"], left[side], right["x0"], left[side]))


def _edge(box: Box) -> Edge:
    x0, top, x1, bottom = box
    way = "h" if x1 - x0 >= bottom - top else "v"
    return {
        "x0": x0, "x1": x1, "top": top, "bottom": bottom,
        "width": x1 - x0, "height": bottom - top, "orientation": way, "object_type": "line",
    }  # fmt: skip


def _by_cell(cells: Sequence[Box], glyphs: Iterable[Glyph]) -> tuple[dict[Box, list[Glyph]], list[Glyph]]:
    """Put each character into the cell that its middle is in; also those that are in none."""
    inside: dict[Box, list[Glyph]] = {cell: [] for cell in cells}
    outside: list[Glyph] = []
    x0, top = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
    x1, bottom = max(cell[2] for cell in cells), max(cell[3] for cell in cells)
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y - glyph.size * 0.35
        home = None
        if x0 <= x <= x1 and top <= y <= bottom:
            home = next((cell for cell in cells if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]), None)
        (outside if home is None else inside[home]).append(glyph)
    return inside, outside


def _table(cells: Sequence[Box], inside: dict[Box, list[Glyph]], page: int) -> Table | None:
    """Make a table of its cells; None for frames around text, which have no two rows and columns with words."""
    lefts, tops = _starts(cell[0] for cell in cells), _starts(cell[1] for cell in cells)
    rows: list[list[Cell]] = [[] for _ in tops]
    for cell in sorted(cells):
        row, column = _index(tops, cell[1]), _index(lefts, cell[0])
        wide = max(_index(lefts, cell[2] - 2 * _NEAR) - column + 1, 1)
        deep = max(_index(tops, cell[3] - 2 * _NEAR) - row + 1, 1)
        rows[row].append(Cell(_words(cell, inside[cell], page), wide, deep))
    bottom = max(cell[3] for cell in cells)
    edges = (*lefts, max(cell[2] for cell in cells))
    table = Table(tuple(map(tuple, rows)), edges, page, min(tops), bottom)
    grid = table.grid()
    is_table = len(grid) >= 2 and any(len([words for words in row if words]) >= 2 for row in grid)
    return table if is_table else None


def _starts(values: Iterable[float]) -> list[float]:
    """The distinct ones among near values."""
    starts: list[float] = []
    for value in sorted(values):
        if not starts or value - starts[-1] > _NEAR:
            starts.append(value)
    return starts


def _index(starts: Sequence[float], value: float) -> int:
    """The last start that is not beyond a value."""
    return max((number for number, start in enumerate(starts) if start <= value + _NEAR), default=0)


def _words(cell: Box, glyphs: Sequence[Glyph], page: int) -> str:
    """The words of a cell: a line that fills the cell goes on in the next."""
    lines = [line_of(row, page) for row in in_rows(glyphs)]
    words = lines[0].text if lines else ""
    for above, below in itertools.pairwise(lines):
        is_full = above.x1 + below.chunk > cell[2] - _PADDING
        words = (
            join(words, below.text, is_spaced=above.ends_with_space) if is_full else f"{words} {below.text}"
        )
    return tidy_cell(words)


def continue_table(above: Table, below: Table) -> Table | None:
    """Join the last table of a page with the first of the next, if it goes on there.

    Args:
        above: a table with nothing below it on its page.
        below: a table with nothing above it on the next page.

    Returns:
        The whole table, without the head that is repeated and with the row made whole that the page parts; None where
        the columns of the two differ.
    """
    if not _have_same_columns(above.edges, below.edges):
        return None
    head, rows = above.rows, list(below.rows)
    repeated = 0
    while repeated < min(len(head), len(rows) - 1) and _texts(rows[repeated]) == _texts(head[repeated]):
        repeated += 1
    kept = rows[repeated:]
    head_rows = list(head)
    if _is_rest(head_rows[-1], kept[0]):
        head_rows[-1] = tuple(
            replace(cell, words=join(cell.words, rest.words, is_spaced=False))
            for cell, rest in zip(head_rows[-1], kept[0], strict=True)
        )
        kept = kept[1:]
    return Table((*head_rows, *kept), above.edges, below.page, above.y, below.bottom)


def _have_same_columns(above: Sequence[float], below: Sequence[float]) -> bool:
    return len(above) == len(below) and all(abs(x - y) <= _NEAR for x, y in zip(above, below, strict=True))


def _texts(row: Sequence[Cell]) -> list[str]:
    return [tidy_cell(cell.words) for cell in row]


def _is_rest(cells: Sequence[Cell], rest: Sequence[Cell]) -> bool:
    """Whether the first row of a page is the rest of the row above: words alone, under words without an end."""
    if len(cells) != len(rest) or any(
        cell.columns != other.columns for cell, other in zip(cells, rest, strict=True)
    ):
        return False
    if not rest or rest[0].words or any(cell.rows > 1 for cell in (*cells, *rest)):
        return False
    pairs = [(cell.words, other.words) for cell, other in zip(cells, rest, strict=True) if other.words]
    return bool(pairs) and all(
        above and not _ENDS.search(above) and not _FIGURE.search(above[-1]) and not _FIGURE.search(below)
        for above, below in pairs
    )


def aligned_tables(rows: Sequence[Sequence[Glyph]], page: int) -> list[tuple[int, int, Table]]:
    """Find tables without rulings: at least three rows in at least three columns, with figures.

    Args:
        rows: the rows of characters of a page from top to bottom.
        page: its number, counted from 0.

    Returns:
        For each table the first row, the row behind its last one, and the table.
    """
    parted = [parts_of(row, _GAP) for row in rows]
    found: list[tuple[int, int, Table]] = []
    first = 0
    while first < len(parted):
        last = first
        while last < len(parted) and len(parted[last]) >= 3 and len(parted[last]) == len(parted[first]):
            last += 1
        table = _aligned(parted[first:last], page) if last - first >= 3 else None
        if table is not None:
            found.append((first, last, table))
        first = max(last, first + 1)
    return found


def _aligned(rows: Sequence[Sequence[Sequence[Glyph]]], page: int) -> Table | None:
    columns = list(zip(*rows, strict=True))
    lefts = [min(part[0].x0 for part in column) for column in columns]
    rights = [max(part[-1].x1 for part in column) for column in columns]
    if any(right >= left for right, left in zip(rights, lefts[1:], strict=False)):
        return None
    words = [[line_of(part, page).text for part in row] for row in rows]
    if not all(any(_FIGURE.search(cell) for cell in row[1:]) for row in words[1:]):
        return None
    top, bottom = rows[0][0][0].y - rows[0][0][0].size, rows[-1][0][0].y
    return Table(tuple(tuple(map(Cell, row)) for row in words), (*lefts, rights[-1]), page, top, bottom)
