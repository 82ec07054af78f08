"""One body of tests on both databases, with a fresh one for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govstats.store import Store, database_url
from tests.postgres import PostgresServer, postgres_server, reason_to_skip
from tests.store.samples import sync


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests of the session."""
    reason = reason_to_skip()
    if reason is not None:
        pytest.skip(reason)
    with postgres_server() as running:
        yield running


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a file that does not exist yet."""
    return database_url(str(tmp_path / "govstats.db"), {})


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        url: str = request.getfixturevalue("sqlite_url")
        return url
    running: PostgresServer = request.getfixturevalue("server")
    return database_url(running.create_database(), {})


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A new store that mirrors the sample data files."""
    with Store.open(store_url, create=True) as opened:
        with opened.transaction() as session:
            sync(session)
        yield opened
