"""The snapshot follows the store, loads only what changed, and is never seen half-made."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import make_url, text

from govstats.errors import QueryError, StoreError
from govstats.warehouse import Comparison, compare, refresh, run_query, snapshot_path
from govstats.warehouse.checking import check_snapshot
from govstats.warehouse.streams import CHILD
from tests.warehouse.stores import (
    BAOSHAN,
    MINHANG,
    ON_SQLITE,
    RATE,
    SampleStore,
    backed_up,
    cases,
    figure,
    make_store,
)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Run a query through the front door."""
    return [tuple(row.values()) for row in run_query(path, sql).to_pylist()]


def values(path: Path) -> list[Decimal]:
    """Give the values of metrics in the order of their numbers."""
    return [row[0] for row in rows(path, "select value from metrics order by observation_id")]


class TestContent:
    def test_rows_come_out_exactly_as_they_went_in(self, store: SampleStore, tmp_path: Path) -> None:
        store.add_report(
            figure("98.16"),
            figure("205745800", indicator_code=None, unit_code=None, unit_text="人次", label="咨询"),
            figure("-0.000001", kind="change", confidence=1.0, doubts="damaged; guessed"),
        )
        path = refresh(store.url, tmp_path / "snapshot.duckdb").path
        assert rows(
            path,
            "select district, district_code, province, year, indicator, indicator_name, value, unit,"
            " unit_code, period_start, period_end, issuer, report_year, published_on, confidence, doubts"
            " from observations order by observation_id",
        ) == [
            ("宝山区", "310113", "上海市", 2020, RATE, "调解成功率", Decimal("98.16"), "%", "percent",
             date(2020, 1, 1), date(2020, 12, 31), "宝山区司法局", 2020, date(2021, 3, 1), 0.9, ""),
            ("宝山区", "310113", "上海市", 2020, None, None, Decimal(205745800), "人次", None,
             date(2020, 1, 1), date(2020, 12, 31), "宝山区司法局", 2020, date(2021, 3, 1), 0.9, ""),
            ("宝山区", "310113", "上海市", 2020, RATE, "调解成功率", Decimal("-0.000001"), "%", "percent",
             date(2020, 1, 1), date(2020, 12, 31), "宝山区司法局", 2020, date(2021, 3, 1), 1.0,
             "damaged; guessed"),
        ]  # fmt: skip
        assert rows(
            path, "select figures, set_aside, ingested_at, document_number, is_current from reports"
        ) == [
            (3, 1, datetime(2021, 3, 1, 8, 30), None, True)  # noqa: DTZ001 -- the column says UTC
        ]
        assert rows(path, "select text, reason, district from set_aside") == [("2020年", "date", "宝山区")]

    def test_texts_may_begin_late(self, store: SampleStore, tmp_path: Path) -> None:
        # the Arrow driver of SQLite settles types by its first rows
        many = [figure(indicator_code=None, unit_code=None, start_offset=n * 20) for n in range(2500)]
        store.add_report(*many, figure("1.5", start_offset=50_000))
        path = refresh(store.url).path
        assert rows(path, "select indicator, value from metrics_best") == [(RATE, Decimal("1.5"))]
        assert rows(path, "select count(*), count(indicator), count(unit_code) from observations") == [
            (2501, 1, 1)
        ]

    def test_a_store_without_reports_has_empty_views(self, store: SampleStore, tmp_path: Path) -> None:
        path = refresh(store.url, tmp_path / "snapshot.duckdb").path
        assert values(path) == []
        assert rows(path, "select count(*) from places") == [(4,)]

    def test_figures_are_sorted_for_scans(self, store: SampleStore) -> None:
        store.add_report(cases("1"), figure("2"), place=MINHANG, year=2021)
        store.add_report(cases("3"), figure("4"), place=BAOSHAN, year=2019)
        path = refresh(store.url).path
        assert [row[0] for row in rows(path, "select value from loaded.figures order by rowid")] == [
            2,
            4,
            1,
            3,
        ]


class TestRefresh:
    def test_it_loads_only_what_changed(self, store: SampleStore, tmp_path: Path) -> None:
        path = tmp_path / "snapshot.duckdb"
        store.add_report(figure("1"), figure("2"))
        store.add_report(figure("3"), place=MINHANG)
        first = refresh(store.url, path)
        assert (first.how, first.reports, first.observations, first.store_version) == ("built", 2, 3, 2)
        again = refresh(store.url, path)
        assert (again.how, again.reports, again.observations, again.store_version) == ("fresh", 0, 0, 2)
        store.add_report(figure("4"), year=2021)
        third = refresh(store.url, path)
        assert (third.how, third.reports, third.observations, third.store_version) == ("updated", 1, 1, 3)
        assert values(path) == [1, 2, 3, 4]

    def test_a_replaced_revision_leaves_metrics_and_stays_in_reports(
        self, store: SampleStore, tmp_path: Path
    ) -> None:
        path = tmp_path / "snapshot.duckdb"
        old = store.add_report(figure("98.61"), numbers=2)
        other = store.add_report(figure("7"), place=MINHANG)
        refresh(store.url, path)
        new = store.add_report(figure("98.16"), replaces=old)
        done = refresh(store.url, path)
        assert (done.how, done.reports, done.observations) == ("updated", 1, 1)
        assert values(path) == [7, Decimal("98.16")]
        assert rows(path, "select count(*) from set_aside") == [(2,)]
        assert rows(
            path, "select report_id, is_current, replaces_id, replaced_by_id, figures from reports order by 1"
        ) == [(old, False, None, new, 1), (other, True, None, None, 1), (new, True, old, None, 1)]

    def test_a_report_that_was_read_again_is_loaded_again(self, store: SampleStore) -> None:
        report = store.add_report(figure("1"), figure("2"))
        store.add_report(figure("9"), place=MINHANG)
        path = refresh(store.url).path
        store.reread(report, figure("3"))
        done = refresh(store.url)
        assert (done.how, done.reports, done.observations) == ("updated", 1, 1)
        assert sorted(values(path)) == [3, 9]

    def test_a_deleted_report_goes(self, store: SampleStore) -> None:
        report = store.add_report(figure("1"))
        store.add_report(figure("2"), place=MINHANG)
        path = refresh(store.url).path
        store.remove(report)
        assert refresh(store.url).how == "built"
        assert values(path) == [2]

    def test_a_deleted_revision_brings_the_earlier_one_back(self, store: SampleStore) -> None:
        old = store.add_report(figure("1"))
        new = store.add_report(figure("2"), replaces=old)
        path = refresh(store.url).path
        assert values(path) == [2]
        store.remove(new)
        assert refresh(store.url).how == "built"  # the figures of the earlier one were not in the snapshot
        assert values(path) == [1]

    @pytest.mark.parametrize("moved", [{"catalogue_version": "c2"}, {"places_version": "p2"}])
    def test_names_follow_the_catalogue_and_the_map(self, store: SampleStore, moved: dict[str, str]) -> None:
        store.add_report(figure("1"))
        path = refresh(store.url).path
        with store.engine.begin() as connection:
            connection.execute(
                text("update indicators set name = '人民调解成功率' where code = :code"), {"code": RATE}
            )
            connection.execute(text("update places set name = '寳山區' where code = '310113'"))
        store.set_state(**moved)
        assert refresh(store.url).how == "built"
        assert rows(path, "select indicator_name, district from metrics") == [("人民调解成功率", "寳山區")]

    def test_a_restored_backup_is_noticed(self, store: SampleStore, tmp_path: Path) -> None:
        store.add_report(figure("1"))
        with backed_up(store.url, tmp_path) as restore:
            store.add_report(figure("2"), place=MINHANG)
            path = refresh(store.url).path
            restore()
            assert refresh(store.url).how == "built"
            assert values(path) == [1]
            # and where the restored store has by now had more changes than the snapshot knows of
            store.add_report(figure("3"), year=2019)
            refresh(store.url)
            restore()
            store.add_report(figure("4"), year=2018)
            store.add_report(figure("5"), year=2017)
            assert refresh(store.url).how == "built"
            assert sorted(values(path)) == [1, 4, 5]

    def test_many_updates_are_sorted_in(self, store: SampleStore) -> None:
        store.add_report(*(figure(str(n)) for n in range(10)), place=MINHANG)
        path = refresh(store.url).path
        for year in range(2010, 2014):
            store.add_report(figure(str(year)), year=year, place=MINHANG)
            assert refresh(store.url).how == "updated"
        in_place = [row[0] for row in rows(path, "select year from loaded.figures order by rowid")]
        assert in_place[:3] == [
            2010,
            2011,
            2012,
        ]  # with the third one the share of unsorted rows was too large


def overwrite(path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def delete(path: Path) -> None:
    path.unlink()


def change_format(path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("update loaded.snapshot set format = '0.00000000'")


def change_store(path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("update loaded.snapshot set store_uuid = 'another'")


def scramble_inside(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 65536] = b"\xff" * 65536
    path.write_bytes(bytes(content))


class TestRebuild:
    @pytest.mark.parametrize("harm", [overwrite, truncate, empty, delete, change_format, change_store])
    def test_an_unusable_snapshot_is_built_from_nothing(
        self, store: SampleStore, harm: Callable[[Path], None]
    ) -> None:
        store.add_report(figure("98.16"))
        path = refresh(store.url).path
        harm(path)
        done = refresh(store.url)
        assert (done.how, done.reports, done.observations) == ("built", 1, 1)
        assert values(path) == [Decimal("98.16")]

    def test_damage_further_inside_is_healed_by_the_next_change(self, store: SampleStore) -> None:
        store.add_report(*(figure(str(n)) for n in range(3000)))
        path = refresh(store.url).path
        scramble_inside(path)
        store.add_report(figure("1"), place=MINHANG)
        refresh(store.url)
        assert rows(path, "select count(*), sum(value) from metrics") == [(3001, Decimal(4498501))]


class TestDamage:
    @ON_SQLITE
    def test_whichever_part_is_damaged_it_is_told_or_the_answer_is_right(
        self, store: SampleStore, tmp_path: Path
    ) -> None:
        store.add_report(*(figure(str(n)) for n in range(3000)))
        path = refresh(store.url).path
        sound, told = path.read_bytes(), set()
        for start in range(0, len(sound), BLOCK_BYTES):
            path.write_bytes(flipped(sound, start))
            for is_right in (is_all_there, is_compared):
                state, hint = complaint(path, is_right)
                assert (hint == "delete it: it is made again from the database") is bool(state)
                if state == "is damaged" and state not in told:
                    assert not check_snapshot(store.url).is_sound
                told.add(state)
        assert told == {"", "is damaged", "cannot be opened"}
        path.unlink()
        refresh(store.url)
        assert is_all_there(path)


BLOCK_BYTES = 262_144  # of DuckDB's storage, which keeps a checksum of each


def flipped(content: bytes, start: int) -> bytes:
    """Give the content of a file in which a part is not as it was written."""
    part = bytes(byte ^ 0xFF for byte in content[start + 100 : start + 8000])
    return content[: start + 100] + part + content[start + 100 + len(part) :]


def complaint(path: Path, is_right: Callable[[Path], bool]) -> tuple[str, str]:
    """Say what is told of a snapshot and what can be done about it; nothing where the answer is right."""
    try:
        return ("", "") if is_right(path) else ("wrong", "")
    except QueryError as error:
        return error.message.partition("govstats.duckdb ")[2].partition(":")[0], error.hint


def is_all_there(path: Path) -> bool:
    (found,) = rows(path, "select sum(value), count(distinct evidence), max(text) from metrics")
    return found == (4498500, 1, "98.16%")


def is_compared(path: Path) -> bool:
    return compare(path, Comparison((RATE,))).filled == 1


class TestReaders:
    def test_a_reader_keeps_its_view_and_the_next_one_sees_the_new(self, store: SampleStore) -> None:
        store.add_report(figure("1"))
        path = refresh(store.url).path
        with duckdb.connect(path, read_only=True) as reader:
            assert reader.sql("select count(*) from metrics").fetchall() == [(1,)]
            store.add_report(figure("2"), place=MINHANG)
            refresh(store.url)
            assert reader.sql("select count(*) from metrics").fetchall() == [(1,)]
            assert values(path) == [1, 2]  # in the same process, where DuckDB has the old file open still

    def test_queries_go_on_while_the_snapshot_is_renewed(self, store: SampleStore) -> None:
        store.add_report(*(figure(str(n)) for n in range(50)))
        path = refresh(store.url).path
        seen: list[tuple[int, int]] = []
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(renew_three_times, store)
            while not work.done():
                seen += rows(path, "select count(*), count(distinct report_id) from metrics")
            work.result()
        assert seen
        assert {figures - 49 for figures, _ in seen} == {
            reports for _, reports in seen
        }  # never half a report

    def test_refreshers_wait_for_each_other(self, store: SampleStore) -> None:
        store.add_report(figure("1"))
        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda _: refresh(store.url), range(4)))
        assert sorted(one.how for one in done) == ["built", "fresh", "fresh", "fresh"]

    def test_the_remains_of_a_dead_refresher_go(self, store: SampleStore) -> None:
        path = snapshot_path(store.url)
        path.parent.mkdir(exist_ok=True)
        for end in ("", ".wal"):
            path.with_name(f"{path.name}.4242.new{end}").write_bytes(b"half")
        path.with_name("other.duckdb.4242.new").write_bytes(b"not ours")
        refresh(store.url)
        assert sorted(one.name for one in path.parent.iterdir() if one.name != "govstats.db") == sorted(
            [path.name, f"{path.name}.lock", "other.duckdb.4242.new"]
        )

    def test_what_reads_for_a_refresher_that_is_killed_says_nothing(self, tmp_path: Path) -> None:
        store = make_store(tmp_path)
        store.add_report(figure("1"))
        with subprocess.Popen(
            [sys.executable, "-P", str(CHILD), f"file:{tmp_path / 'govstats.db'}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as child:
            assert child.stdout
            child.stdout.close()
            _, told = child.communicate(b'"select 1"\n')
        assert (child.returncode, told) == (1, b"")


def renew_three_times(store: SampleStore) -> None:
    for year in (2001, 2002, 2003):
        store.add_report(figure("1"), year=year)
        refresh(store.url)


@contextmanager
def folder_without_rights() -> Iterator[Path]:
    """Give a folder; while it is used with `sealed`, nobody may write there, root included."""
    folder = Path(tempfile.mkdtemp(prefix="govstats-sealed-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def sealed(folder: Path) -> Iterator[None]:
    """Take the right to write a folder away; root, who may do all, becomes somebody else for a while."""
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)


class TestErrors:
    def test_a_fresh_snapshot_in_a_read_only_folder_is_no_problem(self) -> None:
        with folder_without_rights() as folder:
            store = make_store(folder)
            store.add_report(figure("1"))
            with store.engine.connect() as connection:
                connection.exec_driver_sql("pragma journal_mode = wal")
            path = refresh(store.url).path
            with sealed(folder):
                assert refresh(store.url).how == "fresh"
                assert values(path) == [1]

    def test_an_outdated_snapshot_in_a_read_only_folder_is_named(self) -> None:
        with folder_without_rights() as folder:
            store = make_store(folder)
            store.add_report(figure("1"))
            refresh(store.url)
            store.add_report(figure("2"), place=MINHANG)
            (folder / "govstats.duckdb.lock").unlink(missing_ok=True)
            with sealed(folder), pytest.raises(StoreError) as caught:
                refresh(store.url)
        assert "govstats.duckdb is out of date and its folder cannot be written" in caught.value.message
        assert "make the folder writable" in caught.value.hint

    def test_a_missing_store_is_named_and_not_made(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match=r"there is no database at .*nowhere\.db"):
            refresh(f"sqlite:///{tmp_path / 'nowhere.db'}")
        assert list(tmp_path.iterdir()) == []

    def test_a_file_that_is_no_store_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "notes.db").write_text("just a text " * 100, encoding="utf-8")
        with pytest.raises(StoreError, match=r"notes\.db is not a database"):
            refresh(f"sqlite:///{tmp_path / 'notes.db'}")

    def test_a_store_in_memory_is_refused(self) -> None:
        with pytest.raises(StoreError, match="database in a file"):
            refresh("sqlite://")

    @ON_SQLITE
    def test_rows_that_refer_to_nothing_are_refused(self, store: SampleStore) -> None:
        store.add_report(figure("1"))
        with store.engine.begin() as connection:  # foreign keys are off on this connection
            connection.execute(text("update observations set place_id = 99"))
        with pytest.raises(StoreError, match="contradicts itself"):
            refresh(store.url)


class TestPlace:
    @pytest.mark.parametrize(
        ("url", "path"),
        [
            ("sqlite:///govstats.db", "govstats.duckdb"),
            ("sqlite:////data/govstats.db", "/data/govstats.duckdb"),
            ("sqlite:////data/reports.sqlite", "/data/reports.sqlite.duckdb"),
            ("sqlite:////data/v1.2", "/data/v1.2.duckdb"),
        ],
    )
    def test_it_lies_beside_the_store(self, url: str, path: str) -> None:
        assert snapshot_path(url) == Path(path)
        assert snapshot_path(make_url(url)) == Path(path)

    def test_that_of_a_server_lies_in_the_cache_and_is_told_apart(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        here = snapshot_path("postgresql+psycopg://me:secret@here/govstats")
        assert here.parent == tmp_path / "govstats"
        assert here.name.startswith("govstats-")
        assert here == snapshot_path("postgresql://me:other@here/govstats")  # a new password is no new store
        others = [
            "postgresql://me@there/govstats",
            "postgresql://me@here:5433/govstats",
            "postgresql://me@here/stats",
        ]
        assert len({here, *map(snapshot_path, others)}) == 4

    def test_other_databases_are_refused(self) -> None:
        with pytest.raises(StoreError, match="mysql database cannot be a store"):
            snapshot_path("mysql://here/govstats")


class TestFilesOfOthers:
    """What is no snapshot of govstats is never replaced."""

    def test_a_duckdb_file_of_somebody_else(self, store: SampleStore) -> None:
        store.add_report(figure("1"))
        path = snapshot_path(store.url)
        path.parent.mkdir(exist_ok=True)
        with duckdb.connect(path) as connection:
            connection.execute("create table mywork as select 42 as answer")
        with pytest.raises(StoreError, match="another database"):
            refresh(store.url)
        with duckdb.connect(path) as connection:
            assert connection.execute("from mywork").fetchall() == [(42,)]

    def test_a_sqlite_file(self, store: SampleStore, tmp_path: Path) -> None:
        store.add_report(figure("1"))
        other = tmp_path / "other.duckdb"
        with closing(sqlite3.connect(other)) as connection:
            connection.execute("create table mine (answer)")
        before = other.read_bytes()
        with pytest.raises(StoreError, match="another database"):
            refresh(store.url, other)
        assert other.read_bytes() == before


def test_a_restored_backup_that_counts_to_the_same_version_is_seen(
    store: SampleStore, tmp_path: Path
) -> None:
    store.add_report(figure("1"))
    with backed_up(store.url, tmp_path) as restore:
        store.add_report(figure("2"))
        refresh(store.url)
        restore()
    store.add_report(figure("3"))
    values = (
        run_query(refresh(store.url).path, "select value from observations order by 1").column(0).to_pylist()
    )
    assert values == [1, 3]
