"""What fills the cells of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from govstats.warehouse.candidates import Pick
from govstats.warehouse.comparison import CellName


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills the cells of a comparison.

    Attributes:
        places: code and name of the places that get a line, sorted by code.
        picks: what fills each cell.
        left_out: how many figures were left out because of their scope, by scope.
        unplaced: how many because their report is about another year, in which the borders were others.
        unsure: how many because of their confidence.
        reported: codes of the places with a report of the years of the table.
    """

    places: tuple[tuple[str, str], ...]
    picks: Mapping[CellName, Pick]
    left_out: tuple[tuple[str, int], ...]
    unplaced: int = 0
    unsure: int = 0
    reported: frozenset[str] = frozenset()
