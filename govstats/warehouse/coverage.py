"""Tells what is reported and what is not: indicator by place by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Literal, get_args

import duckdb
import pyarrow as pa

from govstats.errors import QueryError
from govstats.warehouse.candidates import SCOPES, read_measures
from govstats.warehouse.connection import open_for_answers, unreadable
from govstats.warehouse.notes import note_off_the_map
from govstats.warehouse.selection import Selection

Dimension = Literal["indicator", "place", "year"]
CoverageLayout = Literal["long", "place-year"]


class State(Enum):
    """What is known of an indicator, place and year: how tables call it, and the same in English."""

    REPORTED = ("有数", "reported")
    ZERO = ("报零", "stated zero")
    SILENT = ("未提", "report without it")
    NO_REPORT = ("无报告", "no report")

    @property
    def word(self) -> str:
        """How tables call it."""
        return self.value[0]

    @property
    def meaning(self) -> str:
        """The same in English."""
        return self.value[1]


STATES = tuple(state.word for state in State)
MOST_ROWS = 5_000_000
HEADS: dict[Dimension, tuple[tuple[str, str], ...]] = {  # column of the cells, header
    "place": (("district_code", "地区代码"), ("district", "地区")),
    "year": (("year", "年份"),),
    "indicator": (("indicator", "指标代码"), ("indicator_name", "指标")),
}
ORDER: tuple[Dimension, ...] = ("place", "year", "indicator")

# The figures of what is asked for; whether the one that a comparison takes is a stated zero. Only where zeros and other
# figures meet has the rule to be asked which is taken.
FIGURES = """
create temp table taken as
with candidate as (
    select district_code, year, indicator, value = 0 and bound = '=' as is_zero, preference
    from loaded.candidates
    where scope in (select unnest($scopes)) and sureness >= $confidence
        and indicator in (select indicator from asked_indicators)
        and district_code in (select district_code from asked_places)
        and year in (select year from asked_years)
), cell as (
    select district_code, year, indicator, bool_and(is_zero) as all_zero, bool_or(is_zero) as any_zero
    from candidate group by all
), mixed as (
    select district_code, year, indicator, arg_min(is_zero, preference) as is_zero
    from candidate semi join (from cell where any_zero and not all_zero) using (district_code, year, indicator)
    group by all
)
select district_code, year, indicator, coalesce(mixed.is_zero, cell.all_zero) as is_zero
from cell left join mixed using (district_code, year, indicator)
"""

# Where a place was: on the map of the year, or unknown to all maps, or spoken of all the same.
PLACE_YEARS = """
create temp table place_years as
with reported as (
    select distinct district_code, year from reports where is_current
), spoken as (
    select distinct district_code, year from taken
)
select
    place.district_code, place.district, asked.year, reported.year is not null as has_report
from asked_places as place
cross join asked_years as asked
left join reported on reported.district_code = place.district_code and reported.year = asked.year
left join spoken on spoken.district_code = place.district_code and spoken.year = asked.year
where reported.year is not null or spoken.year is not null
    or place.district_code not in (select district_code from places)
    or exists (
        from places as run
        where run.district_code = place.district_code
            and run.valid_from <= asked.year and coalesce(run.valid_to, asked.year) >= asked.year
    )
"""

CELLS = """
create temp view cells as
select
    place.district_code, place.district, place.year, asked.indicator, asked.indicator_name, asked.number,
    case
        when taken.is_zero then {ZERO}
        when taken.is_zero is not null then {REPORTED}
        when place.has_report then {SILENT}
        else {NO_REPORT}
    end as state
from place_years as place
cross join asked_indicators as asked
left join taken on taken.district_code = place.district_code and taken.year = place.year
    and taken.indicator = asked.indicator
""".format(**{state.name: number for number, state in enumerate(State)})


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is reported.

    Attributes:
        table: the rows, under Chinese headers.
        counts: how many cells there are of each of the four states, in the order of State.
        notes: what else a reader should know, a line each.
    """

    table: pa.Table
    counts: tuple[int, int, int, int]
    notes: tuple[str, ...] = ()


def cover(
    path: Path,
    selection: Selection,
    *,
    by: Sequence[Dimension] = (),
    layout: CoverageLayout = "long",
) -> Coverage:
    """Tell what is reported and what is not.

    Each indicator, place and year is one of: 有数, a figure is reported; 报零, it is stated to be zero; 未提, there is a
    current report of that place and year, and none of its issuers states a figure; 无报告, there is no such report. A place
    counts in the years in which it was on the map, and in others that it has reports or figures of.

    Args:
        path: the snapshot.
        selection: what is asked about. No indicators means all, no places all that have reports, no years all that
            have reports of these.
        by: what is counted by, in any order; empty for a row a cell.
        layout: of a table that is not counted: long, a row a cell; place-year, a row a place and a column a year and
            indicator.

    Returns:
        the table.

    Raises:
        QueryError: an indicator is unknown, there is nothing such to count by or no such layout, both counts and a layout
            are asked for, there would be too many rows, or the snapshot cannot be read.
    """
    check_shape(by, layout)
    with open_for_answers(path) as connection:
        try:
            ask(connection, selection)
            if by:
                coverage = count_cells(connection, [each for each in ORDER if each in by])
            else:
                refuse_too_many(connection)
                counts = count_states(connection)
                shown = lay_places_down(connection) if layout == "place-year" else list_cells(connection)
                coverage = Coverage(shown, counts)
            return replace(coverage, notes=tuple(why_places_lack(connection)))
        except duckdb.Error as error:
            raise unreadable(path, error) from error


def check_shape(by: Sequence[Dimension], layout: CoverageLayout) -> None:
    """Refuse a form that a table cannot have.

    Raises:
        QueryError: it cannot.
    """
    for what, word, known in (
        ("layout", layout, get_args(CoverageLayout)),
        *(("dimension", each, get_args(Dimension)) for each in by),
    ):
        if word not in known:
            raise QueryError(f"there is no {what} {word}", f"choose one of {', '.join(known)}")
    if by and layout != "long":
        raise QueryError("counts have no layout", "leave out --by or --layout")


def why_places_lack(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Tell of places that were asked for and have no cell, and why."""
    (years,) = connection.execute("select list(year order by year) from asked_years").fetchall()[0]
    if not years:
        yield "no year to tell of: none of these places has a report; name years with --years"
        return
    lacking = connection.execute(
        "select district_code, district from asked_places"
        " where district_code not in (select district_code from place_years) order by district_code"
    ).fetchall()
    yield from note_off_the_map(connection, lacking, years)


def ask(connection: duckdb.DuckDBPyConnection, selection: Selection) -> None:
    """Make the tables of what is asked about, and the view of all its cells."""
    make_asked(connection, selection)
    connection.execute(
        FIGURES, {"scopes": list(SCOPES[selection.scope]), "confidence": selection.min_confidence}
    )
    connection.execute(PLACE_YEARS)
    connection.execute(CELLS)


def make_asked(connection: duckdb.DuckDBPyConnection, selection: Selection) -> None:
    """Make the tables of the indicators, places and years that are asked about."""
    if selection.indicators:
        read_measures(connection, selection.indicators)  # refuses what is unknown
    connection.execute(
        "create temp table asked_indicators as select indicator, indicator_name,"
        " coalesce(list_position($codes, indicator), row_number() over (order by indicator)) as number"
        " from indicators where len($codes) = 0 or indicator in (select unnest($codes))",
        {"codes": list(selection.indicators)},
    )
    if selection.places:
        connection.execute(
            "create temp table asked_places as"
            " select unnest($codes) as district_code, unnest($names) as district",
            {
                "codes": [place.code for place in selection.places],
                "names": [place.name for place in selection.places],
            },
        )
    else:
        connection.execute(
            "create temp table asked_places as select district_code, arg_max(district, year) as district"
            " from reports where is_current group by district_code"
        )
    years = list(selection.years) or [
        year
        for (year,) in connection.execute(
            "select distinct year from reports"
            " where is_current and district_code in (select district_code from asked_places)"
        ).fetchall()
    ]
    connection.execute(
        "create temp table asked_years as select unnest($years)::integer as year", {"years": years}
    )


def refuse_too_many(connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse a table with more rows than anybody reads.

    Raises:
        QueryError: there would be so many.
    """
    row = connection.execute(
        "select (select count(*) from place_years) * (select count(*) from asked_indicators)"
    ).fetchone()
    if row and row[0] > MOST_ROWS:
        raise QueryError(
            f"there are {row[0]:,} cells", "count them with --by, or choose indicators, places and years"
        )


def count_states(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, int, int]:
    """Count the cells of each state."""
    rows = dict(connection.execute("select state, count(*) from cells group by state").fetchall())
    return rows.get(0, 0), rows.get(1, 0), rows.get(2, 0), rows.get(3, 0)


def count_cells(connection: duckdb.DuckDBPyConnection, by: Sequence[Dimension]) -> Coverage:
    """Count the cells of each state by place, year or indicator, or several of them."""
    heads = [head for each in by for head in HEADS[each]]
    names = ", ".join(column for column, _ in heads)
    order = ", ".join("min(number)" if each == "indicator" else HEADS[each][0][0] for each in by)
    counted = ", ".join(f"count(*) filter (state = {number})" for number in range(len(STATES)))
    rows = connection.execute(
        f"select {names}, count(*), {counted} from cells group by {names} order by {order}"  # noqa: S608
    ).fetchall()
    turned = list(zip(*rows, strict=True)) or [()] * (len(heads) + 1 + len(STATES))
    columns = {
        header: pa.array(values, pa.int64() if column == "year" else pa.string())
        for (column, header), values in zip(heads, turned, strict=False)
    }
    counts = turned[len(heads) + 1 :]
    columns["应有"] = pa.array(turned[len(heads)], pa.int64())
    columns |= {state: pa.array(each, pa.int64()) for state, each in zip(STATES, counts, strict=True)}
    columns["覆盖率(%，计算)"] = pa.array(
        [round(100 * (row[-4] + row[-3]) / row[-5], 2) for row in rows], pa.float64()
    )
    reported, zero, silent, without = (sum(each) for each in counts)
    return Coverage(pa.table(columns), (reported, zero, silent, without))


def list_cells(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Give a row for each cell: by place, year and indicator."""
    states = ", ".join(f"'{state}'" for state in STATES)
    return connection.sql(
        'select district_code as "地区代码", district as "地区", year as "年份", indicator as "指标代码",'  # noqa: S608
        f' indicator_name as "指标", [{states}][state + 1] as "情况" from cells order by district_code, year, number'
    ).to_arrow_table()


def lay_places_down(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Make a row of each place and a column of each year and indicator; empty where a place was not on the map."""
    asked = connection.execute(
        "select year, indicator, indicator_name from asked_years cross join asked_indicators order by year, number"
    ).fetchall()
    rows = connection.execute(
        "select district_code, district, year, indicator, state from cells order by district_code"
    ).fetchall()
    lines = list(lines_of(rows, [(year, indicator) for year, indicator, _ in asked]))
    shared = {
        name for name, count in Counter(dict((each[1:]) for each in asked).values()).items() if count > 1
    }
    headers = ["地区代码", "地区"]
    headers += [
        f"{year}年 {name}({indicator})" if name in shared else f"{year}年 {name}"
        for year, indicator, name in asked
    ]
    turned = list(zip(*lines, strict=True)) or [()] * len(headers)
    return pa.Table.from_arrays([pa.array(values, pa.string()) for values in turned], names=headers)


def lines_of(
    rows: Sequence[tuple[str, str, int, str, int]], asked: Sequence[tuple[int, str]]
) -> Iterator[tuple[str | None, ...]]:
    """Gather the cells of each place."""
    for head, group in groupby(rows, key=itemgetter(0, 1)):
        states = {(year, indicator): STATES[state] for _, _, year, indicator, state in group}
        yield (*head, *(states.get(each) for each in asked))
