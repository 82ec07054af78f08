"""The command `govstats compare`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import (
    NamedPath,
    counted,
    database_option,
    output_options,
    put_out,
    refresh_snapshot,
    say,
    settle_format,
)
from govstats.cli.selecting import best_option, selecting_options, settle, tell_below

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format, Section
    from govstats.warehouse import CellName, Comparison, ComparisonTable, Layout, PartYear, Standing, Wanted

_MOST_TOLD = 10  # notes of one kind, and places in a line


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
    type=click.Choice(["bounds", "confidence", "sources"]),
    multiple=True,
    help="Add columns; may be repeated.",
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
    the figures differ, a note says so. What is computed stands in columns of its own, whose headers say 计算.

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
    put_out(table, output_format, output, encoding, notes=_explain(comparison, table))
    if table.standing is not None:
        tell_below(_standing_line(table.standing), output_format, output)
    for note in _notes(table):
        say(f"note: {note}")


def _explain(comparison: Comparison, table: ComparisonTable) -> tuple[Section, ...]:
    """Tell beside a table what was compared, and what its reader should know."""
    from govstats.exports import Section
    from govstats.version import __version__

    asked = [
        ("程序", f"govstats {__version__}"),
        ("指标", "、".join(comparison.indicators)),
        (
            "地区",
            "、".join(f"{place.code} {place.full_name}" for place in comparison.places) or "全部有报告的地区",
        ),
        ("年份", "、".join(map(str, comparison.years)) or "全部"),
        ("口径", comparison.scope),
        ("置信度不低于", str(comparison.min_confidence)),
        ("区划年份", str(comparison.boundaries or "数据当年")),
    ]
    standing = [] if table.standing is None else [_standing_line(table.standing)]
    told = ((note,) for note in chain(standing, _notes(table)))  # gone through where there is room for it
    return (Section("对比", asked), Section("提示", told))


def _standing_line(standing: Standing) -> str:
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


def _notes(table: ComparisonTable) -> Iterator[str]:
    """Give the notes on a table, the most of one kind shortened."""
    yield from _capped(
        _about(cell, "reported figures differ; --all shows them, --with sources the one taken")
        for cell in table.differing
    )
    yield from _capped(
        _about(one.cell, f"the figure is of {_period(one)}, not of the year") for one in table.part_years
    )
    yield from _capped(
        _about(cell, "left empty, reported in a unit that does not convert") for cell in table.other_units
    )
    yield from _capped(_about(one.cell, f"left empty, {one.why}") for one in table.not_carried)
    yield from _capped(_about(one.cell, f"no {one.what} computed, {one.why}") for one in table.not_computed)
    yield from _capped(table.notes)
    yield from _counts(table)


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


def _capped(notes: Iterable[str]) -> Iterator[str]:
    """Shorten many notes of one kind."""
    every = list(notes)
    yield from every[:_MOST_TOLD]
    if len(every) > _MOST_TOLD:
        yield f"{len(every) - _MOST_TOLD} more of this kind"


def _period(one: PartYear) -> str:
    return str(one.first) if one.first == one.last else f"{one.first} to {one.last}"


def _about(cell: CellName, what: str) -> str:
    return f"{cell.place_code} {cell.year} {cell.indicator}: {what}"
