"""Periods: what a date in the text says of the figures after it."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

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
_TO = re.compile(r"[ ]?(?:-{1,2}|~|至|到)[ ]?")
_PLAN = re.compile(r"^十([一二三四五六七八九])五$")
_TERM_OF_YEARS = re.compile(r"^(?:近|过去|前)?([0-9]{1,2}|[一二两三四五六七八九十])[ ]?年(?:来|以来|间)?$")
_FIRST_MONTHS = re.compile(rf"前[ ]?{_N}[ ]?个月")
_MONTH_LIST = re.compile(rf"{_N}月?(?:、{_N}月?)*?[、和及]{_N}[ ]?月")
_QUARTER_SPAN = re.compile(r"([一二三四1-4])(?:季度)?[ ]?(?:-{1,2}|~|至|到|、)[ ]?([一二三四1-4])季度")
_SHORT_YEAR = re.compile(r"^([0-3][0-9])年")
_QUARTER_NUMBERS = {sign: number for number, sign in enumerate("一二三四", start=1)}
_FIRST_PLAN_WITH_TEN = 2001  # the tenth five-year plan, 十五, ran from 2001 to 2005
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
    @lru_cache(maxsize=256)  # years, not classes
    def of_year(cls, year: int, names_year: bool = False) -> Period:
        """Make the period of a whole year."""
        return cls(year, date(year, 1, 1), date(year, 12, 31), names_year)


def plan_period(words: str) -> Period | None:
    """Read the five years of a plan: 十三五 is 2016 to 2020; None for other words.

    Source: the outlines of the five-year plans, which have followed one another without a gap since 1966.
    """
    match = _PLAN.match(words)
    if match is None:
        return None
    first = _FIRST_PLAN_WITH_TEN + 5 * (_HAN_MONTHS.index(match[1]) + 1)
    return Period(first + 4, date(first, 1, 1), date(first + 4, 12, 31), names_year=True)


def last_years(words: str, year: int) -> Period | None:
    """Read the years that 三年来 or 近三年 sum up, the last of which is the report's; None for other words."""
    match = _TERM_OF_YEARS.match(words)
    if match is None:
        return None
    count = 2 if match[1] == "两" else _number(match[1])
    first = year - count + 1
    return (
        Period(year, date(first, 1, 1), date(year, 12, 31), names_year=False) if 1 <= first <= year else None
    )


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
    if between := _from_to(words):
        return between
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
    if match := _SHORT_YEAR.match(words):  # 21年底
        return 2000 + int(match[1])
    return None


def _from_to(words: str) -> Period | None:
    """A span whose ends name their own years, months or days: 2020年11月至2021年10月, 2020年12月1日至2021年11月30日."""
    parts = _TO.split(words)
    if len(parts) != 2 or (first := _named_year(parts[0])) is None or (last := _named_year(parts[1])) is None:
        return None
    begins, ends = _within_year(parts[0], first), _within_year(parts[1], last)
    start = begins[0] if begins else date(first, 1, 1)
    end = ends[1] if ends else date(last, 12, 31)
    return Period(last, start, end, names_year=True) if start <= end else None


def _within_year(words: str, year: int) -> tuple[date, date] | None:
    """The days within a year that some words name, the narrowest wording first."""
    day = _day(words, year)
    if day is not None:
        return day, day
    months = _first_and_last_month(words)
    if months is None or months[0] > months[1]:  # 9—5月: a slip, or months of two years
        return None
    return _months(year, *months)


def _day(words: str, year: int) -> date | None:
    if glued := _GLUED_DAY.match(words):
        return date(year, int(glued[1]), int(glued[2]))
    spans_months = _FIRST_MONTHS.search(words) or _MONTH_LIST.search(words) or _MONTHS.search(words)
    day = None if spans_months else _DAY.search(words)
    return date(year, _number(day[1]), int(day[2])) if day else None


def _first_and_last_month(words: str) -> tuple[int, int] | None:
    if until := _FIRST_MONTHS.search(words):
        return 1, _number(until[1])
    if quarters := _QUARTER_SPAN.search(words):
        first, last = (_QUARTER_NUMBERS.get(sign) or int(sign) for sign in quarters.groups())
        return 3 * first - 2, 3 * last
    for pattern in (_MONTH_LIST, _MONTHS, _MONTH):
        if months := pattern.search(words):
            return _number(months[1]), _number(months[pattern.groups])
    plain = words.replace("个", "")
    return next((months for name, months in (_PARTS | _QUARTERS).items() if name in plain), None)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _HAN_MONTHS.index(words) + 1


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
