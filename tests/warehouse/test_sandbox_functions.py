"""Every function of DuckDB has been looked at: what a newer one brings is refused until it has been too."""

from __future__ import annotations

import re

import duckdb
import pytest

from govstats.warehouse.vetting import COLLATIONS, SYSTEM_PREFIXES, SYSTEM_TABLES, functions

REACHING = re.compile(
    r"getenv|setting|secret|sleep|^read_|^write_|glob|sniff|scan$|parquet|attach|install|extension|variable"
    r"|nextval|setval|setseed|query|execute|checkpoint|logging|profiling|external|__internal"
)
HARMLESS = {"current_query", "txid_current"}


@pytest.fixture(scope="module")
def installed() -> set[tuple[str, str]]:
    with duckdb.connect() as connection:
        return set(
            connection.execute(
                "select case when function_type in ('table', 'table_macro') then 'table' else 'value' end, function_name"
                " from duckdb_functions() where function_type <> 'pragma'"
            ).fetchall()
        )


def test_every_function_has_been_reviewed(installed: set[tuple[str, str]]) -> None:
    known = {(kind, name) for kind, names in functions().items() for name in names}
    assert {(kind, name) for kind, name in installed - known if not name.startswith(COLLATIONS)} == set()


def test_what_is_called_like_something_that_reaches_out_is_refused() -> None:
    allowed = {name for names in functions().values() for name, is_allowed in names.items() if is_allowed}
    assert {name for name in allowed if REACHING.search(name)} <= HARMLESS


def test_no_macro_calls_what_a_query_may_not_call() -> None:
    # DuckDB puts the text of a macro in the place of its call after the statement was looked at
    macros = (
        "select case function_type when 'table_macro' then 'table' else 'value' end, function_name, macro_definition"
        " from duckdb_functions() where macro_definition is not null"
    )
    refused = {name for names in functions().values() for name, is_allowed in names.items() if not is_allowed}
    with duckdb.connect() as connection:
        calls = {
            (kind, name): set(re.findall(r'(\w+)"?\(', definition.lower())) & refused
            for kind, name, definition in connection.execute(macros).fetchall()
        }
    assert {
        macro: called for macro, called in calls.items() if called and functions()[macro[0]][macro[1]]
    } == {}


def test_every_view_of_the_system_is_known() -> None:
    with duckdb.connect() as connection:
        views = connection.execute(
            "select schema_name, view_name from duckdb_views() where internal"
        ).fetchall()
    open_ones = {
        name
        for schema, name in views
        if schema != "information_schema" and (not name.startswith(SYSTEM_PREFIXES) or name in SYSTEM_TABLES)
    }
    assert open_ones - SYSTEM_TABLES == {
        "sqlite_master",
        "sqlite_schema",
        "sqlite_temp_master",
        "sqlite_temp_schema",
    }
