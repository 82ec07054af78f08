"""Numerals to exact decimals: 1,234 · 3.2万 · 4800多万 · 3万4000 · 一千二百 · 廿 · 百分之九十八点五."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

MAX_INTEGER_DIGITS = 15
MAX_DECIMALS = 6
MAX_HAN_LENGTH = 32
_MAGNITUDES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_VARIANTS = str.maketrans({"两": "二", "〇": "零", "○": "零", "廿": "二十", "卅": "三十"})


def arabic_value(digits: str, magnitude: str = "", tail: str = "") -> Decimal | None:
    """Read an Arabic numeral with its magnitude words.

    Args:
        digits: digits with an optional decimal point and thousands commas: "1,234.5".
        magnitude: magnitude words that multiply it, such as "万" or "千万"; "" for none.
        tail: what follows the magnitude and is added: "4000" or "4千" in 3万4000, "1000万" in 1亿1000万; "" for none.

    Returns:
        The exact value, or None for a numeral longer than any figure: more than 15 digits before the point or 6
        after it.
    """
    whole, _, decimals = digits.replace(",", "").partition(".")
    if len(whole.lstrip("0")) > MAX_INTEGER_DIGITS or len(decimals) > MAX_DECIMALS:
        return None
    value = Decimal(f"{whole}.{decimals}") if decimals else Decimal(whole)
    for word in magnitude:
        value *= _MAGNITUDES[word]
    if tail:
        number = tail.rstrip("十百千万")
        added = Decimal(number)
        for word in tail[len(number) :]:
            added *= _MAGNITUDES[word]
        value += added
    return value if abs(value) < Decimal(10) ** 18 else None


@lru_cache(maxsize=4096)
def han_value(words: str) -> Decimal | None:
    """Read a Chinese numeral: 一千二百, 两千, 廿一, 二〇二〇, 三点五, 百.

    Args:
        words: characters of a Chinese numeral, an optional 点 with decimals.

    Returns:
        The exact value, or None where the characters are no numeral or longer than 32.
    """
    if len(words) > MAX_HAN_LENGTH:
        return None
    plain = words.translate(_VARIANTS)
    if plain[0] in "百千万亿":
        plain = "一" + plain
    import cn2an  # noqa: PLC0415 -- a quarter of a second that a query, which reads no numerals, need not wait

    try:
        return Decimal(str(cn2an.cn2an(plain, "normal")))
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def fraction_value(denominator: str, numerator: str) -> Decimal | None:
    """Read 百分之九十八点五 or 三分之二 as a percent number.

    Args:
        denominator: the words before 分之: 百, 三.
        numerator: the words or digits after it: 九十八点五, 二, 98.5.

    Returns:
        The value in percent, rounded to two decimals where the fraction does not end; None where it is no fraction.
    """
    below = han_value(denominator)
    above = arabic_value(numerator) if numerator[0].isascii() else han_value(numerator)
    if not below or above is None:
        return None
    percent = above * 100 / below
    return percent if percent == round(percent, MAX_DECIMALS) else round(percent, 2)


def tenths_value(tenths: str, more: str) -> Decimal:
    """Read 三成, 九成五 and 七成半 as percent numbers: 30, 95, 75.

    Args:
        tenths: the numeral before 成.
        more: the one after it, or 半, or "".
    """
    percent = (han_value(tenths) or Decimal(0)) * 10
    if more:
        percent += Decimal(5) if more == "半" else han_value(more) or Decimal(0)
    return percent
