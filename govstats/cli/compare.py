"""The command `govstats compare`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import database_option, find_database, output_options, put_out, say

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format
    from govstats.places import Division
    from govstats.warehouse import ComparisonTable, Layout, ScopeChoice

_NEWEST = 9999  # the gazetteer takes the newest map for a year after its data
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


class YearsType(click.ParamType):
    """Years and ranges of years: 2018-2020,2022."""

    name = "years"

    def convert(
        self, value: str | tuple[int, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Turn the words into ascending years."""
        if isinstance(value, tuple):
            return value
        years: set[int] = set()
        for part in value.split(","):
            match = _YEARS.fullmatch(part.strip())
            if match is None or (match[2] and match[2] < match[1]):
                self.fail(f"{part!r} is no year and no range of years such as 2018-2022", param, ctx)
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
@click.option("--years", type=YearsType(), default=(), help="Years and ranges: 2018-2020,2022. Default: all.")
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
    help="Whose figures: of the whole place, of the issuing organisation alone, or either, the place's first.",
)
@click.option(
    "--with",
    "extras",
    type=click.Choice(["bounds", "sources"]),
    multiple=True,
    help="Add columns; may be repeated.",
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
    """
    from govstats.warehouse import Comparison, compare, refresh

    snapshot = refresh(find_database(database))
    comparison = Comparison(
        indicators=indicators,
        places=_resolve(places, snapshot.path),
        years=years,
        layout=layout,
        scope=scope,
        with_bounds="bounds" in extras,
        with_sources="sources" in extras,
    )
    table = compare(snapshot.path, comparison)
    put_out(table, output_format, output, encoding)
    _tell_notes(table)


def _resolve(places: Sequence[str], snapshot: Path) -> tuple[Division, ...]:
    """Resolve names; one that several places share is the one that has reports, if that is only one."""
    if not places:
        return ()
    from govstats.places import load_gazetteer
    from govstats.warehouse import run_query

    gazetteer = load_gazetteer()
    reporting = set(run_query(snapshot, "select distinct district_code from reports").column(0).to_pylist())
    found = []
    for name in places:
        namesakes = {division.code: division for division in gazetteer.named(name, _NEWEST)}
        with_reports = [division for code, division in namesakes.items() if code in reporting]
        if len(namesakes) > 1 and len(with_reports) == 1:
            say(
                f"note: {name} is taken to be {with_reports[0].code} {with_reports[0].full_name}, the one with reports"
            )
            found.append(with_reports[0])
        else:
            found.append(gazetteer.resolve(name, None))
    return tuple(found)


def _tell_notes(table: ComparisonTable) -> None:
    for cell in table.differing:
        say(
            f"note: {cell.place_code} {cell.year} {cell.indicator}: reported figures differ; --with sources shows the one taken"
        )
    for cell in table.other_units:
        say(
            f"note: {cell.place_code} {cell.year} {cell.indicator}: left empty, reported in a unit that does not convert"
        )
    for scope, count in table.left_out:
        figures = "1 figure" if count == 1 else f"{count} figures"
        say(f"note: {figures} of scope {scope} left out")
