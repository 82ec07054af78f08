"""How single values are written."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

import msgspec

from govstats.store.decimals import canonical_decimal

FORMULA_STARTS = ("=", "+", "@", "\t", "\r", "-")
PLAIN_NUMBER = re.compile(r"-[0-9][0-9,]*(\.[0-9]+)?[%‰]?")


@runtime_checkable
class Span(Protocol):
    """A length of time, as an interval of DuckDB comes out of Arrow; its parts may have different signs."""

    months: int
    days: int
    nanoseconds: int


def write_value(value: Any) -> str:
    """Write a value as plain text.

    Args:
        value: a cell of a table.

    Returns:
        nothing for None; a Decimal or float in plain digits without trailing zeros or exponent, dates
        and times and lengths of time in ISO 8601, true and false, lists and mappings as JSON; text as it is.
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


def write_span(span: Span) -> str:
    """Write a length of time in ISO 8601: P1Y2M3DT4H0.5S."""
    years, months = _divide(span.months, 12)
    minutes, nanoseconds = _divide(span.nanoseconds, 60 * 10**9)
    hours, minutes = _divide(minutes, 60)
    seconds = Decimal(nanoseconds).scaleb(-9)
    days = _with_letters((years, "Y"), (months, "M"), (span.days, "D"))
    times = _with_letters((hours, "H"), (minutes, "M"), (seconds, "S"))
    return f"P{days}T{times}" if times else f"P{days or 'T0S'}"


def _divide(number: int, by: int) -> tuple[int, int]:
    """Divide so that both parts have the sign of the number."""
    sign = -1 if number < 0 else 1
    whole, rest = divmod(abs(number), by)
    return sign * whole, sign * rest


def _with_letters(*parts: tuple[int | Decimal, str]) -> str:
    return "".join(f"{write_value(number)}{letter}" for number, letter in parts if number)


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
    if isinstance(value, Span):
        return write_span(value)
    if isinstance(value, Mapping):
        return {str(key): prepare_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [prepare_json(part) for part in value]
    return value


WRITERS: tuple[tuple[tuple[type, ...], Callable[[Any], str]], ...] = (
    ((bool,), write_bool),
    ((int,), str),
    ((Decimal, float), write_number),
    ((date, time), write_time),
    ((Span,), write_span),
    ((list, tuple, Mapping), encode_json),
    ((bytes,), write_bytes),
)
