"""Tables: their layout, what their heads and names say, and the figures in their cells."""

from govstats.observations.tables.layouts import Layout, LayoutReader
from govstats.observations.tables.reading import MOST_CELLS, TableReader

__all__ = ["MOST_CELLS", "Layout", "LayoutReader", "TableReader"]
