"""The command `govstats ingest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from govstats.cli.options import (
    NamedPath,
    catalogue_option,
    choose_archiving,
    choose_catalogue,
    counted,
    database_option,
    experimental_option,
    find_database,
    header_options,
    tell_failure,
)

if TYPE_CHECKING:
    from govstats.ingesting import Ingested


@click.command(name="ingest")
@click.argument("paths", nargs=-1, required=True, type=NamedPath(path_type=Path), metavar="FILE|FOLDER...")
@header_options
@click.option(
    "--archive/--no-archive",
    default=None,
    help="Whether the bytes of the files are kept, so that govstats show --source gives them back. "
    "Default: what govstats.toml says, else they are.",
)
@catalogue_option
@experimental_option
@database_option
def command(
    *,
    paths: tuple[Path, ...],
    place: str | None,
    year: int | None,
    issuer: str | None,
    archive: bool | None,
    own_catalogue: Path | None,
    experimental: bool | None,
    database: str | None,
) -> int:
    """Read reports into the database.

    Takes files, and folders that are searched through for .txt files. Prints one line a report: what
    became of it, its place, year and issuer, how many figures were read and how many other numbers were
    set aside. A file that cannot be read is told on standard error and never stops the others; the exit
    code is then 1. A report that is stored already is left as it is.

    \b
    Example:
      govstats ingest report.txt more-reports/
      govstats ingest --place 310113 --year 2020 scan.txt
    """
    from govstats.api import open_database

    failed = 0
    choice = choose_catalogue(own_catalogue, experimental)
    keep = choose_archiving(archive)
    url = find_database(database)
    with open_database(url, catalogue=choice.own, experimental=choice.experimental) as opened:
        for result in opened.ingest(paths, place=place, year=year, issuer=issuer, archive=keep):
            failed += result.status == "failed"
            _tell(result)
    return 1 if failed else 0


def _tell(result: Ingested) -> None:
    if result.error is not None:
        tell_failure(result.error)
        return
    read = ""
    if result.figures is not None:
        read = f"  {counted(result.figures, 'figure')}, {counted(result.set_aside or 0, 'number')} set aside"
    warnings = "".join(f"  [warning: {warning}]" for warning in result.warnings)
    click.echo(
        f"{result.status:<9}  {result.place_code} {result.place}  {result.year}  {result.issuer}{read}"
        f"  {result.name}{warnings}"
    )
