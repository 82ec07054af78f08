"""Finds the tables of a text and reads their figures."""

from __future__ import annotations

from collections.abc import Callable

from govstats.catalogue.cues import TableCues
from govstats.observations.context import About
from govstats.observations.model import Extraction
from govstats.observations.tables.cells import ReadAloud, TableReading
from govstats.observations.tables.layouts import Layout, LayoutReader
from govstats.observations.tables.names import NameReader
from govstats.quantities import Scan
from govstats.text.grids import find_grids

MOST_CELLS = 3000  # with figures in the tables of one report; those beyond are set aside
_ABOVE_LINES, _LONGEST_LINE_ABOVE, _REACH_ABOVE = 3, 60, 400


class TableReader:
    """Reads the figures of tables.

    Args:
        layouts: understands tables.
        cues: what heads and stubs say.
    """

    def __init__(self, layouts: LayoutReader, cues: TableCues) -> None:
        self._layouts = layouts
        self._names = NameReader(layouts, cues)

    def find(self, text: str, folded: str) -> tuple[Layout, ...]:
        """Find the tables of a text that hold figures.

        Args:
            text: the text of a report.
            folded: the same, width folded.
        """
        found: list[Layout] = []
        before: Layout | None = None
        for grid in find_grids(text):
            near = before is not None and _is_near(folded, before.grid.end, grid.start)
            before = self._layouts.read(folded, grid, before if near else None)
            if before is not None:
                found.append(before)
        return tuple(found)

    def read(
        self,
        text: str,
        folded: str,
        layout: Layout,
        about: About,
        read_aloud: ReadAloud,
        scan: Callable[[str], Scan],
        most: int = MOST_CELLS,
    ) -> Extraction:
        """Read the figures of a table.

        Args:
            text: the text of the report.
            folded: the same, width folded.
            layout: the table.
            about: what the header says.
            read_aloud: reads a sentence.
            scan: finds the numbers of a name.
            most: how many cells with figures are read; those beyond are set aside.

        Returns:
            Its figures and the numbers of it that are none.
        """
        reading = TableReading(self._names, text, folded, layout, about, read_aloud)
        return reading.run(scan, most)


def _is_near(folded: str, end: int, start: int) -> bool:
    """Whether a table stands right after another, with no more than a short line between."""
    between = folded[end:start].strip()
    return len(between) <= _LONGEST_LINE_ABOVE and "\n" not in between
