"""Reads stored reports and figures as the checks see them, many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

import duckdb
import pyarrow as pa

from govstats.checks import Fact
from govstats.observations.model import Kind, Scope, Status
from govstats.quantities.model import Bound, Reason, SetAside
from govstats.warehouse.definitions import read_script

_ROWS: Final = 50_000  # that are turned into facts at a time
_SEPARATOR: Final = "; "
_EPOCH: Final = date(1970, 1, 1)
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class AuditedReport:
    """A stored report as the checks see it.

    Attributes:
        report_id: its row.
        text: its text.
        facts: its figures, in order.
        set_aside: its numbers that are no figures, in order.
    """

    report_id: int
    text: str
    facts: Sequence[Fact]
    set_aside: Sequence[SetAside]


def read_audited(connection: duckdb.DuckDBPyConnection, report_ids: Sequence[int]) -> Iterator[AuditedReport]:
    """Read reports for the checks of one report.

    Args:
        connection: a snapshot.
        report_ids: current reports.

    Yields:
        The reports in the order of their ids, as they are read.
    """
    reports = list(report_ids)
    texts = _read(connection, "texts", reports=reports)
    figures = _read(connection, "facts", reports=reports, figures=None)
    others = _read(connection, "set_aside", reports=reports)
    facts = _ByReport(chain.from_iterable(map(_facts_of, figures)), attrgetter("report_id"))
    numbers = _ByReport(chain.from_iterable(map(_numbers_of, others)), lambda row: row[0])
    for batch in texts:
        for report_id, text in zip(*_columns(batch), strict=True):
            aside = [number for _, number in numbers.take(report_id)]
            yield AuditedReport(report_id, text, facts.take(report_id), aside)


def read_facts(connection: duckdb.DuckDBPyConnection, observation_ids: Iterable[int]) -> dict[int, Fact]:
    """Read single figures for the checks of several reports.

    Args:
        connection: a snapshot.
        observation_ids: the figures.

    Returns:
        The figures by their observation_id.
    """
    found: dict[int, Fact] = {}
    for batch in _read(connection, "facts", reports=None, figures=sorted(set(observation_ids))):
        found.update(zip(batch["observation_id"].to_pylist(), _facts_of(batch), strict=True))
    return found


def _read(
    connection: duckdb.DuckDBPyConnection, script: str, **values: list[int] | None
) -> Iterator[pa.RecordBatch]:
    """Run one of the statements of the audit, beside others whose rows are still being taken."""
    sql = read_script(f"audit/{script}.sql")
    yield from connection.cursor().sql(sql, params=values).to_arrow_reader(_ROWS)


class _ByReport(Generic[_Row]):
    """Rows in the order of their reports, taken report by report.

    Args:
        rows: the rows.
        report_of: tells the report of a row.
    """

    def __init__(self, rows: Iterable[_Row], report_of: Callable[[_Row], int]) -> None:
        self._groups = groupby(rows, report_of)
        self._next = next(self._groups, None)

    def take(self, report_id: int) -> list[_Row]:
        """Give the rows of a report; reports are asked for in order, none of those with rows left out."""
        if self._next is None or self._next[0] != report_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _columns(batch: pa.RecordBatch) -> list[list[Any]]:
    """Give the columns as lists: by way of numpy, in a tenth of the time that Arrow takes."""
    return [column.to_numpy(zero_copy_only=False).tolist() for column in batch.columns]


def _facts_of(batch: pa.RecordBatch) -> Iterator[Fact]:
    """Turn rows of facts.sql into facts."""
    columns = dict(zip(batch.schema.names, _columns(batch), strict=True))
    for name, convert in _CONVERTED.items():
        columns[name] = list(map(convert, columns[name]))
    return map(Fact, *(columns[name] for name in Fact.__struct_fields__))


def _numbers_of(batch: pa.RecordBatch) -> Iterator[tuple[int, SetAside]]:
    """Turn rows of set_aside.sql into numbers, each with its report."""
    reports, starts, ends, texts, reasons, rules = _columns(batch)
    numbers = map(SetAside, starts, ends, texts, map(_REASONS.__getitem__, reasons), rules)
    return zip(reports, numbers, strict=True)


@cache
def _day(number: int) -> date:
    """Give the day that is so many days after 1970-01-01."""
    return _EPOCH + timedelta(number)


@cache
def _doubts(joined: str) -> tuple[str, ...]:
    return tuple(filter(None, joined.split(_SEPARATOR)))


def _text_or_none(text: str) -> str | None:
    return text or None


def _start_or_none(start: int) -> int | None:
    return start if start >= 0 else None


_REASONS: Final = {reason.value: reason for reason in Reason}
_CONVERTED: Final[Mapping[str, Callable[[Any], Any]]] = {
    "value": Decimal,
    "unit_code": _text_or_none,
    "bound": {bound.value: bound for bound in Bound}.__getitem__,
    "kind": {kind.value: kind for kind in Kind}.__getitem__,
    "indicator": _text_or_none,
    "period_start": _day,
    "period_end": _day,
    "status": {status.value: status for status in Status}.__getitem__,
    "scope": {scope.value: scope for scope in Scope}.__getitem__,
    "part_of": _start_or_none,
    "doubts": _doubts,
}
"""How the columns become what a Fact has; the others are it already."""
