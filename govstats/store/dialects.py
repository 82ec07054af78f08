"""The few statements that SQLite and PostgreSQL both know, but SQLAlchemy spells for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, Table, bindparam, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from govstats.store.schema import Base


def insert_or_skip(session: Session, table: type[Base], row: Mapping[str, Any]) -> int | None:
    """Insert a row unless a unique key is taken already, also by a transaction that commits meanwhile.

    Args:
        session: a session in a transaction, which goes on either way.
        table: a table with a primary key named id.
        row: the values by column.

    Returns:
        The id of the new row, or None where there was one.
    """
    statement = _insert_skipping(session, table, row).returning(table.__table__.c.id)
    inserted: int | None = session.connection().scalar(statement)
    return inserted


def insert_unless_there(session: Session, table: type[Base], row: Mapping[str, Any]) -> None:
    """Insert a row as `insert_or_skip` does, into a table with any primary key.

    Args:
        session: a session in a transaction, which goes on either way.
        table: the table.
        row: the values by column.
    """
    session.connection().execute(_insert_skipping(session, table, row))


def _insert_skipping(
    session: Session, table: type[Base], row: Mapping[str, Any]
) -> postgresql.Insert | sqlite.Insert:
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return make(table).values(**row).on_conflict_do_nothing()


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], key: str
) -> dict[Any, int]:
    """Insert many rows in one go.

    PostgreSQL gets one array for each column: preparing a statement with some thousand parameters, or a
    statement for each row, takes its driver longer than the server needs to store them.

    Args:
        connection: a connection in a transaction.
        table: a table with a primary key named id.
        rows: the values by column; the same columns in each.
        key: a column whose values tell these rows apart.

    Returns:
        The id of each new row by the value of that column.
    """
    if not rows:
        return {}
    if connection.dialect.name == "postgresql":
        names = tuple(rows[0])
        columns = {name: [row[name] for row in rows] for name in names}
        found = connection.execute(_insert_columns(table, names).returning(table.c[key], table.c.id), columns)
    else:
        found = connection.execute(insert(table).returning(table.c[key], table.c.id), rows)
    return dict(found.all())


def _insert_columns(table: Table, names: Sequence[str]) -> Insert:
    arrays = [bindparam(name, type_=postgresql.ARRAY(table.c[name].type)) for name in names]
    given = func.unnest(*arrays).table_valued(*names).render_derived()
    return insert(table).from_select(names, select(*given.c))
