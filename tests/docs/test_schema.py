"""docs/schema.md is what the models of the store say today."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Table, UniqueConstraint

from govstats.catalogue.strict_yaml import read_entries
from govstats.store import documenting
from govstats.store.schema import Base
from tests.docs.documents import ROOT, blocks, read

PAGE = ROOT / "docs" / "schema.md"
TABLES = list(Base.metadata.tables.values())
CARDINALITIES = {"||": (1, 1), "|o": (0, 1), "o|": (0, 1), "o{": (0, None)}


def test_the_page_is_current() -> None:
    assert read(PAGE) == documenting.write_schema(), "run: make schema"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_and_column_says_what_it_means(table: Table) -> None:
    assert table.comment
    assert [column.name for column in table.columns if not column.comment] == []


def test_what_is_noted_of_a_table_stands_in_its_section() -> None:
    sections = {part.partition("\n")[0]: part for part in read(PAGE).split("\n## ")}
    notes = read_entries(documenting._DATA / "tables.yml", documenting.TableNotes)
    assert [each.table for each in notes if each.notes not in sections[each.table]] == []


def diagram() -> str:
    (found,) = blocks(PAGE, "mermaid")
    return found


def referring() -> Iterator[tuple[Column[object], Column[object]]]:
    """Give every column that refers to another, and that one."""
    for table in TABLES:
        for key in table.foreign_key_constraints:
            (element,) = key.elements
            yield element.parent, element.column


def how_many_may_refer(column: Column[object]) -> int | None:
    """How many rows may hold the same in a column: one, or any number."""
    unique = [each for each in column.table.constraints if isinstance(each, UniqueConstraint)]
    keys = [each.columns.keys() for each in (column.table.primary_key, *unique)]
    return 1 if [column.name] in keys else None


def test_the_lines_of_the_diagram_are_the_foreign_keys_with_how_many_rows_there_may_be() -> None:
    drawn = re.findall(r"^    (\w+) (\S\S)--(\S\S) (\w+) : (\w+)$", diagram(), re.MULTILINE)
    lines = [
        (table, CARDINALITIES[referred_to], CARDINALITIES[refer], other, column)
        for table, referred_to, refer, other, column in drawn
    ]
    assert sorted(lines, key=repr) == sorted(
        (
            (
                target.table.name,
                (0 if column.nullable else 1, 1),
                (0, how_many_may_refer(column)),
                column.table.name,
                column.name,
            )
            for column, target in referring()
        ),
        key=repr,
    )


def test_the_boxes_of_the_diagram_are_the_tables_with_their_keys() -> None:
    drawn = {
        name: re.findall(r"^        \w+ (\w+) (.*)$", inside, re.MULTILINE)
        for name, inside in re.findall(r"^    (\w+) \{\n(.*?)^    \}", diagram(), re.MULTILINE | re.DOTALL)
    }
    references = {column for column, _ in referring()}
    assert drawn.keys() == {table.name for table in TABLES}
    for table in TABLES:
        marked = {kind: {name for name, kinds in drawn[table.name] if kind in kinds} for kind in ("PK", "FK")}
        assert marked["PK"] == set(table.primary_key.columns.keys())
        assert marked["FK"] == {column.name for column in references if column.table is table}
