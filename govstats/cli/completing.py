"""What the prompt offers while SQL is written: words, views, columns, and in quotes codes and names that there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from govstats.cli.scanning import scan

if TYPE_CHECKING:
    import pyarrow as pa

MOST = 200  # offers; more are not looked through
_WORD = re.compile(r"(?:(\w+)\.)?(\w*)\Z")
_COLUMN_BEFORE = re.compile(
    r"(\w+)\s*(?:=|<>|!=|~~|(?:not\s+)?i?like|(?:not\s+)?in\s*\((?:\s*'(?:[^']|'')*'\s*,)*)\s*\Z",
    re.IGNORECASE,
)
_COLUMNS_SQL = "select table_name, column_name from duckdb_columns() where schema_name = 'main' order by table_name, column_index"
_KEYWORDS_SQL = "select keyword_name from duckdb_keywords() order by 1"
_NAMES_SQL = """
    select 'indicator', indicator, indicator_name from indicators
    union all select distinct 'district_code', district_code, district from reports
    union all select distinct 'issuer', issuer, issuer from reports
    union all select distinct 'topic', topic, topic from indicators
    union all select distinct 'unit', unit, unit from indicators
    union all select distinct 'province', province, province from reports
    union all select distinct 'reason', reason, reason from set_aside
    order by all
"""
# columns that hold the code of such a pair, and columns that hold its name
_CODE_COLUMNS = {
    "indicator": "indicator",
    "numerator": "indicator",
    "denominator": "indicator",
    "part_of": "indicator",
    "district_code": "district_code",
    "parent_code": "district_code",
    "issuer": "issuer",
    "topic": "topic",
    "unit": "unit",
    "province": "province",
    "reason": "reason",
}
_NAME_COLUMNS = {"indicator_name": "indicator", "district": "district_code"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that can be offered.

    Attributes:
        columns: the columns of each view, by its name.
        keywords: words of SQL.
        functions: functions that a query may use.
        pairs: codes with their names, by the column that holds the code.
    """

    columns: dict[str, tuple[str, ...]]
    keywords: tuple[str, ...]
    functions: tuple[str, ...]
    pairs: dict[str, tuple[tuple[str, str], ...]]


def read_vocabulary(snapshot: Path) -> Vocabulary:
    """Read the words that can be offered from a snapshot.

    Raises:
        QueryError: it cannot be read.
    """
    from govstats.warehouse.sandbox import run_query
    from govstats.warehouse.vetting import functions

    columns: dict[str, list[str]] = {}
    for view, column in _rows(run_query(snapshot, _COLUMNS_SQL)):
        columns.setdefault(view, []).append(column)
    pairs: dict[str, list[tuple[str, str]]] = {}
    for kind, code, name in _rows(run_query(snapshot, _NAMES_SQL)):
        if code:
            pairs.setdefault(kind, []).append((code, name))
    usable = (name for name, is_allowed in functions()["value"].items() if is_allowed and name.isidentifier())
    return Vocabulary(
        {view: tuple(names) for view, names in columns.items()},
        tuple(word for (word,) in _rows(run_query(snapshot, _KEYWORDS_SQL))),
        tuple(usable),
        {kind: tuple(found) for kind, found in pairs.items()},
    )


def _rows(table: pa.Table) -> list[tuple[str, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


class SqlCompleter(Completer):
    """Offers what can stand where one is.

    Args:
        vocabulary: gives the words; asked when they are first needed.
        commands: the commands of the prompt, which begin with a backslash, with what they do.
    """

    def __init__(self, vocabulary: Callable[[], Vocabulary], commands: Sequence[tuple[str, str]]) -> None:
        self._vocabulary = vocabulary
        self._commands = commands

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        """Offer what can stand at the cursor."""
        before = document.text_before_cursor
        if before.lstrip().startswith("\\"):
            yield from self._for_command(before.lstrip())
            return
        found = scan(before)
        if found.inside == "text":
            yield from offer_values(before[found.start + 1 :], before[: found.start], self._vocabulary())
        elif not found.inside:
            yield from offer_words(before, document.text, self._vocabulary())

    def _for_command(self, text: str) -> Iterator[Completion]:
        command, space, argument = text.partition(" ")
        if not space:
            for usage, meaning in self._commands:
                word = usage.split()[0]
                if word.startswith(command):
                    yield Completion(word, -len(command), display=usage, display_meta=meaning)
        elif command == "\\d":
            yield from _starting(self._vocabulary().columns, argument, "view")


def offer_values(typed: str, before: str, vocabulary: Vocabulary) -> Iterator[Completion]:
    """Offer codes and names within quotes; what is typed may be either of a pair, the column tells which is wanted.

    Args:
        typed: what stands in the quotes so far.
        before: what stands before them.
        vocabulary: the words.
    """
    match = _COLUMN_BEFORE.search(before)
    column = match[1].lower() if match else ""
    kind = _CODE_COLUMNS.get(column) or _NAME_COLUMNS.get(column)
    pairs = (
        vocabulary.pairs.get(kind, ())
        if kind
        else [pair for found in vocabulary.pairs.values() for pair in found]
    )
    wants_name = column in _NAME_COLUMNS
    offered: set[str] = set()
    for code, name in sorted(pairs, key=lambda pair: not any(part.startswith(typed) for part in pair)):
        if typed not in code and typed not in name:
            continue
        is_name = wants_name or (not kind and typed not in code)
        value, other = (name, code) if is_name else (code, name)
        if value not in offered and len(offered) < MOST:
            offered.add(value)
            yield Completion(
                value.replace("'", "''"),
                -len(typed),
                display=value,
                display_meta="" if other == value else other,
            )


def offer_words(before: str, statement: str, vocabulary: Vocabulary) -> Iterator[Completion]:
    """Offer columns, views, words of SQL and functions.

    Args:
        before: what stands before the cursor.
        statement: all that is written, which tells the views whose columns are meant.
        vocabulary: the words.
    """
    match = _WORD.search(before)
    owner, typed = (match[1], match[2]) if match else (None, "")
    named = {word.lower() for word in re.findall(r"\w+", statement)} & set(vocabulary.columns)
    views = {owner} & set(vocabulary.columns) or named or set(vocabulary.columns)
    columns = dict.fromkeys(
        column for view in vocabulary.columns for column in vocabulary.columns[view] if view in views
    )
    yield from _starting(columns, typed, "column")
    if owner:
        return
    yield from _starting(vocabulary.columns, typed, "view")
    if typed:
        cased = str.upper if typed.isupper() else str
        yield from _starting(map(cased, vocabulary.keywords), typed, "")
    if len(typed) > 1:
        yield from _starting((f"{name}(" for name in vocabulary.functions), typed, "function")


def _starting(words: Iterable[str], typed: str, what: str) -> Iterator[Completion]:
    for word in words:
        if word.lower().startswith(typed.lower()):
            yield Completion(word, -len(typed), display_meta=what)
