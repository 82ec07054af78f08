"""Decides whether a statement may run: only one that can do nothing but read the snapshot.

The read-only connection alone is not enough: `explain analyze copy ... to` and a `copy` inside a
with-clause write to the few paths that DuckDB itself always allows (the log beside the database). So the
parsed statement is looked at, with lists of what is allowed rather than of what is not wherever that is
possible.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from govstats.errors import QueryError
from govstats.warehouse.positions import describe, place_of

READING_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})

TABLE_FUNCTIONS = frozenset(
    {
        "duckdb_columns",
        "duckdb_constraints",
        "duckdb_functions",
        "duckdb_keywords",
        "duckdb_tables",
        "duckdb_types",
        "duckdb_views",
        "generate_series",
        "histogram",
        "histogram_values",
        "json_each",
        "json_tree",
        "pragma_show",
        "pragma_table_info",
        "pragma_version",
        "range",
        "repeat",
        "repeat_row",
        "summary",
        "unnest",
    }
)
SYSTEM_TABLES = frozenset(
    {
        "duckdb_columns",
        "duckdb_constraints",
        "duckdb_tables",
        "duckdb_types",
        "duckdb_views",
        "pg_attribute",
        "pg_class",
        "pg_description",
        "pg_namespace",
        "pg_tables",
        "pg_type",
        "pg_views",
    }
)
SYSTEM_PREFIXES = ("duckdb_", "pg_", "pragma_")

# they tell paths of the machine, leave something behind, or only wait
REFUSED_FUNCTIONS = frozenset(
    {
        "current_setting",
        "getenv",
        "getvariable",
        "json_deserialize_sql",
        "json_execute_serialized_sql",
        "nextval",
        "pg_sleep",
        "setseed",
        "setval",
        "sleep_ms",
        "which_secret",
        "write_log",
    }
)

READING_HINT = (
    "a query reads: SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN of one of them"
)
EXPLAIN = re.compile(r"explain\b(?:\s+analyze\b|\s*\([^()]*\))?", re.IGNORECASE)


def vet(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Let a reading statement pass.

    Args:
        connection: a connection to parse with.
        sql: what the user wrote.

    Raises:
        QueryError: it is empty, several statements, not a reading one, or uses what a query may not use.
        duckdb.Error: it is not valid SQL.
    """
    statements = connection.extract_statements(sql)
    if not statements:
        raise QueryError("the query is empty", READING_HINT)
    if len(statements) > 1:
        raise QueryError(f"{len(statements)} statements in one query", "give one statement at a time")
    statement = statements[0]
    kind = statement.type.name
    if kind == "EXPLAIN":
        tree = parse_explained(connection, statement.query)
    elif kind == "SELECT":
        tree = parse(connection, sql)
    else:
        hint = (
            "name the values: PIVOT ... ON year IN (2019, 2020)"
            if is_pivot(statement.query)
            else READING_HINT
        )
        raise QueryError(f"{kind.replace('_', ' ')} statements are not allowed", hint)
    if tree is None:
        raise QueryError(f"this {kind} statement is not allowed", READING_HINT)
    for node in walk(tree):
        vet_node(node, sql, is_shifted=kind == "EXPLAIN")


def is_pivot(sql: str) -> bool:
    """Tell whether a statement is a PIVOT, which without its values makes a type first."""
    return "pivot" in sql.lower()


def parse(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """Parse one SELECT statement into DuckDB's tree; None for anything else."""
    rows = connection.execute("select json_serialize_sql(cast($sql as varchar))", {"sql": sql}).fetchall()
    try:
        tree = json.loads(rows[0][0])
    except RecursionError:
        raise QueryError("the query is nested too deeply", "split it into parts with WITH") from None
    return None if tree.get("error") or len(tree.get("statements", ())) != 1 else tree


def parse_explained(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """Parse the statement that an EXPLAIN is about; None where it is no SELECT."""
    match = EXPLAIN.match(sql)
    if match is None:
        return None
    return parse(connection, sql[len("explain") :]) or parse(connection, sql[match.end() :])


def walk(tree: Any) -> Iterator[dict[str, Any]]:
    """Visit every object of a tree."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def vet_node(node: dict[str, Any], sql: str, *, is_shifted: bool) -> None:
    """Refuse one object of the tree if it does more than read."""
    found = find_offence(node)
    if found is None:
        return
    location = node.get("query_location")
    place = None if is_shifted or not isinstance(location, int) else place_of(sql, location)
    raise QueryError(describe(f"{found} is not allowed in a query", place), READING_HINT)


def find_offence(node: dict[str, Any]) -> str | None:
    """Name what an object of the tree does that a query may not do."""
    kind = node.get("type")
    if kind == "TABLE_FUNCTION":
        name = node.get("function", {}).get("function_name", "").lower()
        return None if name in TABLE_FUNCTIONS else f"the table function {name}"
    if kind == "BASE_TABLE":
        name = node.get("table_name", "").lower()
        return f"the table {name}" if name.startswith(SYSTEM_PREFIXES) and name not in SYSTEM_TABLES else None
    if kind == "FUNCTION" and str(node.get("function_name", "")).lower() in REFUSED_FUNCTIONS:
        return f"the function {node['function_name']}"
    if isinstance(kind, str) and kind.endswith("_NODE") and kind not in READING_NODES:
        return kind.removesuffix("_NODE").removesuffix("_QUERY")
    return None
