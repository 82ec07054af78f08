"""The catalogue: knowledge as data, with its strict loader."""

from govstats.catalogue.entries import Example, Indicator, Unit
from govstats.catalogue.loading import DATA, Catalogue, load_catalogue, load_indicators, load_units, load_version

__all__ = [
    "DATA",
    "Catalogue",
    "Example",
    "Indicator",
    "Unit",
    "load_catalogue",
    "load_indicators",
    "load_units",
    "load_version",
]
