"""What the measuring of stores tells apart: two stores that hold the same, and every way in which they may not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from crowd import Seen, judge_seen
from generating import write_reports
from stores import Content, condition_of, faults_of_file, read_content, size_of

import govstats
from govstats.store.revisions import Condition


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Short reports, the third one published again."""
    folder = tmp_path_factory.mktemp("reports")
    write_reports(folder, 6, seed=2, median=500, revisions=0.4)
    return sorted(folder.iterdir())


def stored(files: Iterable[Path], path: Path) -> str:
    with govstats.open_database(str(path)) as database:
        results = list(database.ingest(files))
    assert not [result for result in results if result.error]
    return str(path)


def changed(address: str, *statements: str) -> Content:
    with closing(sqlite3.connect(address)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return read_content(address)


def test_two_stores_of_the_same_files_hold_the_same_whatever_their_numbers_are(
    files: list[Path], tmp_path: Path
) -> None:
    first, second = stored(files, tmp_path / "first.db"), str(tmp_path / "second.db")
    for file in files:
        stored([file], Path(second))
    numbers = "UPDATE observations SET id = id + 10000, part_of_id = part_of_id + 10000"
    moved = changed(second, "PRAGMA defer_foreign_keys = ON", numbers)
    assert len(moved.reports) == len(files)
    assert moved.differences(read_content(first), is_finished=True) == []


def test_fewer_files_differ_only_where_all_must_be_there(files: list[Path], tmp_path: Path) -> None:
    wanted = read_content(stored(files, tmp_path / "all.db"))
    part = read_content(stored(files[:4], tmp_path / "part.db"))
    assert part.differences(wanted, is_finished=False) == []
    assert [line for line in part.differences(wanted, is_finished=True) if line.endswith(": missing")]
    assert Content().differences(wanted, is_finished=False) == []
    assert wanted.differences(part, is_finished=False) != []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM set_aside WHERE id = 1", "set_aside: 0 rows wrong [], 1 missing"),
        ("UPDATE observations SET value = '7654321' WHERE id = 1", "7654321"),
        ("UPDATE observations SET label = label || '甲' WHERE id = 2", "observations: 1 rows wrong"),
        ("DELETE FROM header_fields WHERE report_id = 1 AND position = 0", "header_fields"),
        ("UPDATE reports SET replaces_id = NULL WHERE replaces_id IS NOT NULL", "reports: 1 rows wrong"),
        ("DELETE FROM sources", "table sources: 6 rows missing"),
        ("UPDATE places SET name = '甲县' WHERE code = '310113'", "table places"),
    ],
)
def test_what_is_missing_or_wrong_is_told(
    files: list[Path], tmp_path: Path, statement: str, told: str
) -> None:
    address = stored(files, tmp_path / "store.db")
    wanted = read_content(address)
    assert told in "\n".join(changed(address, statement).differences(wanted, is_finished=True))


def test_parts_without_their_whole_are_told(files: list[Path], tmp_path: Path) -> None:
    address = stored(files, tmp_path / "store.db")
    wanted = read_content(address)
    without = changed(address, "UPDATE observations SET part_of_id = NULL")
    assert any("observations:" in line for line in without.differences(wanted, is_finished=False))


def test_references_to_nothing_are_told(files: list[Path], tmp_path: Path) -> None:
    address = stored(files, tmp_path / "store.db")
    assert faults_of_file(address) == []
    with closing(sqlite3.connect(address)) as connection, connection:
        connection.execute("UPDATE set_aside SET report_id = 999 WHERE id = 1")
    assert "reference to nothing" in faults_of_file(address)[0]


def test_a_store_that_is_not_there_is_empty(tmp_path: Path) -> None:
    address = str(tmp_path / "none.db")
    assert condition_of(address) is Condition.EMPTY
    assert read_content(address) == Content()
    assert faults_of_file(address) == []
    assert size_of(address) == 0


def seen(name: str, figures: int = 3, *, is_current: bool = True) -> Seen:
    return Seen(name, "310113", "宝山区司法局", 2020, "报告", is_current, figures, 1)


@pytest.mark.parametrize(
    ("reports", "told"),
    [
        ([seen("a")], []),
        ([seen("a"), seen("b", is_current=False)], []),
        ([seen("a", figures=2)], ["a seen with 2 figures"]),
        ([seen("c")], ["c seen with 3 figures and 1 numbers set aside, it has None"]),
        ([seen("a"), seen("b")], ["2 current reports"]),
    ],
)
def test_readers_tell_reports_that_are_not_whole_or_current_twice(
    reports: list[Seen], told: list[str]
) -> None:
    faults = judge_seen(reports, {"a": (3, 1), "b": (3, 1)})
    assert len(faults) == len(told)
    assert all(words in fault for words, fault in zip(told, faults, strict=True))
