"""Tables of any format as lines of text: cells parted by tabs, as a spreadsheet copies them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SPACE = re.compile(r"[\s\u3000\u00a0]+")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}]) (?=[{_WIDE}])")
MAX_SPAN = 1000  # rows or columns that one cell may cover, as browsers have it (HTML Living Standard 4.9.11)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        words: its text; white space and line breaks in it count as one space.
        columns: how many columns it covers, from 1.
        rows: how many rows it covers, from 1.
    """

    words: str
    columns: int = 1
    rows: int = 1


def lay_out(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Lay the cells of a table out on a grid.

    Args:
        rows: the cells of each row from left to right; a place that a cell of a row above covers is not listed.

    Returns:
        The words at each place: those of a merged cell at its first place, "" at the others; rows of equal length,
        without the columns and the rows that hold no words at all.
    """
    places: dict[tuple[int, int], str] = {}
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in places:
                column += 1
            deep = min(cell.rows, MAX_SPAN, len(rows) - row)
            wide = min(cell.columns, MAX_SPAN)
            for below in range(max(deep, 1)):
                for beside in range(max(wide, 1)):
                    places.setdefault((row + below, column + beside), "")
            places[row, column] = tidy_cell(cell.words)
            column += max(wide, 1)
    used_rows = sorted({row for (row, _), words in places.items() if words})
    used_columns = sorted({column for (_, column), words in places.items() if words})
    return [[places.get((row, column), "") for column in used_columns] for row in used_rows]


def tidy_cell(words: str) -> str:
    """Write the words of a cell as one line without tabs; a break inside a Chinese word is none."""
    return _BETWEEN_WIDE.sub("", _SPACE.sub(" ", words)).strip()


def write_lines(grid: Sequence[Sequence[str]]) -> list[str]:
    """Write a grid as lines of text, the cells parted by tabs."""
    return ["\t".join(row) for row in grid]
