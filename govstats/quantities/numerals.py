"""Numerals to exact decimals: 1,234 · 3.2万 · 4800多万 · 3万4000 · 一千二百 · 廿 · 伍拾万 · 百分之九十八点五."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from govstats.catalogue.compiled import made_once

MAX_INTEGER_DIGITS = 15
MAX_DECIMALS = 6
MAX_HAN_LENGTH = 32
_TOO_LARGE = Decimal(10) ** 18
# What a magnitude word multiplies by.
MAGNITUDES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000, "w": 10_000, "W": 10_000}
_PLAIN = str.maketrans("两〇○壹贰叁肆伍陆柒捌玖拾佰仟", "二零零一二三四五六七八九十百千")
_BETWEEN_DIGITS = str.maketrans("", "", ", \n")
_SCORES = (("廿", "二十"), ("卅", "三十"))
_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")}
# 三万四 is 34000: the last digit counts the next smaller power of what stands before it
_CLIPPED = re.compile(r"([百千万亿])([一二三四五六七八九])$")
_NEXT_SMALLER = {"百": "十", "千": "百", "万": "千", "亿": "千万"}
# 五六十, 十七八, 两三千, 三五百: two digits side by side, the second of which is the larger one
_PAIR = re.compile(r"((?:.*[十百千万亿])?)([一二两三四五六七八])([二两三四五六七八九])([十百千万亿]{0,2})")
_RISING = frozenset({"一二", "一两", "二三", "两三", "三四", "三五", "四五", "五六", "六七", "七八", "八九"})


def arabic_value(digits: str, magnitude: str = "", tail: str = "") -> Decimal | None:
    """Read an Arabic numeral with its magnitude words.

    Args:
        digits: digits with an optional decimal point, thousands commas, spaces and line breaks: "1,234.5".
        magnitude: magnitude words that multiply it, such as "万" or "千万"; "" for none.
        tail: what follows the magnitude and is added: "4000" or "4千" in 3万4000, "1000万" in 1亿1000万; "" for none.

    Returns:
        The exact value, or None for a numeral longer than any figure: more than 15 digits before the point or 6
        after it.
    """
    plain = digits if digits.isdigit() else digits.translate(_BETWEEN_DIGITS)
    whole, _, decimals = plain.partition(".")
    if len(whole) > MAX_INTEGER_DIGITS and len(whole.lstrip("0")) > MAX_INTEGER_DIGITS:
        return None
    if len(decimals) > MAX_DECIMALS:
        return None
    value = Decimal(f"{whole}.{decimals}") if decimals else Decimal(whole)
    if not magnitude and not tail:
        return value
    for word in magnitude:
        value *= MAGNITUDES[word]
    if tail:
        number = tail.rstrip("十百千万")
        added = Decimal(number)
        for word in tail[len(number) :]:
            added *= MAGNITUDES[word]
        value += added
    return value if abs(value) < _TOO_LARGE else None


@lru_cache(maxsize=4096)
def han_value(words: str) -> Decimal | None:
    """Read a Chinese numeral: 一千二百, 两千, 廿一, 二〇二〇, 三点五, 百, 三万四, 伍拾.

    Args:
        words: characters of a Chinese numeral, an optional 点 with decimals.

    Returns:
        The exact value, or None where the characters are no numeral or longer than 32.
    """
    if len(words) > MAX_HAN_LENGTH:
        return None
    plain = words.translate(_PLAIN)
    for score, tens in _SCORES:
        plain = plain.replace(score, tens)
    whole, _, decimals = plain.partition("点")
    if whole[:1] and whole[0] in "百千万亿":
        whole = "一" + whole
    whole = _CLIPPED.sub(lambda clipped: clipped[0] + _NEXT_SMALLER[clipped[1]], whole)
    try:
        value = Decimal(_usual_numerals().get(whole) or _whole_value(whole))
        if decimals:
            value += Decimal("0." + "".join(_DIGITS[sign] for sign in decimals))
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return value


@cache
def _usual_numerals() -> dict[str, int]:
    """Give the numerals that nearly all texts keep to, read once: to load what reads them takes a tenth of a second."""
    library = find_spec("cn2an")
    told_by = [Path(__file__), *(Path(origin) for origin in [library and library.origin] if origin)]
    return made_once("numerals", told_by, dict[str, int], _read_usual_numerals)


def _read_usual_numerals() -> dict[str, int]:
    import cn2an  # noqa: PLC0415

    counts = [cn2an.an2cn(number) for number in range(1, 1000)]
    years = [cn2an.an2cn(year, "direct") for year in range(1949, 2050)]
    return {words: _whole_value(words) for words in (*counts, *years)}


def _whole_value(words: str) -> int:
    """Read a whole Chinese numeral without any of the spellings that are made plain before."""
    import cn2an  # noqa: PLC0415 -- a tenth of a second

    return int(cn2an.cn2an(words, "normal"))


@lru_cache(maxsize=4096)
def lower_of_pair(words: str) -> Decimal | None:
    """Read the lower of the two numbers that 五六十, 十七八, 两三千 or 三五 name: 50, 17, 2000, 3.

    Args:
        words: characters of a Chinese numeral.

    Returns:
        The exact value, or None where the characters name one number only, or none.
    """
    pair = _PAIR.fullmatch(words) if len(words) <= MAX_HAN_LENGTH else None
    if pair is None or pair[2] + pair[3] not in _RISING:
        return None
    lower = pair[1] + pair[2] + pair[4]
    return han_value(lower) if pair[1] == "" or han_value(pair[1]) is not None else None


def fraction_value(denominator: str, numerator: str) -> Decimal | None:
    """Read 百分之九十八点五 or 三分之二 as a percent number.

    Args:
        denominator: the words before 分之, or digits: 百, 三, 3.
        numerator: the words or digits after it: 九十八点五, 二, 98.5.

    Returns:
        The value in percent, rounded to two decimals where the fraction does not end; None where it is no fraction.
    """
    below = arabic_value(denominator) if denominator[0].isascii() else han_value(denominator)
    above = arabic_value(numerator) if numerator[0].isascii() else han_value(numerator)
    if not below or above is None:
        return None
    percent = above * 100 / below
    return percent if percent == round(percent, MAX_DECIMALS) else round(percent, 2)


def tenths_value(tenths: str, more: str) -> Decimal | None:
    """Read 三成, 九成五, 七成半 and 3.5成 as percent numbers: 30, 95, 75, 35.

    Args:
        tenths: the numeral before 成.
        more: the one after it, or 半, or "".
    """
    percent = arabic_value(tenths) if tenths[0].isascii() else han_value(tenths)
    added = Decimal("0.5") if more == "半" else (han_value(more) if more else Decimal(0))
    return None if percent is None or added is None else percent * 10 + added * (10 if more == "半" else 1)
