"""The notes on whole tables: on places, ranks and totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import duckdb

from govstats.warehouse.comparison import CellName
from govstats.warehouse.computing import Total
from govstats.warehouse.standing import Map, Named, read_map

MOST_NAMED = 20  # places that a note names
BOUNDED = {"~": "about", ">": "more than", "<": "less than"}


def note_renamed(
    connection: duckdb.DuckDBPyConnection, places: Sequence[Named], years: Sequence[int]
) -> list[str]:
    """Tell of codes that stood for places of different names in the years of a table."""
    if len(years) < 2:
        return []
    rows = connection.execute(
        "select district_code, list(district order by valid_from), list(valid_from order by valid_from)"
        " from places where district_code in (select unnest($codes))"
        " and valid_from <= $last and coalesce(valid_to, $last) >= $first"
        " group by district_code having count(distinct district) > 1 order by district_code",
        {"codes": [code for code, _ in places], "first": min(years), "last": max(years)},
    ).fetchall()
    return [
        f"the code {code} stands for "
        + ", ".join(
            name if number == 0 else f"{name} from {since} on"
            for number, (name, since) in enumerate(zip(names, sinces, strict=True))
        )
        for code, names, sinces in rows
    ]


def note_off_the_map(
    connection: duckdb.DuckDBPyConnection, places: Sequence[Named], years: Sequence[int]
) -> list[str]:
    """Tell which of some places were on none of the maps of some years; of no years, none are."""
    if not (places and years):
        return []
    the_map = read_map(connection)
    return [
        f"{code} {name} was not on the map in these years, but on those of {the_map.years_of(code)}"
        for code, name in places
        if not any(the_map.is_there(code, year) for year in years)
    ]


def note_overlap(the_map: Map, names: Mapping[str, str], years: Sequence[int], what: str) -> list[str]:
    """Tell of a place that lay in another one in one of some years, if there is one.

    Args:
        the_map: which places lay in which.
        names: names of the places by code.
        years: the years.
        what: what comes of it.
    """
    for year in years:
        if overlap := the_map.find_overlap(names, year):
            above, below = (f"{code} {names[code]}" for code in overlap)
            return [f"{what}: {below} lies in {above}; choose with --level, --within or --place"]
    return []


def note_unranked(ranks: Iterable[CellName], places: int) -> Iterator[str]:
    """Tell among how few of the places there are ranks, if not all have one in every column that has ranks."""
    counts = sorted(Counter((cell.year, cell.indicator) for cell in ranks).values())
    if counts and counts[0] < places:
        count = str(counts[0]) if counts[0] == counts[-1] else f"{counts[0]} to {counts[-1]}"
        yield f"ranks are among {count} of {places} places, those with a figure to rank"


def note_departments(connection: duckdb.DuckDBPyConnection, issuers: Sequence[str]) -> Iterator[str]:
    """Tell that the own figures of issuers with different tasks are ranked together, if they are."""
    if not issuers:
        return
    rows = connection.execute(
        "select distinct department from organisations where issuer in (select unnest($issuers)) order by 1",
        {"issuers": list(issuers)},
    ).fetchall()
    if len(rows) > 1:
        departments = ", ".join(department for (department,) in rows)
        yield f"ranks hold own figures of different bodies against each other: {departments}"


def note_total(what: str, total: Total, names: Mapping[str, str]) -> Iterator[str]:
    """Tell why there is no total, what it lacks, or that it is no exact one.

    Args:
        what: what is added up.
        total: the total.
        names: names of the places by code.
    """
    if total.why_not:
        yield f"no total of {what}: {total.why_not}"
    if total.missing:
        yield f"the total of {what} is partial, without {name_places(total.missing, names)}"
    if total.bound in BOUNDED:
        yield f"the total of {what} is {BOUNDED[total.bound]} so much: not all of its figures are exact"


def name_places(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Name places in a note; of many, the first."""
    named = ", ".join(f"{code} {names[code]}" for code in codes[:MOST_NAMED])
    return f"{named} and {len(codes) - MOST_NAMED} more" if len(codes) > MOST_NAMED else named
