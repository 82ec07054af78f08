"""Makes the table that analysts hand on: places, years and indicators against each other."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import get_args

import duckdb

from govstats.errors import QueryError
from govstats.warehouse.candidates import (
    Measure,
    Pick,
    count_left_out,
    count_unsure,
    pick_all,
    read_measures,
    read_rows,
)
from govstats.warehouse.comparison import CellName, Comparison, ComparisonTable, Layout, NotCarried
from govstats.warehouse.computing import (
    Computed,
    Total,
    compute_changes,
    compute_loaded_ratios,
    compute_ratios,
    compute_total,
)
from govstats.warehouse.connection import open_for_answers, unreadable
from govstats.warehouse.filling import Filling
from govstats.warehouse.layout import Layouter, in_brackets
from govstats.warehouse.likeness import Likeness
from govstats.warehouse.notes import (
    note_departments,
    note_off_the_map,
    note_overlap,
    note_renamed,
    note_total,
    note_unranked,
)
from govstats.warehouse.ranking import compute_ranks
from govstats.warehouse.remarks import find_other_borders, find_part_years, make_remarks
from govstats.warehouse.standing import (
    Map,
    Named,
    asked_places,
    judge_standing,
    read_map,
    with_reports,
)


def compare(path: Path, request: Comparison) -> ComparisonTable:
    """Compare indicators across places and years.

    One figure is picked for each cell by the rule of the view metrics_best, after the choice of the
    scope and the confidence, and converted to the unit of the indicator where it is stated in another one. Under the
    map of a year, the picked figures of the places that made up one of its places are added up. Whatever else is
    computed stands in columns and rows of its own.

    Args:
        path: the snapshot.
        request: what to compare.

    Returns:
        the table, with notes on what a reader of it should know. A place or indicator without any figure
        is a row of empty cells.

    Raises:
        QueryError: an indicator is unknown, there is no such layout, the layout needs exactly one year, a rate would have to be
        carried into another map without the counts that it divides, figures would be divided by a rate or by
        themselves, or the snapshot cannot be read.
    """
    check_request(request)
    with open_for_answers(path) as connection, uncollected():
        try:
            return Comparer(connection, request).make_table()
        except duckdb.Error as error:
            raise unreadable(path, error) from error


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no garbage be collected: a table makes some hundred thousand tuples, and none that hold each other.

    Looking through all of them again and again would take as long as all else.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def check_request(request: Comparison) -> None:
    """Refuse what has no meaning.

    Raises:
        QueryError: there is no such layout, the layout needs exactly one year, or values of the user would have to be
            carried.
    """
    if request.layout not in get_args(Layout):
        raise QueryError(
            f"there is no layout {request.layout}", f"choose one of {', '.join(get_args(Layout))}"
        )
    if request.layout == "place-indicator" and len(set(request.years)) != 1:
        raise QueryError(
            f"the layout place-indicator needs exactly one year, not {len(set(request.years))}",
            "name one year, or choose the layout place-year",
        )
    if request.per_values is not None and request.boundaries is not None:
        raise QueryError(
            "the values of a file cannot be carried into another map", "leave out --per-table or --boundaries"
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """The cells that a table shows.

    Attributes:
        places: code and name of the places.
        years: the years.
        indicators: codes of the indicators.
        found: those of the cells for which figures were found, with what fills them.
    """

    places: Sequence[Named]
    years: Sequence[int]
    indicators: Sequence[str]
    found: Mapping[CellName, Pick]

    def empty_places(self) -> list[Named]:
        """Give the places for which no figures were found."""
        found = {cell.place_code for cell in self.found}
        return [place for place in self.places if place[0] not in found]

    def columns(self) -> Iterator[list[CellName]]:
        """Give for each year and indicator the cells of all places."""
        for year, indicator in product(self.years, self.indicators):
            yield [CellName(code, year, indicator) for code, _ in self.places]


class Comparer:
    """Makes one table.

    Args:
        connection: the snapshot.
        request: what to compare.

    Raises:
        QueryError: an indicator is unknown, or figures would be divided by a rate or by themselves.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, request: Comparison) -> None:
        self.connection = connection
        self.request = request
        self.measures = read_measures(connection, request.indicators)
        self.divisor = self._read_divisor() if request.per is not None else None
        if request.per_values is not None:
            self._refuse_nothing_to_divide(request.per_values.name, self.measures)
        self.notes: list[str] = []

    def make_table(self) -> ComparisonTable:
        """Fill the cells, compute beside them and lay all out."""
        request = self.request
        every = {one.code: one for one in (*self.measures, *([self.divisor] if self.divisor else ()))}
        filling = self._fill(tuple(every.values()))
        likeness = Likeness(filling.picks, every, is_carried=request.boundaries is not None)
        shown = self._show(filling)
        computed = self._compute(likeness, shown)
        totals = self._add_up(likeness, shown)
        laid = Layouter(
            request, self.measures, self._divisors(), shown.places, shown.years, filling.picks, computed,
            make_remarks(likeness, shown.found, self._related) if request.with_notes else {}, totals,
        ).lay_out()  # fmt: skip
        if request.boundaries is None:
            self.notes += note_renamed(self.connection, shown.places, shown.years)
            if request.places:
                self.notes += note_off_the_map(self.connection, shown.empty_places(), shown.years)
        picks = filling.picks
        differing = self._seen(picks, shown, lambda pick: pick.is_disputed)
        found = shown.found
        return ComparisonTable(
            columns=laid.columns,
            rows=laid.rows,
            kinds=laid.kinds,
            types=laid.types,
            filled=sum(pick.value is not None for pick in found.values()),
            differing=differing,
            other_units=tuple(
                cell for cell, pick in found.items() if pick.value is None and pick.obstacle is None
            ),
            left_out=filling.left_out,
            not_carried=tuple(
                NotCarried(cell, pick.obstacle) for cell, pick in found.items() if pick.obstacle
            ),
            unplaced=filling.unplaced,
            unsure=filling.unsure,
            part_years=tuple(find_part_years(found)),
            other_borders=tuple(find_other_borders(likeness, found)),
            bounded=sum(pick.bound not in ("=", None) for pick in found.values()),
            not_computed=tuple(computed.refused),
            standing=judge_standing(shown.places, found.items(), filling.reported),
            notes=tuple(self.notes),
            contradicted=self._seen(picks, shown, lambda pick: pick.is_contradicted),
            corrected=self._seen(picks, shown, lambda pick: pick.is_corrected),
        )

    def _read_divisor(self) -> Measure:
        """Look the indicator up that figures are divided by."""
        (divisor,) = read_measures(self.connection, [self.request.per or ""])
        if not divisor.adds_up:
            raise QueryError(
                f"figures are not divided by {divisor.code}, a rate or mean", "name a count with --per"
            )
        self._refuse_nothing_to_divide(
            divisor.code, [one for one in self.measures if one.code != divisor.code]
        )
        return divisor

    @staticmethod
    def _refuse_nothing_to_divide(divisor: str, measures: Sequence[Measure]) -> None:
        if not any(one.adds_up for one in measures):
            raise QueryError(
                f"there is nothing to divide by {divisor}: rates and means are not divided, nor a count by itself",
                "compare a count, or leave out --per and --per-table",
            )

    def _divisors(self) -> list[tuple[str, str | None]]:
        """Name what is divided by, in the order in which the ratios are computed."""
        named: list[tuple[str, str | None]] = []
        if self.divisor is not None:
            named.append((f"{self.divisor.name}{in_brackets(self.divisor.unit)}", self.divisor.code))
        if self.request.per_values is not None:
            named.append((self.request.per_values.name, None))
        return named

    def _fill(self, measures: Sequence[Measure]) -> Filling:
        """Fill the cells that are shown and those that are computed with."""
        request = self.request
        before = {year - 1 for year in request.years} if request.with_change else set()
        wider = replace(
            request,
            indicators=tuple(one.code for one in measures),
            years=tuple(sorted({*request.years, *before})),
        )
        if request.boundaries is None:
            return fill_as_reported(self.connection, request, wider, measures)
        from govstats.warehouse.carrying import carry_figures  # noqa: PLC0415 -- the map is only loaded for it

        return carry_figures(self.connection, request, wider, measures)

    def _show(self, filling: Filling) -> Shown:
        """Settle which cells are shown: all years with a figure of the indicators asked for, if none is named."""
        codes = set(self.request.indicators)
        years = tuple(dict.fromkeys(self.request.years)) or tuple(
            sorted({cell.year for cell in filling.picks if cell.indicator in codes})
        )
        places, of_years = {code for code, _ in filling.places}, set(years)
        found = {
            cell: pick
            for cell, pick in filling.picks.items()
            if cell[2] in codes and cell[1] in of_years and cell[0] in places
        }
        return Shown(filling.places, years, tuple(one.code for one in self.measures), found)

    def _compute(self, likeness: Likeness, shown: Shown) -> Computed:
        """Compute what is asked for beside the cells."""
        computed = Computed()
        if self.request.with_change:
            compute_changes(likeness, shown.found, computed)
        if self.request.with_rank:
            compute_ranks(likeness, shown.columns(), computed)
            self.notes += self._find_overlap(shown, "ranks hold places against others that lie in them")
            self.notes += note_unranked(computed.ranks, len(shown.places))
            issuers = {shown.found[cell].issuer for cell in computed.ranks}
            self.notes += note_departments(self.connection, [issuer for issuer in issuers if issuer])
        if self.divisor is not None:
            compute_ratios(likeness, shown.found, self.divisor.code, computed)
        if self.request.per_values is not None:
            compute_loaded_ratios(likeness, shown.found, self.request.per_values.values, computed)
        return computed

    def _add_up(self, likeness: Likeness, shown: Shown) -> dict[tuple[int, str], Total]:
        """Add up over places, for indicators that add up and places that do not lie in one another."""
        if not self.request.with_total:
            return {}
        rates = [one.code for one in self.measures if not one.adds_up]
        if rates:
            self.notes.append(f"no total of {', '.join(rates)}: rates and means do not add up")
        overlap = self._find_overlap(shown, "no total, which would count twice")
        if overlap:
            self.notes += overlap
            return {}
        names = dict(shown.places)
        the_map = read_map(self.connection) if self.request.boundaries is None else Map({})
        totals = {}
        for cells in shown.columns():
            if not cells or cells[0].indicator in rates:
                continue
            _, year, indicator = cells[0]
            expected = [code for code in names if the_map.is_there(code, year)]
            total = compute_total(likeness, cells, expected)
            totals[year, indicator] = total
            self.notes += note_total(f"{indicator} {year}", total, names)
        return totals

    def _find_overlap(self, shown: Shown, what: str) -> list[str]:
        """Note that places lie in one another, if they do."""
        years = shown.years if self.request.boundaries is None else (self.request.boundaries,)
        return note_overlap(read_map(self.connection), dict(shown.places), years, what)

    def _related(self, cell: CellName) -> Iterator[tuple[str, CellName]]:
        """Give the cells that something is computed with beside a cell, and what they are to it."""
        if self.request.with_change:
            yield "上年", cell._replace(year=cell.year - 1)
        if self.divisor is not None:
            yield "除数", cell._replace(indicator=self.divisor.code)

    def _seen(
        self, picks: Mapping[CellName, Pick], shown: Shown, is_such: Callable[[Pick], bool]
    ) -> tuple[CellName, ...]:
        """Give the cells whose figure is such a one, with those that are not shown but computed with."""
        cells = [cell for cell, pick in shown.found.items() if is_such(pick)]
        used = {other for cell in shown.found for _, other in self._related(cell)}
        hidden = (cell for cell in sorted(used - set(shown.found)) if cell in picks)
        return (*cells, *(cell for cell in hidden if is_such(picks[cell])))


def fill_as_reported(
    connection: duckdb.DuckDBPyConnection,
    request: Comparison,
    wider: Comparison,
    measures: Sequence[Measure],
) -> Filling:
    """Fill the cells of the places with what was reported of them.

    Args:
        connection: the snapshot.
        request: what to compare.
        wider: the same with the years and indicators that are only computed with.
        measures: the indicators of both.
    """
    picks = pick_all(read_rows(connection, wider, with_sources=request.with_sources), measures)
    years = request.years or {cell.year for cell in picks if cell.indicator in request.indicators}
    return Filling(
        places=asked_places(connection, request),
        picks=picks,
        left_out=count_left_out(connection, request),
        unsure=count_unsure(connection, request),
        reported=with_reports(connection, years),
    )
