"""Where in a query an error lies."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import duckdb

SHOWN_SIGNATURES = 3
SETTING = re.compile(r"(?:\s*Use \"?SET\b|^For more information).*")  # advice that a query cannot follow
COLUMN_NOT_FOUND = re.compile(r'^Referenced column "([^"]+)" (?:not|was not) found')
TABLE_NOT_FOUND = re.compile(r'^Referenced table "([^"]+)" not found')


def place_of(sql: str, offset: int) -> str | None:
    """Turn a byte offset into a place that a person can find.

    Args:
        sql: the query.
        offset: bytes of UTF-8 before the place; for an unknown place DuckDB writes the largest of its
            numbers.

    Returns:
        "line 2, column 7", both counted from 1 and the column in characters; None for an unknown place.
    """
    encoded = sql.encode()
    if not 0 <= offset <= len(encoded):
        return None
    before = encoded[:offset].decode(errors="ignore")
    line_start = before.rfind("\n") + 1
    return f"line {before.count(chr(10)) + 1}, column {len(before) - line_start + 1}"


def describe(message: str, place: str | None) -> str:
    """Put the place behind a message, in one line."""
    text = " ".join(message.split())
    return f"{text} (at {place})" if place else text


def read_error(error: duckdb.Error, sql: str) -> tuple[str, str, bool]:
    """Read an error of DuckDB.

    Args:
        error: an error of a connection with errors_as_json.
        sql: the query that it is about.

    Returns:
        the message in one line with the place; what DuckDB offers instead as a hint, or nothing; whether
        the place is known.
    """
    facts = read_facts(str(error))
    lines = [SETTING.sub("", line) for line in facts["exception_message"].split("\n\nLINE ")[0].splitlines()]
    signatures = [line.strip() for line in lines if line.startswith("\t")]
    offers = [line for line in lines if is_offer(line)]
    message = " ".join(line for line in lines if not is_offer(line) and not line.startswith("\t"))
    kind = facts.get("exception_type", "")
    place = place_of(sql, int(facts["position"])) if facts.get("position", "").isdigit() else None
    return (
        describe(f"{kind} Error: {message}" if kind else message, place),
        "; ".join([*offers, *offer_signatures(signatures), *offer_quotes(message, sql)]),
        place is not None,
    )


def is_offer(line: str) -> bool:
    """Tell whether a line of a message offers names that exist."""
    return line.startswith(("Candidate", "Did you mean"))


def offer_signatures(lines: Sequence[str]) -> list[str]:
    """Offer some of the ways in which a function can be called: + has fifty."""
    heading, shown = lines[:1], lines[1 : 1 + SHOWN_SIGNATURES]
    more = len(lines) - len(heading) - len(shown)
    return [f"{' '.join(heading)} {', '.join(shown)}{f' and {more} more' if more else ''}"] if shown else []


def offer_quotes(message: str, sql: str) -> list[str]:
    """Offer the right quotes where what is taken for a column seems to be a text."""
    column, table = COLUMN_NOT_FOUND.search(message), TABLE_NOT_FOUND.search(message)
    if column is not None and f'"{column[1]}"' in sql:
        return [f"a text stands in single quotes: '{column[1]}'"]
    code = table and re.search(rf"(?<![\w.]){re.escape(table[1])}(?:\.\w+)+", sql)
    return [f"a text stands in single quotes: '{code[0]}'"] if code else []


def read_facts(text: str) -> dict[str, str]:
    """Read what an error says about itself; a plain message where it is not JSON."""
    start = text.find("{")
    try:
        facts = json.loads(text[start:]) if start >= 0 else {}
    except ValueError:
        facts = {}
    if isinstance(facts, dict) and isinstance(facts.get("exception_message"), str):
        return {key: str(value) for key, value in facts.items()}
    return {"exception_message": re.sub(r"^([\w ]+ Error: )\1", r"\1", text)}
