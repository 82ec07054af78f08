"""The command `govstats coverage`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.noting import capped
from govstats.cli.options import (
    database_option,
    output_options,
    put_out,
    refresh_snapshot,
    say,
    settle_format,
)
from govstats.cli.selecting import selecting_options, settle, tell_below

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format
    from govstats.warehouse import CoverageLayout, Dimension, Wanted


@click.command(name="coverage")
@selecting_options(needs_indicators=False)
@click.option(
    "--by",
    type=click.Choice(["indicator", "place", "year"]),
    multiple=True,
    help="Count by this; may be repeated. Without it every cell is shown.",
)
@click.option(
    "--layout",
    type=click.Choice(["long", "place-year"]),
    help="Of cells that are not counted: a row each, or a row a place. Default: long.",
)
@output_options
@database_option
def command(
    *,
    wanted: Wanted,
    by: tuple[Dimension, ...],
    layout: CoverageLayout | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> None:
    """Tell what is reported and what is not: indicator by place by year.

    Each is one of 有数 (reported), 报零 (stated to be zero), 未提 (there is a report of that place and year, without
    such a figure) and 无报告 (there is none). Without INDICATOR all are asked for.

    \b
    Example:
      govstats coverage 调解成功率 --within 上海市 --years 2018-2022 --layout place-year
      govstats coverage --by indicator --level county -o coverage.csv
      govstats coverage mediation --by place --by year
    """
    from govstats.exports import Section
    from govstats.exports.datasets.describing import word
    from govstats.warehouse import State, cover

    if by and layout is not None:
        raise click.UsageError("counts have no layout: leave out --by or --layout")
    settle_format(output_format, output)  # a wrong one is told before the work
    snapshot = refresh_snapshot(database)
    coverage = cover(snapshot, settle(snapshot, wanted), by=by, layout=layout or "long")
    told = ", ".join(
        f"{count} {state.word} ({state.meaning})" for count, state in zip(coverage.counts, State, strict=True)
    )
    line = f"cells: {sum(coverage.counts)}: {told}"
    notes = (Section(word("section.notes"), [(each,) for each in (line, *coverage.notes)]),)
    put_out(coverage.table, output_format, output, encoding, notes=notes)
    tell_below(line, output_format, output)
    for note in capped(coverage.notes):
        say(f"note: {note}")
