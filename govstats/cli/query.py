"""The command `govstats query`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govstats.cli.options import NamedPath, database_option, output_options, refresh_snapshot, settle_format
from govstats.errors import QueryError

if TYPE_CHECKING:
    from govstats.exports import Encoding, Fold, Format

_PARAMETER = re.compile(r"([^\W\d]\w*)=(.*)", re.DOTALL)
_Command = TypeVar("_Command", bound=Callable[..., Any])


def read_parameters(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Read the values of $names.

    Args:
        ctx: the context of the option.
        param: the option.
        given: each as name=value.

    Returns:
        The values, which are texts, by name.

    Raises:
        click.BadParameter: one is of another form, or named twice.
    """
    values: dict[str, str] = {}
    for each in given:
        match = _PARAMETER.fullmatch(each)
        if match is None:
            raise click.BadParameter(f"{each!r} is not of the form name=value", ctx, param)
        if match[1] in values:
            raise click.BadParameter(f"${match[1]} is given twice", ctx, param)
        values[match[1]] = match[2]
    return values


def read_memory(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Make sure that an amount of memory is one."""
    from govstats.warehouse.sizes import read_size

    try:
        read_size(value)
    except QueryError as error:
        raise click.BadParameter(f"{error.message}; {error.hint}", ctx, param) from error
    return value


def limit_options(command: _Command) -> _Command:
    """Add the options that bound what a query takes, and how its rows fit the screen."""
    for option in (
        click.option(
            "--wide", "fold", flag_value="none", help="Fold no table: lines as long as its rows, for less -S."
        ),
        click.option(
            "--records", "fold", flag_value="records", help="Show record under record instead of columns."
        ),
        click.option(
            "--memory",
            metavar="SIZE",
            default="1GB",
            show_default=True,
            callback=read_memory,
            help="Give the query so much memory; what does not fit goes to the temporary folder.",
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="Stop the query after so long. Default: never; Ctrl-C stops it.",
        ),
        click.option(
            "--limit-rows",
            type=click.IntRange(min=1),
            metavar="N",
            help="Give at most so many rows. Default: 1000 for a table on a terminal, else all.",
        ),
        click.option(
            "-p",
            "--parameter",
            "parameters",
            metavar="NAME=VALUE",
            multiple=True,
            callback=read_parameters,
            help="The value of $NAME in the statement, a text as in '...'; may be repeated.",
        ),
    ):
        command = option(command)
    return command


@click.command(name="query")
@click.argument("sql", metavar="[SQL]", required=False)
@click.option(
    "-f",
    "--file",
    "file",
    metavar="FILE",
    type=NamedPath(path_type=Path, dir_okay=False),
    help="Read the statement from this file.",
)
@limit_options
@output_options
@database_option
def command(
    *,
    sql: str | None,
    file: Path | None,
    parameters: dict[str, str],
    limit_rows: int | None,
    timeout: float | None,
    memory: str,
    fold: Fold | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> None:
    """Ask SQL across places and years; - reads it from standard input, and without SQL there is a prompt.

    The views are metrics, metrics_best, observations, reports, indicators, places, units, organisations
    and set_aside; docs/views.md tells their columns. One reading statement at a time: queries can change
    nothing, and reach no files and no network.

    \b
    Example:
      govstats query "select district, year, indicator, value, unit from metrics order by 1, 2, 3"
      govstats query "describe metrics"
      govstats query 'from metrics where district_code = $place' -p place=310113
      govstats query "select * from metrics where label like '%调解%'" -o mediation.csv
      govstats query -f rates.sql -o rates.parquet
      govstats query
    """
    from govstats.cli.asking import Asked, run_statement

    if sql is not None and file is not None:
        raise click.UsageError("Give the statement or a file with it, not both.")
    if (
        file is not None
        and output is not None
        and output.exists()
        and file.exists()
        and output.samefile(file)
    ):
        raise click.BadParameter(f"{output} is the file with the statement", param_hint="'-o'")
    settle_format(output_format, output)  # what is wrong about it is told before the query takes its time
    asked = Asked(parameters, limit_rows, timeout, memory, fold or "auto", output_format, output, encoding)
    if sql is None and file is None and sys.stdin.isatty():
        from govstats.cli.prompt import Prompt

        Prompt(asked, database).run()
        return
    statement = read_statement(sql, file)
    asked.prepare()
    snapshot = refresh_snapshot(database)
    try:
        run_statement(snapshot, statement, asked)
    except QueryError as error:
        if file is None:
            raise
        raise QueryError(f"{file}: {error.message}", error.hint) from None


def read_statement(sql: str | None, file: Path | None) -> str:
    """Read the statement from where it is.

    Args:
        sql: the statement itself; None or - for standard input.
        file: the file that it is in.

    Raises:
        QueryError: the file cannot be read, or is no text in UTF-8.
    """
    if file is None and sql is not None and sql != "-":
        return sql
    try:
        data = file.read_bytes() if file is not None else sys.stdin.buffer.read()
    except OSError as error:
        raise QueryError(
            f"{file} cannot be read: {error.strerror or error}", "name a file with SQL"
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise QueryError(
            f"{file or 'standard input'} is no text in UTF-8 (at line {line})", "save it as UTF-8"
        ) from None
