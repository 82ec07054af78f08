"""The neutral table between whatever makes rows and whatever writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:  # who writes other tables need not wait for the database side
    import pyarrow as pa

    from govstats.warehouse import Answer, ComparisonTable

ROWS_AT_A_TIME = 10_000


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns.

    Attributes:
        columns: the names of the columns; they may repeat.
        rows: the rows, gone through once: str, int, float, Decimal, bool, date, datetime or None, and lists or mappings of them.
    """

    columns: tuple[str, ...]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the notes that go with a table where a format has room for them: a sheet of a workbook.

    Attributes:
        heading: its heading.
        rows: its rows.
        columns: the headers of the rows; empty for none.
    """

    heading: str
    rows: Iterable[Sequence[Any]]
    columns: tuple[str, ...] = ()


Exportable: TypeAlias = "Table | ComparisonTable | pa.Table | Answer"


def column_names(table: Exportable) -> tuple[str, ...]:
    """Give the names of the columns of any table."""
    return tuple(table.column_names) if hasattr(table, "column_names") else table.columns


def iterate_rows(table: Exportable) -> Iterator[Sequence[Any]]:
    """Give the rows of any table as Python values, those of an Arrow table some thousands at a time."""
    if not hasattr(table, "to_batches"):  # only Arrow tables have; Arrow need not be loaded to ask
        yield from table.rows
        return
    for batch in table.to_batches(max_chunksize=ROWS_AT_A_TIME):
        columns = [column.to_pylist() for column in batch.columns]
        yield from zip(*columns, strict=True) if columns else iter(())


def unique_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Number the later ones of equal names: value, value_2."""
    given: dict[str, None] = {}
    for name in names:
        numbered = chain([name], (f"{name}_{number}" for number in range(2, len(names) + 2)))
        given[next(candidate for candidate in numbered if candidate not in given)] = None
    return tuple(given)
