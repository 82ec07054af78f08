"""The documentation of the schema, written from the models: every table, and a diagram of how they refer to each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

import msgspec
from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    DefaultClause,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    UniqueConstraint,
    make_url,
)
from sqlalchemy.sql.schema import ColumnCollectionConstraint, ScalarElementColumnDefault

from govstats.catalogue.strict_yaml import read_entries
from govstats.store.schema import Base
from govstats.store.scripts import head_revision

_DATA = Path(__file__).with_name("data")
_SQLITE, _POSTGRESQL = (make_url(f"{name}://").get_dialect()() for name in ("sqlite", "postgresql"))
_HEADS = ("column", "SQLite", "PostgreSQL", "null", "key", "default", "meaning")


class TableNotes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is told of a table behind its comment.

    Attributes:
        table: its name.
        notes: Markdown.
    """

    table: str
    notes: str


def write_schema() -> str:
    """Write the documentation of the schema as Markdown.

    Returns:
        A page with a diagram of the tables in Mermaid, what holds for all of them, and a section for each.
    """
    notes = {each.table: each.notes for each in read_entries(_DATA / "tables.yml", TableNotes)}
    tables = Base.metadata.tables.values()
    page = Template((_DATA / "schema.md").read_text(encoding="utf-8"))
    return page.substitute(
        revision=head_revision(),
        diagram="\n".join(("```mermaid", *_diagram(), "```")),
        tables="\n\n".join("\n".join(_section(table, notes.get(table.name, ""))) for table in tables),
    )


def _diagram() -> Iterator[str]:
    """Draw the tables with their keys, and a line for every foreign key."""
    yield "erDiagram"
    tables = Base.metadata.tables.values()
    for table in tables:
        for key in _references(table):
            column = key.parent
            one = "|o" if column.nullable else "||"
            many = "o|" if _is_unique(column) else "o{"
            yield f"    {key.column.table.name} {one}--{many} {table.name} : {column.name}"
    for table in tables:
        yield f"    {table.name} {{"
        for column in table.columns:
            kinds = [
                kind
                for kind, holds in (
                    ("PK", column.primary_key),
                    ("FK", bool(column.foreign_keys)),
                    ("UK", _is_unique(column) and not column.primary_key),
                )
                if holds
            ]
            if kinds:
                yield f"        {_type_word(column)} {column.name} {', '.join(kinds)}"
        yield "    }"


def _type_word(column: Column[Any]) -> str:
    """Name the type of a column in one word without a length, as a diagram wants it."""
    return str(column.type.compile(dialect=_POSTGRESQL)).partition("(")[0].lower().replace(" ", "_")


def _is_unique(column: Column[Any]) -> bool:
    """Whether no two rows hold the same in a column, by a key that is this column alone."""
    keys = (each for each in column.table.constraints if isinstance(each, UniqueConstraint))
    alone = [column]
    return list(column.table.primary_key.columns) == alone or any(list(key.columns) == alone for key in keys)


def _references(table: Table) -> list[ForeignKey]:
    """Give the foreign keys of a table in the order of its columns."""
    return [key for column in table.columns for key in column.foreign_keys]


def _section(table: Table, notes: str) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield " ".join(part for part in (f"{table.comment}.", notes) if part)
    yield ""
    yield _row(*_HEADS)
    yield _row(*("---" for _ in _HEADS))
    for column in table.columns:
        yield _row(
            column.name,
            column.type.compile(dialect=_SQLITE),
            column.type.compile(dialect=_POSTGRESQL),
            "yes" if column.nullable else "no",
            ", ".join(_keys_of(column)),
            _default_of(column),
            column.comment or "",
        )
    yield ""
    yield from _constraints(table)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _keys_of(column: Column[Any]) -> Iterator[str]:
    if column.primary_key:
        yield "primary"
    elif _is_unique(column):
        yield "unique"
    for key in column.foreign_keys:
        yield f"to [{key.target_fullname}](#{key.column.table.name})"


def _default_of(column: Column[Any]) -> str:
    """Tell what a row gets that says nothing of a column."""
    if column is column.table.autoincrement_column:
        return "the next number"
    if isinstance(column.server_default, DefaultClause):
        here, there = (_sql(column.server_default, dialect) for dialect in (_SQLITE, _POSTGRESQL))
        return f"`{here}`" if here == there else f"`{here}` in SQLite, `{there}` in PostgreSQL"
    if isinstance(column.default, ScalarElementColumnDefault):
        return f"`{column.default.arg!r}` from the program"
    return ""


def _sql(default: DefaultClause, dialect: Dialect) -> str:
    return default.arg if isinstance(default.arg, str) else str(default.arg.compile(dialect=dialect))


def _constraints(table: Table) -> Iterator[str]:
    """Tell the keys, checks and indexes of a table by name, and which columns refer to it."""
    found = sorted(table.constraints, key=_name_of)
    yield f"- primary key `{_name_of(table.primary_key)}`: {_names(table.primary_key)}"
    for unique in (each for each in found if isinstance(each, UniqueConstraint)):
        yield f"- unique `{_name_of(unique)}`: {_names(unique)}"
    for key in (each for each in found if isinstance(each, ForeignKeyConstraint)):
        target = ", ".join(element.target_fullname for element in key.elements)
        yield f"- foreign key `{_name_of(key)}`: {_names(key)} to {target}"
    for check in (each for each in found if isinstance(each, CheckConstraint)):
        yield f"- check `{_name_of(check)}`: `{check.sqltext}`"
    for index in sorted(table.indexes, key=_name_of):
        yield f"- index `{_name_of(index)}`: {_names(index)}"
    referring = [
        f"{other.name}.{key.parent.name}"
        for other in Base.metadata.tables.values()
        for key in _references(other)
        if key.column.table is table
    ]
    if referring:
        yield f"- referred to by {', '.join(referring)}"


def _name_of(item: Constraint | Index) -> str:
    """Give the name of a constraint or an index as databases have it."""
    return str(_POSTGRESQL.identifier_preparer.format_constraint(item))


def _names(item: ColumnCollectionConstraint | Index) -> str:
    return ", ".join(column.name for column in item.columns)
