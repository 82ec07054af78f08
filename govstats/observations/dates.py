"""Dates of a sentence, and which of them governs a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govstats.observations.periods import Period, read_period
from govstats.quantities import Reason, SetAside

_COMPARES = "较比与同"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a sentence.

    Attributes:
        start: first code point.
        end: one past the last.
        period: what it names.
        is_compared: whether it is what a figure is compared with: 较2016年.
    """

    start: int
    end: int
    period: Period
    is_compared: bool


def read_dates(folded: str, set_aside: Iterable[SetAside], year: int) -> list[DateMention]:
    """Read the dates among the numbers set aside of a sentence.

    Dates in the titles of documents say nothing of figures and are left out.

    Args:
        folded: the whole text, width folded.
        set_aside: the numbers of the sentence that are no figures, in order.
        year: the year of a date without one.

    Returns:
        The dates that can be placed, in order.
    """
    mentions = []
    for number in set_aside:
        if number.reason is not Reason.DATE or number.rule == "title":
            continue
        period = read_period(folded[number.start : number.end], year)
        if period is not None:
            compared = number.start > 0 and folded[number.start - 1] in _COMPARES
            mentions.append(DateMention(number.start, number.end, period, compared))
    return mentions


def governing_date(dates: Sequence[DateMention], offset: int) -> DateMention | None:
    """Find the date that governs a figure: the last one before it in the sentence that nothing is compared with."""
    before = [date for date in dates if date.end <= offset and not date.is_compared]
    return before[-1] if before else None
