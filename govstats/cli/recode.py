"""The command `govstats recode`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import (
    catalogue_option,
    choose_catalogue,
    counted,
    database_option,
    experimental_option,
    find_database,
    is_wanted,
    output_options,
    put_out,
    say,
)

if TYPE_CHECKING:
    from govstats.exports import Encoding, Format
    from govstats.recoding import CodeChange, RecodePlan

_COLUMNS = (
    "change",
    "indicator_before",
    "indicator_after",
    "figures",
    "label",
    "text",
    "place",
    "year",
    "evidence",
)


@click.command(name="recode")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask before anything is changed.")
@catalogue_option
@experimental_option
@output_options
@database_option
def command(
    *,
    dry_run: bool,
    yes: bool,
    own_catalogue: Path | None,
    experimental: bool | None,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    database: str | None,
) -> int:
    """Give stored figures the indicators of a newer catalogue, without reading a report again.

    Shows first what would change, with one figure of each kind: gained (figures get an indicator), lost,
    moved (from one to another), kept (only whose figure it is, or how sure, changes). Then asks, and
    changes all of it in one transaction. The catalogue that was there before takes it all back.

    \b
    Example:
      govstats recode --dry-run
      govstats recode --catalogue my-indicators --yes
    """
    from govstats.api import open_database

    url = find_database(database)
    choice = choose_catalogue(own_catalogue, experimental)
    with open_database(url, create=False, catalogue=choice.own, experimental=choice.experimental) as opened:
        plan = opened.plan_recoding()
        _tell_before(plan)
        if not plan.is_needed:
            say("nothing to do: the figures are coded with this catalogue already")
            return 0
        if plan.changes:
            _show(plan, output_format, output, encoding)
        _tell_sums(plan)
        if dry_run:
            return 0
        if not yes and not is_wanted("Change the database?"):
            say("nothing was changed")
            return 0
        opened.recode(plan)
        say(f"done: {counted(len(plan.codings), 'figure')} changed, catalogue {plan.catalogue_version}")
    return 0


def _tell_before(plan: RecodePlan) -> None:
    before = ", ".join(
        f"{version} ({counted(count, 'report')})" for version, count in plan.state.read_with.items()
    )
    say(f"catalogue now      {before or 'none: the database holds no reports'}")
    say(f"catalogue to come  {plan.catalogue_version}")
    say(f"figures that may have an indicator: {plan.examined}")
    if plan.state.without_grounds:
        say(
            f"note: {counted(plan.state.without_grounds, 'figure')} stored before revision 0002 of the database"
            " cannot be decided on again and stay as they are; govstats reextract reads them anew"
        )
    if plan.other_units:
        say(
            f"note: the units {', '.join(plan.other_units)} differ from those of the database; figures keep the units that"
            " they were read with; govstats reextract reads them anew"
        )


def _show(
    plan: RecodePlan, output_format: Format | None, output: Path | None, encoding: Encoding | None
) -> None:
    from govstats.exports import Table

    put_out(Table(_COLUMNS, [_row(change) for change in plan.changes]), output_format, output, encoding)


def _row(change: CodeChange) -> tuple[object, ...]:
    one = change.specimen
    return (
        change.what, change.before, change.after, change.figures, one.label, one.text, one.place, one.year,
        one.evidence,
    )  # fmt: skip


def _tell_sums(plan: RecodePlan) -> None:
    sums = dict.fromkeys(("gained", "lost", "moved", "kept"), 0)
    for change in plan.changes:
        sums[change.what] += change.figures
    say(", ".join(f"{what} {count}" for what, count in sums.items()))
