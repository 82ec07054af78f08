"""The commands `govstats db`: look after the database, tell how it is built."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import counted, database_option, find_database

if TYPE_CHECKING:
    from govstats.store import StoreContents


@click.group(name="db")
def command() -> None:
    """Look after the database.

    \b
    Example:
      govstats db status
    """


@command.command(name="status")
@database_option
def status(database: str | None) -> None:
    """Say where the database is and what it holds.

    Tells the revision of its tables too; one that this program cannot use ends with exit code 3.

    \b
    Example:
      govstats db status
      govstats db status --db reports.db
    """
    from govstats.store import open_engine, require_existing, require_head, summarise, translate_errors

    url = find_database(database)
    require_existing(url)
    with translate_errors(url):
        engine = open_engine(url)
        try:
            summary = summarise(engine)
            click.echo(f"database      {summary.location}")
            click.echo(f"revision      {summary.revision or 'none'} (this program works with {summary.head})")
            require_head(engine)
        finally:
            engine.dispose()
    if summary.contents is not None:
        _tell_contents(summary.contents)


def _tell_contents(held: StoreContents) -> None:
    years = "-".join(str(year) for year in dict.fromkeys((*held.years[:1], *held.years[-1:]))) or "none"
    older = ", ".join(version for version in held.read_with if version != held.catalogue_version)
    mixed = f" (reports are also coded with {older}: govstats recode brings them up to date)" if older else ""
    for name, value in (
        ("catalogue", f"{held.catalogue_version or 'none yet'}{mixed}"),
        ("divisions", held.places_version or "none yet"),
        ("places", f"{held.places} with reports"),
        ("issuers", f"{held.organisations}"),
        ("reports", f"{held.reports} current, {counted(held.replaced_reports, 'earlier revision')}"),
        ("years", years),
        ("figures", f"{held.observations}, {held.with_indicator} of them with an indicator"),
        ("set aside", f"{held.set_aside} numbers that are no figures"),
        ("ingest runs", f"{held.runs}"),
    ):
        click.echo(f"{name:<13} {value}")


@command.command(name="upgrade")
@database_option
def upgrade(database: str | None) -> None:
    """Bring the database to the revision of this program.

    Makes a new database where there is none. A newer one, and one of another program, are left as they are.

    \b
    Example:
      govstats db upgrade
    """
    from govstats.store import current_revision, head_revision, open_engine, show_url, translate_errors
    from govstats.store.migrating import upgrade as migrate

    url = find_database(database)
    with translate_errors(url):
        engine = open_engine(url)
        try:
            before = current_revision(engine)
            migrate(engine)
        finally:
            engine.dispose()
    done = "is up to date" if before == head_revision() else f"upgraded from {before or 'nothing'}"
    click.echo(f"{show_url(url)} {done}: revision {head_revision()}")


@command.command(name="schema")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def schema(output: Path | None) -> None:
    """Write how the database is built: every table with its columns, keys and checks, as Markdown.

    Tells what this program works with; no database is looked at.

    \b
    Example:
      govstats db schema -o schema.md
    """
    from govstats.exports import write_text
    from govstats.store.documenting import write_schema

    text = write_schema()
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(text, output)
