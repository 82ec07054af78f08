"""The command `govstats compare`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import counted, database_option, output_options, put_out, refresh_snapshot, say
from govstats.cli.selecting import selecting_options, settle

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format
    from govstats.warehouse import CellName, ComparisonTable, Layout, Wanted


@click.command(name="compare")
@selecting_options(needs_indicators=True)
@click.option(
    "--layout",
    type=click.Choice(["place-year", "place-indicator", "indicator-place"]),
    default="place-year",
    show_default=True,
    help="What the rows are, and the columns.",
)
@click.option(
    "--with",
    "extras",
    type=click.Choice(["bounds", "sources"]),
    multiple=True,
    help="Add columns; may be repeated.",
)
@click.option(
    "--boundaries",
    metavar="YEAR",
    type=click.IntRange(2000, 2100),
    help="Compare the places of the map of this year: figures of places that have ended are carried into their"
    " successors, counts are added up.",
)
@output_options
@database_option
def command(
    *,
    wanted: Wanted,
    layout: Layout,
    extras: tuple[str, ...],
    boundaries: int | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> None:
    """Make a comparison table of indicators: places as rows, years as columns.

    Cells are empty where nothing is reported. Where a place and year has an indicator more than once,
    the rule of the view metrics_best (docs/views.md) picks one; where the figures differ, a note says so.

    \b
    Example:
      govstats compare mediation.success_rate --years 2018-2022 -o compare.csv
      govstats compare mediation.success_rate reconsideration.concluded --place 宝山区 --place 310112
      govstats compare reconsideration.concluded legal_aid.cases --years 2020 --layout place-indicator
      govstats compare mediation.handled --years 2012-2020 --boundaries 2020
    """
    from govstats.warehouse import Comparison, compare

    snapshot = refresh_snapshot(database)
    selection = settle(snapshot, replace(wanted, boundaries=boundaries))
    comparison = Comparison(
        indicators=selection.indicators,
        places=selection.places,
        years=selection.years,
        layout=layout,
        scope=selection.scope,
        with_bounds="bounds" in extras,
        with_sources="sources" in extras,
        boundaries=boundaries,
    )
    table = compare(snapshot, comparison)
    put_out(table, output_format, output, encoding)
    _tell_notes(table)


def _tell_notes(table: ComparisonTable) -> None:
    for cell in table.differing:
        _tell_cell(cell, "reported figures differ; --with sources shows the one taken")
    for cell in table.other_units:
        _tell_cell(cell, "left empty, reported in a unit that does not convert")
    for one in table.not_carried:
        _tell_cell(one.cell, f"left empty, {one.why}")
    if table.unplaced:
        figures = counted(table.unplaced, "figure")
        say(f"note: {figures} left out, quoted in reports on years when the place had other borders")
    for scope, count in table.left_out:
        say(f"note: {counted(count, 'figure')} of scope {scope} left out")
    if not table.filled:
        say("note: no figure was found for these indicators, places and years")


def _tell_cell(cell: CellName, what: str) -> None:
    say(f"note: {cell.place_code} {cell.year} {cell.indicator}: {what}")
