"""The command `govstats compare`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.noting import capped, explain, notes_on, standing_line
from govstats.cli.options import (
    NamedPath,
    database_option,
    output_options,
    put_out,
    refresh_snapshot,
    say,
    settle_format,
)
from govstats.cli.selecting import best_option, selecting_options, settle, tell_below

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format
    from govstats.warehouse import Layout, Wanted


@click.command(name="compare")
@selecting_options(needs_indicators=True)
@click.option(
    "--layout",
    type=click.Choice(["place-year", "place-indicator", "indicator-place"]),
    help="What the rows are, and the columns. Default: place-year.",
)
@best_option
@click.option(
    "--with",
    "extras",
    type=click.Choice(["bounds", "confidence", "notes", "sources"]),
    multiple=True,
    help="Add columns about each figure: how it bounds the true value, how sure its reading is, what to know of it"
    " (another period than the year, differing figures), where it stands. May be repeated.",
)
@click.option(
    "--change",
    "with_change",
    is_flag=True,
    help="Add computed columns: the difference to the year before, and the growth in percent of counts.",
)
@click.option(
    "--rank",
    "with_rank",
    is_flag=True,
    help="Add a computed column: the rank among the places, 1 the greatest.",
)
@click.option(
    "--per",
    metavar="INDICATOR",
    help="Add a computed column: counts divided by this one of the same place and year.",
)
@click.option(
    "--per-table",
    metavar="FILE",
    type=NamedPath(path_type=Path, dir_okay=False),
    help="Add a computed column: counts divided by your own values, such as the population. A CSV file with place,"
    " year and value.",
)
@click.option(
    "--total",
    "with_total",
    is_flag=True,
    help="Add computed totals of counts over the places, never of rates.",
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
    layout: Layout | None,
    is_best: bool,
    extras: tuple[str, ...],
    with_change: bool,
    with_rank: bool,
    per: str | None,
    per_table: Path | None,
    with_total: bool,
    boundaries: int | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> None:
    """Make a comparison table of indicators: places as rows, years as columns.

    An indicator is named by its code, its Chinese name or its topic. Cells are empty where nothing is reported. Where a
    place and year has an indicator more than once, the rule of the view metrics_best (docs/views.md) picks one; where
    the figures differ, a note says so, and --with notes puts it into the table. What is computed stands in columns of
    its own, whose headers say 计算.

    \b
    Example:
      govstats compare mediation.success_rate --years 2018-2022 -o compare.csv
      govstats compare 调解成功率 reconsideration.concluded --place 宝山区 --place 310112
      govstats compare 调解成功率 mediation --within 上海市 --years 2020 --layout place-indicator
      govstats compare mediation.handled --years 2018-2020 --change --total
      govstats compare mediation.handled --years 2012-2020 --boundaries 2020
    """
    from govstats.warehouse import Comparison, compare, list_figures, settle_one

    if not is_best and layout is not None:
        raise click.UsageError("--all has a row for every figure, and no --layout")
    settle_format(output_format, output)  # a wrong one is told before the work
    snapshot = refresh_snapshot(database)
    selection = settle(snapshot, replace(wanted, boundaries=boundaries))
    comparison = Comparison(
        indicators=selection.indicators,
        places=selection.places,
        years=selection.years,
        layout=layout or "place-year",
        scope=selection.scope,
        with_bounds="bounds" in extras,
        with_sources="sources" in extras,
        boundaries=boundaries,
        with_confidence="confidence" in extras,
        with_notes="notes" in extras,
        min_confidence=selection.min_confidence,
        with_change=with_change,
        with_rank=with_rank,
        per=None if per is None else settle_one(snapshot, per),
        with_total=with_total,
    )
    if per_table is not None:
        from govstats.warehouse.divisors import load_divisor

        comparison = replace(comparison, per_values=load_divisor(per_table))
    table = compare(snapshot, comparison) if is_best else list_figures(snapshot, comparison)
    is_workbook = settle_format(output_format, output) == "xlsx"
    notes = explain(snapshot, comparison, table) if is_workbook else ()
    put_out(table, output_format, output, encoding, notes=notes)
    if table.standing is not None:
        tell_below(standing_line(table.standing), output_format, output)
    for note in notes_on(table, capped):
        say(f"note: {note}")
