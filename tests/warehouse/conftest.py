"""A store for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.stores import KINDS, SampleStore, new_url


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty database, whose snapshot lies in the folder of the test; ON_SQLITE picks the one kind."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with new_url(request, request.param, tmp_path) as made:
        yield made


@pytest.fixture
def store(url: str) -> SampleStore:
    """An empty store."""
    return SampleStore(url)
