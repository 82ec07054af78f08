"""Ingesting again, being killed and being interrupted: the content is that of one clean run."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from govstats.cli.interrupts import hear_endings
from tests.cli.running import BAOSHAN_2020, ON_SQLITE, REPORTS, Home, parted

COUNT = len(list(REPORTS.glob("*.txt")))
PATIENCE = 30.0


def wait_until(condition: Callable[[], bool], running: subprocess.Popen[bytes]) -> None:
    """Wait for a condition, or for the end of the program."""
    until = time.monotonic() + PATIENCE
    while not condition() and running.poll() is None and time.monotonic() < until:
        time.sleep(0.002)


def test_ingesting_twice_changes_nothing(filled: Home) -> None:
    before = filled.contents()
    ran = filled.run("ingest", REPORTS)
    assert (ran.code, ran.err) == (0, "")
    assert [line.split()[0] for line in ran.lines] == ["unchanged"] * COUNT
    assert filled.contents() == before
    runs = filled.select("select added, revised, unchanged, failed from ingest_runs order by id")
    assert runs == [(COUNT, 0, 0, 0), (0, 0, COUNT, 0)]


def test_the_same_reports_under_other_names_and_in_another_encoding_are_the_same(filled: Home) -> None:
    before = filled.contents()
    for path in REPORTS.glob("3101*.txt"):
        filled.write(f"again/copy-{path.name}", path.read_bytes().decode().encode("gb18030"))
    ran = filled.run("ingest", "again")
    assert {line.split()[0] for line in ran.lines} == {"unchanged"}
    assert filled.contents() == before


def size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


# Where the process is killed: a name, and when that is, by the size of the file and of its log.
EARLY = {
    "the tables are being made": lambda file, log: size_of(log) > 0,
    "the places are being mirrored": lambda file, log: size_of(file) + size_of(log) > 400_000,
}


@ON_SQLITE
@pytest.mark.parametrize("moment", EARLY)
def test_killed_while_the_database_is_being_made(ingested: Home, home: Home, moment: str) -> None:
    file, log = home.path / "govstats.db", home.path / "govstats.db-wal"
    running = home.start("ingest", REPORTS)
    wait_until(lambda: EARLY[moment](file, log), running)
    running.kill()
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    assert_finished_by_the_next_run(ingested, home)


# The same on a server, where what others do can be asked.
EARLY_ON_A_SERVER = {
    "the tables are being made": "select exists (select from pg_locks where locktype = 'advisory')",
    "the places are being mirrored": "select to_regclass('places') is not null",
}


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("moment", EARLY_ON_A_SERVER)
def test_killed_while_the_database_of_a_server_is_being_made(ingested: Home, home: Home, moment: str) -> None:
    running = home.start("ingest", REPORTS)
    with home.connected() as connection:
        wait_until(lambda: bool(connection.execute(text(EARLY_ON_A_SERVER[moment])).scalar_one()), running)
    running.kill()
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    assert_finished_by_the_next_run(ingested, home)


@pytest.mark.parametrize("lines", [1, 6, COUNT])
def test_killed_in_the_middle_of_a_folder(ingested: Home, home: Home, lines: int) -> None:
    running = home.start("ingest", REPORTS)
    assert running.stdout is not None
    for _ in range(lines):
        running.stdout.readline()
    if lines < COUNT:
        time.sleep(0.01)  # into the next report
    running.kill()
    running.communicate()
    assert_finished_by_the_next_run(ingested, home)


def assert_finished_by_the_next_run(ingested: Home, home: Home) -> None:
    assert home.run("ingest", REPORTS).code == 0
    renumbered = home.url is not None
    assert home.contents(renumbered=renumbered) == ingested.contents(renumbered=renumbered)
    if home.url is None:
        assert home.select("pragma integrity_check") == [("ok",)]
        assert home.select("pragma foreign_key_check") == []


def test_interrupted_in_the_middle_of_a_folder_only_whole_reports_stay(ingested: Home, home: Home) -> None:
    for _ in range(5):  # on a busy machine the run may end before the signal reaches it; then once more
        running = home.start("ingest", REPORTS, "--jobs", "1")
        assert running.stdout is not None
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=PATIENCE)
        if running.returncode != 0:
            break
        home.clear()
    assert running.returncode == 130
    assert parted(said)[0].splitlines() == [
        "ending after this report; Ctrl-C again ends at once",
        "interrupted; what was stored before stays",
    ]
    partial, whole = home.contents(), ingested.contents()
    stored = {row[0] for row in partial["reports"]}
    assert 1 <= len(stored) < COUNT
    for table in ("reports", "observations", "set_aside"):
        key = 0 if table == "reports" else 1
        assert partial[table] == [row for row in whole[table] if row[key] in stored]
    assert {row[0] for row in partial["sources"]} == {row[1] for row in partial["reports"]}
    assert_finished_by_the_next_run(ingested, home)


def test_a_query_killed_while_it_makes_the_snapshot_leaves_nothing_behind(filled: Home) -> None:
    filled.snapshot.unlink()
    running = filled.start("query", "select count(*) from reports")
    wait_until(lambda: any(filled.snapshot.parent.glob("*.new*")), running)
    running.kill()
    running.communicate()
    assert filled.run("query", "select count(*) from reports").rows == [[str(COUNT)]]
    assert list(filled.snapshot.parent.glob("*.new*")) == []


def test_a_damaged_snapshot_is_made_again(filled: Home) -> None:
    filled.snapshot.write_bytes(b"no snapshot" * 1000)
    assert filled.run("query", "select count(*) from reports").rows == [[str(COUNT)]]


def test_a_query_sees_what_was_ingested_since(filled: Home) -> None:
    filled.write("new.txt", "上海市宝山区司法局2019年工作总结\n\n调解成功率98.5%。\n")
    filled.run("ingest", "new.txt")
    ran = filled.run(
        "query", "select value, unit from metrics where district_code = '310113' and year = 2019"
    )
    assert ran.rows == [["98.5", "%"]]


@pytest.mark.parametrize(
    "words",
    [("query", "select a.* from observations a, observations b limit 20000"), ("ingest", "many")],
    ids=lambda words: words[0],
)
def test_a_reader_that_has_had_enough_is_no_error(filled: Home, words: tuple[str, ...]) -> None:
    for number in range(
        400
    ):  # far more lines than a pipe holds, so that it cannot be over before it is closed
        filled.write(f"many/{number:04}{'-long' * 40}.txt", BAOSHAN_2020.read_bytes())
    running = filled.start(*words)
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.readline()
    running.stdout.close()
    with running.stderr:
        assert parted(running.stderr.read())[0] == ""
    assert running.wait(PATIENCE) == 141


def test_two_programs_that_ingest_at_once_store_each_report_once(ingested: Home, home: Home) -> None:
    shutil.copytree(REPORTS, home.path / "reports")
    both = [home.start("ingest", "reports") for _ in range(2)]
    said = [one.communicate(timeout=PATIENCE) for one in both]
    assert [(one.returncode, parted(err)[0]) for one, (_, err) in zip(both, said, strict=True)] == [
        (0, "")
    ] * 2
    assert sum(out.count(b"added") for out, _ in said) == COUNT
    assert home.count("reports") == COUNT
    assert home.count("observations") == ingested.count("observations")


@ON_SQLITE
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("name", ["rows.csv", "rows.parquet"])
def test_a_signal_to_end_leaves_no_half_of_a_file(ingested: Home, name: str, number: signal.Signals) -> None:
    kept = ingested.write(name, "from before")
    running = ingested.start("query", "from range(1000000) a, range(1000000) b", "-o", name)
    wait_until(lambda: any(ingested.path.glob(f".{name}.*.part")), running)
    assert running.poll() is None
    running.send_signal(number)
    _, said = running.communicate(timeout=PATIENCE)
    assert (running.returncode, parted(said)[0]) == (128 + number, "")
    assert list(ingested.path.glob(".*.part")) == []
    assert kept.read_text() == "from before"


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with hear_endings():
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
            with pytest.raises(SystemExit) as raised:
                signal.raise_signal(signal.SIGTERM)
            assert raised.value.code == 143
            assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL  # a second one ends at once
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
