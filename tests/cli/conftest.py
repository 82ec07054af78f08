"""A folder and a database for each test, on SQLite and on PostgreSQL, and some with reports, which are made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.cli.running import KINDS, REPORTS, Home, new_home
from tests.postgres import PostgresServer


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """What the database of the test is: most hold of both; ON_SQLITE picks the one."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def folder(tmp_path: Path) -> Home:
    """An empty folder, for what needs no database, or a SQLite file of its own."""
    return Home(tmp_path)


@pytest.fixture
def home(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[Home]:
    """An empty folder and an empty database."""
    with new_home(request, kind, tmp_path) as made:
        yield made


@pytest.fixture
def ingested(request: pytest.FixtureRequest, kind: str) -> Home:
    """A home with all fixtures in its database, brought up to date; tests only read in it."""
    made: Home = request.getfixturevalue(f"ingested_{kind}")
    return made


@pytest.fixture(scope="session")
def ingested_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """That home with a SQLite file."""
    return fill(Home(tmp_path_factory.mktemp("ingested")))


@pytest.fixture(scope="session")
def ingested_postgresql(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Home]:
    """That home with a PostgreSQL database."""
    with new_home(request, "postgresql", tmp_path_factory.mktemp("ingested")) as made:
        yield fill(made)


def fill(home: Home) -> Home:
    """Ingest all fixtures and make the snapshot."""
    ran = home.run("ingest", REPORTS)
    assert (ran.code, ran.err) == (0, "")
    assert home.run("query", "select 1").code == 0
    return home


@pytest.fixture(scope="session")
def template(server: PostgresServer, ingested_postgresql: Home) -> Iterator[str]:
    """The name of a database like that of the ingested home, which nothing is connected to, so that it can be copied."""
    with server.database(f"TEMPLATE {make_url(ingested_postgresql.address).database}") as url:
        yield str(make_url(url).database)


@pytest.fixture
def filled(request: pytest.FixtureRequest, kind: str, ingested: Home, tmp_path: Path) -> Iterator[Home]:
    """A copy of that home, to be changed."""
    copied = request.getfixturevalue("template") if kind == "postgresql" else ""
    path = shutil.copytree(ingested.path, tmp_path / "filled", symlinks=True)
    with new_home(request, kind, path, copied) as made:
        (path / ingested.snapshot.relative_to(ingested.path)).rename(made.snapshot)
        yield made
