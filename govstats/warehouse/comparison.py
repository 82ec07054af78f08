"""What a comparison asks for and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from govstats.warehouse.selection import ScopeChoice

if TYPE_CHECKING:
    import pyarrow as pa

    from govstats.places import Division
    from govstats.warehouse.divisors import LoadedDivisor

Layout = Literal["place-year", "place-indicator", "indicator-place"]
ColumnKind = Literal["head", "figure", "about", "computed"]
ColumnType = Literal["text", "decimal", "integer", "float"]
Cell = str | int | float | Decimal | None


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
        with_confidence: put a column behind each with the confidence of the figure, from 0 to 1.
        with_notes: put a column behind each with what to know of the figure: its period where that is not the year,
            whether other figures state another value, and so on.
        min_confidence: the confidence below which figures are left out.
        with_change: put computed columns behind each: the difference to the year before, and the growth in percent.
        with_rank: put a computed column behind each: the rank among the places of the table, 1 for the greatest.
        per: code of an indicator that figures are divided by, in a computed column behind each.
        per_values: values of the user that figures are divided by, likewise.
        with_total: add the figures of the places up, in computed rows or columns.
    """

    indicators: tuple[str, ...]
    places: tuple[Division, ...] = ()
    years: tuple[int, ...] = ()
    layout: Layout = "place-year"
    scope: ScopeChoice = "place"
    with_bounds: bool = False
    with_sources: bool = False
    boundaries: int | None = None
    with_confidence: bool = False
    with_notes: bool = False
    min_confidence: float = 0.0
    with_change: bool = False
    with_rank: bool = False
    per: str | None = None
    per_values: LoadedDivisor | None = None
    with_total: bool = False


class CellName(NamedTuple):
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
class PartYear:
    """A cell whose figure does not cover its year.

    Attributes:
        cell: the cell.
        first: first day of the period that it covers.
        last: last day of it; the same for a figure of one day.
    """

    cell: CellName
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Quoted:
    """A cell whose figure is quoted by a report on a year when the place had other borders.

    Attributes:
        cell: the cell.
        report_year: the year that the report is about.
    """

    cell: CellName
    report_year: int


@dataclass(frozen=True, slots=True)
class NotComputed:
    """A cell beside which nothing could be computed although there are figures to compute from.

    Attributes:
        cell: the cell.
        what: what could not be computed: change, growth, rank or ratio.
        why: what is in the way.
    """

    cell: CellName
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of what was asked for is there, place by place.

    Attributes:
        asked: how many places have a line.
        reporting: how many of them have a figure in the table at least.
        silent: code and name of those that have a report of the years of the table, and no figure in it.
        without_report: code and name of those that have no report of these years, and no figure.
        left_empty: code and name of those whose figures could not be shown, as the notes tell.
    """

    asked: int
    reporting: int
    silent: tuple[tuple[str, str], ...] = ()
    without_report: tuple[tuple[str, str], ...] = ()
    left_empty: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """A comparison, ready to be handed on.

    Attributes:
        columns: the headers.
        rows: the cells of each row; None where nothing is reported.
        filled: how many cells have a value.
        differing: the cells for which reports or clauses state different values.
        contradicted: the cells whose figure, or one that it is made of, arithmetic contradicts.
        corrected: the cells whose figure, or one that it is made of, is as a reviewer has corrected it.
        other_units: the cells left empty because the figures are in a unit that cannot be converted exactly.
        left_out: how many figures of these indicators, places and years were left out because of their
            scope, by scope: issuer, place, part or other.
        not_carried: the cells left empty because borders have changed.
        unplaced: how many figures were left out because their report is about another year, between which and
            theirs the borders of the place have changed.
        kinds: what each column holds: head (what the row is about), figure (stated in reports, in the unit of the
            header), about (its bound, source, confidence or origin) or computed.
        types: what the cells of each column are: text, decimal (an exact number), integer or float.
        part_years: the cells whose figure covers only a part of the year, or a day before its end.
        other_borders: the cells whose figure is quoted by a report on a year when the place had other borders.
        bounded: how many cells have a value that only bounds the true one.
        unsure: how many figures were left out because of their confidence.
        not_computed: the cells beside which something could not be computed.
        standing: how many places report; None where that is not told.
        notes: what else a reader should know, a line each.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    filled: int
    differing: tuple[CellName, ...] = ()
    other_units: tuple[CellName, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    not_carried: tuple[NotCarried, ...] = ()
    unplaced: int = 0
    kinds: tuple[ColumnKind, ...] = ()
    types: tuple[ColumnType, ...] = ()
    part_years: tuple[PartYear, ...] = ()
    other_borders: tuple[Quoted, ...] = ()
    bounded: int = 0
    unsure: int = 0
    not_computed: tuple[NotComputed, ...] = ()
    standing: Standing | None = None
    notes: tuple[str, ...] = ()
    contradicted: tuple[CellName, ...] = ()
    corrected: tuple[CellName, ...] = ()

    def to_arrow(self) -> pa.Table:
        """Give the table as an Arrow table, whose to_pandas() makes a data frame of it.

        Returns:
            columns in the order of the table, under its headers, of the types that it tells, whether they have values or
            not.
        """
        import pyarrow as pa  # noqa: PLC0415 -- a table that is only written need not wait for it

        turned = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        arrays = [make_array(list(values), kind) for values, kind in zip(turned, self.types, strict=True)]
        return pa.Table.from_arrays(arrays, names=list(self.columns))


def make_array(values: list[Cell], column_type: ColumnType) -> pa.Array:
    """Make an Arrow column; decimals have six places, or as many as a conversion or a ratio needs."""
    import pyarrow as pa  # noqa: PLC0415 -- likewise

    if column_type != "decimal":
        return pa.array(
            values, {"text": pa.string(), "integer": pa.int64(), "float": pa.float64()}[column_type]
        )
    try:
        return pa.array(values, pa.decimal128(38, 6))
    except pa.ArrowInvalid:
        return pa.array(values)
