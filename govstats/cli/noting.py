"""The notes on comparisons: for the screen, and all of them for a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from govstats.cli.options import counted

if TYPE_CHECKING:
    from govstats.exports import Section
    from govstats.warehouse import CellName, Comparison, ComparisonTable, PartYear, Standing

_MOST_TOLD = 10  # notes of one kind, and places in a line


def explain(snapshot: Path, comparison: Comparison, table: ComparisonTable) -> tuple[Section, ...]:
    """Tell beside a table what was compared, what its reader should know, and what the indicators mean.

    Args:
        snapshot: the path of the snapshot.
        comparison: what was compared.
        table: what came of it.
    """
    from govstats.exports import Section
    from govstats.exports.datasets.describing import word, words_under
    from govstats.exports.datasets.workbook import section_of
    from govstats.version import __version__
    from govstats.warehouse.meanings import read_meanings

    codes = (*comparison.indicators, *([comparison.per] if comparison.per else ()))
    meanings = read_meanings(snapshot, codes)
    state = meanings.state
    join = word("list").join
    places = join(f"{place.code} {place.full_name}" for place in comparison.places)
    asked = [
        (word("origin.program"), f"govstats {__version__}"),
        (word("origin.database"), f"{state.store_uuid} @ {state.store_version}"),
        (word("origin.as_of"), state.last_ingested.replace(microsecond=0) if state.last_ingested else None),
        (word("compared.indicators"), join(comparison.indicators)),
        (word("compared.places"), places or word("compared.any_place")),
        (word("compared.years"), join(map(str, comparison.years)) or word("compared.any_year")),
        (word("compared.scope"), words_under("chosen")[comparison.scope]),
        (word("compared.min_confidence"), str(comparison.min_confidence)),
        (word("compared.boundaries"), str(comparison.boundaries or word("compared.own_boundaries"))),
    ]
    standing = [] if table.standing is None else [standing_line(table.standing)]
    told = ((note,) for note in chain(standing, notes_on(table)))  # gone through where it is written
    return (
        Section(word("section.comparison"), asked),
        Section(word("section.notes"), told),
        section_of(word("section.indicators"), meanings.indicators),
    )


def standing_line(standing: Standing) -> str:
    """Say how many places report, and which do not."""
    parts = [f"{standing.asked} asked", f"{standing.reporting} reporting"]
    for places, what in (
        (standing.silent, "silent"),
        (standing.without_report, "without a report"),
        (standing.left_empty, "left empty"),
    ):
        if places:
            parts.append(f"{len(places)} {what} ({_shortened([' '.join(place) for place in places])})")
    return f"places: {', '.join(parts)}"


def _shortened(words: Sequence[str]) -> str:
    more = len(words) - _MOST_TOLD
    return ", ".join(words[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")


def notes_on(
    table: ComparisonTable, shorten: Callable[[Iterable[str]], Iterable[str]] = iter
) -> Iterator[str]:
    """Give the notes on a table.

    Args:
        table: the table.
        shorten: what becomes of the notes of one kind; all are given if not said.
    """
    for of_one_kind in _kinds_of_notes(table):
        yield from shorten(of_one_kind)
    yield from _counts(table)


def _kinds_of_notes(table: ComparisonTable) -> Iterator[Iterable[str]]:
    yield (
        _about(cell, "reported figures differ; --all shows them, --with sources the one taken")
        for cell in table.differing
    )
    yield (
        _about(cell, "arithmetic contradicts the figure, or one beside it; govstats audit tells why")
        for cell in table.contradicted
    )
    yield (_about(cell, "the figure is as a reviewer has corrected it") for cell in table.corrected)
    yield (_about(one.cell, f"the figure is of {_period(one)}, not of the year") for one in table.part_years)
    yield (
        _about(
            one.cell,
            f"the figure is quoted by a report on {one.report_year}, when the place had other borders",
        )
        for one in table.other_borders
    )
    yield (_about(cell, "left empty, reported in a unit that does not convert") for cell in table.other_units)
    yield (_about(one.cell, f"left empty, {one.why}") for one in table.not_carried)
    for what in dict.fromkeys(one.what for one in table.not_computed):
        yield [
            _about(one.cell, f"no {what} computed, {one.why}")
            for one in table.not_computed
            if one.what == what
        ]
    yield table.notes


def _counts(table: ComparisonTable) -> Iterator[str]:
    if table.bounded:
        yield f"{counted(table.bounded, 'figure')} only about, more than or less than so much; --with bounds shows which"
    if table.unplaced:
        figures = counted(table.unplaced, "figure")
        yield f"{figures} left out, quoted in reports on years when the place had other borders"
    if table.unsure:
        yield f"{counted(table.unsure, 'figure')} of less confidence left out"
    for scope, count in table.left_out:
        yield f"{counted(count, 'figure')} of scope {scope} left out"
    if not table.filled:
        yield "no figure was found for these indicators, places and years"


def capped(notes: Iterable[str]) -> Iterator[str]:
    """Shorten many notes of one kind."""
    every = list(notes)
    yield from every[:_MOST_TOLD]
    if len(every) > _MOST_TOLD:
        yield f"{len(every) - _MOST_TOLD} more of this kind; a workbook (-o NAME.xlsx) has them all"


def _period(one: PartYear) -> str:
    return str(one.first) if one.first == one.last else f"{one.first} to {one.last}"


def _about(cell: CellName, what: str) -> str:
    return f"{cell.place_code} {cell.year} {cell.indicator}: {what}"
