"""What a user is told when the database cannot be used."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import event, text

from govstats.errors import StoreError
from govstats.store import Store, database_path, database_url, open_engine, require_existing
from govstats.store.store import whole_or_none
from tests.postgres import unprivileged
from tests.store.samples import make_extraction, make_report, put, sync


def refusal_of(url, *, create=True):
    with pytest.raises(StoreError) as refused:
        Store.open(url, create=create)
    assert "\n" not in str(refused.value)
    return refused.value


def test_opening_creates_the_tables_once(store_url):
    for _ in range(2):
        with Store.open(store_url, create=True) as store, store.transaction() as session:
            sync(session)
    Store.open(store_url, create=False).close()


def test_a_missing_file_is_not_created_by_reading(sqlite_url):
    with pytest.raises(StoreError, match="there is no database"):
        require_existing(sqlite_url)
    refused = refusal_of(sqlite_url, create=False)
    assert "there is no database" in refused.message
    assert "govstats ingest" in refused.hint
    assert not database_path(sqlite_url).exists()


def interrupted_after(url, work):
    """Do something that makes a database, and be interrupted."""
    with whole_or_none(url):
        work()
        raise KeyboardInterrupt


def test_a_file_that_could_not_be_made_a_database_does_not_stay(sqlite_url):
    path = database_path(sqlite_url)
    with pytest.raises(KeyboardInterrupt):
        interrupted_after(sqlite_url, lambda: path.write_bytes(b"half a page"))
    assert not path.exists()


def test_a_database_that_somebody_else_made_meanwhile_stays(sqlite_url):
    with pytest.raises(KeyboardInterrupt):
        interrupted_after(sqlite_url, lambda: Store.open(sqlite_url, create=True).close())
    Store.open(sqlite_url, create=False).close()


def test_an_empty_database_is_told_how_it_is_filled(store_url):
    path = database_path(store_url)
    if path is not None:
        path.touch()
    refused = refusal_of(store_url, create=False)
    assert "is empty" in refused.message
    assert "govstats ingest" in refused.hint


def test_a_newer_database_is_left_alone(store):
    with store.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for create in (True, False):
        refused = refusal_of(store.url, create=create)
        assert "9999" in refused.message
        assert "update govstats" in refused.hint


@pytest.mark.parametrize("version_table", [False, True], ids=["without alembic", "with alembic"])
def test_a_database_of_another_program_is_left_alone(store_url, version_table):
    engine = open_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE customers (id INTEGER)"))
        if version_table:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
            connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    for create in (True, False):
        assert "another program" in refusal_of(store_url, create=create).message
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM customers")).scalar() == 0
    engine.dispose()


@pytest.mark.parametrize("content", [b"not a database", "某区报告".encode() * 1000], ids=["short", "long"])
def test_a_file_that_is_no_database_is_left_as_it_is(sqlite_url, content):
    path = database_path(sqlite_url)
    path.write_bytes(content)
    for create in (True, False):
        assert "is not a database" in refusal_of(sqlite_url, create=create).message
    assert path.read_bytes() == content


def test_a_damaged_file_is_named(sqlite_url):
    with Store.open(sqlite_url, create=True) as store:
        with store.transaction() as session:
            sync(session)
        put(store, make_report(), make_extraction())
    path = database_path(sqlite_url)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with (
        pytest.raises(StoreError, match=r"govstats\.db is damaged"),
        Store.open(sqlite_url, create=False) as store,
    ):
        put(store, make_report(), make_extraction())


def test_a_locked_file_says_so(sqlite_url):
    Store.open(sqlite_url, create=True).close()
    other = sqlite3.connect(database_path(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(sqlite_url, create=False) as store:
        # the waiting itself is the engine's; here it is cut short
        event.listen(store.engine, "connect", lambda one, _: one.execute("PRAGMA busy_timeout = 50"))
        store.engine.dispose()
        with (
            pytest.raises(StoreError, match="locked by another program") as refused,
            store.transaction() as session,
        ):
            sync(session)
    assert "try again" in refused.value.hint
    other.close()


def test_a_full_disk_says_so_and_keeps_what_was_there(sqlite_url):
    with Store.open(sqlite_url, create=True) as store:
        with store.transaction() as session:
            sync(session)
        put(store, make_report())

        def fill(connection, _entry):
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

        event.listen(store.engine, "connect", fill)
        store.engine.dispose()
        with pytest.raises(StoreError, match="no space left"):
            put(store, make_report("长" * 100_000))
        with store.transaction() as session:
            assert session.execute(text("SELECT count(*) FROM reports")).scalar() == 1


def test_a_read_only_file_says_so():
    """As a user without the right to write: root may write everywhere."""
    program = (
        "import os, sys, sqlite3\nfrom sqlalchemy import text\nimport sqlalchemy.dialects.sqlite\n"
        "from govstats.errors import StoreError\nfrom govstats.store import Store\n"
        "if len(sys.argv) > 2: os.setgid(int(sys.argv[3])); os.setuid(int(sys.argv[2]))\n"
        "try:\n"
        "    with Store.open(sys.argv[1], create=True) as store, store.transaction() as session:\n"
        "        session.execute(text('DELETE FROM store_state'))\n"
        "except StoreError as error: print(error)\n"
    )
    with tempfile.TemporaryDirectory(prefix="govstats-") as folder:
        path = Path(folder, "x.db")
        url = database_url(str(path), {})
        Store.open(url, create=True).close()
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        account = [str(one) for one in unprivileged().values() if isinstance(one, int)]
        ended = subprocess.run(
            [sys.executable, "-c", program, url, *account],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
        )
        Path(folder).chmod(0o755)
    assert "x.db" in ended.stdout, ended.stderr
    assert "read" in ended.stdout
    assert os.linesep not in ended.stdout.strip()


def test_a_read_only_postgresql_database_says_so(postgres_url):
    with Store.open(postgres_url, create=True) as store:
        with store.engine.begin() as connection:
            name = connection.execute(text("SELECT current_database()")).scalar()
            connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        store.engine.dispose()
        with pytest.raises(StoreError, match="is read-only"), store.transaction() as session:
            sync(session)


def test_a_postgresql_user_without_rights_is_told(postgres_url):
    with Store.open(postgres_url, create=True) as store, store.engine.begin() as connection:
        connection.execute(text("CREATE ROLE guest LOGIN"))
    refused = refusal_of(postgres_url.replace("govstats@", "guest:geheim@"), create=False)
    assert "no permission" in refused.message
    assert "geheim" not in str(refused)


@pytest.mark.parametrize("missing", ["database", "server"])
def test_no_connection_says_where(server, missing):
    url = server.url("nowhere") if missing == "database" else "postgresql://u:geheim@127.0.0.1:1/d"
    refused = refusal_of(database_url(url, {}))
    assert "no connection to postgresql://" in refused.message
    assert "geheim" not in str(refused)
    assert "server runs" in refused.hint


@pytest.mark.parametrize(
    ("make", "said"),
    [(lambda path: path.mkdir(), "is a folder"), (lambda path: path.parent.rmdir(), "there is no folder")],
    ids=["a folder", "no folder around it"],
)
def test_a_path_that_cannot_be_a_file_is_refused(tmp_path, make, said):
    path = tmp_path / "sub" / "x.db"
    path.parent.mkdir()
    make(path)
    assert said in refusal_of(database_url(str(path), {})).message


def test_errors_of_other_files_pass_through(store):
    with pytest.raises(FileNotFoundError), store.transaction():
        Path("no-such-report.txt").read_bytes()
