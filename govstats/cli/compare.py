"""The command `govstats compare`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import counted, database_option, output_options, put_out, refresh_snapshot, say

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format
    from govstats.places import Division
    from govstats.warehouse import CellName, ComparisonTable, Layout, ScopeChoice

_NEWEST = 9999  # the gazetteer takes the newest map for a year after its data
_YEARS = re.compile(r"([0-9]{4})(?:[-—]([0-9]{4}))?")


def read_years(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, ...]:
    """Read years and ranges of years.

    Args:
        ctx: the context of the option.
        param: the option.
        value: such as 2018-2020,2022; None for no wish.

    Returns:
        The years, ascending, each once.

    Raises:
        click.BadParameter: a part is no year and no range.
    """
    years: set[int] = set()
    for part in value.split(",") if value is not None else ():
        match = _YEARS.fullmatch(part.strip())
        if match is None or (match[2] and match[2] < match[1]):
            raise click.BadParameter(f"{part!r} is no year and no range such as 2018-2022", ctx, param)
        years.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(sorted(years))


@click.command(name="compare")
@click.argument("indicators", nargs=-1, required=True, metavar="INDICATOR...")
@click.option(
    "--place",
    "places",
    multiple=True,
    help="A place by code or name; may be repeated. Default: all with reports.",
)
@click.option("--years", callback=read_years, help="Years and ranges: 2018-2020,2022. Default: all.")
@click.option(
    "--layout",
    type=click.Choice(["place-year", "place-indicator", "indicator-place"]),
    default="place-year",
    show_default=True,
    help="What the rows are, and the columns.",
)
@click.option(
    "--scope",
    type=click.Choice(["place", "issuer", "any"]),
    default="place",
    show_default=True,
    help="Whose figures: of the whole place, of the issuing organisation alone, or either, place first.",
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
    indicators: tuple[str, ...],
    places: tuple[str, ...],
    years: tuple[int, ...],
    layout: Layout,
    scope: ScopeChoice,
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
    comparison = Comparison(
        indicators=indicators,
        places=_resolve(places, years, boundaries, snapshot),
        years=years,
        layout=layout,
        scope=scope,
        with_bounds="bounds" in extras,
        with_sources="sources" in extras,
        boundaries=boundaries,
    )
    table = compare(snapshot, comparison)
    put_out(table, output_format, output, encoding)
    _tell_notes(table)


def _resolve(
    places: Sequence[str], years: Sequence[int], boundaries: int | None, snapshot: Path
) -> tuple[Division, ...]:
    """Resolve names in a map; one that several places share is the one with reports of these years, if only one has."""
    if not places:
        return ()
    from govstats.places import load_gazetteer

    gazetteer = load_gazetteer()
    reporting = _reporting(years, snapshot)
    found = []
    for name in places:
        namesakes = {division.code: division for division in gazetteer.named(name, boundaries or _NEWEST)}
        with_reports = [division for code, division in namesakes.items() if code in reporting]
        if len(namesakes) > 1 and len(with_reports) == 1:
            taken = with_reports[0]
            say(f"note: {name} is taken to be {taken.code} {taken.full_name}, the one with reports")
            found.append(taken)
        else:
            found.append(gazetteer.resolve(name, boundaries))
    return tuple(found)


def _reporting(years: Sequence[int], snapshot: Path) -> set[str]:
    """Give the codes of the places that have reports, of some years or of any."""
    from govstats.warehouse import run_query

    reports = run_query(snapshot, "select distinct district_code, year from reports").to_pylist()
    return {row["district_code"] for row in reports if not years or row["year"] in years}


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
