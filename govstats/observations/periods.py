"""Periods: what a date in the text says of the figures after it."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?=[ ]?年|[-/.]|$|[ ]?[至到~])")
_HAN_YEAR = re.compile(r"([一二][〇零九][〇零一二三四五六七八九]{2})年")
_ISO = re.compile(r"((?:19|20)[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_YEARS = re.compile(r"((?:19|20)[0-9]{2})[ ]?年?度?[ ]?(?:-{1,2}|~|至|到)[ ]?((?:19|20)[0-9]{2})")
_N = r"([0-9]{1,2}|十[一二]?|[一二三四五六七八九])"
_MONTHS = re.compile(rf"{_N}(?:月份?)?[ ]?(?:-{{1,2}}|~|至|到)[ ]?(?:(?:19|20)[0-9]{{2}}年)?{_N}[ ]?月")
_DAY = re.compile(rf"{_N}[ ]?月[ ]?([0-9]{{1,2}})[ ]?[日号]")
_MONTH = re.compile(rf"{_N}[ ]?月")
_GLUED_DAY = re.compile(r"^([0-9]{1,2})([0-9]{2})[日号]$")
_PARTS = {"上半年": (1, 6), "下半年": (7, 12), "前一季度": (1, 3), "前二季度": (1, 6), "前三季度": (1, 9)}
_QUARTERS = {"一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9), "四季度": (10, 12)}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days and the year that it is told under.

    Attributes:
        year: the year that a figure of this period is about: that of its last day.
        start: first day.
        end: last day.
        names_year: whether the words name the year themselves.
    """

    year: int
    start: date
    end: date
    names_year: bool

    @property
    def is_whole_year(self) -> bool:
        """Whether it is one whole year."""
        return (self.start, self.end) == (date(self.year, 1, 1), date(self.year, 12, 31))

    @property
    def is_one_day_or_month(self) -> bool:
        """Whether it lies within one month that is not the first day of the year alone."""
        return (self.start.year, self.start.month) == (self.end.year, self.end.month)

    @classmethod
    def of_year(cls, year: int, names_year: bool = False) -> Period:
        """Make the period of a whole year."""
        return cls(year, date(year, 1, 1), date(year, 12, 31), names_year)


def read_period(words: str, year: int) -> Period | None:
    """Read the date that some words state.

    Args:
        words: a date with its width folded: 2018年1-9月, 12月31日, 前三季度, 2015-2020年.
        year: the year that a date without one is in.

    Returns:
        The period, or None where the words name none that can be placed: 十四五.
    """
    words = words.strip()
    try:
        return _read(words, year)
    except ValueError:  # 13月, 2月30日
        return None


def _read(words: str, year: int) -> Period | None:
    if span := _YEARS.search(words):
        first, last = int(span[1]), int(span[2])
        return Period(last, date(first, 1, 1), date(last, 12, 31), names_year=True) if first <= last else None
    if iso := _ISO.search(words):
        day = date(int(iso[1]), int(iso[2]), int(iso[3]))
        return Period(day.year, day, day, names_year=True)
    named = _named_year(words)
    told = named if named is not None else year
    period = None
    if inner := _within_year(words, told):
        period = Period(told, inner[0], inner[1], named is not None)
    elif named is not None:
        period = Period.of_year(named, names_year=True)
    if period is not None and words.endswith(("底", "末")):
        return Period(period.year, period.end, period.end, period.names_year)
    return period


def _named_year(words: str) -> int | None:
    if match := _YEAR.search(words):
        return int(match[1])
    if match := _HAN_YEAR.search(words):
        return int(match[1].translate(_HAN_DIGITS))
    return None


def _within_year(words: str, year: int) -> tuple[date, date] | None:
    if glued := _GLUED_DAY.match(words):
        day = date(year, int(glued[1]), int(glued[2]))
        return day, day
    if months := _MONTHS.search(words):
        return _months(year, _number(months[1]), _number(months[2]))
    if match := _DAY.search(words):
        day = date(year, _number(match[1]), int(match[2]))
        return day, day
    if match := _MONTH.search(words):
        return _months(year, _number(match[1]), _number(match[1]))
    for name, (first, last) in (_PARTS | _QUARTERS).items():
        if name in words.replace("个", ""):
            return _months(year, first, last)
    return None


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _HAN_MONTHS.index(words) + 1


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
