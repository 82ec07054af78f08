"""Reports that fulfil a condition, for commands that work on a choice of reports."""

from __future__ import annotations

import re
from array import array
from pathlib import Path

import pyarrow as pa

from govstats.errors import QueryError
from govstats.warehouse.sandbox import run_query

_PLACE = re.compile(r"\(at line (\d+), ")
_HINT = "a condition is SQL over the columns of the view reports: year = 2020 and district = '宝山区'"


def find_reports(path: Path, condition: str) -> array[int]:
    """Find the reports that fulfil a condition.

    Args:
        path: the snapshot.
        condition: SQL over the columns of the view reports; it may ask other views too.

    Returns:
        Their ids, eight bytes each.

    Raises:
        QueryError: the condition is empty, not allowed or not valid; places in the message are those in the condition.
    """
    if not condition.strip():
        raise QueryError("the condition is empty", _HINT)
    # on lines of its own: a comment at its end does not swallow the bracket
    sql = f"select report_id from reports where (\n{condition}\n)"  # noqa: S608 -- vetted, and it can only read
    try:
        found = run_query(path, sql)
    except QueryError as error:
        message = _PLACE.sub(lambda match: f"(at line {int(match[1]) - 1}, ", error.message)
        raise QueryError(f"the condition is wrong: {message}", error.hint or _HINT) from None
    if not pa.types.is_integer(found.schema.field(0).type):  # a union behind a closing bracket
        raise QueryError("the condition is wrong: it is more than a condition", _HINT)
    ids: array[int] = array("q")
    for piece in found.column(0).drop_null().chunks:
        ids.extend(piece.cast(pa.int64()).to_pylist())
    return ids
