"""The values that a query's $names stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from govstats.errors import QueryError


def check_parameters(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object]
) -> None:
    """Make sure that every $name of a query has a value, and every value a $name.

    Args:
        connection: a connection to parse with.
        sql: one statement.
        parameters: the values by name.

    Raises:
        QueryError: some are missing or left over; the message names them.
    """
    wanted = set(connection.extract_statements(sql)[0].named_parameters)
    given = set(parameters)
    if missing := wanted - given:
        named = listed(missing)
        if any(name.isdecimal() for name in missing):
            raise QueryError(f"the query has parameters without a name: {named}", "name them: $place, $year")
        raise QueryError(
            f"the query has no value for {named}",
            "give one, such as -p place=310113, at the prompt \\set place 310113",
        )
    if unused := given - wanted:
        raise QueryError(
            f"the query does not use {listed(unused)}",
            f"it uses {listed(wanted)}" if wanted else "write $name where the value belongs",
        )


def listed(names: Iterable[str]) -> str:
    """List names as they stand in the query."""
    return ", ".join(f"${name}" for name in sorted(names))
