"""What a stated value says of the true one: the interval that its digits, its magnitude and its bound leave open.

A value is written with so many digits and no more. Whoever wrote it rounded half up or half to even, cut the rest off, or
rounded what had been rounded before (99.0499 to 99.05, and that to 99.1); so 45.57% stands for anything from 45.5645 to 45.58,
and 3.2万 for 31,450 to 33,000. A count in full digits is itself.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import msgspec

from govstats.checks.model import Fact
from govstats.quantities.model import Bound
from govstats.quantities.numerals import MAGNITUDES
from govstats.text import fold

_NOTHING = Fraction(0)
# Of the last place: how far below a value is what is rounded up to it, once or twice.
_BELOW = Fraction(11, 20)
_TENTH = Fraction(1, 10)
_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_HAN_DECIMALS = re.compile(r"点([〇零一二三四五六七八九]+)")
_HAN_ROUND = re.compile(r"[十百千万亿]+(?![〇零一二两三四五六七八九十百千万亿])")
_EXACT_MAGNITUDES = frozenset("十")  # 二十 is no rougher than 21
_VAGUE = re.compile(r"(?<!百)分之|/|半|翻")
_ROUNDED_UNITS = frozenset(
    {"percent", "permille", "permyriad", "percentage_point", "permille_point", "times_as_many"}
)


class Interval(msgspec.Struct, frozen=True, gc=False):
    """All values from a least to a greatest one.

    Attributes:
        low: the least; None where there is none.
        high: the greatest; None where there is none.
    """

    low: Fraction | None
    high: Fraction | None

    def meets(self, other: Interval) -> bool:
        """Tell whether a value lies in both intervals."""
        return not (
            (self.low is not None and other.high is not None and self.low > other.high)
            or (self.high is not None and other.low is not None and self.high < other.low)
        )

    @property
    def is_point(self) -> bool:
        """Whether it holds one value only."""
        return self.low is not None and self.low == self.high

    def mirrored(self) -> Interval:
        """Give the interval of the values with the other sign."""
        return Interval(None if self.high is None else -self.high, None if self.low is None else -self.low)

    def plus(self, other: Interval) -> Interval:
        """Give the interval of the sums of a value of each."""
        return Interval(_sum(self.low, other.low), _sum(self.high, other.high))

    def over(self, other: Interval) -> Interval | None:
        """Give the interval of the quotients of values that are not negative; None where the divisor may be zero."""
        if other.low is None or other.low <= 0 or self.low is None or self.low < 0:
            return None
        low = Fraction(0) if other.high is None else self.low / other.high
        return Interval(low, None if self.high is None else self.high / other.low)

    def times(self, factor: int | Fraction) -> Interval:
        """Give the interval stretched by a positive factor."""
        return Interval(
            None if self.low is None else self.low * factor, None if self.high is None else self.high * factor
        )


def _sum(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other


def exactly(value: Decimal | Fraction | int) -> Interval:
    """Give the interval of one value."""
    point = Fraction(value)
    return Interval(point, point)


class Written(msgspec.Struct, frozen=True, gc=False):
    """The Arabic digits that state a value.

    Attributes:
        start: first code point of the digits in the figure's words.
        end: one past the last.
        digits: the digits with a decimal point, without thousands commas: "45.57".
        scale: what they are multiplied by: 10000 in 3.2万.
    """

    start: int
    end: int
    digits: str
    scale: int

    @property
    def step(self) -> Fraction:
        """How much one more in the last digit is."""
        return Fraction(self.scale, 10 ** len(self.digits.partition(".")[2]))


def written_digits(fact: Fact) -> Written | None:
    """Find the digits that state the value of a figure.

    Args:
        fact: the figure; full-width digits are digits.

    Returns:
        The digits; None where Chinese numerals state it, where several numbers do (4天2小时), and where the words do
        not say the value, as in a figure that was corrected.
    """
    match = _DIGITS.search(fold(fact.text))
    if match is None:
        return None
    digits = match[0].replace(",", "")
    stated = Decimal(digits)
    value = abs(fact.value)
    if value == stated:
        return Written(match.start(), match.end(), digits, 1)
    if not stated:
        return None
    scale = value / stated
    is_power = scale > 1 and scale == scale.to_integral_value() and set(str(int(scale))) <= {"0", "1"}
    if not is_power or str(int(scale)).count("1") != 1:
        return None
    return Written(match.start(), match.end(), digits, int(scale))


def step_of(fact: Fact) -> Fraction:
    """Tell how fine a value is stated: one more in its last digit.

    Args:
        fact: the figure.

    Returns:
        The step in the figure's unit: 1/100 for 45.57%, 1000 for 3.2万; 0 for a count in full digits, which is itself.
    """
    written = written_digits(fact)
    if written is not None:
        is_count = written.scale == 1 and "." not in written.digits and fact.unit_code not in _ROUNDED_UNITS
        return Fraction(0) if is_count else written.step
    return _step_of_words(fact)


def _step_of_words(fact: Fact) -> Fraction:
    """The step of a value in Chinese numerals, or of one that its words do not say."""
    decimals = _HAN_DECIMALS.search(fact.text)
    if decimals is not None:
        return Fraction(1, 10 ** len(decimals[1]))
    exponent = fact.value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0 and fact.value % 1:
        return Fraction(1, 10**-exponent)
    if fact.unit_code in _ROUNDED_UNITS:
        return Fraction(10) if "成" in fact.text else Fraction(1)
    ends = _HAN_ROUND.search(fact.text)
    scale = 1
    for sign in ends[0] if ends is not None else "":
        scale *= 1 if sign in _EXACT_MAGNITUDES else MAGNITUDES[sign]
    return Fraction(scale) if scale > 1 and fact.value % scale == 0 else Fraction(0)


def interval_of(fact: Fact) -> Interval:
    """Give the values that a figure may truly have had before it was written down.

    Args:
        fact: the figure.

    Returns:
        The interval in the figure's unit: rounding half up, half to even, twice, and cutting off are all allowed for; without an
        end where 以上 or 不足 leaves one open.
    """
    size = Fraction(*abs(fact.value).as_integer_ratio())
    interval = _interval_of_size(fact, size)
    return interval.mirrored() if fact.value < 0 else interval


def _interval_of_size(fact: Fact, size: Fraction) -> Interval:
    if fact.bound is Bound.MORE:
        return Interval(size, None)
    if fact.bound is Bound.LESS:
        return Interval(Fraction(0), size)
    if fact.bound is Bound.ABOUT or _VAGUE.search(fact.text):
        margin = max(size * _TENTH, _last_place(fact))
        return Interval(max(size - margin, Fraction(0)), size + margin)
    return rounded_to(size, step_of(fact))


def rounded_to(size: Fraction, step: Fraction) -> Interval:
    """Give the values that may have been written as one.

    Args:
        size: the value as it is written, not negative.
        step: one more in its last digit; 0 for a count in full digits.
    """
    if not step:
        return Interval(size, size)
    below = size - step * _BELOW
    return Interval(below if below > 0 else _NOTHING, size + step)


def _last_place(fact: Fact) -> Fraction:
    """The place of the last digit that is not zero: 100 for 300, 10 for 1,250."""
    if not fact.value:
        return Fraction(1)
    exponent = fact.value.normalize().as_tuple().exponent
    return Fraction(10) ** exponent if isinstance(exponent, int) else Fraction(1)
