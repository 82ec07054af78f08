"""What holds for all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from govstats.store import database_url
from tests.postgres import PostgresServer, postgres_server, reason_to_skip

# The commands that tests run keep their compiled modules, as everywhere; where the environment forbids it (many
# containers do), each of the many hundred would compile the program anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A busy machine is no fault, and a run says the same as the one before; tests that need other numbers say so.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


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
