"""How a decimal is written in the store and everywhere else."""

from __future__ import annotations

from decimal import Decimal


def canonical_decimal(value: Decimal) -> str:
    """Write a decimal in plain digits: 98.160 -> "98.16", 1E+3 -> "1000", -0 -> "0"."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
