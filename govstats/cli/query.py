"""The command `govstats query`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import database_option, output_options, put_out, refresh_snapshot

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format


@click.command(name="query")
@click.argument("sql", metavar="SQL")
@output_options
@database_option
def command(
    *,
    sql: str,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> None:
    """Ask SQL across places and years; - reads it from standard input.

    The views are metrics, metrics_best, observations, reports, indicators, places, units, organisations
    and set_aside; docs/views.md tells their columns. One reading statement at a time: queries can change
    nothing, and reach no files and no network.

    \b
    Example:
      govstats query "select district, year, indicator, value, unit from metrics order by 1, 2, 3"
      govstats query "describe metrics"
      govstats query "select * from metrics where label like '%调解%'" -o mediation.csv
    """
    from govstats.warehouse import run_query

    statement = sys.stdin.read() if sql == "-" else sql
    snapshot = refresh_snapshot(database)
    put_out(run_query(snapshot, statement), output_format, output, encoding)
