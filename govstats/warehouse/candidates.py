"""Picks the figure for each cell of a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact
from typing import Any, NamedTuple

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

Period = tuple[date, date]
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator with its unit.

    Attributes:
        code: its code.
        name: its Chinese name.
        unit: symbol of its unit.
        base_code: code of the unit that factor leads to.
        factor: how many of that unit one of its unit is.
        also_in: codes of the units in which a value stands as it is: its own, those of the same size, and those that
            count the same thing one for one.
        aggregation: how places add up: sum, or none for rates and means.
        numerator: code of the indicator that a rate divides; None for none.
        denominator: code of the indicator that it divides by; None for none.
        plausible_low: the least value that a place may truly report, in its unit; None where that is not known.
        plausible_high: the greatest such value, likewise.
        is_stock: whether it is there on a day rather than happens in a period.
        factors: how many of its unit's base unit one of each unit is, by code, for all units of that base.
    """

    code: str
    name: str
    unit: str
    base_code: str
    factor: Decimal
    also_in: frozenset[str]
    aggregation: str
    numerator: str | None
    denominator: str | None
    plausible_low: Decimal | None
    plausible_high: Decimal | None
    is_stock: bool
    factors: Mapping[str, Decimal]

    @property
    def adds_up(self) -> bool:
        """Whether figures of places may be added up; those of rates and means never."""
        return self.aggregation == "sum" and self.base_code != "percent"


class Candidate(NamedTuple):
    """A figure that could fill a cell.

    Attributes:
        place_code: code of its place.
        year: the year that it is about.
        indicator: code of its indicator.
        value: the value in the figure's own unit, in plain digits.
        unit_code: code of that unit; None for a unit that the table lacks.
        bound: how the value limits the true one.
        period_start: first day of the period that it covers.
        period_end: last day of it.
        scope: whose figure it is: place or issuer.
        report_year: the year that its report is about.
        confidence: how sure the reading is, from 0 to 1.
        issuer: who published it, where it is the issuer's own figure; else None.
        is_contradicted: whether arithmetic contradicts it.
        is_corrected: whether it is as a reviewer has corrected it.
        source: issuer, title and the words that it was read from; None where that is not asked for.
        preference: what the figures of a cell are sorted by, the preferred one first; None likewise.
    """

    place_code: str
    year: int
    indicator: str
    value: str
    unit_code: str | None
    bound: str
    period_start: date
    period_end: date
    scope: str
    report_year: int
    confidence: float
    issuer: str | None
    is_contradicted: bool
    is_corrected: bool
    source: str | None
    preference: tuple[Any, ...] | None


class Pick(NamedTuple):
    """What fills a cell.

    Attributes:
        value: the value in the unit of the indicator; None where no figure can be converted.
        bound: how the value limits the true one.
        source: where it was read.
        is_disputed: whether another figure of the same scope states another value for the same time: the same days, or
            also the year as a whole.
        period: first and last day of the period that it covers; None without a value.
        scope: whose figure it is.
        carried_from: under the map of another year, the places whose figure it is or is made of, or why it
            is none; None for a figure of the place itself.
        obstacle: why figures could not be carried to another map; None where they could.
        confidence: how sure the reading is; the least one of what it is made of.
        issuer: who published it, where it is the issuer's own figure.
        report_year: the year that its report is about; None for what is made of several figures.
        moved: under the map of another year, the borders that were moved since, without a place beginning or ending.
        is_contradicted: whether arithmetic contradicts it, or a figure that it is made of.
        is_corrected: whether it is as a reviewer has corrected it, or a figure that it is made of.
    """

    value: Decimal | None
    bound: str | None = None
    source: str | None = None
    is_disputed: bool = False
    period: Period | None = None
    scope: str | None = None
    carried_from: str | None = None
    obstacle: str | None = None
    confidence: float | None = None
    issuer: str | None = None
    report_year: int | None = None
    moved: tuple[Any, ...] = ()
    is_contradicted: bool = False
    is_corrected: bool = False


NOTHING = Pick(None)


def read_measures(connection: duckdb.DuckDBPyConnection, codes: Sequence[str]) -> tuple[Measure, ...]:
    """Look the asked indicators up.

    Raises:
        QueryError: one of them is not in the catalogue, or none is asked for.
    """
    if not codes:
        raise QueryError("no indicator to compare", "name at least one; the view indicators lists them")
    rows = connection.execute(
        "select indicator, indicator_name, unit.unit, base_code, factor, string_split(also_in, ' '),"
        " aggregation, numerator, denominator, plausible_low, plausible_high,"
        " coalesce(stock_or_flow = 'stock', false),"
        " (select map(list(other.unit_code), list(other.factor)) from units as other"
        "  where other.base_code = unit.base_code)"
        " from indicators join units as unit using (unit_code) where indicator in (select unnest($codes))",
        {"codes": list(codes)},
    ).fetchall()
    known = {row[0]: make_measure(row) for row in rows}
    for code in codes:
        if code not in known:
            raise unknown_indicator(connection, code)
    return tuple(known[code] for code in dict.fromkeys(codes))


def make_measure(row: Row) -> Measure:
    """Make a measure of a row of the catalogue, whose sixth value are the further units alone."""
    values = list(row)
    factor, further, factors = values[4], values[5], values[-1]
    alike = {code for code, other in factors.items() if other == factor}
    values[5] = frozenset(alike.union(further))
    return Measure(*values)


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    request: Comparison,
    *,
    with_sources: bool = False,
    with_preferences: bool = False,
) -> list[Row]:
    """Read all figures that could fill cells, those of one cell together and the preferred one first.

    Args:
        connection: the snapshot.
        request: what to compare.
        with_sources: whether to read where they stand, which takes long for many.
        with_preferences: whether to read what they are sorted by, likewise.

    Returns:
        for each the values of a Candidate, in its order.
    """
    source = "issuer || '《' || report || '》' || evidence" if with_sources else "null"
    preference = "preference" if with_preferences else "null"
    return connection.execute(
        "select district_code, year, indicator, value::varchar, unit_code, bound, period_start, period_end, scope,"  # noqa: S608
        f" report_year, confidence, case when scope = 'issuer' then issuer end,"
        f" verdict = 'contradicted', correction is not distinct from 'corrected', {source}, {preference}"
        f" from loaded.candidates where {restriction(request)} and scope in (select unnest($scopes))"
        " and sureness >= $confidence order by district_code, year, indicator, preference",
        values_of(request) | {"scopes": list(SCOPES[request.scope]), "confidence": request.min_confidence},
    ).fetchall()


def count_left_out(connection: duckdb.DuckDBPyConnection, request: Comparison) -> tuple[tuple[str, int], ...]:
    """Count the figures that would be candidates but for their scope, by scope."""
    rows = connection.execute(
        "select scope, count(*) from observations"  # noqa: S608
        f" where {restriction(request)} and kind = 'level' and status = 'actual'"
        " and correction is distinct from 'rejected'"
        " and scope not in (select unnest($scopes)) group by scope order by scope",
        values_of(request) | {"scopes": list(SCOPES[request.scope])},
    ).fetchall()
    return tuple(rows)


def count_unsure(connection: duckdb.DuckDBPyConnection, request: Comparison) -> int:
    """Count the figures that would be candidates but for their confidence."""
    if request.min_confidence <= 0:
        return 0
    row = connection.execute(
        f"select count(*) from loaded.candidates where {restriction(request)}"  # noqa: S608
        " and scope in (select unnest($scopes)) and sureness < $confidence",
        values_of(request) | {"scopes": list(SCOPES[request.scope]), "confidence": request.min_confidence},
    ).fetchone()
    return int(row[0]) if row else 0


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


def pick_all(candidates: Iterable[Candidate | Row], measures: Sequence[Measure]) -> dict[CellName, Pick]:
    """Pick the figure of every cell that has candidates: the most preferred one that can be converted.

    Args:
        candidates: those of one cell with the preferred one first; their values in the order of a Candidate will do.
        measures: the indicators that they are of.

    Returns:
        for each cell its figure, in the unit of the indicator; one without a value where none can be converted.
    """
    by_code = {measure.code: measure for measure in measures}
    picks: dict[CellName, Pick] = {}
    for candidate in candidates:
        (
            code,
            year,
            indicator,
            digits,
            unit,
            bound,
            start,
            end,
            scope,
            report_year,
            sure,
            issuer,
            is_contradicted,
            is_corrected,
            source,
            _,
        ) = candidate
        cell = CellName(code, year, indicator)
        value, picked = convert(digits, unit, by_code[indicator]), picks.get(cell)
        if picked is None or picked.value is None:
            picks[cell] = (
                NOTHING
                if value is None
                else Pick(
                    value,
                    bound,
                    source,
                    period=(start, end),
                    scope=scope,
                    confidence=sure,
                    issuer=issuer,
                    report_year=report_year,
                    is_contradicted=is_contradicted,
                    is_corrected=is_corrected,
                )
            )
        elif value not in (None, picked.value) and is_rival(picked, scope, (start, end), year):
            picks[cell] = picked._replace(is_disputed=True)
    return picks


def is_rival(pick: Pick, scope: str, period: Period, year: int) -> bool:
    """Tell whether a figure should agree with the picked one: it is of the same body and time."""
    return pick.scope == scope and pick.period is not None and is_same_time(pick.period, period, year)


def is_same_time(one: Period, other: Period, year: int) -> bool:
    """Tell whether two periods are the same days, or both stand for the whole year."""
    return one == other or (is_of_whole_year(one, year) and is_of_whole_year(other, year))


def is_of_whole_year(period: Period, year: int) -> bool:
    """Tell whether a period covers a year, or is a single day at its end, as the rule of picking prefers it."""
    start, end = period
    return end >= date(year, 12, 31) and (start <= date(year, 1, 1) or start == end)


def convert(value: str, unit_code: str | None, measure: Measure) -> Decimal | None:
    """Convert a figure to the unit of its indicator; None where that is not exact.

    A value in a unit that by the catalogue counts the same thing one for one (505家人民调解委员会 where the unit is 个)
    stands as it is.

    Args:
        value: the value in plain digits.
        unit_code: code of its unit; None for a unit that the table lacks.
        measure: the indicator.
    """
    if unit_code in measure.also_in:
        return Decimal(value)
    factor = measure.factors.get(unit_code or "")
    if factor is None:
        return None
    exact = Context(prec=DIGITS, traps=[Inexact])
    try:
        return exact.divide(exact.multiply(Decimal(value), factor), measure.factor)
    except Inexact:
        return None
