"""The arithmetic of changes: what the step from one value to another is, and which change may tell it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from msgspec.structs import replace

from govstats.checks.intervals import Interval, exactly, interval_of
from govstats.checks.model import Fact
from govstats.checks.sheet import is_exact
from govstats.checks.showing import decimals_of, number, percent_beside, written_like
from govstats.checks.slips import Slip, find_slip

PERCENT, POINTS = "percent", "percentage_point"


class Fit(StrEnum):
    """How a change fits the step between two values."""

    AGREES = "agrees"
    POINTS = "points"
    """only as points, though told in percent"""
    LIKELY_POINTS = "likely_points"
    """as points to the digit, and as percent only if all was rounded one way, though told in percent"""
    PERCENT = "percent"
    """only as percent, though told in points"""
    OF_A_COUNT = "of a count"
    """not at all: points of what is no rate"""
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Step:
    """The step from one value to another, in the ways in which a change may tell it.

    Attributes:
        relative: in percent of the earlier value; None where that may be zero.
        difference: in the unit of the values.
    """

    relative: Interval | None
    difference: Interval


def step_between(earlier: Interval, now: Interval) -> Step:
    """Give the step between two values that are not negative."""
    quotient = now.over(earlier)
    relative = None if quotient is None else quotient.times(100).plus(exactly(-100))
    return Step(relative, now.plus(earlier.mirrored()))


def fit_of(earlier: Fact, now: Fact, change: Fact) -> Fit | None:
    """Tell how a change fits the values that it leads from and to.

    Args:
        earlier: the earlier value.
        now: the later one, in the same unit.
        change: the change, in percent, in points or in the unit of the values.

    Returns:
        How it fits; None where a bound leaves it open, or it is told in a unit that does not compare the two.
    """
    units = (PERCENT, POINTS, now.unit_code)
    if change.unit_code not in units or earlier.unit_code != now.unit_code:
        return None
    if not earlier.value or not is_exact(earlier, now, change):
        return None
    step = step_between(interval_of(earlier), interval_of(now))
    if now.unit_code == PERCENT:
        return _fit_of_rate(earlier, now, change, step)
    if change.unit_code == POINTS:
        return Fit.OF_A_COUNT
    return Fit.AGREES if _meets(step, change, change.unit_code) else Fit.CONTRADICTS


def _fit_of_rate(earlier: Fact, now: Fact, change: Fact, step: Step) -> Fit:
    """Tell how a change of a rate fits, which may be told in percent of the rate and in points."""
    is_told_as_points = change.unit_code == POINTS
    fits = _meets(step, change, change.unit_code)
    if not is_told_as_points and _are_points(earlier, now, change):
        return Fit.LIKELY_POINTS if fits else Fit.POINTS
    if fits:
        return Fit.AGREES
    if _meets(step, change, PERCENT if is_told_as_points else POINTS):
        return Fit.PERCENT if is_told_as_points else Fit.POINTS
    return Fit.CONTRADICTS


def _are_points(earlier: Fact, now: Fact, change: Fact) -> bool:
    """Tell whether a change is the difference of two rates to the digit, and not what their quotient would round to."""
    if now.value - earlier.value != change.value:
        return False
    quotient = (Fraction(now.value) / Fraction(earlier.value) - 1) * 100
    return not interval_of(change).meets(exactly(quotient))


def _meets(step: Step, change: Fact, unit_code: str | None) -> bool:
    stated = interval_of(change)
    if unit_code == PERCENT:
        return step.relative is not None and step.relative.meets(stated)
    return step.difference.meets(stated)


def expected_change(earlier: Fact, now: Fact, change: Fact, unit_code: str | None) -> str:
    """Write the change that leads from one value to another, as finely as one is stated.

    Args:
        earlier: the earlier value.
        now: the later one.
        change: the change as stated.
        unit_code: percent, percentage_point, or the unit of the values.

    Returns:
        Such as 20.93%; a sign stands before one that goes the other way than the stated one.
    """
    difference = Fraction(now.value) - Fraction(earlier.value)
    goes_other_way = difference * Fraction(change.value) < 0
    sign = ("+" if difference > 0 else "-") if goes_other_way else ""
    if unit_code == PERCENT:
        size = replace(change, value=abs(change.value))
        return sign + percent_beside(abs(difference) / Fraction(earlier.value) * 100, size)
    if unit_code == POINTS:
        return f"{sign}{number(abs(difference), max(decimals_of(now), decimals_of(earlier)))}个百分点"
    return sign + written_like(abs(difference), change)


def step_value(earlier: Fact, now: Fact, change: Fact) -> Fraction:
    """Give the change that leads from one value to another, in the unit of a stated change."""
    difference = Fraction(now.value) - Fraction(earlier.value)
    return difference / Fraction(earlier.value) * 100 if change.unit_code == PERCENT else difference


def slip_in_step(earlier: Fact, now: Fact, change: Fact) -> Slip | None:
    """Find the slip that explains why a change does not lead from one value to another."""

    def holds(values: Sequence[Interval]) -> bool:
        step = step_between(values[0], values[1])
        if change.unit_code == PERCENT:
            return step.relative is not None and step.relative.meets(values[2])
        return step.difference.meets(values[2])

    return find_slip((earlier, now, change), holds)


def implied_before(now: Fact, change: Fact) -> Interval | None:
    """Give the values from which a change in percent leads to a value.

    Args:
        now: the value, stated exactly.
        change: the change in percent.

    Returns:
        The values; None where the change takes all away.
    """
    factor = interval_of(change).plus(exactly(100)).times(Fraction(1, 100))
    return interval_of(now).over(factor)


def holds_whole_number(interval: Interval) -> bool:
    """Tell whether an interval holds a whole number."""
    if interval.low is None or interval.high is None:
        return True
    return math.ceil(interval.low) <= math.floor(interval.high)
