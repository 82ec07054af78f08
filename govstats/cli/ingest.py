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
    limits_for,
    max_size_option,
    tell_failure,
)

if TYPE_CHECKING:
    from govstats.ingesting import Ingested


@click.command(name="ingest")
@click.argument(
    "paths", nargs=-1, required=True, type=NamedPath(path_type=Path), metavar="FILE|FOLDER|ZIP|-..."
)
@header_options
@max_size_option
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
    max_megabytes: int,
    archive: bool | None,
    own_catalogue: Path | None,
    experimental: bool | None,
    database: str | None,
) -> int:
    """Read reports into the database.

    Takes plain texts, web pages (HTML, MHTML), Word documents (.docx) and PDFs, told by their content;
    folders that are searched through for them; zip archives of them; and - for the standard input. Prints
    one line a report: what became of it, its place, year and issuer, how many figures were read and how
    many other numbers were set aside. A file that cannot be read is told on standard error and never stops
    the others; the exit code is then 1. A report that is stored already is left as it is.

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
    limits = limits_for(max_megabytes)
    with open_database(url, catalogue=choice.own, experimental=choice.experimental, limits=limits) as opened:
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
