"""The layout of a table: which cells hold figures, and the heads and stubs that say what each of them measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from govstats.catalogue import Unit
from govstats.catalogue.cues import TableCues
from govstats.text import any_of, fold
from govstats.text.grids import Cell, Grid

_SPACE = re.compile(r"\s+")
_VALUE = re.compile(
    r"(?P<about>约|近|超过?|逾|不足|不[低少高多大小]于|不超过|[低高少多大小]于|达到?|至少|[≥≤><])?"
    r"(?P<sign>[-+↑↓▲▼]?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<unit>\D{0,8}?)(?P<arrow>[↑↓▲▼]?)(?:[①-⑳*※]|\[\d{1,2}\])?"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?")
_TIME = re.compile(
    r"(?:(?:19|20)\d\d年?度?)?(?:[上下]半年|[第前]?[一二三四1-4]季度|\d{1,2}(?:[-~至]\d{1,2})?月份?)?"
)
_MISSING = frozenset({"", "-", "--", "—", "——", "/", "\\", "…", "……", "无", "暂无", "*", "×", "一"})
_CALENDAR = frozenset({"年", "月", "日", "号", "时", "点", "季度", "年度", "级", "月份"})
_LEAST_ROWS_OF_NUMBERING = 2
_IN_BRACKETS = re.compile(r"\(([^()]{1,12})\)")
_PROSE = re.compile(r"[，,。;；!?]")
_DIGIT = re.compile(r"\d")
_FIGURE_FIRST = re.compile(r"约?\d")
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Value:
    """A cell that holds a figure, with what heads and stubs say of it.

    Attributes:
        cell: where it stands.
        row: index of its row.
        column: index of its column.
        stubs: the names of its row from left to right, a heading over several rows first.
        heads: the heads of its column from top to bottom.
        unit: the unit that the column of units names in its row; "" without one.
        is_plain: whether the cell holds one figure and nothing else; 12(其中女3) is not plain.
    """

    cell: Cell
    row: int
    column: int
    stubs: tuple[str, ...]
    heads: tuple[str, ...]
    unit: str
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A table understood.

    Attributes:
        grid: the table.
        values: the cells that hold figures, row by row.
        texts: the other cells with words, row by row.
        numbering: cells that only number rows or columns.
        captions: what stands in rows of one cell above the heads.
        stub_heads: the heads of the columns that name the rows.
        heads: the heads of each column, for a table that goes on without heads of its own.
    """

    grid: Grid
    values: tuple[Value, ...]
    texts: tuple[Cell, ...]
    numbering: tuple[Cell, ...]
    captions: tuple[str, ...]
    stub_heads: tuple[str, ...]
    heads: tuple[tuple[str, ...], ...]


class LayoutReader:
    """Understands tables.

    Args:
        cues: what heads and stubs say.
        units: the units by code.
    """

    def __init__(self, cues: TableCues, units: Mapping[str, Unit]) -> None:
        self.cues = cues
        surfaces = {fold(surface) for unit in units.values() for surface in unit.surfaces}
        self._surfaces = frozenset(surfaces)
        self._unit = regex.compile(
            rf"(?:[十百千万亿]{{0,2}}(?:{any_of(surfaces)})|[万亿])(?:[余多]|左右|[及或]?以[上下]|以内)?|[余多]"
        )
        short = any_of(word for word in surfaces if len(word) <= 2 and word not in _CALENDAR)
        times = any_of(word for word in surfaces if word.endswith("次") and len(word) == 2)
        self._counted = regex.compile(rf"(?:(?P<unit>{short})数|(?<![十百千万亿])(?P<times>{times}))$")

    def read(self, folded: str, grid: Grid, before: Layout | None = None) -> Layout | None:
        """Understand a table.

        Args:
            folded: the whole text, width folded.
            grid: where its cells are.
            before: the table right before it, whose heads it may go on with.

        Returns:
            Its layout; None where no cell holds a figure that something names.
        """
        if not _DIGIT.search(folded, grid.start, grid.end):
            return None
        words = [[tidy(folded[cell.start : cell.end]) for cell in row.cells] for row in grid.rows]
        sketch = _Sketch(words, self)
        if not sketch.value_columns and not sketch.tells_in_prose():
            return None
        heads = sketch.heads()
        if before is not None and not any(heads) and before.grid.width == grid.width:
            heads = before.heads
        values = tuple(sketch.values(grid, heads))
        if values and not any(value.stubs or value.heads for value in values):
            return None
        held = {(value.row, value.column) for value in values} | sketch.numbering
        return Layout(
            grid=grid,
            values=values,
            texts=tuple(
                cell
                for index, row in enumerate(grid.rows)
                for column, cell in enumerate(row.cells)
                if (index, column) not in held and cell.end > cell.start
            ),
            numbering=tuple(grid.rows[row].cells[column] for row, column in sorted(sketch.numbering)),
            captions=tuple(sketch.captions()),
            stub_heads=tuple("".join(heads[column]) for column in sketch.stub_columns),
            heads=heads,
        )

    def is_unit(self, words: str) -> bool:
        """Tell whether words are a unit of measure, with a magnitude or without: 件, 万元, 微克/立方米."""
        return words not in _CALENDAR and self._unit.fullmatch(words) is not None

    def is_value(self, words: str) -> bool:
        """Tell whether the words of a cell are one figure: 153, 1,234.5万元, -5.3%, 约30件; not 2020年 or 3月."""
        match = _VALUE.fullmatch(words)
        if match is None:
            return False
        return not match["unit"] or self.is_unit(match["unit"].strip("()"))

    def units_in(self, words: str) -> tuple[str, ...]:
        """Give the units that words in brackets or a line of units name: 件、人 and 件/人 are two, 微克/立方米 one."""
        if self.is_unit(words):
            return (words,)
        parts = [part for part in re.split(r"[、,，/或和;；]", words) if part]
        return tuple(parts) if parts and all(map(self.is_unit, parts)) else ()

    def unit_of_name(self, words: str) -> tuple[str, str]:
        """Part the unit from the name of a column or row: 收案(件) and 受理件数 are counted in 件.

        Returns:
            The name without a unit in brackets, and the unit; "" without one.
        """
        for bracket in _IN_BRACKETS.finditer(words):
            units = self.units_in(bracket[1].removeprefix("单位:"))
            if len(units) == 1 and not self._names_alike(words[: bracket.start()], units[0]):
                return words[: bracket.start()] + words[bracket.end() :], units[0]
        if words.endswith("%") and words != "%":  # 比上年增长%
            return words.removesuffix("%"), "%"
        name, slash, unit = words.rpartition("/")
        if name and slash and self.is_unit(unit) and not self._ends_in_rate(words):  # 律师/人
            return name, unit
        counted = self._counted.search(words)
        if counted is not None:
            return words, str(counted["unit"] or counted["times"])
        return words, ""

    def _ends_in_rate(self, words: str) -> bool:
        """Whether the stroke is that of a unit: PM2.5微克/立方米."""
        return any("/" in unit and words.endswith(unit) for unit in self._surfaces)

    def _names_alike(self, name: str, unit: str) -> bool:
        """Whether a word in brackets is another name of what stands before it, as in 示范村(社区), and no unit."""
        return unit in self.cues.body_ends and name.endswith(self.cues.body_ends)


def tidy(words: str) -> str:
    """Write the words of a cell without white space."""
    return _SPACE.sub("", words)


def is_year(words: str) -> bool:
    """Tell whether words are a year: 2020, 2020年, 2020年度."""
    return _YEAR.fullmatch(words) is not None


def is_time(words: str) -> bool:
    """Tell whether words name a time: 2020年, 2021年上半年, 1-9月, 一季度."""
    return bool(words) and _TIME.fullmatch(words) is not None


def is_prose(words: str) -> bool:
    """Tell whether the words of a cell are prose and no name."""
    return len(words) > _LONGEST_NAME or (
        len(words) > _LONGEST_NAME // 2 and _PROSE.search(words) is not None
    )


class _Sketch:
    """A table on its way to a layout.

    Args:
        words: the words of its cells, tidied; rows of equal length.
        reader: tells units and values.
    """

    def __init__(self, words: Sequence[Sequence[str]], reader: LayoutReader) -> None:
        self._words = words
        self._reader = reader
        self._cues = reader.cues
        self._width = len(words[0])
        self._numbering_column = self._find_numbering_column()
        self._first_row = self._find_body()
        self.value_columns = self._find_value_columns()
        self._unit_column = self._find_unit_column()
        self.stub_columns = [
            column
            for column in range(self._width)
            if column not in (*self.value_columns, self._numbering_column, self._unit_column)
            and any(column < other for other in self.value_columns)
        ]
        self.numbering = self._find_numbering()

    def tells_in_prose(self) -> bool:
        """Whether figures stand in sentences in its cells."""
        return any(is_prose(word) and _DIGIT.search(word) for words in self._words for word in words)

    def captions(self) -> Iterable[str]:
        """Give what stands alone in rows above the heads."""
        for row in range(self._first_row):
            filled = [word for word in self._words[row] if word]
            if len(filled) != 1:
                return
            yield filled[0]

    def heads(self) -> tuple[tuple[str, ...], ...]:
        """Give the heads of each column from top to bottom."""
        return tuple(self._heads_of(column) for column in range(self._width))

    def values(self, grid: Grid, heads: Sequence[tuple[str, ...]]) -> Iterable[Value]:
        """Give the cells that hold figures, with what names them."""
        group = ""
        carried: dict[int, str] = {}
        heads = list(heads)
        for row in range(self._first_row, len(self._words)):
            words = self._words[row]
            filled = [word for word in words if word]
            if len(set(filled)) == 1 and words[0] and not self._reader.is_value(words[0]):
                group, carried = words[0], {}
                continue
            if words[0].startswith(self._cues.notes) and not self._is_name_of_row(row):
                continue
            if self._heads_anew(row):
                for column in self.value_columns:
                    heads[column] = (words[column],)
                carried = {}
                continue
            self._carry(row, carried)
            for column in self.value_columns:
                word = words[column]
                is_plain = self._reader.is_value(word)
                if not is_plain and (not _FIGURE_FIRST.match(word) or is_prose(word)):
                    continue
                stubs = [carried.get(stub, "") for stub in self._stubs_before(column)]
                yield Value(
                    cell=grid.rows[row].cells[column],
                    row=row,
                    column=column,
                    stubs=tuple(_distinct((group, *stubs))),
                    heads=tuple(_distinct(heads[column])),
                    unit=self._unit_at(row, column),
                    is_plain=is_plain,
                )

    def _heads_anew(self, row: int) -> bool:
        """Whether a row among the figures heads the rows after it, as where tables of one width were put together."""
        words = self._words[row]
        own = [words[column] for column in self.value_columns if words[column]]
        if not own or any(word in _MISSING or self._reader.is_value(word) or is_prose(word) for word in own):
            return False
        first = self._first_column()
        above = {heads[first] for heads in self._words[: self._first_row]} - {""}
        return (
            words[first] in above or words[first] in self._cues.generic or words[first] in self._cues.bodies
        )

    def _is_name_of_row(self, row: int) -> bool:
        """Whether the first cell names figures after all: 说明义务履行率 begins like a note."""
        return any(self._reader.is_value(self._words[row][column]) for column in self.value_columns)

    def _carry(self, row: int, carried: dict[int, str]) -> None:
        """Carry the names of merged cells down to the rows that they cover."""
        words = self._words[row]
        has_name = False
        for column in self.stub_columns:
            if words[column]:
                for further in self.stub_columns:
                    if further > column:
                        carried.pop(further, None)
                carried[column] = words[column]
                has_name = True
            elif has_name:
                carried.pop(column, None)

    def _stubs_before(self, column: int) -> list[int]:
        """Give the columns that name the rows of a column: the nearest ones to its left."""
        before = [stub for stub in self.stub_columns if stub < column]
        if not before:
            return []
        last = max(before)
        first = max((other for other in self.value_columns if other < last), default=-1)
        return [stub for stub in before if stub > first]

    def _heads_of(self, column: int) -> tuple[str, ...]:
        """Give the heads of a column: a merged cell's words stand in its first place, left of the columns it covers."""
        found = []
        first = (
            0  # the column where the narrowest head found so far begins: none below it reaches further left
        )
        for row in range(sum(1 for _ in self.captions()), self._first_row):
            if self._numbers_columns(row):
                continue
            words = self._words[row]
            for left in self._columns_covering(column, first):
                if words[left]:
                    found.append(words[left])
                    first = left
                    break
        return tuple(found)

    def _columns_covering(self, column: int, first: int) -> Iterable[int]:
        """Give a column and those to its left, from right to left, whose heads may cover it."""
        yield column
        if column in self.value_columns:
            for left in range(column - 1, first - 1, -1):
                if left not in self.value_columns:
                    return
                yield left

    def _unit_at(self, row: int, column: int) -> str:
        if self._unit_column is None or self._unit_column > column:
            return ""
        unit = self._words[row][self._unit_column]
        return unit if self._reader.is_unit(unit) else ""

    def _find_body(self) -> int:
        """Find the first row that holds figures."""
        for row, words in enumerate(self._words):
            if self._numbers_columns(row):
                continue
            figures = [
                column
                for column, word in enumerate(words)
                if column != self._numbering_column and self._reader.is_value(word)
            ]
            if any(not is_year(words[column]) for column in figures):
                return self._first_of_group(row)
        return len(self._words)

    def _first_of_group(self, row: int) -> int:
        """Step back over a row of one cell that heads the rows after it, if heads stand above it."""
        filled = [sum(map(bool, words)) for words in self._words[:row]]
        first_full = next((above for above, count in enumerate(filled) if count > 1), row)
        # where no row above it is full, it is a caption of the whole table
        while row > 1 and filled[row - 1] == 1 and self._words[row - 1][0] and first_full < row - 1:
            row -= 1
        return row

    def _find_value_columns(self) -> list[int]:
        columns: list[int] = []
        body = [
            words for words in self._words[self._first_row :] if len({word for word in words if word}) > 1
        ]
        for column in range(self._width):
            if column == self._numbering_column:
                continue
            cells = [words[column] for words in body if words[column] not in _MISSING]
            figures = [word for word in cells if self._reader.is_value(word)]
            if not figures or 2 * len(figures) < len(cells):
                continue
            if all(map(is_year, figures)) and not columns and column == self._first_column():
                continue  # years that name the rows
            columns.append(column)
        return columns

    def _first_column(self) -> int:
        return 0 if self._numbering_column != 0 else 1

    def _find_unit_column(self) -> int | None:
        body = self._words[self._first_row :]
        for column in range(self._width):
            cells = [words[column] for words in body if words[column] not in _MISSING]
            if cells and column not in self.value_columns and all(map(self._reader.is_unit, cells)):
                return column
        return None

    def _find_numbering_column(self) -> int | None:
        """Find the column that only numbers the rows: the first, before names."""
        if self._width < 3:
            return None
        column = [words[0] for words in self._words]
        for row, word in enumerate(column):
            if word in self._cues.numbering:
                return 0
            if word.isdigit():
                return 0 if self._counts_up(column[row:]) and self._names_follow(row) else None
        return None

    def _names_follow(self, first: int) -> bool:
        """Whether the second column holds names and no figures."""
        return not any(self._reader.is_value(words[1]) for words in self._words[first:])

    @staticmethod
    def _counts_up(cells: Sequence[str]) -> bool:
        numbers = [int(word) for word in cells if word.isdigit() and word.isascii() and len(word) < 5]
        return (
            len(numbers) >= _LEAST_ROWS_OF_NUMBERING
            and numbers[0] == 1
            and all(after == before + 1 for before, after in pairwise(numbers))
        )

    def _numbers_columns(self, row: int) -> bool:
        """Whether a row only numbers the columns: 栏次 1 2 3."""
        words = self._words[row]
        filled = [word for word in words[1:] if word and word not in self._cues.column_numbers]
        is_named = not words[0] or words[0] in self._cues.column_numbers
        return is_named and self._counts_up(filled) and all(word.isdigit() for word in filled)

    def _find_numbering(self) -> set[tuple[int, int]]:
        numbering = {
            (row, column)
            for row in range(self._first_row)
            if self._numbers_columns(row)
            for column, word in enumerate(self._words[row])
            if word
        }
        if self._numbering_column is not None:
            column = self._numbering_column
            numbering |= {(row, column) for row, words in enumerate(self._words) if words[column].isdigit()}
        return numbering


def _distinct(words: Iterable[str]) -> Iterable[str]:
    """Leave out empty words and such as repeat the one before."""
    before = ""
    for word in words:
        if word and word != before:
            yield word
        before = word or before
