"""Lays the cells of a comparison out as rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from govstats.warehouse.candidates import NOTHING, Measure, Pick
from govstats.warehouse.comparison import Cell, CellName, ColumnKind, ColumnType, Comparison
from govstats.warehouse.computing import Computed, Total
from govstats.warehouse.standing import Named

PLACE_HEADERS = ("地区代码", "地区")
INDICATOR_HEADERS = ("指标代码", "指标", "单位")
TOTAL = "合计"
BOUND = "界限"

Reader = Callable[[CellName, Pick], Cell]
Totals = Mapping[tuple[int, str], Total]


class Column(NamedTuple):
    """A column of a comparison.

    Attributes:
        header: what stands above it.
        kind: what it holds.
        type: what its cells are.
        read: gives its cell from the name of a cell and what fills that.
        total: gives its cell in a row of totals.
        place_code: the place that it is about; "" where the row tells.
        year: the year.
        indicator: code of the indicator; "" where the row tells.
    """

    header: str
    kind: ColumnKind
    type: ColumnType
    read: Reader
    total: Callable[[Total], Cell]
    place_code: str
    year: int
    indicator: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A table laid out.

    Attributes:
        columns: the headers.
        kinds: what each column holds.
        types: what the cells of each column are.
        rows: the cells.
    """

    columns: tuple[str, ...]
    kinds: tuple[ColumnKind, ...]
    types: tuple[ColumnType, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Layouter:
    """Lays one comparison out.

    Attributes:
        request: what is compared.
        measures: the indicators that are shown.
        divisors: headers of what is divided by, in the order of the computed ratios; with each the code of the indicator,
            None for values of the user.
        places: code and name of the places.
        years: the years.
        picks: what fills the cells.
        computed: what was computed beside them.
        remarks: what to know of figures.
        totals: by year and indicator; empty where none are asked for.
    """

    request: Comparison
    measures: Sequence[Measure]
    divisors: Sequence[tuple[str, str | None]]
    places: Sequence[Named]
    years: Sequence[int]
    picks: Mapping[CellName, Pick]
    computed: Computed
    remarks: Mapping[CellName, str]
    totals: Totals

    def lay_out(self) -> Laid:
        """Make the rows and columns."""
        if self.request.layout == "indicator-place":
            return self._lay_indicators_down()
        return self._lay_places_down()

    def _lay_places_down(self) -> Laid:
        """Make a row of each place and a column of each year and indicator."""
        columns = [
            column
            for year in self.years
            for one in self.measures
            for column in self._columns(f"{year}年 {self._title(one)}", one, "", year)
        ]
        get = self.picks.get
        asked = [(column.read, column.year, column.indicator) for column in columns]
        rows: list[tuple[Cell, ...]] = []
        for code, name in self.places:
            names = [(read, CellName(code, year, indicator)) for read, year, indicator in asked]
            rows.append((code, name, *[read(cell, get(cell, NOTHING)) for read, cell in names]))
        rows += self._total_rows(columns)
        return self._laid(PLACE_HEADERS, columns, rows)

    def _lay_indicators_down(self) -> Laid:
        """Make a row of each indicator and a column of each year and place, with totals behind each year."""
        columns: list[Column] = []
        for year in self.years:
            for code, name in self.places:
                columns += self._columns(f"{year}年 {name}({code})", None, code, year)
            columns += self._total_columns(year)
        rows: list[tuple[Cell, ...]] = []
        for one in self.measures:
            names = [(column.read, CellName(column.place_code, column.year, one.code)) for column in columns]
            cells = [read(cell, self.picks.get(cell, NOTHING)) for read, cell in names]
            rows.append((one.code, one.name, one.unit, *cells))
        return self._laid(INDICATOR_HEADERS, columns, rows)

    def _title(self, measure: Measure) -> str:
        """Name an indicator in a header, one whose name another has too with its code."""
        is_shared = sum(one.name == measure.name for one in self.measures) > 1
        return f"{measure.name}({measure.code})" if is_shared else measure.name

    @staticmethod
    def _laid(heads: tuple[str, ...], columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> Laid:
        kinds: list[ColumnKind] = ["head"] * len(heads)
        types: list[ColumnType] = ["text"] * len(heads)
        return Laid(
            heads + tuple(column.header for column in columns),
            (*kinds, *(column.kind for column in columns)),
            (*types, *(column.type for column in columns)),
            tuple(rows),
        )

    def _columns(self, title: str, measure: Measure | None, place_code: str, year: int) -> Iterator[Column]:
        """Give the column of figures and those that go with it; the measure is None where the row tells it."""
        header = f"{title}{in_brackets(measure.unit)}" if measure else title
        where = (place_code, year, measure.code if measure else "")
        yield Column(
            header, "figure", "decimal", lambda _, pick: pick.value, lambda total: total.value, *where
        )
        for name, kind, read in self._abouts():
            of_total = read_bound if name == BOUND else read_nothing
            yield Column(f"{header} {name}", "about", kind, read, of_total, *where)
        for name, kind, read in self._computations(header, title, measure):
            yield Column(name, "computed", kind, read, read_nothing, *where)

    def _abouts(self) -> Iterator[tuple[str, ColumnType, Reader]]:
        """Give what is told about each figure."""
        if self.request.boundaries is not None:
            yield "承自", "text", lambda _, pick: pick.carried_from
        if self.request.with_bounds:
            yield BOUND, "text", lambda _, pick: pick.bound
        if self.request.with_confidence:
            yield "置信度", "float", lambda _, pick: pick.confidence
        if self.request.with_notes:
            yield "提示", "text", lambda cell, _: self.remarks.get(cell)
        if self.request.with_sources:
            yield "来源", "text", lambda _, pick: pick.source

    def _computations(
        self, header: str, title: str, measure: Measure | None
    ) -> Iterator[tuple[str, ColumnType, Reader]]:
        """Give what is computed beside each figure, with its header."""
        computed = self.computed
        if self.request.with_change:
            yield (
                f"{title} 比上年增减({unit_of_change(measure)}计算)",
                "decimal",
                lambda cell, _: change.difference if (change := computed.changes.get(cell)) else None,
            )
            if measure is None or measure.adds_up:
                yield (
                    f"{title} 比上年增长(%，计算)",
                    "decimal",
                    lambda cell, _: change.growth if (change := computed.changes.get(cell)) else None,
                )
        if self.request.with_rank:
            yield f"{title} 排名(从高到低，计算)", "integer", lambda cell, _: computed.ranks.get(cell)
        for (name, code), ratios in zip(self.divisors, computed.ratios, strict=True):
            if measure is None or (measure.adds_up and measure.code != code):
                yield f"{header}÷{name}(计算)", "decimal", ratios_reader(ratios)

    def _total_rows(self, columns: Sequence[Column]) -> Iterator[tuple[Cell, ...]]:
        """Give a row of the totals of all places, and one of those that lack some, as far as there are any."""
        for is_partial, title in self._total_titles(self.totals.values()):
            yield (
                None,
                title,
                *[
                    column.total(chosen(self.totals, column.year, column.indicator, is_partial=is_partial))
                    for column in columns
                ],
            )

    def _total_columns(self, year: int) -> Iterator[Column]:
        """Give the columns of totals of a year, likewise."""
        of_year = [total for (each, _), total in self.totals.items() if each == year]
        for is_partial, title in self._total_titles(of_year):
            header = f"{year}年 {title}"
            where = ("", year, "")
            yield Column(header, "computed", "decimal", self._total_reader(is_partial), read_nothing, *where)
            if self.request.with_bounds:
                read = self._bound_reader(is_partial)
                yield Column(f"{header} {BOUND}", "about", "text", read, read_nothing, *where)

    def _total_reader(self, is_partial: bool) -> Reader:
        return lambda cell, _: chosen(self.totals, cell.year, cell.indicator, is_partial=is_partial).value

    def _bound_reader(self, is_partial: bool) -> Reader:
        return lambda cell, _: chosen(self.totals, cell.year, cell.indicator, is_partial=is_partial).bound

    @staticmethod
    def _total_titles(totals: Iterable[Total]) -> Iterator[tuple[bool, str]]:
        """Give the heads of the totals: of all places, and of those that lack some."""
        there = [total for total in totals if total.value is not None]
        if any(not total.missing for total in there):
            yield False, TOTAL
        lacking = sorted({len(total.missing) for total in there if total.missing})
        if lacking:
            count = f"{lacking[0]}至{lacking[-1]}" if len(lacking) > 1 else str(lacking[0])
            yield True, f"{TOTAL}(部分:缺{count})"


def chosen(totals: Totals, year: int, indicator: str, *, is_partial: bool) -> Total:
    """Give the total of a year and indicator if it is of the kind asked for: whole or partial; else an empty one."""
    total = totals.get((year, indicator), Total())
    return total if bool(total.missing) == is_partial else Total()


def ratios_reader(ratios: Mapping[CellName, Cell]) -> Reader:
    """Read the ratios of one divisor."""
    return lambda cell, _: ratios.get(cell)


def read_bound(total: Total) -> Cell:
    """Give the bound of a total."""
    return total.bound


def read_nothing(_: Total) -> Cell:
    """Leave a cell of a row of totals empty."""
    return None


def unit_of_change(measure: Measure | None) -> str:
    """Name the unit of a difference as a header has it, with a comma; percentages differ by percentage points."""
    if measure is None:
        return "比率为百分点，"
    unit = "百分点" if measure.base_code == "percent" else measure.unit
    return f"{unit}，" if unit else ""


def in_brackets(unit: str) -> str:
    """Write the unit as a header has it: (%); nothing for none."""
    return f"({unit})" if unit else ""
