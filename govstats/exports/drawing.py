"""Draws tables for people: columns side by side, or record under record where they would be too narrow to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rich.cells import cell_len

from govstats.exports.tables import Exportable, column_names, iterate_rows
from govstats.exports.terminals import Fold, harmless
from govstats.exports.values import write_value

GAP = 3  # columns of the terminal between two columns of the table
READABLE = 12  # columns of the terminal that a folded text needs at least: six Chinese characters
READABLE_NAME = 8
LONG_WORD = 30  # letters; a code such as mediation.success_rate is a word, a hash or an address may be broken
TALLEST = 8  # lines of a row that is still taken in at a glance
LONGEST = (
    600  # columns of the terminal that a text may fill there; longer ones are cut, and it is said how much
)
LATIN_WORD = re.compile("[!-~]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is drawn.

    Attributes:
        name: its name.
        cells: its cells as text.
        is_number: whether all of them are numbers, which are never folded and stand to the right.
        widest: columns of the terminal that the widest line of its cells takes.
        longest_word: letters of the longest Latin word of its cells, which is not to be broken.
    """

    name: str
    cells: tuple[str, ...]
    is_number: bool
    widest: int
    longest_word: int

    @property
    def natural(self) -> int:
        """Columns of the terminal that it takes when nothing is folded."""
        return max(self.widest, text_width(self.name))

    @property
    def least(self) -> int:
        """Columns of the terminal that it needs to be read."""
        text = min(self.widest, max(READABLE, min(self.longest_word, LONG_WORD)))
        cells = self.widest if self.is_number else text
        return max(cells, min(text_width(self.name), READABLE_NAME))


def render_text(table: Exportable, width: int | None, fold: Fold = "auto") -> Iterator[str]:
    """Draw a table for people; Chinese characters take two columns of the terminal.

    Args:
        table: what to draw.
        width: columns of the terminal; as many as it takes if not given.
        fold: how it fits there.

    Yields:
        lines.
    """
    longest = LONGEST if width is not None and fold != "none" else None
    columns = read_columns(table, longest)
    space = None if fold == "none" else width
    widths = None if fold == "records" else share(columns, space)
    if widths is None or (fold == "auto" and tallest(columns, widths) > TALLEST):
        yield from draw_records(columns, width or 80)
    else:
        yield from draw_columns(columns, widths)


def read_columns(table: Exportable, longest: int | None) -> list[Column]:
    """Write the cells of a table as text."""
    names = column_names(table)
    rows = list(iterate_rows(table))
    found = []
    for index, name in enumerate(names):
        values = [row[index] for row in rows]
        cells = tuple(cut(harmless(write_value(value)), longest) for value in values)
        is_number = bool(rows) and all(
            isinstance(value, int | float | Decimal | None) and not isinstance(value, bool)
            for value in values
        )
        word = max((len(word) for cell in cells for word in LATIN_WORD.findall(cell)), default=0)
        widest = max(map(text_width, cells), default=0)
        found.append(Column(harmless(name), cells, is_number, widest, word))
    return found


def cut(text: str, longest: int | None) -> str:
    """Cut a text that would fill the terminal, and say so in it."""
    if longest is None or len(text) * 2 <= longest or cell_len(text) <= longest:
        return text
    kept = next(lines_of(text.replace("\n", " "), longest))
    return f"{kept}… [{len(text) - len(kept):,} more characters]"


def text_width(text: str) -> int:
    """Tell how many columns of the terminal the widest line of a text takes."""
    return max(map(cell_len, text.splitlines()), default=0)


def share(columns: Sequence[Column], width: int | None) -> list[int] | None:
    """Share the width of a terminal out.

    Args:
        columns: the columns.
        width: how much there is; None for any amount.

    Returns:
        columns of the terminal for each; None where they are not enough to be read.
    """
    natural = [column.natural for column in columns]
    if width is None or sum(natural) + GAP * (len(columns) - 1) <= width:
        return natural
    least = [column.least for column in columns]
    spare = width - GAP * (len(columns) - 1) - sum(least)
    if spare < 0:
        return None
    given = list(least)
    while spare > 0 and (hungry := [i for i, each in enumerate(given) if each < natural[i]]):
        portion = max(1, spare // len(hungry))
        for index in hungry[:spare]:
            more = min(portion, natural[index] - given[index])
            given[index] += more
            spare -= more
    return given


def tallest(columns: Sequence[Column], widths: Sequence[int]) -> int:
    """Tell how many lines the tallest row of cells takes."""
    return max(
        (
            sum(1 for _ in lines_of(cell, width))
            for column, width in zip(columns, widths, strict=True)
            if column.widest > width
            for cell in column.cells
        ),
        default=1,
    )


def draw_columns(columns: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    """Draw columns side by side below their names."""
    is_right = [column.is_number for column in columns]
    yield from draw_row([column.name for column in columns], widths, is_right)
    yield "─" * (sum(widths) + GAP * (len(widths) - 1)) + "\n"
    for row in zip(*(column.cells for column in columns), strict=True):
        yield from draw_row(row, widths, is_right)


def draw_row(cells: Sequence[str], widths: Sequence[int], is_right: Sequence[bool]) -> Iterator[str]:
    """Draw a row over as many lines as its tallest cell takes."""
    folded = [list(lines_of(cell, width)) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, folded))):
        parts = (
            pad(lines[number] if number < len(lines) else "", width, to_right)
            for lines, width, to_right in zip(folded, widths, is_right, strict=True)
        )
        yield (" " * GAP).join(parts).rstrip() + "\n"


def pad(text: str, width: int, to_right: bool) -> str:
    """Fill a line up with spaces."""
    filling = " " * (width - cell_len(text))
    return filling + text if to_right else text + filling


def draw_records(columns: Sequence[Column], width: int) -> Iterator[str]:
    """Draw record under record: a line, or some, for each column, its name before it."""
    room = min(max(text_width(column.name) for column in columns), max(width // 3, 1))
    names = [list(lines_of(column.name, room)) for column in columns]
    for number, row in enumerate(zip(*(column.cells for column in columns), strict=True), start=1):
        head = f"── {number} "
        yield head + "─" * (min(width, 60) - len(head)) + "\n"
        for name, cell in zip(names, row, strict=True):
            values = list(lines_of(cell, max(width - room - GAP, 2)))
            for line in range(max(len(name), len(values))):
                left = name[line] if line < len(name) else ""
                right = values[line] if line < len(values) else ""
                yield f"{pad(left, room, to_right=False)}{' ' * GAP}{right}".rstrip() + "\n"
    if columns and not columns[0].cells:
        yield "no rows; columns: " + ", ".join(column.name for column in columns) + "\n"


def lines_of(text: str, width: int) -> Iterator[str]:
    """Fold a text.

    Args:
        text: the text, which may have several lines.
        width: columns of the terminal that a line may take, 2 or more.

    Yields:
        its lines; one at least. Latin words are broken only where they are longer than a line.
    """
    for line in text.splitlines() or [""]:
        if len(line) * 2 <= width or cell_len(line) <= width:
            yield line
            continue
        start, taken, space = 0, 0, -1
        for position, character in enumerate(line):
            if character == " ":
                space = position
            taken += cell_len(character)
            if taken <= width:
                continue
            if character == " ":  # the break is one already
                yield line[start:position].rstrip()
                start, taken, space = position + 1, 0, -1
                continue
            end = space + 1 if space > start else position
            yield line[start:end].rstrip()
            start, taken, space = end, cell_len(line[end : position + 1]), -1
        yield line[start:]
