"""The notes under comparisons: of many of one kind the first, all of them for a workbook."""

from __future__ import annotations

from govstats.cli.noting import capped, notes_on
from govstats.warehouse import CellName, ComparisonTable, NotComputed


def not_computed(what: str, years: range) -> tuple[NotComputed, ...]:
    return tuple(NotComputed(CellName("310113", year, "a.b"), what, "of a reason") for year in years)


def test_many_notes_of_one_kind_do_not_hide_those_of_another() -> None:
    table = ComparisonTable(
        (),
        (),
        1,
        not_computed=not_computed("change", range(2000, 2012)) + not_computed("rank", range(2000, 2002)),
    )
    told = list(notes_on(table, capped))
    assert told == [
        *(f"310113 {year} a.b: no change computed, of a reason" for year in range(2000, 2010)),
        "2 more of this kind; a workbook (-o NAME.xlsx) has them all",
        *(f"310113 {year} a.b: no rank computed, of a reason" for year in range(2000, 2002)),
    ]
    assert len(list(notes_on(table))) == 14


def test_a_table_without_figures_says_so() -> None:
    assert list(notes_on(ComparisonTable((), (), 0))) == [
        "no figure was found for these indicators, places and years"
    ]
