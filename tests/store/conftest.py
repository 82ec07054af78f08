"""One body of tests on both databases, with a fresh one for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import make_url

from govstats.store import Store, database_url
from tests.postgres import PostgresServer
from tests.store.samples import sync


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a file that does not exist yet."""
    return database_url(str(tmp_path / "govstats.db"), {})


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(scope="session")
def sqlite_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that mirrors the sample data files, to be copied."""
    path = tmp_path_factory.mktemp("sample") / "govstats.db"
    make_sample(database_url(str(path), {}))
    return path


@pytest.fixture(scope="session")
def postgres_sample(server: PostgresServer) -> Iterator[str]:
    """The name of a database that mirrors the sample data files, to be copied."""
    with server.database() as url:
        make_sample(database_url(url, {}))
        yield str(make_url(url).database)


def make_sample(url: str) -> None:
    """Create a store and mirror the sample data files."""
    with Store.open(url, create=True) as opened, opened.transaction() as session:
        sync(session)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An open store without reports that mirrors the sample data files, on SQLite and on PostgreSQL."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            path = request.getfixturevalue("tmp_path") / "govstats.db"
            shutil.copy(request.getfixturevalue("sqlite_sample"), path)
            address = str(path)
        else:
            running: PostgresServer = request.getfixturevalue("server")
            sample: str = request.getfixturevalue("postgres_sample")
            address = stack.enter_context(running.database(f"TEMPLATE {sample}"))
        yield stack.enter_context(Store.open(database_url(address, {}), create=False))
