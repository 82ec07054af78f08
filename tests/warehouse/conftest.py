"""A store for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.stores import SampleStore, make_store


@pytest.fixture
def store(tmp_path: Path) -> SampleStore:
    """An empty SQLite store."""
    return make_store(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> SampleStore:
    """An empty store, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return make_store(tmp_path)
    return SampleStore(request.getfixturevalue("postgres_url"))
