"""Quotients of counts: whether a stated percentage is what its two counts give."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from govstats.checks.intervals import Interval
from govstats.checks.model import Fact
from govstats.checks.sheet import Sheet, is_exact, is_level, same_time
from govstats.checks.slips import Slip, find_slip

NEAR = Fraction(1, 5)  # two values that are a fifth apart at most are taken to be meant as one
_MOST_NEARBY = 16  # counts among which another sense of a percentage is looked for
_TELLING = Fraction(5)  # percent: a wider quotient confirms nothing


def percentage(part: Interval, whole: Interval) -> Interval | None:
    """Give the percentages that a part may be of a whole; None where the whole may be zero."""
    quotient = part.over(whole)
    return None if quotient is None else quotient.times(100)


def is_telling(interval: Interval) -> bool:
    """Tell whether an interval of percentages is so narrow that it can confirm one."""
    return interval.low is not None and interval.high is not None and interval.high - interval.low <= _TELLING


def is_near(stated: Fact, expected: Fraction) -> bool:
    """Tell whether a stated value is so near to what it should be that the same thing is meant."""
    value = Fraction(stated.value)
    return abs(value - expected) <= NEAR * max(abs(value), abs(expected))


def slip_in_percentage(part: Fact, whole: Fact, stated: Fact) -> Slip | None:
    """Find the slip that explains why a stated percentage is not what its counts give."""

    def holds(values: Sequence[Interval]) -> bool:
        quotient = percentage(values[0], values[1])
        return quotient is not None and quotient.meets(values[2])

    return find_slip((part, whole, stated), holds)


def is_explained_nearby(sheet: Sheet, stated: Fact) -> bool:
    """Tell whether two counts of its period near a percentage give it, whatever the words say."""
    counts = [
        fact
        for fact in sheet.nearby(stated)
        if is_level(fact)
        and fact.value > 0
        and is_exact(fact)
        and fact.unit_code != stated.unit_code
        and same_time(fact, stated)
    ]
    counts = sorted(counts, key=lambda fact: abs(fact.start - stated.start))[:_MOST_NEARBY]
    wanted = sheet.interval(stated)
    return any(
        part.unit_code == whole.unit_code
        and part.start != whole.start
        and part.value <= whole.value
        and _may_give(sheet.interval(part), sheet.interval(whole), wanted)
        for whole in counts
        for part in counts
    )


def _may_give(part: Interval, whole: Interval, percent: Interval) -> bool:
    """Tell whether a part may be a percentage of a whole, by multiplication alone, which is quicker than division."""
    if percent.low is None or percent.high is None or part.low is None or part.high is None:
        return False
    if whole.low is None or whole.high is None:
        return False
    return part.low * 100 <= percent.high * whole.high and percent.low * whole.low <= part.high * 100
