"""docs/exports.md tells the columns of exports, and the keys of a data package, as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from govstats.exports.datasets.describing import title_of
from govstats.exports.datasets.package import FIGURES, INDICATORS, PLACES, REPORTS, UNITS
from govstats.exports.datasets.sdmx import DIMENSIONS
from govstats.warehouse import Selection, refresh
from govstats.warehouse.dataset import open_dataset
from tests.docs.documents import ROOT, read
from tests.warehouse.stores import figure, make_store

TOLD = read(ROOT / "docs" / "exports.md")


def table(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading."""
    text = TOLD.partition(f"\n## {heading}\n")[2]
    rows = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert rows, heading
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[0].splitlines()[2:]]


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    store = make_store(tmp_path)
    store.add_report(figure("98.16"))
    with open_dataset(refresh(store.url, tmp_path / "s.duckdb").path, Selection()) as dataset:
        found: list[str] = dataset.schema.names
        return found


def test_the_columns_are_told_in_their_order_with_their_titles(names: list[str]) -> None:
    assert [row[:2] for row in table("Columns")] == [[name, title_of(name)] for name in names]


def test_the_tables_of_a_package_are_told_with_their_keys() -> None:
    assert {name: key for name, key, _ in table("Data package")} == {
        f"{resource.name}.csv": " and ".join(resource.key)
        for resource in (FIGURES, INDICATORS, UNITS, PLACES, REPORTS)
    }


def test_the_dimensions_of_sdmx_are_told() -> None:
    assert [row[0] for row in table("SDMX")] == [component.id for component in DIMENSIONS]
