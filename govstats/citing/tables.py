"""The tables of a text as they were understood when their figures were read."""

from __future__ import annotations

from govstats.catalogue import DATA, load_catalogue
from govstats.catalogue.cues import load_table_cues
from govstats.observations.tables import Layout, LayoutReader, TableReader


def read_layouts(text: str, folded: str) -> tuple[Layout, ...]:
    """Understand the tables of a text that hold figures.

    Args:
        text: the text of a report.
        folded: the same, width folded.
    """
    cues = load_table_cues(DATA)
    return TableReader(LayoutReader(cues, load_catalogue().units), cues).find(text, folded)
