"""Periods of figures in the notations of statistics."""

from __future__ import annotations

from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)


def is_whole_year(year: int, start: date, end: date) -> bool:
    """Tell whether a period covers a year."""
    return start <= date(year, 1, 1) and end >= date(year, 12, 31)


def sdmx_period(year: int, start: date, end: date) -> str:
    """Write the period of a figure as SDMX has it.

    Args:
        year: the year that the figure is about.
        start: first day of its period.
        end: last day of it; the same for a figure of one day.

    Returns:
        the year for a period that covers it and for a day at its end: 2020; another day: 2020-06-30; else a time range of
        months or days: 2020-01-01/P6M (SDMX 2.1, section 6, "Time Format").
    """
    if is_whole_year(year, start, end) or start == end == date(year, 12, 31):
        return str(year)
    if start == end:
        return start.isoformat()
    behind = end + _ONE_DAY
    if start.day == behind.day == 1:
        months = (behind.year - start.year) * 12 + behind.month - start.month
        return f"{start.isoformat()}/P{months}M"
    return f"{start.isoformat()}/P{(behind - start).days}D"


def data_commons_period(year: int, start: date, end: date) -> tuple[str, str] | None:
    """Write the period of a figure as Data Commons has it.

    Args:
        year: the year that the figure is about.
        start: first day of its period.
        end: last day of it; the same for a figure of one day.

    Returns:
        observationDate and observationPeriod: the year and P1Y, or a day and nothing; None for other periods, of which
        Data Commons does not say whether the date is their first or their last.
    """
    if is_whole_year(year, start, end):
        return str(year), "P1Y"
    return (start.isoformat(), "") if start == end else None
