"""Which figures are alike enough to compute with: the same stretch of the year, the same speaker, the same territory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from govstats.places.boundaries import has_same_borders
from govstats.warehouse.candidates import Measure, Period, Pick
from govstats.warehouse.comparison import CellName

if TYPE_CHECKING:
    Shape = tuple[tuple[int, int, int], tuple[int, int, int]]

WHOLE_YEAR = ((0, 1, 1), (0, 12, 31))


def shape_of(period: Period, year: int, *, is_stock: bool) -> Shape:
    """Give where a period lies in or about a year, so that those of two years can be held against each other.

    Args:
        period: its first and last day.
        year: the year that the figure is about.
        is_stock: whether what is counted is there on a day; its figure at the year's end is that of the year.

    Returns:
        of its first and last day, the number of years after that year, month and day; the last day of February as 28.
    """
    shape = place_in_year(period[0], year), place_in_year(period[1], year)
    is_year_end = shape[0] == shape[1] == WHOLE_YEAR[1]
    return WHOLE_YEAR if is_stock and is_year_end else shape


def place_in_year(day: date, year: int) -> tuple[int, int, int]:
    """Give how many years after a year a day lies, its month and its day, leap days as the day before."""
    leap = (day.month, day.day) == (2, 29)
    return day.year - year, day.month, 28 if leap else day.day


class Likeness:
    """Judges the figures of one comparison.

    Args:
        picks: what fills the cells, those too that are not shown.
        measures: the indicators by code.
        is_carried: whether the figures were carried into one map.
    """

    def __init__(
        self, picks: Mapping[CellName, Pick], measures: Mapping[str, Measure], *, is_carried: bool
    ) -> None:
        self.picks = picks
        self.measures = measures
        self._is_carried = is_carried
        self._same_borders: dict[tuple[str, int, int], bool] = {}

    def shape(self, cell: CellName, pick: Pick) -> Shape | None:
        """Give where the period of a figure lies in its year; None for a cell without a value."""
        if pick.period is None:
            return None
        return shape_of(pick.period, cell.year, is_stock=self.measures[cell.indicator].is_stock)

    def why_empty(self, cell: CellName) -> str:
        """Tell why a cell for which figures were found has no value to compute with."""
        obstacle = self.picks[cell].obstacle or "it is in a unit that does not convert"
        return f"{cell.year} {cell.indicator} is left empty: {obstacle}"

    def why_not(
        self, cell: CellName, subject: str = "its figure", *, is_bound_well: bool = False
    ) -> str | None:
        """Tell why nothing is computed from a figure.

        Args:
            cell: a cell with a value.
            subject: what the figure is called.
            is_bound_well: whether a figure that only bounds the true one will do.

        Returns:
            why, or None where it will do.
        """
        pick = self.picks[cell]
        if pick.bound != "=" and not is_bound_well:
            return f"{subject} is no exact one"
        if self.is_of_these_borders(cell, pick):
            return None
        return f"{subject} is quoted by a report on {pick.report_year}, when the place had other borders"

    def is_of_these_borders(self, cell: CellName, pick: Pick) -> bool:
        """Tell whether a figure is about the place as it was in its year, as far as the year of its report tells."""
        if self._is_carried or pick.report_year in (None, cell.year):
            return True
        return self.has_same_borders(cell.place_code, cell.year, pick.report_year or cell.year)

    def has_same_borders(self, code: str, year: int, other: int) -> bool:
        """Tell whether a place had the same code and territory in two years, as far as the data tell."""
        first, last = sorted((year, other))
        key = code, first, last
        if key not in self._same_borders:
            self._same_borders[key] = first == last or has_same_borders(*key)
        return self._same_borders[key]

    def why_no_step(self, before: CellName, cell: CellName) -> str | None:
        """Tell why two figures of one place and indicator, both fit for it, are not held against each other."""
        earlier, later = self.picks[before], self.picks[cell]
        if self.shape(before, earlier) != self.shape(cell, later):
            return f"the figures of {before.year} and {cell.year} cover other periods"
        if (earlier.scope, earlier.issuer) != (later.scope, later.issuer):
            return f"the figures of {before.year} and {cell.year} are not of the same body"
        same: Callable[[], bool] = (
            (lambda: earlier.moved == later.moved)
            if self._is_carried
            else (lambda: self.has_same_borders(cell.place_code, before.year, cell.year))
        )
        return None if same() else f"its borders changed between {before.year} and {cell.year}"

    def why_no_pair(self, cell: CellName, divisor: CellName) -> str | None:
        """Tell why a figure is not divided by another of its place and year, both fit for it."""
        upper, lower = self.picks[cell], self.picks[divisor]
        if (upper.scope, upper.issuer) != (lower.scope, lower.issuer):
            return "the two figures are not of the same body"
        shapes = self.shape(cell, upper), self.shape(divisor, lower)
        return None if shapes[0] == shapes[1] else "the two figures cover other periods"
