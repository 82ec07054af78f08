"""The command `govstats ingest`."""

from __future__ import annotations

from pathlib import Path

import click

from govstats.cli.interrupts import hear_interrupts
from govstats.cli.options import (
    INTERRUPTED,
    NamedPath,
    catalogue_option,
    choose_archiving,
    choose_catalogue,
    choose_jobs,
    database_option,
    experimental_option,
    find_database,
    header_options,
    jobs_option,
    limits_for,
    max_size_option,
    warn_of_lost,
)


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
@jobs_option
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="For programs: one JSON object a line for each report, and one with the sums at the end.",
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
    jobs: int | None,
    as_json: bool,
    own_catalogue: Path | None,
    experimental: bool | None,
    database: str | None,
) -> int:
    """Read reports into the database.

    Takes plain texts, web pages (HTML, MHTML), Word documents (.docx) and PDFs, told by their content;
    folders that are searched through for them; zip archives of them; and - for the standard input. Prints
    one line a report: what became of it, its place, year and issuer, how many figures were read and how
    many other numbers were set aside; and the sums at the end, on standard error. On a terminal a bar shows
    how far it is, and a long run prints only the reports that want a look: those that failed, were revised
    or have warnings.

    A file that cannot be read is told on standard error and never stops the others; the exit code is then
    1. A report that is stored already is left as it is, without reading it again. Ctrl-C ends the run after
    the report that is being stored; the next run goes on from there.

    \b
    Example:
      govstats ingest report.txt more-reports/
      govstats ingest --place 310113 --year 2020 scan.txt
    """
    from govstats.api import open_database, prepare_reading

    choice = choose_catalogue(own_catalogue, experimental)
    keep = choose_archiving(archive)
    limits = limits_for(max_megabytes)
    processes = choose_jobs(jobs)
    if processes > 1:
        prepare_reading(choice.own, experimental=choice.experimental, limits=limits)
    # what follows loads the database side, while the other process gets ready
    from govstats.cli.progress import choose_display

    url = find_database(database)
    display = choose_display(paths, as_json=as_json)
    with (
        open_database(url, catalogue=choice.own, experimental=choice.experimental, limits=limits) as opened,
        hear_interrupts("ending after this report; Ctrl-C again ends at once") as interrupt,
        display,
    ):
        for result in opened.ingest(
            paths,
            place=place,
            year=year,
            issuer=issuer,
            archive=keep,
            jobs=processes,
            is_ended=interrupt.is_set,
        ):
            display.show(result)
        display.sum_up(is_interrupted=interrupt.is_set())
    if display.tally.reports["revised"]:
        warn_of_lost(url)
    if interrupt.is_set():
        return INTERRUPTED
    return 1 if display.tally.reports["failed"] else 0
