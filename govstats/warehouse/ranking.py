"""Ranks the places of a year and indicator by their figures, as far as those that are not exact leave no doubt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from govstats.warehouse.comparison import CellName, NotComputed
from govstats.warehouse.computing import Computed, valued
from govstats.warehouse.likeness import WHOLE_YEAR, Likeness

Interval = tuple[Decimal, Decimal]

UNRANKED_PERIOD = "its figure covers another period or has another scope than those ranked"
UNRANKED_DOUBT = "a figure that is no exact one may be greater or less"


class Figure(NamedTuple):
    """A figure that ranks are about.

    Attributes:
        cell: its cell.
        kind: which stretch of the year and whose figure.
        value: its value.
        bound: how that limits the true one.
    """

    cell: CellName
    kind: object
    value: Decimal
    bound: str


def compute_ranks(likeness: Likeness, columns: Iterable[Sequence[CellName]], computed: Computed) -> None:
    """Rank the places of each year and indicator by their figures, the greatest first; equal ones share a rank.

    Only exact figures get a rank, those that cover the same stretch of the year and are of one scope: the whole year
    and the whole place go before. Others like them that only bound the true one count too: where one of them is surely
    greater, the rank is lower, and where that is not sure, there is none.

    Args:
        likeness: judges the figures.
        columns: for each year and indicator the cells of all places.
        computed: takes the ranks.
    """
    for cells in columns:
        figures = list(fit_figures(likeness, cells, computed))
        kind = preferred({figure.kind for figure in figures if figure.bound == "="})
        alike = [figure for figure in figures if figure.kind == kind]
        is_percentage = bool(cells) and likeness.measures[cells[0].indicator].base_code == "percent"
        scale = Scale(
            sorted(figure.value for figure in alike if figure.bound == "="),
            [range_of(figure, is_percentage=is_percentage) for figure in alike if figure.bound != "="],
        )
        for figure in figures:
            rank = scale.rank(figure.value) if figure.bound == "=" and figure.kind == kind else None
            if rank is not None:
                computed.ranks[figure.cell] = rank
            else:
                computed.refused.append(NotComputed(figure.cell, "rank", why_no_rank(figure, kind)))


def fit_figures(likeness: Likeness, cells: Sequence[CellName], computed: Computed) -> Iterable[Figure]:
    """Give the figures of some cells that may be held against each other; note the others."""
    for cell, pick, value in valued(likeness, cells):
        why = likeness.why_not(cell, is_bound_well=True)
        if why is None:
            yield Figure(cell, (likeness.shape(cell, pick), pick.scope), value, pick.bound or "=")
        else:
            computed.refused.append(NotComputed(cell, "rank", why))


def why_no_rank(figure: Figure, kind: object) -> str:
    """Tell why a figure has no rank among those of a kind."""
    if figure.bound != "=":
        return "its figure is no exact one"
    return UNRANKED_DOUBT if figure.kind == kind else UNRANKED_PERIOD


def preferred(kinds: set[object]) -> object:
    """Choose which figures are ranked: all if they are alike, else those of the whole place and year."""
    return next(iter(kinds)) if len(kinds) == 1 else (WHOLE_YEAR, "place")


def range_of(figure: Figure, *, is_percentage: bool) -> Interval:
    """Give between which values the true one of a figure lies that only bounds it.

    A count is rounded to its last digit that is not zero: 5000余 is from 5000 to 6000, 近5000 from 4000 to 5000, 约5000
    from 4000 to 6000. Of a percentage, 95%以上 may be any from 95 on.
    """
    value, bound = figure.value, figure.bound
    exponent = value.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    beyond = Decimal("Infinity") if is_percentage and bound != "~" else step
    return (value if bound == ">" else value - beyond), (value if bound == "<" else value + beyond)


@dataclass
class Scale:
    """What the figures of one year and indicator rank among.

    Attributes:
        exact: the exact values, ascending.
        ranges: between which values the others lie.
    """

    exact: Sequence[Decimal]
    ranges: Sequence[Interval]

    def __post_init__(self) -> None:
        self._lows = sorted(low for low, _ in self.ranges)
        self._highs = sorted(high for _, high in self.ranges)

    def rank(self, value: Decimal) -> int | None:
        """Give the rank of an exact value: one more than there are greater ones; None where that is not sure."""
        begun = bisect_right(self._lows, value)
        if begun > bisect_left(self._highs, value):
            return None  # one of them may lie on either side
        return 1 + len(self.exact) - bisect_right(self.exact, value) + len(self._lows) - begun
