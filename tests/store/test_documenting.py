"""What the documentation of the schema tells is what the databases have."""

import re

import pytest
from sqlalchemy import inspect

from govstats.store.documenting import write_schema
from govstats.store.schema import Base

TABLES = list(Base.metadata.tables)


@pytest.fixture
def sections():
    return {part.partition("\n")[0]: part for part in write_schema().split("\n## ")}


@pytest.mark.parametrize("table", TABLES)
def test_columns_have_the_types_that_are_told(store, sections, table):
    engine = store.engine
    place = {"sqlite": 1, "postgresql": 2}[engine.dialect.name]
    rows = [line.strip("| ").split(" | ") for line in re.findall(r"^\|.*", sections[table], re.MULTILINE)]
    told = [(row[0], row[place], row[3]) for row in rows[2:]]
    assert told == [
        (one["name"], one["type"].compile(dialect=engine.dialect), "yes" if one["nullable"] else "no")
        for one in inspect(engine).get_columns(table)
    ]


@pytest.mark.parametrize("table", TABLES)
def test_constraints_and_indexes_have_the_names_that_are_told(store, sections, table):
    found = inspect(store.engine)
    told = dict.fromkeys(("primary key", "unique", "foreign key", "check", "index"), frozenset[str]())
    for kind, name in re.findall(r"^- (.*?) `(\w+)`: ", sections[table], re.MULTILINE):
        told[kind] |= {name}
    assert told == {
        "primary key": {found.get_pk_constraint(table)["name"]},
        "unique": {one["name"] for one in found.get_unique_constraints(table)},
        "foreign key": {one["name"] for one in found.get_foreign_keys(table)},
        "check": {one["name"] for one in found.get_check_constraints(table)},
        "index": {one["name"] for one in found.get_indexes(table) if not one.get("duplicates_constraint")},
    }


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_postgresql_keeps_the_meanings(store, sections):
    for table in TABLES:
        assert inspect(store.engine).get_table_comment(table)["text"] in sections[table]
        for column in inspect(store.engine).get_columns(table):
            assert f" {column['comment']} |" in sections[table]
