"""The order in which rows of characters are read on a page set in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from govstats.reading.formats.pdf.lines import parts_of
from govstats.reading.formats.pdf.painting import Glyph

_GUTTER = 1.2  # of the size: nothing is painted for as wide between two columns
_ROWS = 8  # as many rows must be parted for a page to be set in columns
_FILLED = 0.6  # of a column's width must be filled on average: text, not a table

Span = tuple[float, float]


def in_columns(rows: Sequence[Sequence[Glyph]]) -> list[tuple[int, Sequence[Glyph]]]:
    """Put the rows of a page into the order in which they are read.

    Args:
        rows: the rows of a page from top to bottom.

    Returns:
        Each row or half of a row with its column: 0 for the page's only or left one, 1 for the right one.
    """
    parted = [[(part[0].x0, part[-1].x1) for part in parts_of(row, _GUTTER)] for row in rows]
    found = _gutter(parted)
    if found is None:
        return [(0, row) for row in rows]
    middle, first, last = found
    inside = rows[first:last]
    left = [[glyph for glyph in row if glyph.x0 < middle] for row in inside]
    right = [[glyph for glyph in row if glyph.x0 >= middle] for row in inside]
    return [
        *((0, row) for row in rows[:first]),
        *((0, row) for row in left if any(not glyph.is_space for glyph in row)),
        *((1, row) for row in right if any(not glyph.is_space for glyph in row)),
        *((0, row) for row in rows[last:]),
    ]


def _gutter(rows: Sequence[Sequence[Span]]) -> tuple[float, int, int] | None:
    """Find where two columns part: the place, the first row, the row behind the last; None for one column."""
    if len(rows) < _ROWS:
        return None
    left, right = min(row[0][0] for row in rows), max(row[-1][1] for row in rows)
    best: tuple[int, float, int, int] | None = None
    steps = [left + (right - left) * (0.35 + step / 100) for step in range(31)]
    for place in steps:
        for first, last in _runs(rows, place):
            if _is_text(rows[first:last], place, left, right) and (best is None or last - first > best[0]):
                best = (last - first, place, first, last)
    return best[1:] if best else None


def _runs(rows: Sequence[Sequence[Span]], place: float) -> list[tuple[int, int]]:
    """Runs of rows in which nothing crosses a place."""
    runs: list[tuple[int, int]] = []
    start = 0
    for number, row in enumerate([*rows, [(place - 1, place + 1)]]):
        if any(x0 < place < x1 for x0, x1 in row):
            if number - start >= _ROWS:
                runs.append((start, number))
            start = number + 1
    return runs


def _is_text(rows: Sequence[Sequence[Span]], place: float, left: float, right: float) -> bool:
    lefts = [x1 - x0 for row in rows for x0, x1 in row if x1 <= place]
    rights = [x1 - x0 for row in rows for x0, x1 in row if x0 >= place]
    both = sum(any(x1 <= place for _, x1 in row) and any(x0 >= place for x0, _ in row) for row in rows)
    if both < _ROWS * 0.75 or not lefts or not rights:
        return False
    is_left_full = sum(lefts) / len(lefts) >= _FILLED * (place - left)
    return is_left_full and sum(rights) / len(rights) >= _FILLED * (right - place)
