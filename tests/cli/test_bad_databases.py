"""Databases and queries that cannot be used: one clear line, what to do, the right exit code, nothing changed."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from govstats.store import open_engine
from govstats.store.migrating import downgrade, upgrade
from govstats.store.scripts import head_revision, known_revisions
from tests.cli.running import (
    BAOSHAN_2020,
    ON_SQLITE,
    REPORTS,
    Home,
    Ran,
    small_disk,
    without_roots_rights,
)

COMMANDS: dict[str, tuple[str | Path, ...]] = {
    "ingest": ("ingest", BAOSHAN_2020),
    "query": ("query", "select 1"),
    "compare": ("compare", "mediation.success_rate"),
    "show": ("show", "1"),
    "history": ("history", "1"),
    "check": ("db", "check"),
    "status": ("db", "status"),
    "upgrade": ("db", "upgrade"),
}


def complaint(ran: Ran) -> tuple[int, str, str]:
    """The exit code, the line that says what is wrong and the line that says what to do; there are no others."""
    what, hint = ran.err.splitlines()
    assert what.startswith("error: ")
    assert hint.startswith("  try: ")
    return ran.code, what.removeprefix("error: "), hint.removeprefix("  try: ")


def fingerprint(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("command", ["ingest", "query", "status", "upgrade"])
def test_a_file_that_is_no_database_is_left_as_it_is(folder: Home, command: str) -> None:
    folder.write("notes.db", "my notes\n" * 500)
    code, what, hint = complaint(folder.run(*COMMANDS[command], "--db", "notes.db"))
    assert (code, what) == (3, "notes.db is not a database")
    assert "--db" in hint
    assert (folder.path / "notes.db").read_text() == "my notes\n" * 500
    assert [path.name for path in folder.path.iterdir()] == ["notes.db"]


@pytest.mark.parametrize("command", ["query", "upgrade"])
def test_a_database_of_another_program_is_left_as_it_is(home: Home, command: str) -> None:
    home.change("create table notes (words text)")
    home.change("insert into notes values ('mine')")
    code, what, hint = complaint(home.run(*COMMANDS[command]))
    assert (code, what) == (3, f"{home.shown} is a database of another program")
    assert "--db" in hint
    assert home.contents() == {"notes": [("mine",)]}


@pytest.mark.parametrize("command", ["ingest", "query", "upgrade"])
def test_a_newer_database_asks_for_a_newer_program(filled: Home, command: str) -> None:
    filled.change("update alembic_version set version_num = '9999'")
    before = filled.contents()
    code, what, hint = complaint(filled.run(*COMMANDS[command]))
    assert code == 3
    assert what == f"{filled.shown} has revision 9999, this govstats knows only up to {head_revision()}"
    assert "update govstats" in hint
    assert filled.contents() == before


def make_older(home: Home, revision: str) -> None:
    """Make a database as an earlier program made it."""
    engine = open_engine(home.address)
    upgrade(engine)
    downgrade(engine, revision)
    engine.dispose()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)  # test_upgrade.py has all commands on SQLite
def test_every_command_refuses_an_older_database(home: Home) -> None:
    revision = known_revisions()[-2]
    make_older(home, revision)
    for command in ("ingest", "query", "compare", "show", "status"):
        code, what, hint = complaint(home.run(*COMMANDS[command]))
        assert (code, what) == (
            3,
            f"{home.shown} has revision {revision}, this govstats needs {head_revision()}",
        )
        assert "govstats db upgrade" in hint


@pytest.mark.parametrize("revision", known_revisions()[:-1])
def test_an_older_database_asks_to_be_upgraded(home: Home, revision: str) -> None:
    make_older(home, revision)
    _, what, hint = complaint(home.run("query", "select 1"))
    assert f"has revision {revision}, this govstats needs {head_revision()}" in what
    assert "govstats db upgrade" in hint
    assert home.run("db", "upgrade").code == 0
    assert home.run("db", "status").code == 0


@pytest.mark.parametrize("command", ["query", "compare", "show", "status"])
def test_a_missing_database_is_not_made_by_asking(folder: Home, command: str) -> None:
    code, what, hint = complaint(folder.run(*COMMANDS[command]))
    assert (code, what) == (3, "there is no database govstats.db")
    assert "govstats ingest FILE" in hint
    assert list(folder.path.iterdir()) == []


@pytest.mark.parametrize("command", ["query", "upgrade"])
def test_a_folder_is_no_database(folder: Home, command: str) -> None:
    code, what, _ = complaint(folder.run(*COMMANDS[command], "--db", "."))
    assert code == 3
    assert what.startswith(". ")
    assert list(folder.path.iterdir()) == []


@pytest.mark.parametrize("command", ["ingest", "upgrade"])
def test_a_database_in_a_missing_folder_is_told(folder: Home, command: str) -> None:
    code, what, hint = complaint(folder.run(*COMMANDS[command], "--db", "no/such.db"))
    assert code == 3
    assert "no" in what
    assert "folder" in hint
    assert list(folder.path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://me:secret@host/reports", "databases of the kind 'mysql' are not supported"),
        ("sqlite://", "names no file"),
        (
            "postgresql://me:secret@127.0.0.1:1/reports",
            "no connection to postgresql://me:***@127.0.0.1:1/reports",
        ),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_the_password(
    folder: Home, address: str, said: str
) -> None:
    code, what, hint = complaint(folder.run("query", "select 1", "--db", address))
    assert code == 3
    assert said in what
    assert "secret" not in what + hint


@ON_SQLITE
@pytest.mark.parametrize("command", ["ingest", "upgrade", "query"])
def test_a_damaged_database_is_told(filled: Home, command: str) -> None:
    path = filled.path / "govstats.db"
    (filled.path / "govstats.duckdb").unlink()
    with path.open("r+b") as file:  # the head stays, so that it still looks like a database
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    before = fingerprint(path)
    code, what, hint = complaint(filled.run(*COMMANDS[command]))
    assert code == 3
    assert "govstats.db is damaged" in what
    assert "backup" in hint
    assert fingerprint(path) == before


# The same program, but for the time that it waits: a test cannot wait half a minute for a lock.
IMPATIENT = [
    sys.executable,
    "-c",
    "import govstats.store.engine as engine; engine.SQLITE_WAIT_MS = 300; from govstats.cli import main; main()",
]


@ON_SQLITE
@pytest.mark.parametrize("command", ["ingest", "upgrade"])
def test_a_locked_database_is_told_and_nothing_changes(filled: Home, command: str) -> None:
    before = filled.contents()
    if command == "upgrade":  # one that is up to date has nothing to write, so take one that is not made yet
        filled.path.joinpath("govstats.db").unlink()
    with closing(sqlite3.connect(filled.path / "govstats.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        code, what, hint = complaint(filled.run(*COMMANDS[command], program=IMPATIENT))
    assert (code, what) == (3, "govstats.db is locked by another program")
    assert "try again" in hint
    assert command == "upgrade" or filled.contents() == before


def test_a_query_does_not_wait_for_a_writer(filled: Home) -> None:
    with filled.connected() as other:
        other.execute(text("update store_state set version = version"))
        ran = filled.run("query", "select count(*) from reports", program=IMPATIENT)
    assert (ran.code, ran.err) == (0, "")


@ON_SQLITE
def test_a_folder_that_cannot_be_written_is_told(filled: Home) -> None:
    before = without_roots_rights()
    contents = filled.contents()
    (filled.path / "govstats.db").chmod(0o444)
    filled.path.chmod(0o555)
    try:
        ran = filled.run("ingest", *sorted(REPORTS.glob("*.txt"))[:1], "--place", "310112", before=before)
        asked = filled.run("query", "select count(*) from reports", before=before)
    finally:
        filled.path.chmod(0o755)
    code, what, hint = complaint(ran)
    assert code == 3
    assert "govstats.db" in what
    assert "writ" in hint
    assert asked.code == 0  # the snapshot is up to date and needs no writing
    assert filled.contents() == contents


@pytest.mark.parametrize("size", ["64k", "1600k"])
def test_a_full_disk_is_told_and_whole_reports_stay(folder: Home, size: str) -> None:
    disk = folder.path / "disk"
    disk.mkdir()
    keep = folder.path / "kept"
    keep.mkdir()
    script = f'"$@"; code=$?; cp "{disk}"/* "{keep}" 2>/dev/null; exit $code'
    before = [*small_disk(size, disk), "sh", "-c", script, "sh"]
    ran = folder.run("ingest", REPORTS, "--db", "disk/govstats.db", before=before)
    code, what, hint = complaint(ran)
    assert (code, what) == (3, "no space left for disk/govstats.db")
    assert "free some space" in hint
    if (keep / "govstats.db").exists():
        kept = Home(keep)
        assert kept.count("reports") == len(ran.lines)


ROWS = [
    ("query", "select * from range(100000)"),
    ("compare", "mediation.success_rate"),
    ("show",),
    ("show", "1", "--source"),
    ("history", "1"),
    ("extract", BAOSHAN_2020),
]


@ON_SQLITE  # the file is written alike, wherever its rows come from
@pytest.mark.parametrize("words", ROWS, ids=[case[0] for case in ROWS])
def test_a_full_disk_of_the_output_file_is_told_and_nothing_is_left(
    filled: Home, words: tuple[str | Path, ...]
) -> None:
    (filled.path / "disk").mkdir()
    script = 'head -c 64k /dev/zero > disk/fill 2>/dev/null; "$@"; code=$?; ls -A disk >&2; exit $code'
    before = [*small_disk("4k", filled.path / "disk"), "sh", "-c", script, "sh"]
    ran = filled.run(*words, "-o", "disk/rows.csv", before=before)
    assert (ran.code, ran.out) == (1, b"")
    assert ran.err.splitlines() == [
        "error: disk/rows.csv cannot be written: No space left on device",
        "  try: choose another place for the file",
        "fill",
    ]


@ON_SQLITE
@pytest.mark.parametrize("command", ["query", "compare"])
def test_a_full_disk_of_the_snapshot_is_told_and_nothing_half_made_is_left(
    filled: Home, command: str
) -> None:
    (filled.path / "disk").mkdir()
    script = 'cp govstats.db disk; "$@"; code=$?; ls -A disk; exit $code'
    before = [*small_disk("2m", filled.path / "disk"), "sh", "-c", script, "sh"]
    ran = filled.run(*COMMANDS[command], "--db", "disk/govstats.db", before=before)
    code, what, hint = complaint(ran)
    assert code == 3
    assert what.startswith("the snapshot disk/govstats.duckdb cannot be made: ")
    assert "No space left on device" in what
    assert "room" in hint
    assert set(ran.lines) - {"govstats.db-wal", "govstats.db-shm"} == {"govstats.db", "govstats.duckdb.lock"}


def test_a_full_temporary_folder_of_a_query_is_told(filled: Home) -> None:
    (filled.path / "tmp").mkdir()
    ran = filled.run(
        "query",
        "select count(*) from (select * from range(300000000) t(i) order by hash(i))",
        before=small_disk("64k", filled.path / "tmp"),
        environ={"TMPDIR": str(filled.path / "tmp")},
    )
    code, what, hint = complaint(ran)
    assert (code, what) == (2, "the query needs more memory than 1GB")
    assert "TMPDIR" in hint


@ON_SQLITE
def test_a_limit_on_the_size_of_files_is_told(home: Home) -> None:
    ran = home.run("ingest", REPORTS, before=["sh", "-c", 'ulimit -f 300; exec "$@"', "sh"])
    code, what, hint = complaint(ran)
    assert (code, what) == (3, "govstats.db cannot be read or written (disk I/O error)")
    assert "limits of the size of files" in hint


def test_a_snapshot_that_cannot_be_made_in_its_folder_is_told(filled: Home) -> None:
    before = without_roots_rights()
    folder = filled.snapshot.parent
    for path in folder.glob("*.duckdb*"):
        path.unlink()
    names = sorted(folder.iterdir())
    folder.chmod(0o555)
    try:
        ran = filled.run("query", "select 1", before=before)
    finally:
        folder.chmod(0o755)
    code, what, hint = complaint(ran)
    assert code == 3
    assert what == (
        f"the snapshot {filled.shown_snapshot} is out of date and its folder cannot be written: "
        "Permission denied"
    )
    assert "make the folder writable" in hint
    assert sorted(folder.iterdir()) == names


READING: list[tuple[str, ...]] = [
    ("show", "1"),
    ("history", "1"),
    ("db", "status"),
    ("db", "check"),
    ("indicators", "unmatched"),
    ("recode", "--dry-run"),
    ("query", "select count(*) from reports"),
]


@ON_SQLITE
def test_a_database_in_a_folder_that_cannot_be_written_is_read_by_all_commands(filled: Home) -> None:
    before = without_roots_rights()
    names = sorted(path.name for path in filled.path.iterdir())
    filled.path.chmod(0o555)
    try:
        codes = {words: filled.run(*words, before=before).code for words in READING}
        (filled.path / "govstats.duckdb").chmod(0o000)
        unreadable = complaint(filled.run("query", "select 1", before=before))
    finally:
        filled.path.chmod(0o755)
    assert codes == dict.fromkeys(READING, 0)
    assert unreadable[:2] == (3, "the snapshot govstats.duckdb cannot be read: Permission denied")
    assert sorted(path.name for path in filled.path.iterdir()) == names


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [("query", "select * from observations"), ("ingest", BAOSHAN_2020)])
def test_a_full_disk_behind_the_output_is_told(filled: Home, words: tuple[str | Path, ...]) -> None:
    ran = filled.run(*words, before=["sh", "-c", 'exec "$@" > /dev/full', "sh"])
    assert complaint(ran) == (1, "the output cannot be written: No space left on device", "is there room?")


BAD_QUERIES = [
    # the query, what is said, where
    ("select valu from metrics", '"valu" not found', "line 1, column 8"),
    ("select 1\nfrom nosuch", "nosuch does not exist", "line 2, column 6"),
    ("select '宝山区', x", '"x" was not found', "line 1, column 15"),
    ("", "", ""),
    ("select 1; select 2", "2 statements", ""),
    ("delete from metrics", "DELETE statements are not allowed", ""),
    ("attach 'x.db'", "ATTACH", ""),
    ("select * from read_csv('/etc/passwd')", "read_csv is not allowed", "line 1, column 15"),
]


@pytest.mark.parametrize(
    ("sql", "said", "where"), BAD_QUERIES, ids=[case[0] or "nothing" for case in BAD_QUERIES]
)
def test_a_query_that_is_wrong_or_not_allowed_is_told_with_the_position(
    ingested: Home, sql: str, said: str, where: str
) -> None:
    before = sorted(ingested.path.rglob("*"))
    ran = ingested.run("query", sql)
    what = ran.err.splitlines()[0]
    assert (ran.code, ran.out) == (2, b"")
    assert what.startswith("error: ")
    assert said in what
    assert where in what
    assert sorted(ingested.path.rglob("*")) == before


def test_an_unknown_indicator_of_a_comparison_is_told(ingested: Home) -> None:
    code, what, hint = complaint(ingested.run("compare", "mediation.succes_rate"))
    assert (code, what) == (2, "there is no indicator mediation.succes_rate")
    assert "mediation.success_rate" in hint


def test_not_a_byte_of_another_programs_database_changes(folder: Home) -> None:
    path = folder.path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("create table notes (words text)")
    before = fingerprint(path)
    assert folder.run("ingest", BAOSHAN_2020, "--db", "other.db").code == 3
    assert fingerprint(path) == before


def test_upgrading_makes_a_database_once(home: Home) -> None:
    first, second = home.run("db", "upgrade"), home.run("db", "upgrade")
    assert first.lines == [f"{home.shown} upgraded from nothing: revision {head_revision()}"]
    assert second.lines == [f"{home.shown} is up to date: revision {head_revision()}"]
    status = home.run("db", "status")
    assert "reports       0 current, 0 earlier revisions" in status.lines
    code, _, hint = complaint(home.run("query", "select 1"))
    assert code == 3
    assert "govstats" in hint


def test_an_empty_database_gets_its_tables_when_asked_for(home: Home) -> None:
    if home.url is None:
        home.write("govstats.db", b"")
    ran = home.run("db", "status")
    assert ran.code == 3
    assert f"error: {home.shown} is empty" in ran.err
    assert "govstats ingest" in ran.err
    assert home.run("db", "upgrade").code == 0
