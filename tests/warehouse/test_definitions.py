"""A snapshot that another version of the program made differently is known by its format."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from govstats.warehouse import definitions
from govstats.warehouse.definitions import snapshot_format

SCRIPTS = [
    file.name for file in resources.files(definitions.__package__).joinpath("sql").iterdir() if file.is_file()
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_another_way_to_fill_it_is_another_format(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot_format()
    package = Path(str(resources.files(definitions.__package__)))
    shutil.copytree(package / "sql", tmp_path / "sql")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    snapshot_format.cache_clear()
    assert snapshot_format() == before
    with (tmp_path / "sql" / script).open("a", encoding="utf-8") as file:
        file.write("-- and more\n")
    snapshot_format.cache_clear()
    assert snapshot_format() != before
    snapshot_format.cache_clear()
