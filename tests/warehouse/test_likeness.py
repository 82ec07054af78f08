"""Which periods are alike: the same stretch of their years, and the year's end for what is there on a day."""

from __future__ import annotations

from datetime import date

import pytest

from govstats.warehouse.candidates import is_of_whole_year
from govstats.warehouse.likeness import WHOLE_YEAR, shape_of

YEAR, HALF, SUMMER = ("01-01", "12-31"), ("01-01", "06-30"), ("06-30", "06-30")
END, FEBRUARY = ("12-31", "12-31"), ("01-01", "02-29")


def period(days: tuple[str, str], year: int) -> tuple[date, date]:
    first, last = (date.fromisoformat(f"{year}-{day}") for day in days)
    return first, last


ALIKE = [
    # of 2019, of 2020, alike for a flow, alike for a stock
    (YEAR, YEAR, True, True),
    (HALF, HALF, True, True),
    (END, END, True, True),
    (SUMMER, SUMMER, True, True),
    (YEAR, END, False, True),
    (YEAR, HALF, False, False),
    (YEAR, SUMMER, False, False),
    (END, SUMMER, False, False),
    (HALF, SUMMER, False, False),
]


@pytest.mark.parametrize(("one", "other", "as_flows", "as_stocks"), ALIKE)
def test_periods_are_alike(
    one: tuple[str, str], other: tuple[str, str], *, as_flows: bool, as_stocks: bool
) -> None:
    for is_stock, expected in ((False, as_flows), (True, as_stocks)):
        shapes = (
            shape_of(period(one, 2019), 2019, is_stock=is_stock),
            shape_of(period(other, 2020), 2020, is_stock=is_stock),
        )
        assert (shapes[0] == shapes[1]) == expected


def test_the_end_of_february_is_its_end_in_every_year() -> None:
    leap = shape_of(period(FEBRUARY, 2020), 2020, is_stock=False)
    assert leap == shape_of((date(2021, 1, 1), date(2021, 2, 28)), 2021, is_stock=False)


def test_a_school_year_is_not_the_year() -> None:
    shape = shape_of((date(2019, 9, 1), date(2020, 8, 31)), 2020, is_stock=False)
    assert shape == ((-1, 9, 1), (0, 8, 31))
    assert shape != WHOLE_YEAR


WHOLE = [(YEAR, True), (END, True), (HALF, False), (SUMMER, False), (("02-01", "12-31"), False)]


@pytest.mark.parametrize(("days", "is_whole"), WHOLE)
def test_what_covers_the_year(days: tuple[str, str], *, is_whole: bool) -> None:
    assert is_of_whole_year(period(days, 2020), 2020) == is_whole
