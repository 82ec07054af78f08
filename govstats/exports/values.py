"""How single values are written."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

import msgspec

from govstats.store.decimals import canonical_decimal

FORMULA_STARTS = ("=", "+", "@", "\t", "\r", "-")
PLAIN_NUMBER = re.compile(r"-[0-9][0-9,]*(\.[0-9]+)?[%‰]?")


def write_value(value: Any) -> str:
    """Write a value as plain text.

    Args:
        value: a cell of a table.

    Returns:
        nothing for None; a Decimal or float in plain digits without trailing zeros or exponent, dates
        and times in ISO 8601, true and false, lists and mappings as JSON; text as it is.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    write = next((write for kinds, write in WRITERS if isinstance(value, kinds)), str)
    return write(value)


def write_bool(value: bool) -> str:
    """Write true or false, as JSON does."""
    return "true" if value else "false"


def write_bytes(value: bytes) -> str:
    """Write bytes in base64."""
    return base64.b64encode(value).decode()


def write_time(value: date | time) -> str:
    """Write a date, a time or both in ISO 8601."""
    return value.isoformat()


def write_number(number: Decimal | float) -> str:
    """Write 98.160 as 98.16 and 1E+3 as 1000; infinities and not-a-number as Python names them."""
    exact = Decimal(repr(number)) if isinstance(number, float) else number
    return canonical_decimal(exact) if exact.is_finite() else str(number)


def disarm(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    A single sign, such as the bound =, and a plain number, such as -9.5%, are no formulas.

    Args:
        text: the text of a cell that is not a number.

    Returns:
        the text, or the text with an apostrophe before it.
    """
    if len(text) < 2 or not text.startswith(FORMULA_STARTS) or PLAIN_NUMBER.fullmatch(text):
        return text
    return "'" + text


def encode_json(value: Any) -> str:
    """Write a value as JSON: Chinese as it is, a Decimal as a number with the digits that it has."""
    return msgspec.json.encode(prepare_json(value), enc_hook=str).decode()


def prepare_json(value: Any) -> Any:
    """Replace each Decimal in a value by its digits as raw JSON; JSON has no infinities, they become null."""
    if isinstance(value, Decimal):
        return msgspec.Raw(canonical_decimal(value).encode()) if value.is_finite() else None
    if isinstance(value, Mapping):
        return {str(key): prepare_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [prepare_json(part) for part in value]
    return value


WRITERS: tuple[tuple[tuple[type, ...], Callable[[Any], str]], ...] = (
    ((bool,), write_bool),
    ((Decimal, float), write_number),
    ((date, time), write_time),
    ((list, tuple, Mapping), encode_json),
    ((bytes,), write_bytes),
)
