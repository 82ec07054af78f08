"""Values as a reader would write them, beside the words of the report."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from govstats.checks.intervals import exactly, interval_of, step_of, written_digits
from govstats.checks.model import Fact


def shown(fact: Fact) -> str:
    """Give the words of a figure in one line."""
    return " ".join(fact.text.split())


def labelled(fact: Fact) -> str:
    """Give what is measured and the words of the figure: 调解矛盾纠纷993件."""
    return fact.label + shown(fact)


def number(value: Fraction, decimals: int) -> str:
    """Write a value with so many decimals, rounded half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"


def written_like(value: Fraction, like: Fact) -> str:
    """Write a value as finely, and with the same magnitude and unit, as a figure is written.

    Args:
        value: the value in the figure's unit; its sign is shown.
        like: a figure.

    Returns:
        Such as 45.20% for a figure of 45.57%, 3.4万件 for one of 3.2万件.
    """
    written = written_digits(like)
    if written is None:
        return f"{number(value, 0 if value.denominator == 1 else 2)}{like.unit}"
    decimals = len(written.digits.partition(".")[2])
    behind = "".join(like.text[written.end :].split())
    return f"{number(value / written.scale, decimals)}{behind}"


def percent_beside(value: Fraction, stated: Fact) -> str:
    """Write a percent number beside a stated one: as finely, or two digits finer where the two would differ by rounding only.

    Args:
        value: the number.
        stated: a figure in percent.
    """
    decimals = decimals_of(stated)
    is_rounded = interval_of(stated).meets(exactly(value)) and number(value, decimals) != number(
        Fraction(abs(stated.value)), decimals
    )
    return f"{number(value, max(decimals + 1, 2) if is_rounded else decimals)}%"


def decimals_of(fact: Fact) -> int:
    """Tell with how many decimals a figure is written."""
    written = written_digits(fact)
    if written is not None:
        return len(written.digits.partition(".")[2])
    step = step_of(fact)
    if not fact.value % 1 or "点" not in fact.text:
        return 0
    return len(str(step.denominator)) - 1 if step.numerator == 1 else 0


def in_other_unit(change: Fact) -> str:
    """Write a change in percent in points, and one in points in percent, with the same digits."""
    written = written_digits(change)
    digits = written.digits if written is not None else f"{abs(change.value):f}"
    return f"{digits}个百分点" if change.unit_code == "percent" else f"{digits}%"
