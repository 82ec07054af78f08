"""Whether all rows keep to the constraints of the models, by queries made from the models.

A database keeps its constraints itself, but not against damage, a program that turned them off, or a column of
SQLite, which takes a text where a number should be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    and_,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from govstats.store.checking.findings import Checked, Tally
from govstats.store.schema import VALUE_DECIMALS, VALUE_DIGITS, Base, ExactDecimal, UtcDateTime

Condition = tuple[str, ColumnElement[bool]]
"""What a row may break, in words, and when it does."""


def check_constraints(session: Session) -> Checked:
    """Look for rows that break a check, leave a column empty, repeat a key, or hold what their column cannot.

    Args:
        session: a session in a transaction.
    """
    tally = Tally("constraints")
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    for table in Base.metadata.sorted_tables:
        tally.count += session.scalar(select(func.count()).select_from(table)) or 0
        _look_for_broken_rows(session, table, list(_conditions(table, is_sqlite=is_sqlite)), tally)
        _look_for_repeated_keys(session, table, tally)
    return tally.checked(f"{{count}} rows of {len(Base.metadata.tables)} tables")


def check_references(session: Session) -> Checked:
    """Look for rows that refer to a row that is not there.

    Args:
        session: a session in a transaction.
    """
    tally = Tally("references")
    for table in Base.metadata.sorted_tables:
        for constraint in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
            tally.count += 1
            _look_for_lost_references(session, table, constraint, tally)
    return tally.checked("{count} foreign keys")


def _look_for_broken_rows(
    session: Session, table: Table, conditions: Sequence[Condition], tally: Tally
) -> None:
    """Look for them in one scan of the table."""
    key = list(table.primary_key.columns)
    broken = [condition for _, condition in conditions]
    for row in session.execute(select(*key, *broken).select_from(table).where(or_(*broken))):
        for (what, _), is_broken in zip(conditions, row[len(key) :], strict=True):
            if is_broken:
                tally.add(_name_row(table, row[: len(key)]), what)


def _conditions(table: Table, *, is_sqlite: bool) -> Iterator[Condition]:
    for column in table.columns:
        if not column.nullable:
            yield f"{column.name} is empty", column.is_(None)
        fits = _fits_type(column) if is_sqlite else None
        if fits is not None:
            yield f"{column.name} holds what its type cannot", and_(column.is_not(None), not_(fits))
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, CheckConstraint):
            # unlike IS NOT TRUE, NOT leaves what is unknown alone, as a check does
            yield f"breaks {constraint.name}", not_(_written(str(constraint.sqltext)))


def _written(sql: str) -> ColumnElement[bool]:
    return literal_column(f"({sql})", Boolean)


_FORMS: Final[tuple[tuple[type[TypeEngine[Any]], str], ...]] = (
    (Date, "typeof({0}) = 'text' AND date({0}, '+0 days') IS {0}"),
    (
        UtcDateTime,  # SQLite itself counts in thousandths and would round the last of a second up
        (
            "typeof({0}) = 'text' AND datetime(substr({0}, 1, 19), '+0 days') IS substr({0}, 1, 19)"
            " AND substr({0}, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]'"
        ),
    ),
    (Boolean, "typeof({0}) = 'integer' AND {0} IN (0, 1)"),
    (Integer, "typeof({0}) = 'integer'"),
    (Float, "typeof({0}) = 'real'"),
    (LargeBinary, "typeof({0}) = 'blob'"),
)


def _fits_type(column: Column[Any]) -> ColumnElement[bool]:
    """Say in SQLite's words when a value is one of the type of its column."""
    is_text = "typeof({0}) = 'text'"
    if isinstance(column.type, ExactDecimal):
        form = f"{is_text} AND {_is_decimal(column.name)}"
    else:
        form = next((form for kind, form in _FORMS if isinstance(column.type, kind)), is_text)
    return _written(form.format(column.name))


def _is_decimal(name: str) -> str:
    """Say in SQLite's words when a text is a decimal that both databases keep exactly."""
    digits = f"ltrim({name}, '-')"
    point = f"instr({digits} || '.', '.')"
    return (
        f"{name} NOT GLOB '?*-*' AND {digits} NOT GLOB '*[^0-9.]*' AND {digits} NOT GLOB '*.*.*'"
        f" AND {point} BETWEEN 2 AND {VALUE_DIGITS - VALUE_DECIMALS + 1}"
        f" AND {digits} NOT GLOB '*.' AND length({digits}) - {point} <= {VALUE_DECIMALS}"
    )


def _look_for_repeated_keys(session: Session, table: Table, tally: Tally) -> None:
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if not isinstance(constraint, (UniqueConstraint, PrimaryKeyConstraint)):
            continue
        columns = list(constraint.columns)
        statement = (
            select(*columns, func.count())
            .where(*(column.is_not(None) for column in columns))
            .group_by(*columns)
            .having(func.count() > 1)
        )
        for *values, count in session.execute(statement):
            told = ", ".join(f"{column.name} {value}" for column, value in zip(columns, values, strict=True))
            tally.add(f"{table.name} with {told}", f"{count} rows share it")


def _look_for_lost_references(
    session: Session, table: Table, constraint: ForeignKeyConstraint, tally: Tally
) -> None:
    key = list(table.primary_key.columns)
    referred = constraint.referred_table.alias("referred")
    pairs = [(one.parent, referred.c[one.column.name]) for one in constraint.elements]
    statement = (
        select(*key, *(column for column, _ in pairs))
        .outerjoin(referred, and_(*(column == target for column, target in pairs)))
        .where(*(column.is_not(None) for column, _ in pairs), pairs[0][1].is_(None))
    )
    for row in session.execute(statement):
        told = ", ".join(
            f"{column.name} {value}" for (column, _), value in zip(pairs, row[len(key) :], strict=True)
        )
        tally.add(
            _name_row(table, row[: len(key)]),
            f"{told}, and there is no such row in {constraint.referred_table.name}",
        )


def _name_row(table: Table, key: Sequence[Any]) -> str:
    return f"{table.name} {', '.join(str(value) for value in key)}"
