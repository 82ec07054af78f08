"""Which database is meant, and how it is shown."""

import subprocess
import sys

import pytest

from govstats.errors import StoreError
from govstats.store import Store, database_path, database_url, open_engine, show_url


@pytest.mark.parametrize(
    ("given", "variable", "expected"),
    [
        (None, None, "sqlite:///govstats.db"),
        (None, "", "sqlite:///govstats.db"),
        (None, "other.db", "sqlite:///other.db"),
        ("mine.db", "other.db", "sqlite:///mine.db"),
        ("/tmp/a b.db", None, "sqlite:////tmp/a b.db"),
        ("sqlite:///x.db", None, "sqlite:///x.db"),
        ("sqlite+pysqlite:////x.db", None, "sqlite:////x.db"),
        ("postgresql://u:p@h/d", None, "postgresql+psycopg://u:p@h/d"),
        ("postgres://u@h:5433/d", None, "postgresql+psycopg://u@h:5433/d"),
        ("postgresql+psycopg://h/d?sslmode=require", None, "postgresql+psycopg://h/d?sslmode=require"),
    ],
)
def test_the_given_address_goes_before_the_variable_and_that_before_the_default(given, variable, expected):
    environ = {} if variable is None else {"GOVSTATS_DATABASE_URL": variable}
    assert database_url(given, environ) == expected


@pytest.mark.parametrize("path", ["库.db", "a?b#c%20d.db", "/tmp/数据/x.db"])
def test_a_path_survives_being_a_url(path):
    url = database_url(path, {})
    assert str(database_path(url)) == path
    assert show_url(url) == path
    assert database_url(url, {}) == url


@pytest.mark.parametrize(
    "address",
    [
        "mysql://u:geheim@h/d",
        "postgresql+asyncpg://u:geheim@h/d",
        "postgresql://u:geheim@h:port/d",
        "sqlite://",
        "sqlite:///",
        ":memory:",
        "sqlite:///:memory:",
        "sqlite:///x.db?mode=ro",
        "://",
    ],
)
def test_other_addresses_are_refused_without_showing_a_password(address):
    with pytest.raises(StoreError) as refused:
        database_url(address, {})
    assert "geheim" not in str(refused.value)
    assert "sqlite:///path" in refused.value.hint


def test_a_shown_url_has_no_password():
    assert show_url(database_url("postgresql://u:geheim@h/d?password=geheim", {})) == "postgresql://u:***@h/d"


def test_a_missing_driver_is_named_with_its_remedy():
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from govstats.errors import StoreError\n"
        "from govstats.store import open_engine\n"
        "try: open_engine('postgresql+psycopg://h/d')\n"
        "except StoreError as error: print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "driver is not installed" in said
    assert "govstats[postgres]" in said


def test_sqlite_connections_check_references_and_wait_for_locks(sqlite_url):
    Store.open(sqlite_url, create=True).close()
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "busy_timeout", "journal_mode")
        ]
    engine.dispose()
    assert settings == [1, 30_000, "wal"]
