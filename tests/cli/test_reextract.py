"""Today's rules for stored reports, as a user runs them: told first, asked, gone on with after a crash."""

from __future__ import annotations

import json
import signal
import subprocess
import time

import pytest

from govstats.store import Store
from tests.cli.running import ON_SQLITE, REPORTS, SECONDS, Home
from tests.cli.test_repeating import COUNT
from tests.store.older_readings import outdate, readings, report_ids, rows, spoil, versions

OF_FIGURES = ("gained", "lost", "changed")


@pytest.fixture
def older(filled: Home) -> Home:
    """A home with the fixtures as other rules have read them, to be changed."""
    make_older(filled)
    return filled


def make_older(home: Home) -> None:
    with open_store(home) as store:
        spoil(store)


def open_store(home: Home) -> Store:
    return Store.open(home.address, create=False)


def assert_as_fresh(home: Home, ingested: Home) -> None:
    """All figures are those of a fresh ingest, and the database is sound."""
    with open_store(home) as store, open_store(ingested) as fresh:
        assert readings(store) == readings(fresh)
        assert versions(store) == versions(fresh)
    if home.url is None:
        assert home.select("pragma integrity_check") == [("ok",)]
        assert home.select("pragma foreign_key_check") == []


def test_figures_of_other_rules_become_those_of_a_fresh_ingest(older: Home, ingested: Home) -> None:
    before = older.contents()
    foretold = older.run("reextract", "--dry-run", "--format", "jsonl")
    assert foretold.code == 0
    assert f"to read    {COUNT} of {COUNT} reports" in foretold.err
    assert foretold.err.count("\nchanged    ") == COUNT
    assert older.contents() == before
    ran = older.run("reextract", "--yes", "--format", "jsonl")
    assert (ran.code, ran.out) == (0, foretold.out)
    found = [json.loads(line) for line in ran.lines]
    assert len(found) > 10
    for row in found:
        assert row["before"] - row["lost"] + row["gained"] == row["after"]
        assert any(row[what] for what in OF_FIGURES)
    assert_as_fresh(older, ingested)
    shown = "select * from observations order by report_id, start_offset"
    followed = older.run("query", shown).out
    older.snapshot.unlink()
    assert older.run("query", shown).out == followed
    again = older.run("reextract", "--yes")
    assert (again.code, again.out, "nothing to do" in again.err) == (0, b"", True)


def test_reports_are_put_out_row_by_row(older: Home) -> None:
    ran = older.run("reextract", "--dry-run", "--by", "report", "--format", "jsonl")
    found = [json.loads(line) for line in ran.lines]
    assert len(found) == COUNT
    assert "\nchanged    " not in ran.err
    one = next(row for row in found if row["file"] == "310113-2020-justice.txt")
    assert (one["district_code"], one["district"], one["year"], one["issuer"]) == (
        "310113", "宝山区", 2020, "宝山区司法局",
    )  # fmt: skip
    sums = {what: sum(row[what] for row in found) for what in (*OF_FIGURES, "kept")}
    assert ", ".join(f"{number} {what}" for what, number in sums.items()) in ran.err


def test_of_many_reports_only_some_are_told_line_by_line(folder: Home) -> None:
    for year in range(1996, 2021):
        folder.write(
            f"r/{year}.txt", f"上海市宝山区司法局{year}年工作总结\n\n调解纠纷{year}件，调解成功率98.5%。\n"
        )
    assert folder.run("ingest", "r").code == 0
    make_older(folder)
    ran = folder.run("reextract", "--dry-run", "--format", "table")
    assert ran.err.count("\nchanged    ") == 20
    assert ran.err.count("--by report") == 1
    assert "25 of 25 reports would change" in ran.err
    assert len(folder.run("reextract", "--dry-run", "--by", "report").rows) == 25


def test_reading_again_after_an_ingest_changes_nothing(filled: Home) -> None:
    with open_store(filled) as store:
        outdate(store)
        before = {one: rows(store, "observations", one) for one in report_ids(store).values()}
    ran = filled.run("reextract", "--yes", "--by", "report", "--format", "jsonl")
    assert (ran.code, ran.out) == (0, b"")
    assert f"0 of {COUNT} reports changed; figures: 0 gained, 0 lost, 0 changed, " in ran.err
    with open_store(filled) as store:
        assert {one: rows(store, "observations", one) for one in report_ids(store).values()} == before


@ON_SQLITE  # asking is the same everywhere
def test_it_asks_before_it_changes_anything(older: Home, ingested: Home) -> None:
    before = older.contents()
    ran = older.run("reextract", stdin=b"n\n")
    assert (ran.code, "nothing was changed" in ran.err) == (0, True)
    silent = older.run("reextract")
    assert (silent.code, "--yes" in silent.err) == (2, True)
    assert older.contents() == before
    assert older.run("reextract", stdin=b"y\n").code == 0
    assert_as_fresh(older, ingested)


def test_only_reports_of_a_condition_are_read(older: Home) -> None:
    before = older.contents()
    wrong = older.run("reextract", "--yes", "--where", "distrct = '宝山区'")
    assert wrong.code == 2
    assert "the condition is wrong: " in wrong.err
    assert '"distrct"' in wrong.err
    assert "(at line 1, column 1)" in wrong.err
    assert older.contents() == before
    ran = older.run("reextract", "--yes", "--by", "report", "--where", "district_code = '310113'")
    assert {row[1] for row in ran.rows} == {"310113"}
    read = older.select("select count(*) from reports where extractor_version like '%+%'")
    assert read == [(len(ran.rows),)]
    left = older.run("reextract", "--dry-run", "--where", "extractor_version = '0.1.0'")
    assert f"to read    {COUNT - len(ran.rows)} of {COUNT} reports" in left.err


@ON_SQLITE
def test_an_output_that_cannot_be_written_is_told_before_anything_is_changed(older: Home) -> None:
    before = older.contents()
    for name in ("missing/sums.csv", "sums.xls", "govstats.db"):
        assert older.run("reextract", "--yes", "-o", name).code != 0
        assert older.contents() == before, name


@pytest.mark.parametrize(
    ("kind", "reports"), [("sqlite", 1), ("sqlite", COUNT), ("postgresql", 5)], indirect=["kind"]
)
def test_killed_in_the_middle_it_is_gone_on_with(older: Home, ingested: Home, reports: int) -> None:
    running = start_and_hear(older, reports)
    running.kill()
    running.communicate()
    wait_until_alone(older)
    assert_each_report_is_before_or_after(older, ingested)
    assert older.run("reextract", "--yes").code == 0
    assert_as_fresh(older, ingested)


def wait_until_alone(home: Home) -> None:
    """Wait until the server has noticed that the program it served is gone: until then it may still commit."""
    others = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    until = time.monotonic() + SECONDS
    while home.url is not None and home.select(others):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_interrupted_in_the_middle_it_is_gone_on_with(older: Home, ingested: Home) -> None:
    for _ in range(5):  # on a busy machine the run may end before the signal reaches it; then once more
        running = start_and_hear(older, 1)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=SECONDS)
        if running.returncode != 0:
            break
        make_older(older)
    assert running.returncode == 130
    assert said.decode().splitlines()[-1] == "interrupted; what was stored before stays"
    assert_each_report_is_before_or_after(older, ingested)
    assert older.run("reextract", "--yes").code == 0
    assert_as_fresh(older, ingested)


def start_and_hear(home: Home, reports: int) -> subprocess.Popen[bytes]:
    """Start the command and wait until it has told so many reports."""
    running = home.start("reextract", "--yes")
    assert running.stderr is not None
    while reports and (line := running.stderr.readline()):
        reports -= line.startswith(b"changed    ")
    return running


def assert_each_report_is_before_or_after(home: Home, ingested: Home) -> None:
    with open_store(home) as store, open_store(ingested) as fresh:
        wanted = readings(fresh)
        read = dict(home.select("select sha256, extractor_version like '%+%' from reports"))
        for sha256, found in readings(store).items():
            assert (found == wanted[sha256]) == bool(read[sha256])


def test_two_programs_that_read_again_at_once_lose_nothing(older: Home, ingested: Home) -> None:
    older.write("new.txt", "上海市宝山区司法局2019年工作总结\n\n调解成功率98.5%。\n")
    three = [
        older.start("reextract", "--yes"),
        older.start("reextract", "--yes"),
        older.start("ingest", "new.txt"),
    ]
    said = [one.communicate(timeout=SECONDS) for one in three]
    assert [one.returncode for one in three] == [0, 0, 0], said
    with open_store(older) as store, open_store(ingested) as fresh:
        found, wanted = readings(store), readings(fresh)
        assert {one: found[one] for one in wanted} == wanted
        assert len(found) == COUNT + 1
        assert len(versions(store)) == 1


def test_replaced_revisions_stay_as_they_were_read(older: Home) -> None:
    name = "310113-2020-justice.txt"
    older.write(name, (REPORTS / name).read_text(encoding="utf-8") + "\n附注。\n")
    assert older.run("ingest", name).out.startswith(b"revised")
    ran = older.run("reextract", "--yes")
    assert f"to read    {COUNT - 1} of {COUNT} reports" in ran.err
    replaced = "select extractor_version from reports where not is_current"
    assert older.run("query", replaced).rows == [["0.1.0"]]


def test_a_database_without_reports_has_nothing_to_read(home: Home) -> None:
    assert home.run("db", "upgrade").code == 0
    ran = home.run("reextract", "--yes")
    assert (ran.code, "nothing to do" in ran.err) == (0, True)
    assert home.run("reextract", "--db", "missing.db").code == 3
