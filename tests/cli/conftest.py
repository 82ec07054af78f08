"""A folder for each test, and one with the fixtures ingested, which is made once and copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.running import REPORTS, Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty folder."""
    return Home(tmp_path)


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A folder with all fixtures in a database, brought up to date; tests only read in it."""
    home = Home(tmp_path_factory.mktemp("ingested"))
    ran = home.run("ingest", REPORTS)
    assert (ran.code, ran.err) == (0, "")
    assert home.run("query", "select 1").code == 0
    return home


@pytest.fixture
def filled(ingested: Home, tmp_path: Path) -> Home:
    """A copy of that folder, to be changed."""
    shutil.copytree(ingested.path, tmp_path / "filled")
    return Home(tmp_path / "filled")
