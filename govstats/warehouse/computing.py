"""What is computed beside the figures of a comparison, never mixed with them: changes, ratios and totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
        if before not in likeness.picks:
            continue
        change = find_change(likeness, before, cell, value)
        if isinstance(change, str):
            computed.refused.append(NotComputed(cell, "change", change))
            continue
        computed.changes[cell] = change
        if change.growth is None and likeness.measures[cell.indicator].adds_up:
            why = f"the figure of {before.year} is not above zero"
            computed.refused.append(NotComputed(cell, "growth", why))


def find_change(likeness: Likeness, before: CellName, cell: CellName, value: Decimal) -> Change | str:
    """Give the change from one figure to that of the next year, or why there is none."""
    earlier = likeness.picks[before].value
    if earlier is None:
        return likeness.why_empty(before)
    why = (
        likeness.why_not(cell)
        or likeness.why_not(before, f"the figure of {before.year}")
        or likeness.why_no_step(before, cell)
    )
    if why is not None:
        return why
    difference = EXACT.subtract(value, earlier)
    has_growth = likeness.measures[cell.indicator].adds_up and earlier > 0
    return Change(difference, in_percent(difference, earlier) if has_growth else None)


def in_percent(part: Decimal, whole: Decimal) -> Decimal:
    """Give a share in percent, rounded to two decimals."""
    return EXACT.divide(part * 100, whole).quantize(PERCENT_STEP, context=EXACT)


def compute_ratios(likeness: Likeness, cells: Iterable[CellName], divisor: str, computed: Computed) -> None:
    """Divide figures by those of another indicator of the same place and year.

    Only exact figures of the same scope, issuer and stretch of the year; rates and means are not divided.

    Args:
        likeness: judges the figures.
        cells: what is divided.
        divisor: code of the indicator that is divided by.
        computed: takes the ratios.
    """

    def find(cell: CellName, _: Pick, value: Decimal) -> Decimal | str | None:
        below = cell._replace(indicator=divisor)
        if below not in likeness.picks:
            return None
        lower = likeness.picks[below].value
        if lower is None:
            return likeness.why_empty(below)
        why = (
            likeness.why_not(cell)
            or likeness.why_not(below, f"the figure of {divisor}")
            or likeness.why_no_pair(cell, below)
        )
        return why or (
            divide_roundly(value, lower) if lower > 0 else f"the figure of {divisor} is not above zero"
        )

    divide_all(likeness, (cell for cell in cells if cell.indicator != divisor), find, computed)


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

    def find(cell: CellName, pick: Pick, value: Decimal) -> Decimal | str | None:
        below = values.get((cell.place_code, cell.year))
        if below is None:
            return "the file has no value of this place and year"
        if likeness.shape(cell, pick) != WHOLE_YEAR:
            return "its figure does not cover the year"
        why = likeness.why_not(cell)
        return why or (divide_roundly(value, below) if below else "the value of the file is zero")

    divide_all(likeness, cells, find, computed)


def divide_all(
    likeness: Likeness,
    cells: Iterable[CellName],
    find: Callable[[CellName, Pick, Decimal], Decimal | str | None],
    computed: Computed,
) -> None:
    """Put the ratios of those figures together that may be divided.

    Args:
        likeness: judges the figures.
        cells: what is divided.
        find: gives the ratio of a cell, or why there is none; None where there is nothing to divide by.
        computed: takes the ratios.
    """
    ratios: dict[CellName, Decimal] = {}
    for cell, pick, value in valued(likeness, cells):
        if not likeness.measures[cell.indicator].adds_up:
            continue
        ratio = find(cell, pick, value)
        if isinstance(ratio, str):
            computed.refused.append(NotComputed(cell, "ratio", ratio))
        elif ratio is not None:
            ratios[cell] = ratio
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
