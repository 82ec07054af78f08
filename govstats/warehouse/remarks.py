"""What a reader of a comparison should know of single figures: beside them in the table, or in notes on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from govstats.warehouse.candidates import Period, Pick, is_of_whole_year
from govstats.warehouse.comparison import CellName, PartYear, Quoted
from govstats.warehouse.likeness import Likeness

Related = Callable[[CellName], Iterable[tuple[str, CellName]]]

BOUNDS = {"~": "约数", ">": "不少于此数", "<": "不多于此数"}


def find_part_years(found: Mapping[CellName, Pick]) -> Iterator[PartYear]:
    """Give the cells whose figure covers only a part of the year, or a day before its end."""
    known: dict[tuple[Period, int], bool] = {}
    for cell, pick in found.items():
        if pick.period is None:
            continue
        key = pick.period, cell[1]
        if key not in known:
            known[key] = is_of_whole_year(*key)
        if not known[key]:
            yield PartYear(cell, *pick.period)


def find_other_borders(likeness: Likeness, found: Mapping[CellName, Pick]) -> Iterator[Quoted]:
    """Give the cells whose figure is quoted by a report on a year when the place had other borders."""
    for cell, pick in found.items():
        if not likeness.is_of_these_borders(cell, pick) and pick.report_year is not None:
            yield Quoted(cell, pick.report_year)


def make_remarks(likeness: Likeness, found: Mapping[CellName, Pick], related: Related) -> dict[CellName, str]:
    """Word in Chinese what to know of each figure, for a column beside it.

    Args:
        likeness: judges the figures.
        found: the cells that are shown.
        related: gives the cells that something is computed with beside one, and what they are to it.

    Returns:
        the words for those of which there is something to know.
    """
    remarks = {}
    for cell, pick in found.items():
        words = [*remarks_on(likeness, cell, pick), *remarks_on_related(likeness, related(cell))]
        if words:
            remarks[cell] = "；".join(words)
    return remarks


def remarks_on_related(likeness: Likeness, related: Iterable[tuple[str, CellName]]) -> Iterator[str]:
    """Word what to know of the figures that something is computed with."""
    for word, cell in related:
        pick = likeness.picks.get(cell)
        if pick is not None and pick.is_disputed:
            yield f"{word}所报数值不一"
        if pick is not None and pick.is_contradicted:
            yield f"{word}与其他数据有矛盾"


def remarks_on(likeness: Likeness, cell: CellName, pick: Pick) -> Iterator[str]:
    """Word what to know of one figure."""
    if pick.value is None:
        yield "有数据，未能归并到所选年份区划" if pick.obstacle else "有数据，单位无法换算"
    if pick.is_disputed:
        yield "所报数值不一"
    if pick.is_contradicted:
        yield "与其他数据有矛盾"
    if pick.is_corrected:
        yield "经人工更正"
    if pick.period is not None and not is_of_whole_year(pick.period, cell.year):
        first, last = pick.period
        yield f"{first}当日数" if first == last else f"仅{first}至{last}"
    if pick.bound in BOUNDS:
        yield BOUNDS[pick.bound]
    if pick.report_year not in (None, cell.year):
        moved = "" if likeness.is_of_these_borders(cell, pick) else "，当时区划不同"
        yield f"引自{pick.report_year}年报告{moved}"
