"""The few statements that SQLite and PostgreSQL both know, but SQLAlchemy spells for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Dialect, Table, func, select, text
from sqlalchemy.exc import DBAPIError

_UNIQUE_VIOLATION = "23505"  # appendix A of the PostgreSQL manual
_Convert = Callable[[Any], Any]
_REMEMBERED = 1024


def insert_unless_there(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of some rows whose unique keys are not taken, into a table with any primary key.

    Args:
        connection: a connection in a transaction, which goes on either way.
        table: the table.
        rows: the values by column, at least one. Two programs that insert the same rows at once must do so in the same
            order, for each waits for the other's.
    """
    connection.execute(_skipping(table, connection.dialect.name), rows)


# Statements are made once: making one takes SQLAlchemy longer than SQLite takes to carry it out.
@cache
def _skipping(table: Table, dialect: str) -> Any:
    make = import_module(f"sqlalchemy.dialects.{dialect}").insert  # only the one that is used
    return make(table).on_conflict_do_nothing()


def reserve_ids(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Take ids for rows that are inserted in the same transaction, so that rows can refer to each other.

    Args:
        connection: a connection in a transaction; in SQLite one that may write already, so that nobody else
            takes the same.
        table: a table with a primary key named id that counts up.
        count: how many.

    Returns:
        Ids in ascending order, which no other transaction gets.
    """
    if connection.dialect.name == "postgresql":
        ids: list[int] = connection.scalar(_NEXT_IDS, {"table": table.name, "count": count}) or []
        return sorted(ids)
    last = connection.scalar(_last_id(table)) or 0
    return range(last + 1, last + 1 + count)


_NEXT_IDS = text(
    "SELECT array_agg(nextval(pg_get_serial_sequence(:table, 'id'))) FROM generate_series(1, :count)"
)


@cache
def _last_id(table: Table) -> Any:
    return select(func.max(table.c.id))


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows in one go.

    Args:
        connection: a connection in a transaction.
        table: a table.
        rows: the values by column; the same columns in the same order in each. Where rows refer to each other,
            the one that is referred to comes first.
    """
    if rows:
        insert_tuples(connection, table, tuple(rows[0]), (row.values() for row in rows))


def insert_tuples(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Iterable[Iterable[Any]]
) -> None:
    """Insert many rows in one go.

    Preparing parameters row by row takes SQLAlchemy ten times as long as the databases need to store them. So SQLite
    gets plain tuples, and PostgreSQL the rows as COPY takes them.

    Args:
        connection: a connection in a transaction.
        table: a table.
        names: the columns.
        rows: the values in that order; where rows refer to each other, the one that is referred to comes first.
    """
    values = _converted(rows, _converters(table, names, connection.dialect))
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, values)
    elif some := list(values):
        connection.exec_driver_sql(_insert_text(table, names), some)


def _converted(
    rows: Iterable[Iterable[Any]], converters: Sequence[tuple[int, _Convert]]
) -> Iterator[Sequence[Any]]:
    if not converters:
        yield from map(tuple, rows)
        return
    for row in rows:
        values = list(row)
        for position, convert in converters:
            values[position] = convert(values[position])
        yield tuple(values)


@cache
def _converters(table: Table, names: tuple[str, ...], dialect: Dialect) -> list[tuple[int, _Convert]]:
    """Give what turns the values of some columns into those that the driver takes."""
    found = ((position, _converter(table.c[name].type, dialect)) for position, name in enumerate(names))
    return [(position, convert) for position, convert in found if convert is not None]


def _converter(kind: Any, dialect: Dialect) -> _Convert | None:
    convert: _Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    # the rows of a report have few different dates
    return None if convert is None else lru_cache(_REMEMBERED)(convert)


@cache
def _insert_text(table: Table, names: tuple[str, ...]) -> str:
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608


def _copy(
    connection: Connection, table: Table, names: Sequence[str], values: Iterable[Sequence[Any]]
) -> None:
    cursor = connection.connection.cursor()
    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
    try:
        with cursor.copy(statement) as copy:
            for row in values:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        # past SQLAlchemy, which would have done the same
        raise DBAPIError.instance(
            statement, None, error, connection.dialect.loaded_dbapi.Error, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()


def is_key_taken(error: DBAPIError) -> bool:
    """Tell whether a row was refused because another one has its key.

    Args:
        error: why it was refused.
    """
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return code in (_UNIQUE_VIOLATION, "SQLITE_CONSTRAINT_UNIQUE")
