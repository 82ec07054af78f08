"""A SQLite store is read in this process or by a child of it: both see the same, and neither touches its locks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from govstats.warehouse.building import build
from govstats.warehouse.snapshot import visited_version
from govstats.warehouse.streams import (
    LARGE_FILE,
    SqliteChildVisit,
    SqliteVisit,
    StoreVisit,
    start_sqlite_child,
    visit,
    visit_sqlite,
)
from tests.warehouse.stores import BAOSHAN, MINHANG, figure, make_store

Opening = Callable[[Path], AbstractContextManager[StoreVisit]]

WAYS = pytest.mark.parametrize("opening", [visit_sqlite, start_sqlite_child])


def contents(store: Path, opening: Opening, snapshot: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Build the snapshot of a store by one way of reading, and give all that it holds."""
    with opening(store) as visited:
        build(snapshot, visited, visited_version(visited))
    with duckdb.connect(snapshot, read_only=True) as connection:
        tables = connection.sql(
            "select table_name from duckdb_tables() where schema_name = 'loaded' order by all"
        ).fetchall()
        return {table: connection.sql(f"from loaded.{table} order by all").fetchall() for (table,) in tables}


def test_both_ways_build_the_same_snapshot(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.add_report(
        figure("98.16"),
        figure("-0.000001", kind="change", confidence=1.0, doubts="damaged; guessed"),
        figure("205745800", indicator_code=None, unit_code=None, unit_text="人次", label="咨询𠀀"),
    )
    store.add_report(*(figure(str(number)) for number in range(300)), place=MINHANG, year=2019)
    store.add_report(place=BAOSHAN, year=2018)
    file = tmp_path / "govstats.db"
    here = contents(file, visit_sqlite, tmp_path / "here.duckdb")
    assert here == contents(file, start_sqlite_child, tmp_path / "child.duckdb")
    assert len(here["figures"]) == 303


@WAYS
def test_reading_leaves_the_locks_of_this_process_alone(opening: Opening, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.add_report(figure("1"))
    with store.engine.connect() as writer:
        writer.exec_driver_sql("pragma journal_mode = wal")
        writer.exec_driver_sql("begin immediate")
        contents(tmp_path / "govstats.db", opening, tmp_path / "snapshot.duckdb")
        attempt = "import sqlite3, sys; sqlite3.connect(sys.argv[1], 0).execute('begin immediate')"
        done = subprocess.run(
            [sys.executable, "-c", attempt, str(tmp_path / "govstats.db")],
            capture_output=True,
            text=True,
            check=False,
        )
        writer.rollback()
    assert "database is locked" in done.stderr


@pytest.mark.parametrize(
    ("bytes_more", "to_read_all", "way"),
    [
        (0, True, SqliteVisit),
        (0, False, SqliteVisit),
        (LARGE_FILE, True, SqliteChildVisit),
        (LARGE_FILE, False, SqliteVisit),
    ],
)
def test_a_child_reads_all_of_a_large_store(
    bytes_more: int, to_read_all: bool, way: type[StoreVisit], tmp_path: Path
) -> None:
    store = make_store(tmp_path)
    store.add_report(figure("1"))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("create table padding (bytes blob)")
        connection.exec_driver_sql("insert into padding values (zeroblob(?))", (bytes_more,))
    with visit(tmp_path / "govstats.db", to_read_all=to_read_all) as visited:
        assert isinstance(visited, way)
        assert visited_version(visited).version == 1
