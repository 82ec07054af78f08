"""Makes the table that analysts hand on: places, years and indicators against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from govstats.errors import QueryError
from govstats.warehouse.candidates import (
    Measure,
    Pick,
    count_left_out,
    pick_all,
    read_candidates,
    read_measures,
)
from govstats.warehouse.carrying import Filling, carry_figures
from govstats.warehouse.comparison import Cell, CellName, Comparison, ComparisonTable, NotCarried
from govstats.warehouse.connection import open_for_answers

PLACE_HEADERS = ("地区代码", "地区")
INDICATOR_HEADERS = ("指标代码", "指标", "单位")


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a comparison.

    Attributes:
        head: the cells before the figures for a row, the header for a column.
        place_code: the place that it is about; None where the other direction tells.
        year: likewise the year.
        indicator: likewise the code of the indicator.
    """

    head: tuple[str, ...]
    place_code: str | None = None
    year: int | None = None
    indicator: str | None = None


def compare(path: Path, request: Comparison) -> ComparisonTable:
    """Compare indicators across places and years.

    One figure is picked for each cell by the rule of the view metrics_best, after the choice of the
    scope, and converted to the unit of the indicator where it is stated in another one. Under the map of a
    year, the picked figures of the places that made up one of its places are added up.

    Args:
        path: the snapshot.
        request: what to compare.

    Returns:
        the table, with notes on what a reader of it should know. A place or indicator without any figure
        is a row of empty cells.

    Raises:
        QueryError: an indicator is unknown, the layout needs exactly one year, a rate would have to be
        carried into another map without the counts that it divides, or the snapshot cannot be read.
    """
    if request.layout == "place-indicator" and len(set(request.years)) != 1:
        raise QueryError(
            f"the layout place-indicator needs exactly one year, not {len(set(request.years))}",
            "name one year, or choose the layout place-year",
        )
    with open_for_answers(path) as connection:
        try:
            measures = read_measures(connection, request.indicators)
            if request.boundaries is None:
                filling = fill_as_reported(connection, request, measures)
            else:
                filling = carry_figures(connection, request, measures)
        except duckdb.Error as error:
            raise QueryError(f"the snapshot {path} cannot be read: {error}", "delete it") from error
    return lay_out(filling, measures, request)


def fill_as_reported(
    connection: duckdb.DuckDBPyConnection, request: Comparison, measures: Sequence[Measure]
) -> Filling:
    """Fill the cells of the places with what was reported of them."""
    return Filling(
        places=asked_places(connection, request),
        picks=pick_all(read_candidates(connection, request), measures),
        left_out=count_left_out(connection, request),
    )


def lay_out(filling: Filling, measures: Sequence[Measure], request: Comparison) -> ComparisonTable:
    """Lay the filled cells out as rows and columns."""
    picks, places = filling.picks, filling.places
    years = tuple(dict.fromkeys(request.years)) or tuple(sorted({cell.year for cell in picks}))
    if request.layout == "indicator-place":
        headers, rows, columns = lay_indicators_down(measures, places, years)
    else:
        headers, rows, columns = lay_places_down(measures, places, years)
    grid = [[name_cell(row, column) for column in columns] for row in rows]
    found = [(cell, picks[cell]) for line in grid for cell in line if cell in picks]
    return ComparisonTable(
        columns=headers + tuple(header for column in columns for header in spread_header(column, request)),
        rows=tuple(
            row.head + tuple(value for cell in line for value in spread_pick(picks.get(cell), request))
            for row, line in zip(rows, grid, strict=True)
        ),
        filled=sum(pick.value is not None for _, pick in found),
        differing=tuple(cell for cell, pick in found if pick.is_disputed),
        other_units=tuple(cell for cell, pick in found if pick.value is None and pick.obstacle is None),
        left_out=filling.left_out,
        not_carried=tuple(NotCarried(cell, pick.obstacle) for cell, pick in found if pick.obstacle),
        unplaced=filling.unplaced,
    )


def asked_places(connection: duckdb.DuckDBPyConnection, request: Comparison) -> tuple[tuple[str, str], ...]:
    """Give code and name of the places that get a line, sorted by code."""
    if request.places:
        return tuple(sorted({place.code: place.name for place in request.places}.items()))
    rows = connection.execute(
        "select district_code, arg_max(district, year) from reports"
        " where is_current group by all order by all"
    ).fetchall()
    return tuple(rows)


def lay_places_down(
    measures: Sequence[Measure], places: Sequence[tuple[str, str]], years: Sequence[int]
) -> tuple[tuple[str, ...], list[Line], list[Line]]:
    """Make a row of each place and a column of each year and indicator."""
    columns = [
        Line((f"{year}年 {one.name}{in_brackets(one.unit)}",), year=year, indicator=one.code)
        for year in years
        for one in measures
    ]
    return PLACE_HEADERS, [Line((code, name), place_code=code) for code, name in places], columns


def lay_indicators_down(
    measures: Sequence[Measure], places: Sequence[tuple[str, str]], years: Sequence[int]
) -> tuple[tuple[str, ...], list[Line], list[Line]]:
    """Make a row of each indicator and a column of each year and place."""
    columns = [
        Line((f"{year}年 {name}({code})",), place_code=code, year=year)
        for year in years
        for code, name in places
    ]
    return (
        INDICATOR_HEADERS,
        [Line((one.code, one.name, one.unit), indicator=one.code) for one in measures],
        columns,
    )


def in_brackets(unit: str) -> str:
    """Write the unit as a header has it: (%); nothing for none."""
    return f"({unit})" if unit else ""


def name_cell(row: Line, column: Line) -> CellName:
    """Name the cell where a row and a column meet."""
    return CellName(
        row.place_code or column.place_code or "",
        row.year or column.year or 0,
        row.indicator or column.indicator or "",
    )


def spread_header(column: Line, request: Comparison) -> tuple[str, ...]:
    """Give the header of a column, and those of the columns that go with it."""
    header = column.head[0]
    origins = (f"{header} 承自",) if request.boundaries is not None else ()
    bounds = (f"{header} 界限",) if request.with_bounds else ()
    sources = (f"{header} 来源",) if request.with_sources else ()
    return (header, *origins, *bounds, *sources)


def spread_pick(pick: Pick | None, request: Comparison) -> tuple[Cell, ...]:
    """Give the cell of a figure, and those that go with it."""
    pick = pick or Pick(None)
    origins = (pick.carried_from,) if request.boundaries is not None else ()
    bounds = (pick.bound,) if request.with_bounds else ()
    sources = (pick.source,) if request.with_sources else ()
    return (pick.value, *origins, *bounds, *sources)
