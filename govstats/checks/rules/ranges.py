"""Values that no place can have: outside an indicator's plausible range, or above all there is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from govstats.catalogue import Indicator
from govstats.checks.intervals import Interval
from govstats.checks.knowledge import Knowledge
from govstats.checks.model import Fact, Finding
from govstats.checks.sheet import Sheet, involved, is_level
from govstats.checks.showing import shown
from govstats.observations.model import Kind, Status

_ALL = Fraction(100)
_MAGNITUDE = 10  # times: how much a lost or doubled digit changes a count at least


def check_ranges(sheet: Sheet, knowledge: Knowledge) -> Iterator[Finding]:
    """Hold every figure against the range of its indicator, and rates and shares against 100%.

    Args:
        sheet: the report's figures.
        knowledge: what the checks know.

    Yields:
        A finding for each figure that lies outside, whatever its bound leaves open.
    """
    for fact in sheet.facts:
        if fact.indicator is not None and is_level(fact):
            indicator = knowledge.indicators.get(fact.indicator)
            if indicator is not None and _is_outside(sheet, fact, indicator):
                low, high = indicator.plausible
                case = "large" if _is_merely_large(fact, high, knowledge) else "doubtful"
                yield _say(fact, f"{_plain(low)}–{_plain(high)}", knowledge, case)
        elif fact.unit_code == "percent" and fact.value > 100 and _cannot_exceed_all(fact, knowledge):
            low_end = sheet.interval(fact).low
            if low_end is not None and low_end > _ALL:
                yield _say(fact, "≤100%", knowledge, "doubtful")


def _is_outside(sheet: Sheet, fact: Fact, indicator: Indicator) -> bool:
    low, high = indicator.plausible
    if low <= fact.value <= high or not _is_in_unit(fact, indicator):
        return False
    interval = sheet.interval(fact)
    return not interval.meets(Interval(Fraction(low), Fraction(high)))


def _is_merely_large(fact: Fact, high: Decimal, knowledge: Knowledge) -> bool:
    """Tell whether a count is above the greatest that was thought of, but by no slip in its unit or its magnitude."""
    return fact.unit_code in knowledge.countable and high < fact.value < high * _MAGNITUDE


def _is_in_unit(fact: Fact, indicator: Indicator) -> bool:
    return fact.unit_code == indicator.unit or fact.unit_code in indicator.also_in


def _cannot_exceed_all(fact: Fact, knowledge: Knowledge) -> bool:
    """Tell whether a percentage is of what cannot be above all there is."""
    if fact.status is not Status.ACTUAL:
        return False
    if fact.kind is Kind.SHARE:
        return True
    return fact.kind is Kind.LEVEL and knowledge.cues.at_most_all.search(fact.label) is not None


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _say(fact: Fact, expected: str, knowledge: Knowledge, case: str) -> Finding:
    return knowledge.say(
        "implausible", case, (involved("value", fact),), shown(fact), expected, label=fact.label
    )
