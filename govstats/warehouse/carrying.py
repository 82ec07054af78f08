"""Carries figures into the map of one year: those of places that have ended become figures of their successors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import starmap

import duckdb

from govstats.errors import QueryError
from govstats.places import Division, load_gazetteer
from govstats.places.boundaries import FIRST_YEAR, Boundaries, Origin, Transfer, boundaries_of
from govstats.warehouse.adding import add_up
from govstats.warehouse.candidates import (
    Candidate,
    Measure,
    Pick,
    count_left_out,
    count_unsure,
    pick_all,
    read_measures,
    read_rows,
)
from govstats.warehouse.comparison import CellName, Comparison
from govstats.warehouse.filling import Filling
from govstats.warehouse.selection import read_reporting

RATE_STEP = Decimal("0.01")  # as reports state their rates
ROUNDED = Decimal(1)  # a whole percent: no report rounds its rates more


def carry_figures(
    connection: duckdb.DuckDBPyConnection, request: Comparison, wider: Comparison, measures: Sequence[Measure]
) -> Filling:
    """Fill the cells of the places of one map.

    Args:
        connection: the snapshot.
        request: what to compare; its boundaries are the year of the map.
        wider: the same with the years and indicators that are only computed with.
        measures: the indicators of both.

    Raises:
        QueryError: the map or a year is too early, or a rate would have to be carried without its counts.
    """
    year_of_map = request.boundaries or 0
    early = [year for year in (year_of_map, *request.years) if year < FIRST_YEAR]
    if early:
        raise QueryError(
            f"figures cannot be carried from or to the map of {early[0]}",
            f"where territory went is known from {FIRST_YEAR} on",
        )
    maps = Maps(year_of_map)
    reports = read_reporting(connection)
    places = request.places or maps.heirs_of(reports)
    years = tuple(year for year in wider.years if year >= FIRST_YEAR) or read_years(connection, request)
    counts = read_counts(connection, measures)
    sources = replace(wider, indicators=(*wider.indicators, *counts), years=years)
    if request.places and years:
        last = max(*years, *(year for _, year in reports), year_of_map)
        makers = {
            maker.code: maker
            for place in places
            for year in range(min(years), last + 1)
            for maker in maps.origin(place, year).places
        }
        sources = replace(sources, places=tuple(makers.values()))
    every = {measure.code: measure for measure in measures} | counts
    rows = read_rows(connection, sources, with_sources=request.with_sources, with_preferences=True)
    candidates, strays = maps.place(starmap(Candidate, rows))
    hidden = frozenset(years).difference(request.years) if request.years else frozenset()
    carrier = Carrier(maps, pick_all(candidates, tuple(every.values())), every, hidden)
    filled = {
        CellName(place.code, year, measure.code): carrier.fill(place, year, measure)
        for place in places
        for year in years
        for measure in measures
    }
    shown = replace(sources, indicators=request.indicators, years=request.years or years)
    reporting = set(reports)
    return Filling(
        places=tuple(sorted({place.code: place.name for place in places}.items())),
        picks={cell: pick for cell, pick in filled.items() if pick is not None},
        left_out=count_left_out(connection, shown),
        unplaced=sum(stray.indicator in shown.indicators and stray.year in shown.years for stray in strays),
        unsure=count_unsure(connection, shown),
        reported=frozenset(
            place.code
            for place in places
            for year in shown.years
            if any((maker.code, year) in reporting for maker in maps.origin(place, year).places)
        ),
    )


def read_years(connection: duckdb.DuckDBPyConnection, request: Comparison) -> tuple[int, ...]:
    """Give the years that have figures of some indicators, from the first one on that can be carried."""
    rows = connection.execute(
        "select distinct year from loaded.candidates"
        " where indicator in (select unnest($indicators)) and year >= $first order by year",
        {"indicators": list(request.indicators), "first": FIRST_YEAR},
    ).fetchall()
    return tuple(year for (year,) in rows)


def read_counts(connection: duckdb.DuckDBPyConnection, measures: Iterable[Measure]) -> dict[str, Measure]:
    """Look up the indicators that rates divide, as far as the catalogue has them."""
    wanted = {code for one in measures for code in (one.numerator, one.denominator) if code}
    rows = connection.execute(
        "select indicator from indicators where indicator in (select unnest($codes)) order by indicator",
        {"codes": sorted(wanted)},
    ).fetchall()
    found = [code for (code,) in rows]
    return {one.code: one for one in read_measures(connection, found)} if found else {}


class Maps:
    """The map that figures are carried into, and those of the years of the reports.

    Args:
        year: whose map figures are carried into.
    """

    def __init__(self, year: int) -> None:
        self.gazetteer = load_gazetteer()
        self.year = year
        self._maps: dict[int, Boundaries] = {}
        self._origins: dict[tuple[str, int, int], Origin] = {}

    def origin(self, place: Division, year: int, map_year: int | None = None) -> Origin:
        """Tell what a place of a map was made of in a year; of the map that figures are carried into if not given."""
        map_year = map_year or self.year
        key = place.code, year, map_year
        if key not in self._origins:
            if map_year not in self._maps:
                self._maps[map_year] = boundaries_of(map_year)
            self._origins[key] = self._maps[map_year].origin(place, year)
        return self._origins[key]

    def heirs_of(self, reports: Iterable[tuple[str, int]]) -> tuple[Division, ...]:
        """Give the places of the map that have territory of those that reports are about."""
        boundaries = self._maps.setdefault(self.year, boundaries_of(self.year))
        heirs = {}
        for code, year in reports:
            place = self.gazetteer.at(code, year)
            for heir in boundaries.heirs(place, year) if place else ():
                heirs[heir.code] = heir
        return tuple(heirs[code] for code in sorted(heirs))

    def place(self, candidates: Iterable[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
        """Put figures to the places of their own years, those of one cell together and the preferred one first.

        A report about another year speaks of the place as it was then: its figure counts only if the borders
        were the same in the year of the figure.

        Returns:
            the figures, and those that had to be left out.
        """
        placed: defaultdict[CellName, list[Candidate]] = defaultdict(list)
        left_out = []
        for candidate in candidates:
            cell = self._own_cell(candidate)
            if cell is None:
                left_out.append(candidate)
            else:
                placed[cell].append(candidate._replace(place_code=cell.place_code))
        for group in placed.values():
            group.sort(key=lambda candidate: candidate.preference or ())
        return [candidate for group in placed.values() for candidate in group], left_out

    def _own_cell(self, candidate: Candidate) -> CellName | None:
        """Give the cell of a figure under the code that its place had in the year of the figure."""
        cell = CellName(candidate.place_code, candidate.year, candidate.indicator)
        place = self.gazetteer.at(cell.place_code, candidate.report_year)
        if place is None:
            return None
        if candidate.report_year == cell.year:
            return cell
        origin = self.origin(place, cell.year, candidate.report_year)
        return cell._replace(place_code=origin.places[0].code) if origin.is_one and not origin.moved else None


@dataclass(frozen=True, slots=True)
class Carrier:
    """Fills cells of the map from the figures of the places that its places were made of.

    Attributes:
        maps: the map, and what its places were made of.
        picks: the figure of each place, year and indicator as reported.
        measures: the indicators by their code, with the counts that rates divide.
        hidden: the years that are only computed with, whose rates may be left empty where they cannot be carried.
    """

    maps: Maps
    picks: Mapping[CellName, Pick]
    measures: Mapping[str, Measure] = field(repr=False)
    hidden: frozenset[int] = frozenset()

    def fill(self, place: Division, year: int, measure: Measure) -> Pick | None:
        """Give what fills the cell of a place, year and indicator; None where nothing is reported."""
        origin = self.maps.origin(place, year)
        found = {maker: self.picks.get(CellName(maker.code, year, measure.code)) for maker in origin.places}
        reported = [pick for pick in found.values() if pick is not None]
        if not reported:
            return None
        if not origin.is_whole:
            return refuse_split(place, year, self.maps.year, origin)
        if origin.is_one:
            return reported[0]._replace(carried_from=self._tell_origin(place, origin), moved=origin.moved)
        if measure.aggregation != "sum":
            return self._divide(place, year, measure, origin, tuple(found.values()))
        return self._add_up(place, year, origin, found)

    def _add_up(
        self, place: Division, year: int, origin: Origin, found: Mapping[Division, Pick | None]
    ) -> Pick:
        """Add the counts of the places up that a place was made of."""
        missing = [maker for maker, pick in found.items() if pick is None or pick.value is None]
        if missing:
            return refuse_incomplete(year, origin, missing)
        total = add_up([pick for pick in found.values() if pick is not None])
        if total is None:
            return refuse_unlike(year, origin)
        return total._replace(carried_from=self._tell_origin(place, origin), moved=origin.moved)

    def _divide(
        self, place: Division, year: int, measure: Measure, origin: Origin, stated: Sequence[Pick | None]
    ) -> Pick:
        """Compute a rate from the counts of the places that a place was made of.

        One that contradicts the rates which those places state themselves is left out.

        Raises:
            QueryError: they are not reported for all of them, alike, in a year that is shown.
        """
        parts = [self.measures.get(code or "") for code in (measure.numerator, measure.denominator)]
        counts = [self.fill(place, year, one) if one else None for one in parts]
        rate = divide(measure, parts, counts)
        if rate is None:
            if year in self.hidden:
                return Pick(None, obstacle=why_no_rate(place, year, measure, origin))
            raise refuse_rate(place, year, measure, origin)
        low, high = limit_rate(measure, rate, stated)
        if rate.value is not None and not low <= rate.value <= high:
            return refuse_contradiction(year, origin, measure, rate.value)
        return rate._replace(
            carried_from=f"{measure.numerator} ÷ {measure.denominator}：{self._tell_origin(place, origin)}",
            moved=origin.moved,
        )

    def _tell_origin(self, place: Division, origin: Origin) -> str | None:
        """Say whose figures a value is made of; None for those of the place itself."""
        makers = "、".join(show_maker(maker, self.maps.year) for maker in origin.places)
        itself = origin.is_one and (origin.places[0].code, origin.places[0].name) == (place.code, place.name)
        told = [] if itself else [makers]
        told += [self._tell_move(transfer) for transfer in origin.moved]
        return "；".join(told) or None

    def _tell_move(self, transfer: Transfer) -> str:
        """Say that a border was moved."""
        giver = self.maps.gazetteer.at(transfer.code, transfer.year - 1)
        taker = self.maps.gazetteer.at(transfer.to_code, transfer.year)
        names = [f"{one.code} {one.name}" if one else "" for one in (giver, taker)]
        return f"{transfer.year}年起{names[0]}一部分划归{names[1]}"


def show_maker(maker: Division, year_of_map: int) -> str:
    """Show a place of another year: 310108 闸北区(至2014年)."""
    years = ""
    if maker.valid_to is not None and maker.valid_to < year_of_map:
        years = f"(至{maker.valid_to}年)"
    elif maker.valid_from > year_of_map:
        years = f"(自{maker.valid_from}年)"
    return f"{maker.code} {maker.name}{years}"


def divide(measure: Measure, parts: Sequence[Measure | None], counts: Sequence[Pick | None]) -> Pick | None:
    """Compute a percentage from its counts; None where they do not make one."""
    (above, below), (numerator, denominator) = parts, counts
    if above is None or below is None or numerator is None or denominator is None:
        return None
    if numerator.value is None or not denominator.value or measure.base_code != "percent":
        return None
    if (numerator.period, numerator.scope) != (denominator.period, denominator.scope):
        return None
    share = numerator.value * above.factor / (denominator.value * below.factor)
    is_exact = numerator.bound == denominator.bound == "="
    return Pick(
        value=(share * 100 / measure.factor).quantize(RATE_STEP, ROUND_HALF_UP),
        bound="=" if is_exact else "~",
        source=f"{numerator.source} ÷ {denominator.source}",
        is_disputed=numerator.is_disputed or denominator.is_disputed,
        period=numerator.period,
        scope=numerator.scope,
        confidence=min(numerator.confidence or 0, denominator.confidence or 0),
        issuer=numerator.issuer,
        is_contradicted=numerator.is_contradicted or denominator.is_contradicted,
        is_corrected=numerator.is_corrected or denominator.is_corrected,
    )


def limit_rate(measure: Measure, rate: Pick, stated: Sequence[Pick | None]) -> tuple[Decimal, Decimal]:
    """Tell between which values the rate of a merged place can lie.

    What a place may truly report limits it, and it lies between the rates of the parts, where all state theirs.
    """
    low = Decimal("-Infinity") if measure.plausible_low is None else measure.plausible_low
    high = Decimal("Infinity") if measure.plausible_high is None else measure.plausible_high
    values = [
        pick.value
        for pick in stated
        if pick is not None and pick.value is not None and (pick.bound, pick.period) == ("=", rate.period)
    ]
    if len(values) < len(stated):
        return low, high
    rounded = ROUNDED / measure.factor
    return max(low, min(values) - rounded), min(high, max(values) + rounded)


def enumerated(places: Iterable[Division]) -> str:
    """Show places in a cell: 310106 静安区、310108 闸北区."""
    return "、".join(f"{place.code} {place.name}" for place in places)


def listed(places: Iterable[Division]) -> str:
    """Show places in a note: 310106 静安区 and 310108 闸北区."""
    return " and ".join(f"{place.code} {place.name}" for place in places)


def refuse_split(place: Division, year: int, year_of_map: int, origin: Origin) -> Pick:
    """Leave a cell empty because a place of its year held the territory of others of the map too."""
    parted = [maker for maker in origin.places if maker.code in origin.elsewhere]
    if not parted:
        return Pick(None, carried_from="未归并：界线不明", obstacle=f"its borders of {year} are not known")
    others = {
        other.code: other for maker in parted for other in origin.elsewhere[maker.code] if other != place
    }
    return Pick(
        None,
        carried_from=f"未归并：{year}年的{enumerated(parted)}另含{year_of_map}年的{enumerated(others.values())}",
        obstacle=f"{listed(parted)} of {year} held {listed(others.values())} of {year_of_map} too",
    )


def refuse_incomplete(year: int, origin: Origin, missing: Sequence[Division]) -> Pick:
    """Leave a sum empty because a part of it is not reported."""
    return Pick(
        None,
        carried_from=f"未归并：缺{enumerated(missing)}",
        obstacle=f"in {year} it was {listed(origin.places)}, without a figure of {listed(missing)}",
    )


def refuse_unlike(year: int, origin: Origin) -> Pick:
    """Leave a sum empty because its parts cover other periods, or are figures of a place and of an issuer."""
    return Pick(
        None,
        carried_from="未归并：期间或口径不同",
        obstacle=f"in {year} it was {listed(origin.places)}, whose figures differ in period or scope",
    )


def refuse_contradiction(year: int, origin: Origin, measure: Measure, value: Decimal) -> Pick:
    """Leave a rate empty because its counts give one that does not fit the rates that its parts state."""
    return Pick(
        None,
        carried_from="未归并：据分子分母算得的比率与所报比率不符",
        obstacle=f"in {year} it was {listed(origin.places)}, whose {measure.numerator} ÷ {measure.denominator}"
        f" gives {value}, which contradicts the rates that they report",
    )


def refuse_rate(place: Division, year: int, measure: Measure, origin: Origin) -> QueryError:
    """Say that a rate cannot be carried, and what can be compared in its place."""
    counts = [code for code in (measure.numerator, measure.denominator) if code]
    instead = f"compare {' and '.join(counts)}, " if counts else ""
    return QueryError(
        why_no_rate(place, year, measure, origin),
        f"{instead}leave out that year or --boundaries, or name other places with --place",
    )


def why_no_rate(place: Division, year: int, measure: Measure, origin: Origin) -> str:
    """Tell why a rate cannot be carried."""
    return (
        f"{measure.code} does not add up: {place.code} {place.full_name} was {listed(origin.places)} in {year}, "
        "and the counts that it divides are not there for all of them"
    )
