"""The commands `govstats places`: look places up in the maps of all years."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import counted, output_options, put_out, say

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format
    from govstats.places import Division, Gazetteer, Level
    from govstats.places.lineage import Change

_COLUMNS = ("code", "full_name", "level", "valid_from", "valid_to", "became")
_NEWEST = 9999  # the gazetteer takes the newest map for a year after its data
_YEARS = click.IntRange(1980, 2100)


@click.group(name="places")
def command() -> None:
    """Look places up: the administrative divisions by code, name and year, and what became of them.

    \b
    Example:
      govstats places search 宝山
      govstats places show 310108
    """


@command.command(name="search", short_help="Find places by name or code.")
@click.argument("words", metavar="WORDS")
@click.option(
    "--year", type=_YEARS, help="Only places of the map of 31 December of this year. Default: of all years."
)
@click.option(
    "--level", type=click.Choice(["province", "prefecture", "county"]), help="Only places of this level."
)
@output_options
def search(
    *,
    words: str,
    year: int | None,
    level: Level | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
) -> None:
    """Find places by a part of their name or full name, or by the first digits of their code.

    WORDS with spaces between must all fit. Places that have ended are found too, with what they became.

    \b
    Example:
      govstats places search 宝山
      govstats places search "上海 区" --year 2014
      govstats places search 3306 -o shaoxing.csv
    """
    from govstats.exports import Table
    from govstats.places import load_gazetteer
    from govstats.places.searching import search_places

    gazetteer = load_gazetteer()
    hits = search_places(gazetteer, words, year, level)
    if not hits:
        say(f"no place was found for {words}")
    for found in gazetteer.find_zones(words, year):
        say(f"note: {found.zone.name} is a development zone without a code of its own")
    rows = [
        (
            hit.division.code,
            hit.division.full_name,
            hit.division.level,
            hit.valid_from,
            hit.valid_to,
            "; ".join(_shown(one) for one in hit.became),
        )
        for hit in hits
    ]
    put_out(Table(_COLUMNS, rows), output_format, output, encoding)


@command.command(name="show", short_help="Tell everything about one place.")
@click.argument("place", metavar="CODE|NAME")
@click.option(
    "--year",
    type=_YEARS,
    help="The year whose map is meant. Default: the newest in which there is such a place.",
)
def show(*, place: str, year: int | None) -> None:
    """Tell everything about one place: its years, what lies above and below it, its history.

    The history has what led to the place, what it became, and what else had its code.

    \b
    Example:
      govstats places show 310108
      govstats places show 上海市宝山区
      govstats places show 余杭区 --year 2020
    """
    from govstats.places import load_gazetteer
    from govstats.places.lineage import trace

    gazetteer = load_gazetteer()
    found = gazetteer.resolve(place, year)
    in_year = year or found.valid_to or _NEWEST
    for name, value in _facts(gazetteer, found, in_year):
        click.echo(f"{name:<12} {value}")
    for change in trace(gazetteer, found):
        click.echo(f"{change.year:<12} {_told(change)}")


def _facts(gazetteer: Gazetteer, place: Division, year: int) -> list[tuple[str, str]]:
    """Give what is told of a place in the map of a year."""
    levels = Counter(str(one.level) for one in gazetteer.below(place.code, year))
    below = [
        counted(levels[level], level, plural)
        for level, plural in (("prefecture", "prefectures"), ("county", "counties"))
        if levels[level]
    ]
    facts = [
        ("code", place.code),
        ("name", place.name),
        ("full name", place.full_name),
        ("level", place.level),
        ("lies in", ", ".join(_shown(one) for one in gazetteer.parents(place, year))),
        ("years", f"{place.valid_from}-{place.valid_to or ''}"),
        ("below it", ", ".join(below)),
    ]
    return [(name, value or "nothing") for name, value in facts]


def _told(change: Change) -> str:
    """Tell a change: 310108 上海市闸北区 became 310106 上海市静安区."""
    before, after = change.before, change.after
    if change.is_part:
        return f"a part of {_shown(before)} went to {_shown(after)}"
    kept = after.valid_from < change.year
    return f"{_shown(before)} {'went into' if kept else 'became'} {_shown(after)}"


def _shown(place: Division) -> str:
    """Show a place: 310113 上海市宝山区."""
    return f"{place.code} {place.full_name}"
