"""Writes integers as reports do, so that tests can read them back."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


def in_full_width(text: str) -> str:
    """Write digits and signs in full width: 12% becomes １２％."""
    return text.translate(_FULL_WIDTH)


def in_formal_chinese(number: int) -> str:
    """Write an integer as on a cheque: 120 becomes 壹佰贰拾."""
    return in_chinese(number).translate(_FORMAL)


def in_chinese(number: int) -> str:
    """Write an integer from 1 to 10**16 - 1 in Chinese: 10203 becomes 一万零二百零三, 12 becomes 十二."""
    groups: list[int] = []
    rest = number
    while rest:
        rest, group = divmod(rest, 10_000)
        groups.append(group)
    words = ""
    for index in reversed(range(len(groups))):
        group = groups[index]
        skipped = words and not words.endswith("零") and (group < 1000)
        if group:
            words += ("零" if skipped else "") + _group(group) + ("", "万", "亿", "万亿")[index]
    return words.removeprefix("一") if words.startswith("一十") else words


def _group(group: int) -> str:
    """Write 1 to 9999."""
    words = ""
    for sign, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, group = divmod(group, power)
        if digit:
            words += _DIGITS[digit] + sign
        elif words and not words.endswith("零") and group:
            words += "零"
    return words
