"""What a spreadsheet program does to the cells of a CSV that it opens, and how they are kept from it."""

from __future__ import annotations

import re
from decimal import Decimal

from govstats.exports.values import disarm

EXACT_DIGITS = 15
"""Significant digits that Excel keeps of a number; the others become zeros."""

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
CHANGED = (
    r"(?i)^\s*(?:"
    r"[+-]?0\d[\d,]*(?:\.\d*)?"  # 010108 loses its zero
    r"|[+-]?[\d,]*\.(?:\d*0)?"  # 3.50 becomes 3.5
    r"|[+-]?\d(?:[,.]*\d){15,}"  # beyond fifteen digits come zeros
    r"|[+-]?\d+(?:\.\d*)?e[+-]?\d+"  # 1E5 becomes 100000
    r"|\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?"  # 3-5 becomes a day
    r"|\d+ \d+/\d+"  # 1 1/2 becomes 1.5
    r"|\d{1,4}:\d{1,2}(?::\d{1,2}(?:\.\d*)?)?(?: ?[ap]m?)?"  # a time of day
    rf"|(?:{_MONTHS})[-/ ]?\d{{1,4}}"  # MAR1
    rf"|\d{{1,4}}[-/ ]?(?:{_MONTHS})(?:[-/ ]?\d{{1,4}})?"
    r"|(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}日)?"
    r"|\([\d,.]+\)"  # (5) becomes -5
    r"|[+-]?[\d,]*\.(?:\d|\d{3,})%"  # 98.5% becomes 98.50%, 98.123% becomes 98.12%
    r"|[+-]?[０-９．，]+[%％]?"  # full-width digits become others
    r"|[+-]?[\d.,]+％"
    r"|true|false"
    r")\s*$"
)
"""Texts that Excel takes for a number, a date, a time or a truth value and shows as another text; RE2 reads it too."""
_CHANGED = re.compile(CHANGED, re.ASCII)


def keep_text(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula or show as another text.

    Args:
        text: the text of a cell that is not a number.

    Returns:
        the text, or the text with an apostrophe before it, which the spreadsheet shows.
    """
    kept = disarm(text)
    return "'" + text if kept == text and _CHANGED.match(text) else kept


def is_exact_in_spreadsheet(number: Decimal | float) -> bool:
    """Tell whether a spreadsheet keeps all digits of a number."""
    exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    return exact.is_finite() and len(exact.normalize().as_tuple().digits) <= EXACT_DIGITS
