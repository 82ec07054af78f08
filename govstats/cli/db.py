"""The commands `govstats db`: look after the database, check it, tell how it is built."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import counted, database_option, find_database, say

if TYPE_CHECKING:
    from govstats.errors import StoreError
    from govstats.store import Checked, StoreContents


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


@command.command(name="check")
@database_option
def check(database: str | None) -> None:
    """Check whether the database can be trusted; nothing is changed.

    Looks through the database's own files, its constraints, the revisions of the reports, every figure
    against the text that it was read from, every kept file against its hash, and the snapshot that
    queries run on against the database. Prints a line a check, and the first few faults. A database that
    is not sound ends with exit code 3.

    \b
    Example:
      govstats db check
    """
    from govstats.api import open_database
    from govstats.store import show_url

    url = find_database(database)
    found = []
    with open_database(url, create=False) as opened:
        for checked in opened.check():
            _tell_checked(checked)
            found.append(checked)
    if not all(checked.is_sound for checked in found):
        raise _unsound(found, show_url(url), url)


def _tell_checked(checked: Checked) -> None:
    state = "ok" if checked.is_sound else counted(checked.faults, "fault")
    click.echo(f"{checked.name:<13} {state if checked.is_done else 'not done':<9} {checked.told}")
    for fault in checked.first:
        click.echo(f"  {fault.where}: {fault.what}")
    if checked.faults > len(checked.first):
        click.echo(f"  and {checked.faults - len(checked.first)} more")


def _unsound(found: Sequence[Checked], where: str, url: str) -> StoreError:
    from govstats.errors import StoreError
    from govstats.warehouse import snapshot_path

    *of_store, snapshot = found
    faults = sum(checked.faults for checked in of_store)
    if faults:
        return StoreError(
            f"{where} is not sound: {counted(faults, 'fault')}",
            "restore a backup of it, or ingest the reports again into a new one with --db",
        )
    path = snapshot_path(url)
    return StoreError(
        f"{path} is not what {where} holds: {counted(snapshot.faults, 'fault')}",
        f"delete {path}: the next query makes it again from the database",
    )


@command.command(name="upgrade")
@click.option("--no-backup", is_flag=True, help="Make no copy of the database before it is changed.")
@database_option
def upgrade(*, no_backup: bool, database: str | None) -> None:
    """Bring the database to the revision of this program.

    Makes a new database where there is none. A newer one, and one of another program, are left as they are.
    A SQLite database that is to be changed is copied first, beside it, under a name that tells its revision
    and the time; PostgreSQL is backed up with its own pg_dump.

    \b
    Example:
      govstats db upgrade
    """
    from govstats.store import current_revision, head_revision, open_engine, show_url, translate_errors
    from govstats.store.migrating import upgrade as migrate
    from govstats.store.store import whole_or_none

    url = find_database(database)
    backup = _Backup(url, is_wanted=not no_backup)
    with backup.told_in_errors(), translate_errors(url), whole_or_none(url):
        engine = open_engine(url)
        try:
            before = current_revision(engine)
            migrate(engine, backup.make)
        finally:
            engine.dispose()
    done = "is up to date" if before == head_revision() else f"upgraded from {before or 'nothing'}"
    click.echo(f"{show_url(url)} {done}: revision {head_revision()}")


class _Backup:
    """The copy that is made of a database before it is changed."""

    def __init__(self, url: str, *, is_wanted: bool) -> None:
        self._url = url
        self._is_wanted = is_wanted
        self._made: Path | None = None

    def make(self, revision: str) -> None:
        """Make the copy and tell where it is; of a database server say who makes it."""
        from govstats.store import database_path
        from govstats.store.backing_up import back_up

        path = database_path(self._url)
        if path is None:
            say("note: govstats makes no backup of a database server; pg_dump does, before you upgrade")
        elif self._is_wanted:
            self._made = back_up(path, revision, datetime.now(UTC))
            click.echo(f"backup of {path}: {self._made}")

    @contextmanager
    def told_in_errors(self) -> Iterator[None]:
        """Add to an error where the copy is."""
        from govstats.errors import StoreError

        try:
            yield
        except StoreError as error:
            if self._made is None:
                raise
            hint = f"{error.hint}; " if error.hint else ""
            raise StoreError(
                error.message, f"{hint}nothing was changed, and the backup from before is {self._made}"
            ) from error


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
