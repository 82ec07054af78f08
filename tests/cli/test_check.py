"""`govstats db check`: what is sound is told so, what is not is told with its row, and nothing is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import Any

import duckdb
import pytest
from sqlalchemy import text

from govstats.store.scripts import head_revision
from tests.cli.running import ON_SQLITE, Home, Ran, small_disk, without_roots_rights

CHECKS = [
    "integrity", "constraints", "references", "revisions", "texts", "figures", "set aside", "header", "sources",
    "snapshot",
]  # fmt: skip


def told(ran: Ran) -> dict[str, str]:
    """The line of each check by its name."""
    return {line[:13].strip(): line[14:] for line in ran.lines if not line.startswith("  ")}


def states(home: Home) -> tuple[dict[str, str], dict[str, list[tuple[Any, ...]]]]:
    """The hash of every file of a folder, and all rows of the database."""
    files = [path for path in sorted(home.path.rglob("*")) if path.is_file()]
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in files}, home.contents()


def test_a_sound_database_is_told_so_and_left_as_it_is(filled: Home) -> None:
    before = states(filled)
    ran = filled.run("db", "check")
    assert (ran.code, ran.err) == (0, "")
    lines = told(ran)
    assert list(lines) == CHECKS
    if filled.url is not None:
        assert lines.pop("integrity").startswith("not done  PostgreSQL looks after its own files")
    assert all(line.startswith("ok ") for line in lines.values())
    figures = filled.count("observations")
    assert lines["figures"] == f"ok        {figures} figures against their texts"
    assert states(filled) == before


def test_a_figure_that_is_not_what_its_report_says_is_told(filled: Home) -> None:
    filled.change("update observations set text = replace(text, '2', '3') where text like '%2%'")
    ran = filled.run("db", "check")
    assert ran.code == 3
    assert "fault" in told(ran)["figures"].split("  ")[0]
    assert "report 1, figure " in ran.out.decode()
    assert ran.lines[-1].startswith("  ") or told(ran)["snapshot"]
    what, hint = ran.err.splitlines()
    assert what.startswith(f"error: {filled.shown} is not sound: ")
    assert "backup" in hint


def test_a_snapshot_that_is_missing_or_older_is_no_fault(filled: Home) -> None:
    filled.snapshot.unlink()
    ran = filled.run("db", "check")
    assert (ran.code, ran.err) == (0, "")
    assert told(ran)["snapshot"] == (
        f"not done  there is none at {filled.shown_snapshot}: the next query makes it"
    )
    assert not filled.snapshot.exists()


def test_a_snapshot_that_differs_is_an_error_and_can_be_deleted(filled: Home) -> None:
    with duckdb.connect(filled.snapshot) as connection:
        connection.execute("update loaded.figures set value = value + 1 where observation_id = 7")
    ran = filled.run("db", "check")
    assert ran.code == 3
    assert "  figures 7: is not so in the database" in ran.lines
    assert "  figures 7: is so in the database alone" in ran.lines
    assert ran.err.splitlines() == [
        f"error: {filled.shown_snapshot} is not what {filled.shown} holds: 2 faults",
        f"  try: delete {filled.shown_snapshot}: the next query makes it again from the database",
    ]
    filled.snapshot.unlink()
    filled.run("query", "select 1")
    assert filled.run("db", "check").code == 0


def test_it_works_while_another_program_writes(filled: Home) -> None:
    with filled.connected() as other:
        other.execute(text("update observations set text = replace(text, '2', '3') where text like '%2%'"))
        ran = filled.run("db", "check")
    assert (ran.code, ran.err) == (0, "")


@ON_SQLITE
def test_a_database_that_cannot_be_written_is_checked_too(filled: Home) -> None:
    before = without_roots_rights()
    (filled.path / "govstats.db").chmod(0o444)
    writable = filled.run("db", "check", before=before)
    filled.path.chmod(0o555)
    try:
        sealed = filled.run("db", "check", before=before)
        change_it = filled.run("show", before=before)
    finally:
        filled.path.chmod(0o755)
    assert (writable.code, writable.err) == (0, "")
    assert (sealed.code, sealed.err) == (0, "")
    assert told(sealed) == told(writable)
    assert (change_it.code, change_it.err) == (0, "")


@pytest.mark.parametrize("revision", ["0002", "9999"])
def test_a_database_of_another_revision_is_not_checked(filled: Home, revision: str) -> None:
    filled.change(f"update alembic_version set version_num = '{revision}'")
    ran = filled.run("db", "check")
    assert (ran.code, ran.out) == (3, b"")
    assert f"{filled.shown} has revision {revision}" in ran.err
    assert head_revision() in ran.err


def test_a_missing_database_is_not_made(folder: Home) -> None:
    ran = folder.run("db", "check")
    assert (ran.code, ran.out) == (3, b"")
    assert "there is no database govstats.db" in ran.err
    assert list(folder.path.iterdir()) == []


@ON_SQLITE
def test_a_file_with_a_damaged_page_is_told(filled: Home) -> None:
    path = filled.path / "govstats.db"
    with closing(sqlite3.connect(path)) as connection:
        ((page,),) = connection.execute("select rootpage from sqlite_master where name = 'ix_places_name'")
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    ran = filled.run("db", "check")
    assert ran.code == 3
    assert "fault" in told(ran)["integrity"]
    assert "govstats.db is not sound" in ran.err
    assert "backup" in ran.err


@ON_SQLITE
@pytest.mark.parametrize("size", ["64k", "1m"])
def test_a_temporary_folder_without_room_is_told(filled: Home, size: str) -> None:
    (filled.path / "tmp").mkdir()
    before = small_disk(size, filled.path / "tmp")
    ran = filled.run("db", "check", before=before, environ={"TMPDIR": str(filled.path / "tmp")})
    assert ran.code == 3
    assert told(ran)["sources"].startswith("ok ")
    what, hint = ran.err.splitlines()
    assert what.startswith("error: the snapshot govstats.duckdb cannot be compared: ")
    assert "No space left on device" in what
    assert f"is there room in {filled.path / 'tmp'}?" in hint
