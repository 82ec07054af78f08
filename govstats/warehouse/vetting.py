"""Decides whether a statement may run: only one that can do nothing but read the snapshot.

The read-only connection alone is not enough: `explain analyze copy ... to` and a `copy` inside a
with-clause write to the few paths that DuckDB itself always allows (the log beside the database). So the
parsed statement is looked at, with lists of what is allowed rather than of what is not wherever that is
possible.
"""

from __future__ import annotations

import csv
import difflib
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import duckdb

from govstats.errors import QueryError
from govstats.warehouse.positions import describe, place_of

READING_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})

FUNCTIONS = "functions.csv"
"""Every function of DuckDB, reviewed: whether a query may use it. What a newer DuckDB brings is refused until it is too."""
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
COLLATIONS = ("collate_", "icu_collate_")  # one for each language

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
        raise QueryError(
            f"{len(statements)} statements in one query",
            "give one statement at a time; at the prompt of govstats query \\i FILE runs all of a file",
        )
    statement = statements[0]
    kind = statement.type.name
    if kind == "EXPLAIN":
        tree = parse_explained(connection, statement.query)
    elif kind == "SELECT":
        tree = parse(connection, sql)
    elif kind == "MULTI":  # it makes a type before it reads
        raise QueryError(
            "a PIVOT without its values is not allowed", "name the values: PIVOT ... ON year IN (2019, 2020)"
        )
    else:
        raise QueryError(f"{kind.replace('_', ' ')} statements are not allowed", READING_HINT)
    if tree is None:
        raise QueryError(f"this {kind} statement is not allowed", READING_HINT)
    for node in walk(tree):
        vet_node(node, sql, is_shifted=kind == "EXPLAIN")


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
    """Visit every object of a tree; the call of a table function stays a part of what it is in."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            is_call = node.get("type") == "TABLE_FUNCTION"
            for name, part in node.items():
                waiting.extend(part.values() if is_call and name == "function" else (part,))
        elif isinstance(node, list):
            waiting.extend(node)


def vet_node(node: dict[str, Any], sql: str, *, is_shifted: bool) -> None:
    """Refuse one object of the tree if it does more than read."""
    found = find_offence(node)
    if found is None:
        return
    function = node.get("function", node)
    location = node.get("query_location")
    place = None if is_shifted or not isinstance(location, int) else place_of(sql, location)
    hint = offer(str(function["function_name"]).lower()) if found.startswith("there is no") else ""
    raise QueryError(describe(found, place), hint or READING_HINT)


def find_offence(node: dict[str, Any]) -> str | None:
    """Name what an object of the tree does that a query may not do."""
    kind = node.get("type")
    if kind == "TABLE_FUNCTION":
        return find_function("table", node.get("function", {}))
    if kind == "BASE_TABLE":
        name = node.get("table_name", "").lower()
        is_refused = name.startswith(SYSTEM_PREFIXES) and name not in SYSTEM_TABLES
        return f"the table {name} is not allowed in a query" if is_refused else None
    if isinstance(kind, str) and kind.endswith("_NODE") and kind not in READING_NODES:
        name = kind.removesuffix("_NODE").removesuffix("_QUERY")
        return f"{name} is not allowed in a query"
    return find_function("value", node) if node.get("class") in ("FUNCTION", "WINDOW") else None


def find_function(kind: str, node: dict[str, Any]) -> str | None:
    """Say why a function may not be used.

    Args:
        kind: table for one that gives rows, value for one that gives a value.
        node: the call.

    Returns:
        nothing where it may be used.
    """
    name = str(node.get("function_name", "")).lower()
    known = functions()[kind]
    if known.get(name) or name.startswith(COLLATIONS):
        return None
    what = "table function" if kind == "table" else "function"
    if name in known:
        return f"the {what} {name} is not allowed in a query"
    return f"there is no {what} {name} for queries"


def offer(name: str) -> str:
    """Offer functions that are called nearly so; nothing where there is none."""
    allowed = [each for known in functions().values() for each, is_allowed in known.items() if is_allowed]
    close = difflib.get_close_matches(name, allowed, n=1)
    return f'Did you mean "{close[0]}"?' if close else ""


@cache
def functions() -> dict[str, dict[str, bool]]:
    """Give the reviewed functions by kind and name: whether a query may use them."""
    text = resources.files(__package__).joinpath(FUNCTIONS).read_text(encoding="utf-8")
    known: dict[str, dict[str, bool]] = {"table": {}, "value": {}}
    for row in csv.DictReader(text.splitlines()):
        known[row["kind"]][row["function"]] = row["allowed"] == "yes"
    return known
