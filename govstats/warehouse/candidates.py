"""Picks the figure for each cell of a comparison."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact
from itertools import groupby
from typing import Any

import duckdb

from govstats.errors import QueryError
from govstats.warehouse.comparison import CellName, Comparison
from govstats.warehouse.selection import unknown_indicator

SCOPES: Mapping[str, tuple[str, ...]] = {
    "place": ("place",),
    "issuer": ("issuer",),
    "any": ("place", "issuer"),
}
DIGITS = 60  # two values of the store multiplied have 48


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator with its unit.

    Attributes:
        code: its code.
        name: its Chinese name.
        unit: symbol of its unit.
        base_code: code of the unit that factor leads to.
        factor: how many of that unit one of its unit is.
        also_in: codes of further units that count the same thing one for one.
        aggregation: how places add up: sum, or none for rates and means.
        numerator: code of the indicator that a rate divides; None for none.
        denominator: code of the indicator that it divides by; None for none.
        plausible_low: the least value that a place may truly report, in its unit; None where that is not known.
        plausible_high: the greatest such value, likewise.
    """

    code: str
    name: str
    unit: str
    base_code: str
    factor: Decimal
    also_in: Collection[str]
    aggregation: str
    numerator: str | None
    denominator: str | None
    plausible_low: Decimal | None
    plausible_high: Decimal | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure that could fill a cell.

    Attributes:
        cell: the cell.
        value: the value in the figure's own unit.
        unit_code: code of that unit; None for a unit that the table lacks.
        base_code: code of the unit that factor leads to; None for a unit that the table lacks.
        factor: how many of that unit one of the figure's unit is.
        bound: how the value limits the true one.
        period: first and last day of the period that it covers.
        source: issuer, title and the words that it was read from.
        scope: whose figure it is: place or issuer.
        report_year: the year that its report is about.
        preference: what the figures of a cell are sorted by, the preferred one first.
    """

    cell: CellName
    value: Decimal
    unit_code: str | None
    base_code: str | None
    factor: Decimal | None
    bound: str
    period: tuple[date, date]
    source: str
    scope: str
    report_year: int
    preference: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """What fills a cell.

    Attributes:
        value: the value in the unit of the indicator; None where no figure can be converted.
        bound: how the value limits the true one.
        source: where it was read.
        is_disputed: whether another figure states another value for the same period.
        period: first and last day of the period that it covers; None without a value.
        scope: whose figure it is.
        carried_from: under the map of another year, the places whose figure it is or is made of, or why it
            is none; None for a figure of the place itself.
        obstacle: why figures could not be carried to another map; None where they could.
    """

    value: Decimal | None
    bound: str | None = None
    source: str | None = None
    is_disputed: bool = False
    period: tuple[date, date] | None = None
    scope: str | None = None
    carried_from: str | None = None
    obstacle: str | None = None


def read_measures(connection: duckdb.DuckDBPyConnection, codes: Sequence[str]) -> tuple[Measure, ...]:
    """Look the asked indicators up.

    Raises:
        QueryError: one of them is not in the catalogue, or none is asked for.
    """
    if not codes:
        raise QueryError("no indicator to compare", "name at least one; the view indicators lists them")
    rows = connection.execute(
        "select indicator, indicator_name, unit.unit, base_code, factor, string_split(also_in, ' '),"
        " aggregation, numerator, denominator, plausible_low, plausible_high"
        " from indicators join units as unit using (unit_code) where indicator in (select unnest($codes))",
        {"codes": list(codes)},
    ).fetchall()
    known = {row[0]: Measure(*row) for row in rows}
    for code in codes:
        if code not in known:
            raise unknown_indicator(connection, code)
    return tuple(known[code] for code in dict.fromkeys(codes))


def read_candidates(connection: duckdb.DuckDBPyConnection, request: Comparison) -> list[Candidate]:
    """Read all figures that could fill cells, those of one cell together and the preferred one first."""
    rows = connection.execute(
        "select district_code, year, indicator, value, unit_code, unit.base_code, unit.factor, bound,"  # noqa: S608
        " period_start, period_end, issuer || '《' || report || '》' || evidence, scope, report_year, preference"
        " from loaded.candidates left join units as unit using (unit_code)"
        f" where {restriction(request)} and scope in (select unnest($scopes))"
        " order by district_code, year, indicator, preference",
        values_of(request) | {"scopes": list(SCOPES[request.scope])},
    ).fetchall()
    return [
        Candidate(CellName(code, year, indicator), value, unit, base, factor, bound, (start, end), *others)
        for code, year, indicator, value, unit, base, factor, bound, start, end, *others in rows
    ]


def count_left_out(connection: duckdb.DuckDBPyConnection, request: Comparison) -> tuple[tuple[str, int], ...]:
    """Count the figures that would be candidates but for their scope, by scope."""
    rows = connection.execute(
        "select scope, count(*) from observations"  # noqa: S608
        f" where {restriction(request)} and kind = 'level' and status = 'actual'"
        " and scope not in (select unnest($scopes)) group by scope order by scope",
        values_of(request) | {"scopes": list(SCOPES[request.scope])},
    ).fetchall()
    return tuple(rows)


def restriction(request: Comparison) -> str:
    """Write the condition for the indicators, places and years of a comparison: fixed words, no values."""
    conditions = ["indicator in (select unnest($indicators))"]
    if request.places:
        conditions.append("district_code in (select unnest($places))")
    if request.years:
        conditions.append("year in (select unnest($years))")
    return " and ".join(conditions)


def values_of(request: Comparison) -> dict[str, object]:
    """Give the values that restriction speaks of."""
    values: dict[str, object] = {"indicators": list(request.indicators)}
    if request.places:
        values["places"] = [place.code for place in request.places]
    if request.years:
        values["years"] = list(request.years)
    return values


def pick_all(candidates: Sequence[Candidate], measures: Sequence[Measure]) -> dict[CellName, Pick]:
    """Pick the figure of every cell that has candidates."""
    by_code = {measure.code: measure for measure in measures}
    return {
        cell: pick(list(group), by_code[cell.indicator])
        for cell, group in groupby(candidates, key=lambda candidate: candidate.cell)
    }


def pick(candidates: Sequence[Candidate], measure: Measure) -> Pick:
    """Pick one figure: the most preferred one that can be converted to the unit of the indicator."""
    converted = [(convert(candidate, measure), candidate) for candidate in candidates]
    usable = [(value, candidate) for value, candidate in converted if value is not None]
    if not usable:
        return Pick(None)
    value, first = usable[0]
    is_disputed = any(other != value for other, candidate in usable if candidate.period == first.period)
    return Pick(value, first.bound, first.source, is_disputed, first.period, first.scope)


def convert(candidate: Candidate, measure: Measure) -> Decimal | None:
    """Convert a figure to the unit of its indicator; None where that is not exact.

    A value in a unit that by the catalogue counts the same thing one for one (505家人民调解委员会 where the unit is 个)
    stands as it is.
    """
    if candidate.unit_code in measure.also_in:
        return candidate.value
    if candidate.factor is None or candidate.base_code != measure.base_code:
        return None
    if candidate.factor == measure.factor:
        return candidate.value
    exact = Context(prec=DIGITS, traps=[Inexact])
    try:
        return exact.divide(exact.multiply(candidate.value, candidate.factor), measure.factor)
    except Inexact:
        return None
