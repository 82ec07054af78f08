"""What takes too long or too much is stopped, whatever it is at, and the next query runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from govstats.errors import QueryError
from govstats.warehouse import QueryLimits, open_query, refresh, run_query
from govstats.warehouse.asking import BESIDE, Clock, answerer, resident_bytes
from govstats.warehouse.sandbox import TRUNCATED
from tests.warehouse.stores import SampleStore, figure, sqlite_url

GRACE = 2.0  # seconds that are promised beside a limit
BUSY = 3.0  # seconds more, for a machine that does other things too


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("limits")
    SampleStore(sqlite_url(folder)).add_report(figure("98.16"))
    return refresh(sqlite_url(folder)).path


@pytest.fixture(autouse=True)
def usable_after(snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test tries, the next query runs, and nothing lies about."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert run_query(snapshot, "select value from metrics", timeout_seconds=30).num_rows == 1
    assert list(tmp_path.iterdir()) == []


ENDLESS = {
    "cross join": "select count(*) from range(1000000) a, range(1000000) b where a.range * b.range = 7",
    "many rows": "from range(1000000) a, range(1000000) b",
    "series": "select sum(g) from generate_series(1, 1000000000000) t(g)",
    "recursion": "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
    "growing recursion": "with recursive n(i) as (select 1 union all select i + 1 from n, range(2)) select count(*) from n",
    "nested subqueries": "with a0 as (select 1 x), "
    + ", ".join(f"a{i} as not materialized (select a.x from a{i - 1} a, a{i - 1} b)" for i in range(1, 25))
    + " select count(*) from a24",
    "joins to plan": "select count(*) from observations a0 "
    + " ".join(f"join range(100000) r{i} on r{i}.range <> a0.year" for i in range(1, 25)),
    # what DuckDB itself cannot interrupt
    "levenshtein": "select levenshtein(repeat('a', 200000), repeat('b', 200000))",
    "jaro": "select jaro_similarity(repeat('ab', 1000000), repeat('ba', 1000000))",
    "hash": "select sum(length(sha256(repeat('x', 100000000 + range::int)))) from range(1000)",
    "explained": "explain analyze select count(*) from range(1000000) a, range(1000000) b where a.range * b.range = 7",
    "summarized": "summarize from range(100000000000)",
}


@pytest.mark.parametrize("sql", ENDLESS.values(), ids=ENDLESS)
def test_what_takes_too_long_is_stopped(snapshot: Path, sql: str) -> None:
    run_query(snapshot, "select 1")  # the process is there
    start = time.monotonic()
    with (
        pytest.raises(QueryError, match=r"the query was stopped after 0\.5 seconds"),
        open_query(snapshot, sql, limits=QueryLimits(seconds=0.5)) as answer,
    ):
        for _ in answer.to_batches():
            pass
    assert time.monotonic() - start < 0.5 + GRACE + BUSY


GREEDY = {
    "list": "select list_sort(range(300000000))",
    "lists": "select list_sum(range(500000000 + i)) from range(10) t(i)",
    "texts": "select repeat('x', 100000000 + range::int) from range(1000)",
    "replaced": "select replace(repeat('a', 1000000), 'a', repeat('b', 1000000))",
    "split": "select string_split(repeat('a', 100000000), 'a')",
    "joined": "select string_agg(repeat('x', 1000000), ',') from range(100000)",
    "aggregated": "select list(range) from range(10000000000)",
    "formatted": "select format('{:2000000000d}', 1)",
    "reduced": "select list_reduce(list_transform(range(100000), lambda x: 'xxxxxxxxxx'), lambda a, b: a || b || a)",
    "columns": f"select {', '.join('*' for _ in range(400))} from observations",
}


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="this system does not say what a process takes"
)
@pytest.mark.parametrize("sql", GREEDY.values(), ids=GREEDY)
def test_what_takes_too_much_memory_is_stopped(snapshot: Path, sql: str) -> None:
    with answerer() as process, process.ask(snapshot, "select 1", None, QueryLimits()) as answer:
        list(answer.to_batches())
        number = process._process.pid
    most, is_over = [0], threading.Event()

    def look() -> None:
        while not is_over.wait(0.01):
            most[0] = max(most[0], resident_bytes(number))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        with pytest.raises(QueryError, match="needs more memory than 200MB"):
            run_query(snapshot, sql, memory_limit="200MB", timeout_seconds=60)
    finally:
        is_over.set()
        looking.join()
    assert 0 < most[0] < 200_000_000 + BESIDE + 300_000_000  # what it can take between two looks


def test_rows_that_are_kept_count_as_memory(snapshot: Path) -> None:
    with pytest.raises(QueryError, match="the rows of the query need more memory than 60MB") as caught:
        run_query(snapshot, "from range(100000000)", memory_limit="60MB")
    assert "csv" in caught.value.hint


def test_rows_that_are_handed_on_do_not(snapshot: Path) -> None:
    with open_query(snapshot, "from range(30000000)", limits=QueryLimits(memory="60MB")) as answer:
        assert sum(batch.num_rows for batch in answer.to_batches()) == answer.rows == 30_000_000


def test_what_does_not_fit_may_take_so_much_disk(snapshot: Path) -> None:
    sql = "select hash(range), repeat('x', 100) from range(5000000) order by 1"
    with (
        pytest.raises(QueryError, match="the query needs more memory than 50MB") as caught,
        open_query(snapshot, sql, limits=QueryLimits(memory="50MB", disk="50MB")) as answer,
    ):
        list(answer.to_batches())
    assert "TMPDIR" in caught.value.hint


@pytest.mark.parametrize(
    ("limit", "rows", "is_cut"),
    [(1, 1, True), (999, 999, True), (10_000, 10_000, True), (20_000, 20_000, False)],
)
def test_a_row_limit_says_whether_there_was_more(snapshot: Path, limit: int, rows: int, is_cut: bool) -> None:
    cut = run_query(snapshot, "from range(20000)", row_limit=limit)
    assert (cut.num_rows, cut.schema.metadata[TRUNCATED]) == (rows, b"true" if is_cut else b"false")
    assert cut.column(0).to_pylist() == list(range(rows))


def test_a_row_limit_ends_a_query_without_end(snapshot: Path) -> None:
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n) from n, range(1000000000)"
    with pytest.raises(QueryError, match="stopped"):  # an endless recursion gives no row before it has ended
        run_query(snapshot, sql, row_limit=10, timeout_seconds=0.5)
    assert run_query(snapshot, "from range(1000000) a, range(1000000) b", row_limit=10).num_rows == 10


@pytest.mark.parametrize("size", ["", "1", "1XB", "-1GB", "1 000MB", "1e3MB", "10MB", "0GB", "nan GB"])
def test_what_is_no_amount_of_memory_is_refused(snapshot: Path, size: str) -> None:
    with pytest.raises(QueryError, match="memory"):
        run_query(snapshot, "select 1", memory_limit=size)


def test_queries_of_several_threads_run_side_by_side_each_with_its_limits(snapshot: Path) -> None:
    def ask(number: int) -> int | str:
        try:
            if number % 3 == 0:
                run_query(snapshot, ENDLESS["levenshtein"], timeout_seconds=0.2)
            return int(run_query(snapshot, f"select {number} as n").column(0)[0].as_py())
        except QueryError as error:
            return error.message

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(ask, range(12)))
    stopped = "the query was stopped after 0.2 seconds"
    assert results == [stopped if number % 3 == 0 else number for number in range(12)]


def test_whoever_stops_reading_is_waited_for_no_longer(snapshot: Path) -> None:
    with open_query(snapshot, "from range(1000000000)") as answer:
        assert next(answer.to_batches()).num_rows > 0


def test_a_process_that_dies_is_told(snapshot: Path) -> None:
    with answerer() as process:
        threading.Timer(1, os.kill, (process._process.pid, signal.SIGKILL)).start()
        with (
            pytest.raises(QueryError, match="the process that answers the query has died"),
            process.ask(snapshot, ENDLESS["cross join"], None, QueryLimits()) as answer,
        ):
            list(answer.to_batches())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_asks_one_of_its_own(snapshot: Path) -> None:
    """The process that waits belongs to the one that started it, and outlives those that are forked from that."""
    program = f"""
import os, sys
from pathlib import Path
from govstats.warehouse import run_query
path = Path({str(snapshot)!r})
ask = lambda number: run_query(path, f"select {{number}} as n").column(0)[0].as_py()
assert ask(1) == 1
number = os.fork()
assert ask(2) == 2
if number:
    assert os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) == 0
    assert ask(3) == 3
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_program_that_is_killed_leaves_nothing_in_the_temporary_folder(
    snapshot: Path, tmp_path: Path
) -> None:
    program = f"""
from pathlib import Path
from govstats.warehouse import run_query
sql = "select hash(range) as h from range(1000000000) order by h"
run_query(Path({str(snapshot)!r}), sql, memory_limit="60MB")
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], env=os.environ | {"TMPDIR": str(tmp_path)}
    ) as asking:
        wait_until(lambda: any(tmp_path.glob("govstats-query-*/*")))
        asking.kill()
    wait_until(lambda: not any(tmp_path.iterdir()))


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_clock_stands_still_while_somebody_looks_at_the_output() -> None:
    clock = Clock(0.2)
    with clock.paused():
        time.sleep(0.3)
        assert not clock.is_up
    assert not clock.is_up
    time.sleep(0.25)
    assert clock.is_up
    assert not Clock(None).is_up
