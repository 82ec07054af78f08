"""What is computed beside the figures of a comparison, never mixed with them: changes, ranks, ratios and totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from operator import itemgetter

from govstats.warehouse.adding import join_bounds
from govstats.warehouse.candidates import DIGITS, Pick
from govstats.warehouse.comparison import CellName, NotComputed
from govstats.warehouse.likeness import WHOLE_YEAR, Likeness

EXACT = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
PERCENT_STEP = Decimal("0.01")  # as reports state their rates
SIGNIFICANT = 4  # digits that a ratio has at least


@dataclass(frozen=True, slots=True)
class Change:
    """A computed change against the year before.

    Attributes:
        difference: in the unit of the indicator; percentage points of a percentage.
        growth: in percent, rounded to two decimals; None for rates and means, and where the earlier figure is not
            above zero.
    """

    difference: Decimal
    growth: Decimal | None


@dataclass
class Computed:
    """What was computed beside cells, and beside which it could not be.

    Attributes:
        changes: by cell.
        ranks: by cell.
        ratios: by the number of the divisor, by cell.
        refused: what could not be computed, and why.
    """

    changes: dict[CellName, Change] = field(default_factory=dict)
    ranks: dict[CellName, int] = field(default_factory=dict)
    ratios: list[dict[CellName, Decimal]] = field(default_factory=list)
    refused: list[NotComputed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Total:
    """The figures of one year and indicator, added up over places.

    Attributes:
        value: the sum; None where there is none.
        bound: how it limits the true one.
        missing: codes of the places that it lacks; empty where every place has reported.
        why_not: why there is none although there are figures; None where there is one, or no figure.
    """

    value: Decimal | None = None
    bound: str | None = None
    missing: tuple[str, ...] = ()
    why_not: str | None = None


def valued(likeness: Likeness, cells: Iterable[CellName]) -> Iterator[tuple[CellName, Pick, Decimal]]:
    """Give those of some cells that have values, with these, year by year: few maps are kept at a time."""
    for cell in sorted(cells, key=itemgetter(1)):
        pick = likeness.picks.get(cell)
        if pick is not None and pick.value is not None:
            yield cell, pick, pick.value


def compute_changes(likeness: Likeness, cells: Iterable[CellName], computed: Computed) -> None:
    """Compute the changes against the calendar year before, whether that year is shown or not.

    Only between exact figures of the same unit, scope, issuer (of an issuer's own figures), stretch of the year and
    territory.
    """
    for cell, _, value in valued(likeness, cells):
        before = cell._replace(year=cell.year - 1)
        earlier = likeness.picks.get(before)
        if earlier is None or earlier.value is None:
            continue
        why = likeness.why_not(cell) or likeness.why_not(before) or likeness.why_no_step(before, cell)
        if why is not None:
            computed.refused.append(NotComputed(cell, "change", why))
            continue
        difference = EXACT.subtract(value, earlier.value)
        has_growth = likeness.measures[cell.indicator].adds_up and earlier.value > 0
        growth = in_percent(difference, earlier.value) if has_growth else None
        computed.changes[cell] = Change(difference, growth)


def in_percent(part: Decimal, whole: Decimal) -> Decimal:
    """Give a share in percent, rounded to two decimals."""
    return EXACT.divide(part * 100, whole).quantize(PERCENT_STEP, context=EXACT)


def compute_ranks(likeness: Likeness, columns: Iterable[Sequence[CellName]], computed: Computed) -> None:
    """Rank the places of each year and indicator by their figures, the greatest first; equal ones share a rank.

    Figures that are not exact are not ranked, nor those that cover another stretch of the year or another scope than
    those that are: the whole year and the whole place go before.

    Args:
        likeness: judges the figures.
        columns: for each year and indicator the cells of all places.
        computed: takes the ranks.
    """
    for cells in columns:
        fit = []
        for cell, pick, value in valued(likeness, cells):
            why = likeness.why_not(cell)
            if why is None:
                fit.append((cell, (likeness.shape(cell, pick), pick.scope), value))
            else:
                computed.refused.append(NotComputed(cell, "rank", why))
        kind = preferred({kind for _, kind, _ in fit})
        for cell, other, _ in fit:
            if other != kind:
                why = "its figure covers another period or has another scope than those ranked"
                computed.refused.append(NotComputed(cell, "rank", why))
        ranked = [(cell, value) for cell, other, value in fit if other == kind]
        greater = rank_values([value for _, value in ranked])
        computed.ranks.update((cell, greater[value]) for cell, value in ranked)


def preferred(kinds: set[tuple[object, str | None]]) -> object:
    """Choose which figures are ranked: all if they are alike, else those of the whole place and year."""
    return next(iter(kinds)) if len(kinds) == 1 else (WHOLE_YEAR, "place")


def rank_values(values: Sequence[Decimal]) -> Mapping[Decimal, int]:
    """Give the rank of each value: one more than there are greater ones."""
    ranks, above = {}, 0
    for value, count in sorted(Counter(values).items(), reverse=True):
        ranks[value] = above + 1
        above += count
    return ranks


def compute_ratios(likeness: Likeness, cells: Iterable[CellName], divisor: str, computed: Computed) -> None:
    """Divide figures by those of another indicator of the same place and year.

    Only exact figures of the same scope, issuer and stretch of the year; rates and means are not divided.

    Args:
        likeness: judges the figures.
        cells: what is divided.
        divisor: code of the indicator that is divided by.
        computed: takes the ratios.
    """
    ratios: dict[CellName, Decimal] = {}
    for cell, _, value in valued(likeness, cells):
        below = cell._replace(indicator=divisor)
        lower = likeness.picks.get(below)
        if cell.indicator == divisor or not likeness.measures[cell.indicator].adds_up:
            continue
        if lower is None or not lower.value:
            continue
        why = likeness.why_not(cell) or likeness.why_not(below) or likeness.why_no_pair(cell, below)
        if why is None:
            ratios[cell] = divide_roundly(value, lower.value)
        else:
            computed.refused.append(NotComputed(cell, "ratio", why))
    computed.ratios.append(ratios)


def compute_loaded_ratios(
    likeness: Likeness,
    cells: Iterable[CellName],
    values: Mapping[tuple[str, int], Decimal],
    computed: Computed,
) -> None:
    """Divide figures of whole years by values of the user for the same place and year.

    Args:
        likeness: judges the figures.
        cells: what is divided.
        values: what is divided by, by code of the place and year.
        computed: takes the ratios.
    """
    ratios: dict[CellName, Decimal] = {}
    for cell, pick, value in valued(likeness, cells):
        below = values.get((cell.place_code, cell.year))
        if not below or not likeness.measures[cell.indicator].adds_up:
            continue
        is_whole = likeness.shape(cell, pick) == WHOLE_YEAR
        why = likeness.why_not(cell) or (None if is_whole else "its figure does not cover the year")
        if why is None:
            ratios[cell] = divide_roundly(value, below)
        else:
            computed.refused.append(NotComputed(cell, "ratio", why))
    computed.ratios.append(ratios)


def divide_roundly(upper: Decimal, lower: Decimal) -> Decimal:
    """Divide, rounded to two decimals, or to more where four significant digits need them."""
    ratio = EXACT.divide(upper, lower)
    if not ratio:
        return Decimal(0)
    return ratio.quantize(Decimal(1).scaleb(min(-2, ratio.adjusted() - SIGNIFICANT + 1)), context=EXACT)


def compute_total(likeness: Likeness, cells: Sequence[CellName], expected: Sequence[str]) -> Total:
    """Add the figures of one year and indicator up over places, none of which lies in another.

    Args:
        likeness: judges the figures.
        cells: the cells of all places; their indicator adds up.
        expected: codes of those of the places that there were in the year.

    Returns:
        the sum of all values; it lacks the places that there were and that have none.
    """
    found = list(valued(likeness, cells))
    if not found:
        return Total()
    beyond = [cell.place_code for cell, _, _ in found if cell.place_code not in expected]
    if beyond:
        return Total(why_not=f"{beyond[0]} has figures of this year, when it was not on the map")
    for cell, pick, _ in found:
        why = likeness.why_not(cell, is_bound_well=True)
        if why or pick.scope != "place":
            return Total(why_not=f"of {cell.place_code}, {why or 'the figure is the own one of an issuer'}")
    if len({likeness.shape(cell, pick) for cell, pick, _ in found}) > 1:
        return Total(why_not="the figures cover different periods")
    total = Decimal(0)
    for _, _, value in found:
        total = EXACT.add(total, value)
    there = {cell.place_code for cell, _, _ in found}
    bound = join_bounds({pick.bound or "=" for _, pick, _ in found})
    return Total(total, bound, tuple(code for code in expected if code not in there))
