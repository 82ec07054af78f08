"""The catalogue: knowledge as data, with its strict loader."""

from govstats.catalogue.entries import (
    BoundCues,
    BoundWords,
    Example,
    Indicator,
    NonFigure,
    RankCues,
    SectionCue,
    Unit,
)
from govstats.catalogue.folders import DATA
from govstats.catalogue.loading import Catalogue, examine_catalogue, load_catalogue, load_units, load_version
from govstats.catalogue.patterns import load_bound_cues, load_nonfigures, load_rank_cues, load_section_cues

__all__ = [
    "DATA",
    "BoundCues",
    "BoundWords",
    "Catalogue",
    "Example",
    "Indicator",
    "NonFigure",
    "RankCues",
    "SectionCue",
    "Unit",
    "examine_catalogue",
    "load_bound_cues",
    "load_catalogue",
    "load_nonfigures",
    "load_rank_cues",
    "load_section_cues",
    "load_units",
    "load_version",
]
