"""What a comparison asks for and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from govstats.places import Division
from govstats.warehouse.selection import ScopeChoice

Layout = Literal["place-year", "place-indicator", "indicator-place"]
Cell = str | Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What to compare.

    Attributes:
        indicators: codes of the catalogue, one at least; columns keep their order.
        places: the places, whose current codes are looked for; empty for all places that have reports.
        years: the years, columns keep their order; empty for all years with a figure.
        layout: place-year: a row a place, a column a year and indicator. place-indicator: a row a place,
            a column an indicator, of one year. indicator-place: a row an indicator, a column a place and
            year.
        scope: whose figures: place (of the whole place), issuer (of the issuing organisation) or any of
            the two, the place's first.
        with_bounds: put a column behind each that tells how the values are bounded.
        with_sources: put a column behind each that tells where the values were read.
        boundaries: the year whose map the places are of; figures are carried into it from the places that were
            there in their year, and a column behind each tells from which. None for places as they were.
    """

    indicators: tuple[str, ...]
    places: tuple[Division, ...] = ()
    years: tuple[int, ...] = ()
    layout: Layout = "place-year"
    scope: ScopeChoice = "place"
    with_bounds: bool = False
    with_sources: bool = False
    boundaries: int | None = None


@dataclass(frozen=True, slots=True)
class CellName:
    """Which cell of a comparison.

    Attributes:
        place_code: code of the place.
        year: year of the figure.
        indicator: code of the indicator.
    """

    place_code: str
    year: int
    indicator: str


@dataclass(frozen=True, slots=True)
class NotCarried:
    """A cell left empty although figures are reported, because they are not those of the place on the map asked for.

    Attributes:
        cell: the cell.
        why: what is in the way.
    """

    cell: CellName
    why: str


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """A comparison, ready to be handed on.

    Attributes:
        columns: the headers.
        rows: the cells of each row; None where nothing is reported.
        filled: how many cells have a value.
        differing: the cells for which reports or clauses state different values.
        other_units: the cells left empty because the figures are in a unit that cannot be converted exactly.
        left_out: how many figures of these indicators, places and years were left out because of their
            scope, by scope: issuer, place, part or other.
        not_carried: the cells left empty because borders have changed.
        unplaced: how many figures were left out because their report is about another year, between which and
            theirs the borders of the place have changed.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    filled: int
    differing: tuple[CellName, ...] = ()
    other_units: tuple[CellName, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    not_carried: tuple[NotCarried, ...] = ()
    unplaced: int = 0
