"""The places of a comparison: which are asked for, which report, which are silent, and which lie in one another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from govstats.warehouse.candidates import Pick
from govstats.warehouse.comparison import CellName, Comparison, Standing

Named = tuple[str, str]


def asked_places(connection: duckdb.DuckDBPyConnection, request: Comparison) -> tuple[Named, ...]:
    """Give code and name of the places that get a line, sorted by code."""
    if request.places:
        return tuple(sorted({place.code: place.name for place in request.places}.items()))
    rows = connection.execute(
        "select district_code, arg_max(district, year) from reports"
        " where is_current group by all order by all"
    ).fetchall()
    return tuple(rows)


def with_reports(connection: duckdb.DuckDBPyConnection, years: Collection[int]) -> frozenset[str]:
    """Give the codes of the places that have reports, of some years or, where none are given, of any."""
    restriction = " and year in (select unnest($years))" if years else ""
    rows = connection.execute(
        f"select distinct district_code from reports where is_current{restriction}",  # noqa: S608
        {"years": list(years)} if years else {},
    ).fetchall()
    return frozenset(code for (code,) in rows)


def judge_standing(
    places: Sequence[Named], shown: Iterable[tuple[CellName, Pick]], reported: Collection[str]
) -> Standing:
    """Tell which places report.

    Args:
        places: the places that have a line.
        shown: the cells of the table for which figures were found.
        reported: codes of the places that have reports of the years of the table.
    """
    found: dict[str, bool] = {}
    for cell, pick in shown:
        found[cell[0]] = found.get(cell[0], False) or pick.value is not None
    others = [place for place in places if not found.get(place[0])]
    return Standing(
        asked=len(places),
        reporting=len(places) - len(others),
        silent=tuple(place for place in others if place[0] not in found and place[0] in reported),
        without_report=tuple(place for place in others if place[0] not in found and place[0] not in reported),
        left_empty=tuple(place for place in others if place[0] in found),
    )


@dataclass(frozen=True, slots=True)
class Map:
    """Which places there were, and in which they lay.

    Attributes:
        runs: for each code its runs of years: code of the place above, first and last year.
    """

    runs: Mapping[str, Sequence[tuple[str | None, int, int | None]]]

    def years_of(self, code: str) -> str:
        """Tell of which maps a place is: 1980 to 2014, 2016 on."""
        runs = sorted((first, last) for _, first, last in self.runs.get(code, ()))
        joined: list[tuple[int, int | None]] = []
        for first, last in runs:
            goes_on = bool(joined) and joined[-1][1] == first - 1
            joined.append((joined.pop()[0] if goes_on else first, last))
        return ", ".join(f"{first} on" if last is None else f"{first} to {last}" for first, last in joined)

    def is_there(self, code: str, year: int) -> bool:
        """Tell whether there was such a place; one that is unknown to the map is taken to be there."""
        return code not in self.runs or self._run(code, year) is not None

    def above(self, code: str, year: int) -> str | None:
        """Give the code of the place right above one; None for none."""
        run = self._run(code, year)
        return run[0] if run else None

    def _run(self, code: str, year: int) -> tuple[str | None, int, int | None] | None:
        runs = self.runs.get(code, ())
        return next((run for run in runs if run[1] <= year and (run[2] is None or year <= run[2])), None)

    def find_overlap(self, codes: Collection[str], year: int) -> tuple[str, str] | None:
        """Give one of some places in which another one of them lay in a year, and that one; None for none."""
        for code in sorted(codes):
            above = self.above(code, year)
            while above is not None:
                if above in codes:
                    return above, code
                above = self.above(above, year)
        return None


def read_map(connection: duckdb.DuckDBPyConnection) -> Map:
    """Read which places there were, and in which they lay."""
    rows = connection.execute(
        "select district_code, parent_code, valid_from, valid_to from places"
    ).fetchall()
    runs: dict[str, list[tuple[str | None, int, int | None]]] = {}
    for code, *run in rows:
        runs.setdefault(code, []).append((run[0], run[1], run[2]))
    return Map(runs)
