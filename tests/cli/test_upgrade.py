"""`govstats db upgrade` copies a SQLite database before it changes it, and changes nothing where it cannot."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from govstats.errors import StoreError
from govstats.store.backing_up import back_up
from govstats.store.migrating import downgrade
from govstats.store.scripts import head_revision
from tests.cli.running import Home, Ran, small_disk, without_roots_rights

OLDER = "0002"  # the revisions behind it make tables and write them anew
NAME = re.compile(rf"govstats-backup-of-revision-{OLDER}-\d{{8}}T\d{{6}}Z(-\d)?\.db")


@pytest.fixture
def kind() -> str:
    """What the databases of these tests are: the program makes copies of SQLite files alone."""
    return "sqlite"


@pytest.fixture
def older(filled: Home) -> Home:
    """A folder with a database of an earlier revision."""
    engine = create_engine(filled.address)
    downgrade(engine, OLDER)
    engine.dispose()
    (filled.path / "govstats.duckdb").unlink()
    (filled.path / "govstats.duckdb.lock").unlink()
    return filled


def backups(home: Home) -> list[Path]:
    return sorted(path for path in home.path.iterdir() if "backup" in path.name)


def revision(home: Home) -> str:
    ((number,),) = home.select("select version_num from alembic_version")
    return str(number)


def restored(backup: Path, folder: Path) -> Home:
    """Put a copy in the place of a database, in a folder that is made."""
    folder.mkdir()
    shutil.copy(backup, folder / "govstats.db")
    return Home(folder)


def complaint(ran: Ran) -> tuple[str, str]:
    what, hint = ran.err.splitlines()
    assert ran.code == 3
    return what.removeprefix("error: "), hint.removeprefix("  try: ")


def test_a_database_is_copied_before_it_is_upgraded(older: Home, tmp_path: Path) -> None:
    before = older.contents()
    ran = older.run("db", "upgrade")
    (backup,) = backups(older)
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines == [
        f"backup of govstats.db: {backup.name}",
        f"govstats.db upgraded from {OLDER}: revision {head_revision()}",
    ]
    assert NAME.fullmatch(backup.name)
    earlier = restored(backup, tmp_path / "restored")
    assert earlier.contents() == before
    assert (revision(older), revision(earlier)) == (head_revision(), OLDER)
    assert older.run("db", "check").code == 0
    assert (
        earlier.run("db", "upgrade", "--no-backup").code == 0
    )  # who goes back to it can upgrade it once more
    assert earlier.contents() == older.contents()


def test_what_another_program_has_not_yet_put_into_the_file_is_copied_too(older: Home) -> None:
    with closing(sqlite3.connect(older.path / "govstats.db")) as other:
        other.execute("pragma wal_autocheckpoint = 0")
        with other:
            other.execute("update reports set title = 'in the log' where id = 1")
        assert (older.path / "govstats.db-wal").stat().st_size > 0
        assert older.run("db", "upgrade").code == 0
    (backup,) = backups(older)
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("select title from reports where id = 1").fetchone() == ("in the log",)


def test_nothing_is_copied_where_nothing_is_changed(filled: Home, tmp_path: Path) -> None:
    before = {path.name for path in filled.path.iterdir()}
    assert filled.run("db", "upgrade").lines == [f"govstats.db is up to date: revision {head_revision()}"]
    assert {path.name for path in filled.path.iterdir()} == before
    new = Home(tmp_path / "new")
    new.path.mkdir()
    assert new.run("db", "upgrade").code == 0
    assert [path.name for path in new.path.iterdir()] == ["govstats.db"]


def test_the_copy_can_be_left_out(older: Home) -> None:
    ran = older.run("db", "upgrade", "--no-backup")
    assert ran.lines == [f"govstats.db upgraded from {OLDER}: revision {head_revision()}"]
    assert backups(older) == []


def test_an_earlier_copy_is_never_replaced(older: Home) -> None:
    now = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
    path = older.path / "govstats.db"
    made = [back_up(path, OLDER, now) for _ in range(3)]
    stem = f"govstats-backup-of-revision-{OLDER}-20261122T101500Z"
    assert [one.name for one in made] == [f"{stem}.db", f"{stem}-2.db", f"{stem}-3.db"]
    assert {path.name for path in older.path.iterdir()} == {"govstats.db", *(one.name for one in made)}


def test_a_copy_has_the_rights_of_the_database(older: Home) -> None:
    (older.path / "govstats.db").chmod(0o640)
    older.run("db", "upgrade")
    (backup,) = backups(older)
    assert backup.stat().st_mode & 0o777 == 0o640


def test_a_copy_of_a_damaged_database_is_not_taken_for_a_backup(older: Home) -> None:
    path = older.path / "govstats.db"
    with closing(sqlite3.connect(path)) as connection:
        ((page,),) = connection.execute("select rootpage from sqlite_master where name = 'set_aside'")
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(StoreError, match="nothing was changed"):
        back_up(path, OLDER, datetime(2026, 11, 22, tzinfo=UTC))
    assert [one.name for one in older.path.iterdir()] == ["govstats.db"]


def test_an_upgrade_that_fails_tells_where_the_copy_is(older: Home) -> None:
    with closing(sqlite3.connect(older.path / "govstats.db")) as connection, connection:
        connection.execute("create view sources as select 1 as one")
    before = older.contents()
    ran = older.run("db", "upgrade")
    (backup,) = backups(older)
    what, hint = complaint(ran)
    assert what.startswith("govstats.db failed (")
    assert hint == f"nothing was changed, and the backup from before is {backup.name}"
    assert older.contents() == before


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_upgraded(older: Home) -> None:
    before, contents = without_roots_rights(), older.contents()
    older.path.chmod(0o555)
    try:
        copying = complaint(older.run("db", "upgrade", before=before))
        changing = complaint(older.run("db", "upgrade", "--no-backup", before=before))
    finally:
        older.path.chmod(0o755)
    assert copying[0] == "govstats.db cannot be backed up in .: Permission denied; nothing was changed"
    assert "allow writing" in copying[1]
    assert changing[0] == "govstats.db is read-only"
    assert "allow writing" in changing[1]
    assert older.contents() == contents
    assert [path.name for path in older.path.iterdir()] == ["govstats.db"]


def test_a_disk_without_room_for_a_copy_is_told_and_nothing_is_upgraded(older: Home) -> None:
    size = (older.path / "govstats.db").stat().st_size
    disk, kept = older.path / "disk", older.path / "kept"
    disk.mkdir()
    kept.mkdir()
    before = small_disk(f"{size * 3 // 2 // 1024}k", disk)
    script = f'cp govstats.db "{disk}"; "$@"; code=$?; cp -a "{disk}"/. "{kept}"; exit $code'
    ran = older.run("db", "upgrade", "--db", "disk/govstats.db", before=[*before, "sh", "-c", script, "sh"])
    what, hint = complaint(ran)
    assert what.startswith("disk/govstats.db cannot be backed up in disk: ")
    assert "full" in what
    assert what.endswith("; nothing was changed")
    assert "--no-backup" in hint
    assert {path.name for path in kept.iterdir()} - {"govstats.db-wal", "govstats.db-shm"} == {"govstats.db"}
    assert Home(kept).contents() == older.contents()


def test_a_disk_without_room_for_a_new_database_is_told_and_nothing_is_left(folder: Home) -> None:
    (folder.path / "disk").mkdir()
    script = '"$@"; code=$?; ls -A disk; exit $code'
    before = [*small_disk("16k", folder.path / "disk"), "sh", "-c", script, "sh"]
    ran = folder.run("db", "upgrade", "--db", "disk/new.db", before=before)
    assert complaint(ran)[0] == "no space left for disk/new.db"
    assert ran.out == b""


def test_of_a_database_server_it_is_said_who_makes_copies(folder: Home, postgres_url: str) -> None:
    assert folder.run("db", "upgrade", "--db", postgres_url).err == ""
    engine = create_engine(postgres_url)
    downgrade(engine, OLDER)
    engine.dispose()
    ran = folder.run("db", "upgrade", "--db", postgres_url)
    assert ran.code == 0
    (note,) = ran.err.splitlines()
    assert "pg_dump" in note
    assert list(folder.path.iterdir()) == []


def test_every_command_that_opens_an_older_database_says_what_to_run(older: Home) -> None:
    for words in (
        ("ingest", "."),
        ("query", "select 1"),
        ("compare", "mediation.success_rate"),
        ("show",),
        ("show", "1"),
        ("recode", "--dry-run"),
        ("indicators", "unmatched"),
        ("history", "1"),
        ("db", "check"),
    ):
        what, hint = complaint(older.run(*words))
        assert what == f"govstats.db has revision {OLDER}, this govstats needs {head_revision()}", words
        assert hint == "bring it up to date with: govstats db upgrade", words
    for words in (("db", "status"), ("indicators", "show", "mediation.success_rate")):
        ran = older.run(*words)
        assert "bring it up to date with: govstats db upgrade" in ran.out.decode() + ran.err
    assert revision(older) == OLDER
