"""docs/indicators.md is what the catalogue says today."""

from __future__ import annotations

from govstats.catalogue import load_catalogue
from govstats.catalogue.codebook import write_codebook
from tests.docs.documents import ROOT


def test_the_code_book_is_current() -> None:
    written = write_codebook(load_catalogue(experimental=True))
    assert (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8") == written, "run: make codebook"


def test_it_tells_every_indicator_with_its_definition() -> None:
    book = (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8")
    for each in load_catalogue(experimental=True).indicators.values():
        assert f"### {each.code}\n\n**{each.name}**" in book
        assert each.definition in book
