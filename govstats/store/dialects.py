"""The few statements that SQLite and PostgreSQL both know, but SQLAlchemy spells for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(table).values(**row).on_conflict_do_nothing().returning(table.__table__.c.id)
    inserted: int | None = session.connection().scalar(statement)
    return inserted
