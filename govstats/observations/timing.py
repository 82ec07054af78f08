"""Tells the time of figures: the date that governs each, and the period that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from govstats.catalogue.cues import ChangeCues
from govstats.observations.dates import DateMention, governing_date, years_one_by_one
from govstats.observations.figures import Figure
from govstats.observations.model import Kind, Status
from govstats.observations.periods import Period
from govstats.text import any_of, compile_pattern

_UNTIL = ("截至", "截止", "截止到")
_ADJACENT = " (（的同期"
_DATE_IN_EVIDENCE = 40  # a date no farther than this before the evidence is shown with it


class Timer:
    """Finds the dates that govern figures, with the catalogue's cue words.

    Args:
        cues: words that take a figure back to the whole year, or to its last day, and that tell flows from stocks.
    """

    def __init__(self, cues: ChangeCues) -> None:
        self._whole_year = compile_pattern(any_of(cues.whole_year))
        self._one_by_one = compile_pattern(any_of(cues.one_by_one))
        self._this_year = compile_pattern(any_of(cues.this_year))
        self._year_end = compile_pattern(any_of(cues.year_end))
        stocks, flows = any_of((*cues.stocks, *cues.year_end)), any_of(cues.cumulative)
        self._stock_or_flow = compile_pattern(
            rf"(?P<stock>(?:{stocks})(?![序效机力关]))|(?P<flow>(?<!公)(?:{flows})(?![同享建治]))"
        )

    def tell_year_end(self, folded: str, figure: Figure) -> None:
        """Tell whether the words before a figure in its clause say that it is of the last day of the year.

        Args:
            folded: the whole text, width folded.
            figure: the figure; changed.
        """
        before = (figure.clause.start, figure.quantity.start)
        figure.is_year_end = self._year_end.search(folded, *before) is not None

    def date(self, folded: str, figure: Figure, dates: Sequence[DateMention]) -> None:
        """Find the date that governs a figure: the last one before it in the sentence that nothing is compared with.

        Args:
            folded: the whole text, width folded.
            figure: the figure; changed.
            dates: the sentence's dates in order.
        """
        start = figure.quantity.start
        governing = compared_date(folded, figure, dates) or governing_date(dates, start)
        if governing is None:
            return
        if not governing.period.is_whole_year and self._whole_year.search(folded, governing.end, start):
            return  # 1-9月办理1702件,全年办理2315件
        if governing.is_other_year and self._this_year.search(folded, governing.end, start):
            return
        figure.dated = governing.period
        cues = list(self._stock_or_flow.finditer(folded, governing.end, start))
        until = folded[max(governing.start - 3, 0) : governing.start].endswith(_UNTIL)
        # the nearest cue tells: 累计接收139人,在册192人; without one, what is told until a day is a flow
        figure.is_cumulative = bool(cues[-1]["flow"]) if cues else until
        if governing.start >= figure.evidence_start - _DATE_IN_EVIDENCE:
            figure.evidence_start = min(figure.evidence_start, governing.start)

    @staticmethod
    def end_comparison(figure: Figure, previous: Figure | None, dates: list[DateMention]) -> None:
        """End the date of a figure that only stands there to compare the one before it with.

        收案96件,而2019年同期为58件,增长65.5%,结案80件: the rise and the 80 are of the report's year.

        Args:
            figure: a dated figure.
            previous: the figure before it in its sentence.
            dates: the sentence's dates in order; that of the comparison is changed to govern no later figure.
        """
        if previous is None or not figure.kind is previous.kind is Kind.LEVEL or figure.how != "carried":
            return
        governing = governing_date(dates, figure.quantity.start)
        if governing is None or previous.quantity.unit_code != figure.quantity.unit_code:
            return
        is_earlier = (
            governing.is_earlier_year
            if previous.dated is None
            else governing.period.year < previous.dated.year
        )
        if figure.dated == governing.period and is_earlier:
            dates[dates.index(governing)] = replace(governing, reach=figure.quantity.end)

    def date_one_by_one(self, folded: str, figures: Sequence[Figure], dates: Sequence[DateMention]) -> None:
        """Give the figures of a list the years that stand in a list before it, one by one.

        Args:
            folded: the whole text, width folded.
            figures: the figures of one clause; changed.
            dates: the sentence's dates in order.
        """
        years = years_one_by_one(folded, dates, figures[0].quantity.start, len(figures), self._one_by_one)
        for figure, year in zip(figures, years or (), strict=False):
            figure.dated = Period.of_year(year, names_year=True)


def compared_date(folded: str, figure: Figure, dates: Sequence[DateMention]) -> DateMention | None:
    """Find the date of comparison that stands right before a figure and tells its time: 较2016年(22.3万件)."""
    before = [one for one in dates if one.is_compared and one.end <= figure.quantity.start]
    if before and not folded[before[-1].end : figure.quantity.start].strip(_ADJACENT):
        return before[-1]
    return None


def period_of(
    figure: Figure, status: Status, report_year: int | None, is_required: bool = False
) -> Period | None:
    """Tell the period of a figure.

    Args:
        figure: a dated figure.
        status: actual or target; a target without a year of its own is of the year after the report's.
        report_year: the year that the report is about, or None.
        is_required: whether a target was required of the report's own year.

    Returns:
        The period, or None where neither the text nor the report tells a year.
    """
    default = None if report_year is None else report_year + (status is Status.TARGET and not is_required)
    dated = figure.dated if figure.dated and (report_year or figure.dated.names_year) else None
    if figure.is_year_end and default is not None and (dated is None or dated.is_whole_year):
        last = date(dated.year if dated else default - figure.is_prior, 12, 31)
        return Period(last.year, last, last, names_year=False)
    if dated is None:
        return None if default is None else Period.of_year(default - 1 if figure.is_prior else default)
    if default is not None and _names_other_time(dated, status, default):
        return Period.of_year(default)
    if figure.is_cumulative and dated.is_one_day_or_month:
        return Period(dated.year, date(dated.year, 1, 1), dated.end, dated.names_year)
    return dated


def _names_other_time(dated: Period, status: Status, default: int) -> bool:
    """Whether a date is not the time of what is told: a month in a plan, or the year of a plan or a budget in a report."""
    if status is Status.TARGET:
        return not dated.names_year
    return dated.year > default
