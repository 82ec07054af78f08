"""A store for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govstats.store import database_url
from tests.postgres import PostgresServer, postgres_server, reason_to_skip
from tests.warehouse.stores import SampleStore, make_store


@pytest.fixture
def store(tmp_path: Path) -> SampleStore:
    """An empty SQLite store."""
    return make_store(tmp_path)


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests of the session."""
    reason = reason_to_skip()
    if reason is not None:
        pytest.skip(reason)
    with postgres_server() as running:
        yield running


@pytest.fixture
def postgres_url(server: PostgresServer) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with server.database() as url:
        yield database_url(url, {})


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> SampleStore:
    """An empty store, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return make_store(tmp_path)
    return SampleStore(request.getfixturevalue("postgres_url"))
