"""Tables of pages: which hold data, and their rows; which merely lay a page out, or list the fields of its head."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from govstats.reading.formats.framing import is_frame
from govstats.reading.formats.grids import MAX_SPAN, Cell, lay_out, write_lines
from govstats.reading.formats.html.containers import PageRules
from govstats.reading.formats.html.parsing import Element
from govstats.text import fold

_LARGEST_AREA = 200_000  # places that the cells of a table may cover together
_MOST_COLUMNS_OF_FIELDS = 8

CellLines = Callable[[Element], list[str]]


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Element, ...]
    words: tuple[tuple[str, ...], ...]


def read_table(table: Element, lines_of: CellLines, rules: PageRules) -> list[str] | None:
    """Read a table.

    Args:
        table: a table element.
        lines_of: gives the lines of an element, such as a cell.
        rules: labels of the fields of heads.

    Returns:
        Its rows as lines, the caption above; None for a table that lays out paragraphs, which are no rows.
    """
    if _lays_out(table):
        return None
    rows = [_Row(cells, tuple(tuple(lines_of(cell)) for cell in cells)) for cells in _rows(table) if cells]
    if is_frame([row.words for row in rows]):
        return None
    caption = [line for element in table.iterchildren("caption") for line in lines_of(element)]
    if fields := _fields(rows, rules):
        return caption + fields
    return caption + write_lines(lay_out(_cells(rows)))


def _lays_out(table: Element) -> bool:
    """Tell by its build that a table holds paragraphs or other tables rather than data."""
    if (table.get("role") or "").strip().lower() in {"presentation", "none"}:
        return True
    return any(len(cells) > 1 for inner in table.iterdescendants("table") for cells in _rows(inner))


def _rows(table: Element) -> Iterator[tuple[Element, ...]]:
    """Give the cells of each row, those of the foot last, none of a table inside."""
    groups: list[Element] = [table, *table.iterchildren("thead"), *table.iterchildren("tbody")]
    for group in (*groups, *table.iterchildren("tfoot")):
        for row in group.iterchildren("tr"):
            yield tuple(row.iterchildren("td", "th"))


def _fields(rows: Sequence[_Row], rules: PageRules) -> list[str]:
    """Give the fields of a table of labels and values, 索引号 | 004-2021 | 发布机构 | 某局; none for other tables."""
    fields: list[str] = []
    for row in rows:
        cells = [" ".join(lines) for lines in row.words]
        if len(cells) % 2 or len(cells) > _MOST_COLUMNS_OF_FIELDS:
            return []
        pairs = list(zip(cells[::2], cells[1::2], strict=True))
        if not all(label or not value for label, value in pairs):
            return []
        fields += [f"{label.replace(' ', '').strip('[]【】:：')}：{value}" for label, value in pairs if label]
    labelled = sum(rules.label.match(fold(field)) is not None for field in fields)
    return fields if labelled >= 2 and labelled * 2 >= len(fields) else []


def _cells(rows: Sequence[_Row]) -> list[list[Cell]]:
    cells = [
        [
            Cell("\n".join(lines), _span(cell, "colspan"), _span(cell, "rowspan"))
            for cell, lines in zip(row.cells, row.words, strict=True)
        ]
        for row in rows
    ]
    if sum(cell.columns * cell.rows for row in cells for cell in row) > _LARGEST_AREA:
        return [[Cell(cell.words) for cell in row] for row in cells]
    return cells


def _span(cell: Element, attribute: str) -> int:
    """Read a span as browsers do: digits at the front; rowspan=0 reaches to the end of the table."""
    words = (cell.get(attribute) or "").strip()[:6]
    digits = words[: next((at for at, sign in enumerate(words) if sign not in "0123456789"), len(words))]
    if digits and int(digits) == 0 and attribute == "rowspan":
        return MAX_SPAN
    return min(max(int(digits or 1), 1), MAX_SPAN)
