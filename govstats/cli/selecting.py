"""The options that say what is asked about: indicators, places, years, whose figures and how sure ones."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govstats.cli.options import say, settle_format

if TYPE_CHECKING:
    from govstats.exports import Format
    from govstats.warehouse import Selection, Wanted

_Command = TypeVar("_Command", bound=Callable[..., Any])
_YEARS = re.compile(r"([0-9]{4})(?:[-—–]([0-9]{4}))?")
_CHOICES = ("indicators", "places", "within", "level", "years", "scope", "min_confidence")


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
        if match is None:
            raise click.BadParameter(
                f"{part.strip()!r} is no year and no range such as 2018-2022",
                ctx,
                param,
            )
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise click.BadParameter(f"{part.strip()} runs backwards; write {last}-{first}", ctx, param)
        years.update(range(first, last + 1))
    return tuple(sorted(years))


def selecting_options(*, needs_indicators: bool) -> Callable[[_Command], _Command]:
    """Add the argument INDICATOR... and the options that say what is asked about.

    The command gets what was said as one keyword argument, wanted, of the type Wanted; its map of boundaries is for
    the command to add.

    Args:
        needs_indicators: whether one indicator at least must be named.
    """

    def add(command: _Command) -> _Command:
        @wraps(command)
        def bundled(**given: Any) -> Any:
            from govstats.warehouse import Wanted

            chosen = {name: given.pop(name) for name in _CHOICES}
            return command(wanted=Wanted(**chosen), **given)

        taking: Any = bundled
        for option in _options(needs_indicators):
            taking = option(taking)
        result: _Command = taking
        return result

    return add


def _options(needs_indicators: bool) -> tuple[Callable[[_Command], _Command], ...]:
    named = "INDICATOR..." if needs_indicators else "[INDICATOR]..."
    return (
        click.option(
            "--min-confidence",
            type=click.FloatRange(0, 1),
            metavar="X",
            default=0.0,
            show_default=True,
            help="Leave out figures whose reading is less sure, from 0 to 1.",
        ),
        click.option(
            "--scope",
            type=click.Choice(["place", "issuer", "any"]),
            default="place",
            show_default=True,
            help="Whose figures: of the whole place, of the issuing organisation alone, or either, place first.",
        ),
        click.option("--years", callback=read_years, help="Years and ranges: 2018-2020,2022. Default: all."),
        click.option(
            "--level",
            type=click.Choice(["province", "prefecture", "county"]),
            help="Of the places below those of --within, or of all that have reports, only those of this level.",
        ),
        click.option(
            "--within",
            multiple=True,
            help="All places below this one, by code or name: 上海市; may be repeated.",
        ),
        click.option(
            "--place",
            "places",
            multiple=True,
            help="A place by code or name; may be repeated. Default: all with reports.",
        ),
        click.argument("indicators", nargs=-1, required=needs_indicators, metavar=named),
    )


best_option = click.option(
    "--best/--all",
    "is_best",
    default=True,
    help="One figure for each place, year and indicator, by the documented rule; or a row for every figure that"
    " could be taken. Default: --best.",
)


def settle(snapshot: Path, wanted: Wanted) -> Selection:
    """Settle what is asked about against a snapshot, and tell how words were understood.

    Args:
        snapshot: the path of the snapshot.
        wanted: what is asked about.

    Raises:
        QueryError: an indicator is unknown, or there is no place below one.
        PlaceError: a place is unknown, or its name shared.
    """
    from govstats.warehouse import select

    selection = select(snapshot, wanted)
    for note in selection.notes:
        say(f"note: {note}")
    return selection


def tell_below(line: str, output_format: Format | None, output: Path | None) -> None:
    """Tell something about a table: right under it on the screen, else on standard error, never within the data.

    Args:
        line: what is told.
        output_format: the format that was asked for, as for put_out.
        output: the file, likewise.
    """
    if output is None and settle_format(output_format, output) == "table":
        sys.stdout.flush()
        click.echo(f"\n{line}")
    else:
        say(line)
