"""Slips of the pen: which one small change to one figure would make a contradiction come out.

A figure that was copied wrongly mostly has two digits swapped, one doubled or lost, or one of them wrong. The kinds are
tried in this order; a kind that offers several ways out offers none, for nobody could tell which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec
from msgspec.structs import replace

from govstats.checks.intervals import Interval, Written, interval_of, rounded_to, step_of, written_digits
from govstats.checks.model import Fact
from govstats.quantities.model import Bound

_MOST_FIGURES = 12  # of a sum; more of them would explain anything
_MOST_CHANCE = Fraction(1, 4)  # changes tried, times how wide their aim is: above, chance would hit it


class SlipKind(StrEnum):
    """What became of the digits."""

    SWAPPED = "swapped"
    """two digits that stand side by side changed places"""
    DOUBLED = "doubled"
    """a digit stands twice that should stand once"""
    MISSING = "missing"
    """a digit was left out"""
    WRONG = "wrong"
    """a digit is another one"""


class Slip(msgspec.Struct, frozen=True, gc=False):
    """A small change that makes all come out.

    Attributes:
        index: which of the figures is changed.
        kind: what became of its digits.
        fact: the figure as it should be; its words say the new value.
    """

    index: int
    kind: SlipKind
    fact: Fact


def find_slip(figures: Sequence[Fact], holds: Callable[[Sequence[Interval]], bool]) -> Slip | None:
    """Find the one small change to one of some figures after which they agree.

    Args:
        figures: the figures that contradict each other.
        holds: tells whether values of theirs, in the same order, agree.

    Returns:
        The change of the likeliest kind; None where no change of one digit helps, or several of the same kind do.
    """
    if len(figures) > _MOST_FIGURES:
        return None
    intervals = [interval_of(figure) for figure in figures]
    width = max(map(_relative_width, intervals))
    readings = [_reading_of(figure) for figure in figures]
    for kind in SlipKind:
        tried = [
            (index, reading, digits)
            for index, reading in enumerate(readings)
            if reading is not None
            for digits in reading.variants(kind)
        ]
        if len(tried) * width > _MOST_CHANCE:
            return None
        found = [
            (index, reading.changed(digits))
            for index, reading, digits in tried
            if holds([*intervals[:index], reading.interval(digits), *intervals[index + 1 :]])
        ]
        if found:
            index, fact = found[0]
            return Slip(index, kind, fact) if len(found) == 1 else None
    return None


def _relative_width(interval: Interval) -> Fraction:
    """Tell how wide an interval is beside its greatest value."""
    if interval.low is None or interval.high is None:
        return Fraction(1)
    greatest = max(abs(interval.low), abs(interval.high))
    return (interval.high - interval.low) / greatest if greatest else Fraction(0)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a figure is written, to try other digits in its place.

    Attributes:
        figure: the figure.
        written: its digits.
        step: one more in its last digit; 0 for a count in full digits.
    """

    figure: Fact
    written: Written
    step: Fraction

    def variants(self, kind: SlipKind) -> Iterator[str]:
        """Give the digits as they may have been meant, with their decimal point: the decimals stay as many as they are."""
        whole, point, decimals = self.written.digits.partition(".")
        plain = whole + decimals
        for digits in dict.fromkeys(_VARIANTS[kind](plain)):
            cut = len(digits) - len(decimals)
            if cut >= 1 and (digits[0] != "0" or cut == 1):
                yield digits[:cut] + point + digits[cut:]

    def interval(self, digits: str) -> Interval:
        """Give what other digits would leave open."""
        size = Fraction(digits) * self.written.scale
        interval = rounded_to(size, self.step)
        return interval.mirrored() if self.figure.value < 0 else interval

    def changed(self, digits: str) -> Fact:
        """Give the figure with other digits."""
        figure, written = self.figure, self.written
        words = figure.text[: written.start] + digits + figure.text[written.end :]
        value = Decimal(digits) * written.scale
        return replace(figure, text=words, value=-value if figure.value < 0 else value)


def _reading_of(figure: Fact) -> _Reading | None:
    """Tell how a figure is written; None for one in Chinese numerals, or with a bound."""
    written = written_digits(figure)
    if written is None or figure.bound is not Bound.EXACT:
        return None
    return _Reading(figure, written, step_of(figure))


def _swapped(digits: str) -> Iterator[str]:
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1]:
            yield digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _doubled(digits: str) -> Iterator[str]:
    for at in range(len(digits) - 1):
        if digits[at] == digits[at + 1]:
            yield digits[:at] + digits[at + 1 :]


def _missing(digits: str) -> Iterator[str]:
    for at in range(len(digits) + 1):
        for digit in "0123456789":
            yield digits[:at] + digit + digits[at:]


def _wrong(digits: str) -> Iterator[str]:
    for at, there in enumerate(digits):
        for digit in "0123456789":
            if digit != there:
                yield digits[:at] + digit + digits[at + 1 :]


_VARIANTS: dict[SlipKind, Callable[[str], Iterator[str]]] = {
    SlipKind.SWAPPED: _swapped,
    SlipKind.DOUBLED: _doubled,
    SlipKind.MISSING: _missing,
    SlipKind.WRONG: _wrong,
}
