"""The commands `govstats indicators`: look indicators up, find what has none, check a catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import (
    NamedPath,
    catalogue_option,
    choose_catalogue,
    counted,
    database_option,
    find_database,
    output_options,
    put_out,
    say,
)
from govstats.errors import CatalogueError, QueryError, StoreError

if TYPE_CHECKING:
    from govstats.catalogue import Catalogue, Indicator
    from govstats.exports import Encoding, Format
    from govstats.store import Specimen, Usage

_LIST_COLUMNS = ("indicator", "name", "name_en", "topic", "unit", "aggregation", "stock_or_flow", "numerator", "denominator", "part_of", "experimental", "definition")  # fmt: skip # noqa: E501
_SHORT_COLUMNS = ("indicator", "name", "unit", "aggregation", "stock_or_flow", "experimental", "name_en")
_HIT_COLUMNS = ("indicator", "name", "unit", "experimental", "found_in", "definition")
_UNMATCHED_COLUMNS = (
    "figures",
    "label",
    "unit",
    "places",
    "years",
    "alike",
    "fitting",
    "example",
    "place",
    "year",
)
_ALIKE_SHOWN = 4


@click.group(name="indicators")
def command() -> None:
    """Look indicators up, and find what has none.

    \b
    Example:
      govstats indicators search 调解成功率
      govstats indicators show mediation.success_rate
      govstats indicators unmatched
    """


@command.command(name="list", short_help="List the indicators.")
@click.option("--topic", help="Only those of a topic, the first part of their codes: mediation.")
@catalogue_option
@output_options
def list_indicators(
    *,
    topic: str | None,
    own_catalogue: Path | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
) -> None:
    """List the indicators with their units and how they add up.

    \b
    Example:
      govstats indicators list --topic mediation
      govstats indicators list -o indicators.csv
    """
    from govstats.cli.options import settle_format
    from govstats.exports import Table

    catalogue = _load(own_catalogue)
    topics = sorted({each.topic for each in catalogue.indicators.values()})
    if topic is not None and topic not in topics:
        raise QueryError(f"there is no topic {topic}", f"the topics are {', '.join(topics)}")
    chosen = [each for each in catalogue.indicators.values() if topic in (None, each.topic)]
    columns = _SHORT_COLUMNS if settle_format(output_format, output) == "table" else _LIST_COLUMNS
    rows = [tuple(_field(each, name, catalogue) for name in columns) for each in chosen]
    put_out(Table(columns, rows), output_format, output, encoding)


@command.command(name="show", short_help="Tell everything about one indicator.")
@click.argument("code", metavar="CODE")
@catalogue_option
@database_option
def show(*, code: str, own_catalogue: Path | None, database: str | None) -> None:
    """Tell everything about one indicator: what it counts, the wordings that mean it, how often it is reported.

    CODE is a code or a Chinese name.

    \b
    Example:
      govstats indicators show mediation.success_rate
    """
    from govstats.catalogue.codebook import describe
    from govstats.catalogue.searching import suggest_codes

    catalogue = _load(own_catalogue)
    by_name = {each.name: each for each in catalogue.indicators.values()}
    found = catalogue.indicators.get(code) or by_name.get(code)
    if found is None:
        alike = ", ".join(suggest_codes(catalogue, code))
        hint = f"did you mean {alike}?" if alike else "see: govstats indicators search"
        raise QueryError(f"there is no indicator {code}", hint)
    for name, value in describe(found, catalogue):
        click.echo(f"{name:<12} {value}")
    try:
        usage, specimen = _usage_of(found.code, database)
    except StoreError as error:
        click.echo(f"{'database':<12} not looked at: {error}")
        return
    _tell_usage(usage, specimen)


@command.command(name="search", short_help="Find indicators by words.")
@click.argument("words", metavar="WORDS")
@catalogue_option
@output_options
def search(
    *,
    words: str,
    own_catalogue: Path | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
) -> None:
    """Find indicators by words of a report, by name, wording or definition.

    First comes what a report that uses just these words would be read as.

    \b
    Example:
      govstats indicators search 调解成功率
      govstats indicators search 复议
      govstats indicators search "legal aid"
    """
    from govstats.catalogue.searching import search_indicators
    from govstats.exports import Table

    catalogue = _load(own_catalogue)
    hits = search_indicators(catalogue, words)
    if not hits:
        say(f"no indicator was found for {words}")
    rows = [
        (
            hit.indicator.code,
            hit.indicator.name,
            _symbol(hit.indicator, catalogue),
            hit.indicator.experimental,
            hit.why,
            hit.indicator.definition,
        )
        for hit in hits
    ]
    put_out(Table(_HIT_COLUMNS, rows), output_format, output, encoding)


@command.command(name="unmatched", short_help="List the commonest labels without one.")
@click.option(
    "--limit", type=click.IntRange(1), default=40, show_default=True, help="How many groups at most."
)
@catalogue_option
@output_options
@database_option
def unmatched(
    *,
    limit: int,
    own_catalogue: Path | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> None:
    """List the commonest labels in the database that have no indicator: what to add next.

    Labels that are worded alike stand together, the commonest first, with an example. The column fitting
    names indicators that would fit: experimental ones, newer ones, or several that fit equally well.

    \b
    Example:
      govstats indicators unmatched --limit 20
      govstats indicators unmatched -o to-add.csv
    """
    from govstats.covering import find_uncovered
    from govstats.exports import Table
    from govstats.store import Store, read_coding_state

    with Store.open(find_database(database), create=False) as store:
        groups = find_uncovered(store, _load(own_catalogue), limit)
        with store.reading() as session:
            unjudged = read_coding_state(session).without_grounds
    if not groups:
        say("no label is without an indicator")
    if unjudged:
        say(
            f"note: {counted(unjudged, 'figure')} stored before revision 0002 of the database cannot be looked at"
        )
    rows = []
    for group in groups:
        lead, one = group.lead, group.specimen
        labels = [lead, *group.others]
        first, last = min(each.first_year for each in labels), max(each.last_year for each in labels)
        alike = [f"{other.label} ({other.figures})" for other in group.others]
        more = [f"and {len(alike) - _ALIKE_SHOWN} more"] if len(alike) > _ALIKE_SHOWN else []
        rows.append(
            (
                group.figures, lead.label, lead.unit, group.places,
                str(first) if first == last else f"{first}-{last}", "; ".join(alike[:_ALIKE_SHOWN] + more),
                " ".join(group.fitting), one.evidence if one else "", one.place if one else "", one.year if one else None,
            )
        )  # fmt: skip
    put_out(Table(_UNMATCHED_COLUMNS, rows), output_format, output, encoding)


@command.command(name="check", short_help="Check a catalogue.")
@click.argument("directory", required=False, metavar="[DIR]", type=NamedPath(path_type=Path))
def check(directory: Path | None) -> None:
    """Check a catalogue: the program's own, or DIR, a folder of your own indicators, together with it.

    Lists everything that is wrong, each with its file and line, and ends with exit code 4 then. The
    examples and refusals are read the whole way from text to row.

    \b
    Example:
      govstats indicators check my-indicators
    """
    from govstats.catalogue import examine_catalogue
    from govstats.covering import read_examples
    from govstats.observations import build_extractor

    own = choose_catalogue(directory).own
    catalogue, problems = examine_catalogue(own=own)
    for problem in problems:
        say(f"{problem.where}: {problem.message}\n  try: {problem.hint}")
    if catalogue is None or problems:
        raise CatalogueError(f"{counted(len(problems), 'problem')} in the catalogue", "")
    misread = read_examples(catalogue, build_extractor(catalogue=catalogue))
    for one in misread:
        say(f"{one.code}: {one.text}: {one.message}")
    if misread:
        raise CatalogueError(f"{counted(len(misread), 'example')} of the catalogue are read otherwise", "")
    entries = catalogue.indicators.values()
    click.echo(
        f"catalogue {catalogue.version}: {counted(len(entries), 'indicator')} of"
        f" {counted(len({each.topic for each in entries}), 'topic')},"
        f" {counted(sum(len(each.wordings) for each in entries), 'wording')},"
        f" {counted(sum(len(each.examples) for each in entries), 'example')} and"
        f" {counted(sum(len(each.refuses) for each in entries), 'refusal')} read as they say"
    )


@command.command(name="book", short_help="Write the code book.")
@catalogue_option
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def book(*, own_catalogue: Path | None, output: Path | None) -> None:
    """Write the code book: every indicator with its definition, as Markdown.

    \b
    Example:
      govstats indicators book --catalogue my-indicators -o codebook.md
    """
    from govstats.catalogue.codebook import write_codebook
    from govstats.exports import write_text

    text = write_codebook(_load(own_catalogue))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(text, output)


def _load(own: Path | None) -> Catalogue:
    """Load the catalogue with all that it holds, experimental or not."""
    from govstats.catalogue import load_catalogue

    return load_catalogue(own=choose_catalogue(own).own, experimental=True)


def _symbol(each: Indicator, catalogue: Catalogue) -> str:
    return catalogue.units[each.unit].symbol


def _field(each: Indicator, name: str, catalogue: Catalogue) -> str | None:
    if name == "unit":
        return _symbol(each, catalogue)
    value: str | None = each.code if name == "indicator" else getattr(each, name)
    return value


def _usage_of(code: str, database: str | None) -> tuple[Usage, Specimen | None]:
    from govstats.store import Store, read_specimens, read_usage

    with Store.open(find_database(database), create=False) as store, store.reading() as session:
        usage = read_usage(session, code)
        rows: Sequence[int] = [usage.specimen_id] if usage.specimen_id is not None else []
        return usage, next(iter(read_specimens(session, rows).values()), None)


def _tell_usage(usage: Usage, specimen: Specimen | None) -> None:
    if not usage.figures:
        click.echo(f"{'database':<12} no figures")
        return
    years = dict.fromkeys(str(year) for year in (usage.first_year, usage.last_year))
    click.echo(
        f"{'database':<12} {counted(usage.figures, 'figure')}, {counted(usage.places, 'place')}, {'-'.join(years)}"
    )
    if specimen is not None:
        click.echo(
            f"{'read from':<12} {specimen.evidence} ({specimen.place} {specimen.year}, {specimen.report})"
        )
