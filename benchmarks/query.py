"""Measures how fast a large store answers: ten questions of analysts in DuckDB, in SQLite and with pandas over Parquet.

    python benchmarks/query.py FILE [--runs 5] [--slow-runs 1] [--again]

FILE is the store; it is made by big_store.py where there is none, which takes some minutes. Then: the snapshot is built
from nothing (with --again also where there is one), one more report is ingested and the next query asked, both as
commands of their own, and each question is asked once to warm up and then so many times. SQLite must give the same rows as
DuckDB, and pandas as many.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
from analyst_queries import QUESTIONS, STORE_VIEWS, Frames, Question, reader_of
from big_store import add_size_options, make_store, size_of

from govstats.store import database_url
from govstats.warehouse import refresh, snapshot_path
from govstats.warehouse.connection import open_snapshot

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "fixtures" / "reports" / "510704-2019-justice.txt"
COMMAND = [sys.executable, "-c", "from govstats.cli import main; main()"]
DUMPS = {
    "best": "from metrics_best order by indicator, district_code, year",
    "all": "from observations order by indicator, district_code, year",
    "reports": "select district_code, year, is_current from reports",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--runs", type=int, default=7, help="of each question in DuckDB and pandas")
    parser.add_argument("--slow-runs", type=int, default=1, help="of each question in SQLite")
    parser.add_argument("--again", action="store_true", help="build the snapshot anew")
    add_size_options(parser)
    arguments = parser.parse_args()
    if not arguments.file.exists():
        make_store(arguments.file, size_of(arguments))
    measure_building(arguments.file, again=arguments.again)
    measure_one_more(arguments.file)
    measure_questions(arguments.file, arguments.runs, arguments.slow_runs)


def measure_building(store: Path, *, again: bool) -> None:
    """Build the snapshot from nothing, unless it is there."""
    url = database_url(str(store), {})
    path = snapshot_path(url)
    if again:
        path.unlink(missing_ok=True)
    begun = time.perf_counter()
    done = refresh(url)
    print(
        f"snapshot {done.how} in {time.perf_counter() - begun:.1f} s: {done.observations:,} observations of"
        f" {done.reports:,} reports, {path.stat().st_size / 1e6:,.0f} MB (the store has {store.stat().st_size / 1e6:,.0f} MB)"
    )


def measure_one_more(store: Path, times: int = 3) -> None:
    """Ingest one more report and ask the next query, both as a user does; the text is another one each time."""
    for number in range(times):
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / REPORT.name
            text = REPORT.read_text(encoding="utf-8")
            report.write_text(f"{text}\n第{time.time_ns()}次核对。\n", encoding="utf-8")
            ingested = timed(["ingest", str(report), "--experimental", "--db", str(store)])
            asked = timed(["query", "select count(*) from observations", "--db", str(store)])
            fresh = timed(["query", "select count(*) from observations", "--db", str(store)])
        print(
            f"one more report: {ingested + asked:.2f} s in all: ingest {ingested:.2f} s, the next query {asked:.2f} s,"
            f" of which the snapshot {asked - fresh:.2f} s ({number + 1} of {times})"
        )


def timed(words: list[str]) -> float:
    """Run a command of the program; give its seconds."""
    begun = time.perf_counter()
    subprocess.run([*COMMAND, *words], check=True, capture_output=True)
    return time.perf_counter() - begun


def measure_questions(store: Path, runs: int, slow_runs: int) -> None:
    """Ask each question of all three and print the table of docs/benchmarks.md."""
    path = snapshot_path(database_url(str(store), {}))
    with tempfile.TemporaryDirectory(dir=store.parent) as folder:
        dump(path, Path(folder))
        read = reader_of(Path(folder))
        print("\n| question | DuckDB | SQLite | pandas |\n| --- | ---: | ---: | ---: |")
        factors = []
        with open_snapshot(path) as warehouse, closing(sqlite3.connect(store)) as tables:
            tables.executescript(STORE_VIEWS)
            for question in QUESTIONS:
                took = ask_all(question, warehouse, tables, read, (runs, slow_runs))
                factors.append(took[1] / took[0])
                told = " | ".join(f"{1000 * seconds:,.0f} ms" for seconds in took)
                print(f"| {question.title} | {told} |", flush=True)
        print(
            f"\nDuckDB is {statistics.geometric_mean(factors):,.0f} times as fast as SQLite (geometric mean)"
        )


def ask_all(
    question: Question,
    warehouse: duckdb.DuckDBPyConnection,
    tables: sqlite3.Connection,
    read: Frames,
    runs: tuple[int, int],
) -> tuple[float, float, float]:
    """Ask all three a question; give the median of the seconds of each."""
    fast, table = median_of(lambda: warehouse.sql(question.warehouse).to_arrow_table(), runs[0])
    slow, rows = median_of(lambda: tables.execute(question.store).fetchall(), runs[1])
    frames, frame = median_of(lambda: question.frames(read), runs[0])
    require_same(question, table, rows, len(frame))
    return fast, slow, frames


def dump(path: Path, folder: Path) -> None:
    """Write what pandas reads."""
    with open_snapshot(path) as connection:
        for name, sql in DUMPS.items():
            reader = connection.sql(sql).to_arrow_reader(100_000)
            write_parquet(reader, folder / f"{name}.parquet")


def write_parquet(reader: Any, file: Path) -> None:
    """Write record batches as Parquet."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    with pq.ParquetWriter(file, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_table(pa.Table.from_batches([batch]))


def median_of(ask: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Ask once to warm up and then some times; give the median of the seconds, and the answer."""
    answer, took = ask(), []
    for _ in range(runs):
        begun = time.perf_counter()
        answer = ask()
        took.append(time.perf_counter() - begun)
    return statistics.median(took), answer


def require_same(question: Question, table: Any, rows: list[tuple[Any, ...]], count: int) -> None:
    """Make sure that all have given the same answer."""
    assert rows, f"nothing is stored about {question.title}"
    ours = [tuple(row.values()) for row in table.to_pylist()]
    assert len(ours) == len(rows) == count, (question.title, len(ours), len(rows), count)
    for one, other in zip(ours, rows, strict=True):
        assert all(map(is_same, one, other)), (question.title, one, other)


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal; SQLite computes with binary fractions."""
    if one is None or isinstance(one, str):
        return bool(one == other)
    return abs(float(one) - float(other)) <= 1e-9 * max(1.0, abs(float(one)))


if __name__ == "__main__":
    main()
