"""Throwaway stores in both databases, and what they hold: told by what rows say, whatever their numbers and times are."""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, RowMapping, Table, select

from govstats.store import database_url
from govstats.store.engine import database_path, open_engine
from govstats.store.revisions import Condition, examine
from govstats.store.schema import Base

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))

from tests.postgres import PostgresServer, postgres_server  # noqa: E402  the root is not on the path before

KINDS = ("sqlite", "postgresql")
TABLES = Base.metadata.tables
Row = tuple[Any, ...]
Key = tuple[Any, ...]

_NOT_COMPARED = {"ingest_runs", "changes"}  # each run writes its own
_NUMBERS_AND_TIMES = {"id", "store_uuid", "version", "store_version", "ingested_at", "ingest_run_id"}
# What tells a row from all others of its table, whatever number it has.
_NATURAL_KEYS = {
    "places": ("code", "valid_from"),
    "organisations": ("place_id", "name"),
    "reports": ("sha256", "organisation_id", "year"),
    "observations": ("start_offset",),  # of its report: a part refers to no whole elsewhere
    "findings": ("report_id", "rule", "message_zh"),
}


def add_store_option(parser: argparse.ArgumentParser) -> None:
    """Let the user say which databases are measured."""
    parser.add_argument("--store", choices=(*KINDS, "both"), default="both", help="which database")


def chosen_kinds(chosen: str) -> tuple[str, ...]:
    """Give the kinds of databases that the user wants."""
    return KINDS if chosen == "both" else (chosen,)


@dataclass(frozen=True, slots=True)
class Stores:
    """Makes stores of one kind that live as long as they are needed.

    Attributes:
        kind: sqlite or postgresql.
        folder: where SQLite's files go.
        server: the server of PostgreSQL.
    """

    kind: str
    folder: Path
    server: PostgresServer | None

    @contextmanager
    def new(self) -> Iterator[str]:
        """Give the address of a store that is not there yet, and remove it at the end."""
        if self.server:
            with self.server.database() as url:
                yield url
        else:
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                yield str(Path(folder) / "store.db")


@contextmanager
def throwaway_stores(kind: str, folder: Path) -> Iterator[Stores]:
    """Start what stores of a kind need, on the disk and with the settings that a user would have; end it at the end."""
    with postgres_server((), tempfile.gettempdir()) if kind == "postgresql" else nullcontext() as server:
        yield Stores(kind, folder, server)


def size_of(address: str) -> int:
    """The bytes that a store takes on the disk."""
    if "://" not in address:
        return sum(path.stat().st_size for path in Path(address).parent.glob(f"{Path(address).name}*"))
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert found
    return int(found[0])


@contextmanager
def engine_of(address: str) -> Iterator[Engine]:
    """Open a store as the program does."""
    engine = open_engine(database_url(address, {}))
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read one state of a store, whatever is written meanwhile."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        yield connection


@dataclass(slots=True)
class Content:
    """What a store holds.

    Attributes:
        reports: of each report, by its natural key, its rows in each table; counted, so that a doubled one shows.
        tables: the rows of the tables that belong to no report.
    """

    reports: dict[Key, dict[str, Counter[Row]]] = field(default_factory=dict)
    tables: dict[str, Counter[Row]] = field(default_factory=dict)

    def differences(self, wanted: Content, *, is_finished: bool) -> list[str]:
        """Tell how it differs from another.

        Args:
            wanted: what it should be.
            is_finished: whether everything must be there; else every report whole or not at all, and rows of the
                tables that belong to no report.

        Returns:
            One line for each report and table that differs.
        """
        found = [
            f"report {_show(key)}: {_first_difference(rows, wanted.reports.get(key, {}))}"
            for key, rows in self.reports.items()
            if rows != wanted.reports.get(key)
        ]
        found += [
            f"table {name}: {len(rows - wanted.tables[name])} rows that should not be there: "
            f"{_show([*(rows - wanted.tables[name])][:1])}"
            for name, rows in self.tables.items()
            if rows - wanted.tables[name]
        ]
        if is_finished:
            found += [f"report {_show(key)}: missing" for key in wanted.reports if key not in self.reports]
            found += [
                f"table {name}: {len(rows - self.tables.get(name, Counter()))} rows missing"
                for name, rows in wanted.tables.items()
                if rows - self.tables.get(name, Counter())
            ]
        return found


def _first_difference(rows: Mapping[str, Counter[Row]], wanted: Mapping[str, Counter[Row]]) -> str:
    if not wanted:
        return "should not be there"
    for name in wanted:
        more, fewer = rows[name] - wanted[name], wanted[name] - rows[name]
        if more or fewer:
            return f"{name}: {len(more)} rows wrong {_show([*more][:1])}, {len(fewer)} missing {_show([*fewer][:1])}"
    return "differs"


def _show(value: object) -> str:
    shown = str(value)
    return shown if len(shown) < 300 else f"{shown[:300]}..."


def condition_of(address: str) -> Condition:
    """Tell how a store stands to the program; one without a file is empty."""
    path = database_path(database_url(address, {}))
    if path is not None and not path.exists():
        return Condition.EMPTY
    with engine_of(address) as engine, engine.connect() as connection:
        return examine(connection)[0]


def read_content(address: str, without: Iterable[str] = ()) -> Content:
    """Read what a store holds, without its numbers and times; an empty one holds nothing.

    Args:
        address: of the store.
        without: further columns that are left out.
    """
    if condition_of(address) is Condition.EMPTY:
        return Content()
    with engine_of(address) as engine, reading(engine) as connection:
        return _Reading(connection, {*_NUMBERS_AND_TIMES, *without}).content()


class _Reading:
    """Reads the tables, and puts in the place of each reference what it refers to."""

    def __init__(self, connection: Connection, left_out: set[str]) -> None:
        self._connection = connection
        self._left_out = left_out | {"report_id"}  # it is where the row is found
        self._keys: dict[str, dict[int, Key]] = {}

    def content(self) -> Content:
        """Read all tables; those that others refer to come first."""
        for name in _NATURAL_KEYS:
            self._keys[name] = self._natural_keys(TABLES[name])
        found = Content(reports={key: {} for key in self._keys["reports"].values()})
        of_reports = [table for table in TABLES.values() if "report_id" in table.c]
        for table in (TABLES["reports"], *of_reports):
            for rows in found.reports.values():
                rows[table.name] = Counter()
            own_key = "id" if table.name == "reports" else "report_id"
            for row in self._rows(table):
                key = self._keys["reports"][row[own_key]]
                found.reports[key][table.name][self._plain(table, row)] += 1
        for table in TABLES.values():
            if table.name not in _NOT_COMPARED | {"reports"} and table not in of_reports:
                found.tables[table.name] = Counter(self._plain(table, row) for row in self._rows(table))
        return found

    def _rows(self, table: Table) -> Iterator[RowMapping]:
        yield from self._connection.execute(select(table)).mappings()

    def _natural_keys(self, table: Table) -> dict[int, Key]:
        names = _NATURAL_KEYS[table.name]
        found = self._connection.execute(select(*table.c["id", *names])).mappings()
        return {
            row["id"]: tuple(self._plain_value(table, name, row[name]) for name in names) for row in found
        }

    def _plain(self, table: Table, row: RowMapping) -> Row:
        return tuple(self._plain_value(table, *one) for one in row.items() if one[0] not in self._left_out)

    def _plain_value(self, table: Table, name: str, value: Any) -> Any:
        referred = next((key.column for key in table.c[name].foreign_keys), None)
        if value is None or referred is None or referred.name != "id":
            return value
        return self._keys[referred.table.name][value]


def faults_of_file(address: str) -> list[str]:
    """Let SQLite check its file and its references; a server checks its own."""
    path = database_path(database_url(address, {}))
    if path is None or not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        integrity = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        references = connection.execute("PRAGMA foreign_key_check").fetchall()
    faults = [] if integrity == ["ok"] else [f"integrity check: {integrity[:3]}"]
    return faults + [f"reference to nothing: {row}" for row in references[:3]]
