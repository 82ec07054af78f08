"""A copy of the catalogue's files, and what is kept of it in the cache folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govstats.catalogue import DATA


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data files, with a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"
