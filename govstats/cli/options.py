"""Options that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeVar

import click

from govstats.errors import QueryError

if TYPE_CHECKING:
    from govstats.errors import GovstatsError
    from govstats.exports import Encoding, Exportable, Fold, Format, Section
    from govstats.reading import Given, Limits
    from govstats.settings import CatalogueChoice

INTERRUPTED = 130
"""The exit code of a command that the user ends, as shells have it."""

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FORMATS: tuple[Format, ...] = ("table", "csv", "json", "jsonl", "markdown", "parquet", "arrow", "xlsx")
PAGE_ENDINGS = (".html", ".htm")
BINARY: tuple[Format, ...] = ("parquet", "arrow", "xlsx")
BY_ENDING: dict[str, Format] = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".md": "markdown",
    ".txt": "table",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".xlsx": "xlsx",
}


class NamedPath(click.Path):
    """A path that is not empty: an empty one, such as an unset variable of a shell gives, would be this folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse the empty path."""
        if value in ("", b""):
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


database_option = click.option(
    "--db",
    "database",
    metavar="URL",
    help="Database: a path, or a URL of SQLite or PostgreSQL. "
    "Default: GOVSTATS_DATABASE_URL, else what govstats.toml says, else govstats.db in the working folder.",
)
catalogue_option = click.option(
    "--catalogue",
    "own_catalogue",
    metavar="DIR",
    type=NamedPath(path_type=Path),
    help="A folder of your own indicators, which add to the program's and replace those of the same code. "
    "Default: GOVSTATS_CATALOGUE, else what govstats.toml says, else none.",
)

experimental_option = click.option(
    "--experimental/--no-experimental",
    default=None,
    help="Whether figures are coded with experimental indicators too, which annotated reports have yet to prove. "
    "Default: what govstats.toml says, else not.",
)


def header_options(command: _Command) -> _Command:
    """Add the options that say what a report's header does not."""
    for option in (
        click.option(
            "--issuer", help="Who publishes the report, where its header does not tell: 宝山区司法局."
        ),
        click.option(
            "--year",
            type=click.IntRange(1949, 2100),
            help="The year that the report is about, where its header does not tell.",
        ),
        click.option(
            "--place",
            help="Its place by code or name, where its header does not tell: 310113, 上海市宝山区.",
        ),
    ):
        command = option(command)
    return command


max_size_option = click.option(
    "--max-size",
    "max_megabytes",
    type=click.IntRange(1, 2000),
    metavar="MB",
    default=50,
    show_default=True,
    help="Refuse files, and files in archives, that are larger than so many megabytes.",
)


jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="How many processes read reports at once. Default: as many as the machine has cores.",
)


def choose_jobs(jobs: int | None) -> int:
    """Settle how many processes read reports at once."""
    from govstats.workers import usable_cores

    return jobs or usable_cores()


def limits_for(max_megabytes: int) -> Limits:
    """Give the limits that files are read within."""
    from govstats.reading import Limits

    return Limits(max_bytes=max_megabytes * 1_000_000)


def output_options(command: _Command) -> _Command:
    """Add the options of commands that put out rows."""
    return _output_options(command, _FORMATS)


def output_options_with_page(command: _Command) -> _Command:
    """Add the options of commands that put out rows, or the page of a report."""
    return _output_options(command, (*_FORMATS, "html"))


def _output_options(command: _Command, formats: Sequence[str]) -> _Command:
    for option in (
        click.option(
            "--encoding",
            type=click.Choice(["utf-8", "utf-8-sig"]),
            help="Encoding of the output. Default: utf-8-sig (with the mark that Excel needs) for csv,"
            " else utf-8. Parquet, arrow and xlsx have none.",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Write to this file instead of the screen.",
        ),
        click.option(
            "--format",
            "output_format",
            type=click.Choice(formats),
            help="Default: by the ending of the output file; else table on a terminal and csv in a pipe.",
        ),
    ):
        command = option(command)
    return command


def given_header(place: str | None, year: int | None, issuer: str | None) -> Given:
    """Collect what the user says of a report's header."""
    from govstats.reading import Given

    return Given(place, year, issuer)


def find_database(database: str | None) -> str:
    """Settle which database is meant, as a URL."""
    from govstats.store import database_url

    return database_url(_address(database), os.environ)


def _address(database: str | None) -> str:
    """Settle which database is meant, in the user's words: the option's, the environment's or the configuration file's."""
    from govstats.settings import load_settings
    from govstats.store.addresses import URL_VARIABLE, wanted_address

    if database is None and not os.environ.get(URL_VARIABLE):
        database = load_settings(os.environ, Path.cwd()).database
    return wanted_address(database, os.environ)


def choose_archiving(archive: bool | None) -> bool:
    """Settle whether the bytes of files are kept: by the option, else the configuration file."""
    from govstats.settings import load_settings

    return load_settings(os.environ, Path.cwd()).archive if archive is None else archive


def choose_catalogue(own: Path | None, experimental: bool | None = None) -> CatalogueChoice:
    """Settle which catalogue figures are coded with."""
    from govstats import settings

    return settings.choose_catalogue(own, experimental, os.environ, Path.cwd())


def refresh_snapshot(database: str | None) -> Path:
    """Bring the snapshot of a database up to date, after making sure that this program can use the database.

    Raises:
        StoreError: there is no database, it has another revision, or it cannot be read.
    """
    from govstats.store.addresses import plain_path
    from govstats.warehouse.freshness import refresh_file

    file = plain_path(_address(database))
    snapshot = refresh_file(file) if file is not None else None
    if snapshot is not None:  # most of the time: a query need not wait for what only writing needs
        return snapshot

    from govstats.store import Store
    from govstats.warehouse import refresh

    url = find_database(database)
    Store.open(url, create=False).close()
    return refresh(url).path


def put_out(
    table: Exportable,
    output_format: Format | None,
    output: Path | None,
    encoding: Encoding | None,
    *,
    fold: Fold = "auto",
    screen: BinaryIO | None = None,
    notes: Sequence[Section] = (),
) -> None:
    """Write rows to the file or the screen in the format that was asked for or fits.

    Args:
        table: the rows.
        output_format: the format that was asked for.
        output: the file; None for the screen.
        encoding: the encoding that was asked for.
        fold: how a table fits the screen.
        screen: what stands for the screen; standard output if not given.
        notes: what goes with the rows into a format that has room for it: a sheet of a workbook.

    Raises:
        QueryError: a value cannot be written.
        ExportError: the file cannot be written, or the format cannot hold a column.
    """
    from govstats.exports import terminal_width, write_table

    settled = settle_format(output_format, output)
    width = terminal_width(sys.stdout) if output is None else None
    target = output if output is not None else screen or sys.stdout.buffer
    try:
        write_table(table, target, settled, encoding, width, fold, notes)
    except (OverflowError, ValueError) as error:  # a date beyond the calendar of Python, nanoseconds
        raise QueryError(f"a value cannot be written: {error}", "cast it to varchar in the query") from error


def refuse_terminal(what: str, output: Path | None) -> None:
    """Refuse to put on a terminal what nobody reads there.

    Args:
        what: what would be shown.
        output: the file that it goes to; None for standard output.

    Raises:
        click.UsageError: standard output is a terminal.
    """
    if output is None and sys.stdout.isatty():
        raise click.UsageError(f"{what} nothing for a terminal: name a file with -o, or use a pipe")


def settle_format(output_format: Format | None, output: Path | None, also: Sequence[str] = ()) -> Format:
    """Settle the format of rows: the one asked for, else that of the file's ending, else by where they go.

    Args:
        output_format: the format that was asked for.
        output: the file; None for standard output.
        also: endings that the command knows besides, to be told.

    Raises:
        click.BadParameter: the file's ending names no format, or bytes that are no text would go to a terminal.
    """
    if output_format is not None:
        if output_format in BINARY and output is None and sys.stdout.isatty():
            raise click.BadParameter(
                f"{output_format} is no text, and a terminal shows nothing else; name a file with -o, or send it"
                " through a pipe",
                param_hint="'--format'",
            )
        return output_format
    if output is None:
        return "table" if sys.stdout.isatty() else "csv"
    if output.suffix.lower() not in BY_ENDING:
        endings = ", ".join((*BY_ENDING, *also))
        raise click.BadParameter(
            f"{output.name!r} ends in none of {endings}; name such a file, or give the format with --format",
            param_hint="'-o'",
        )
    return BY_ENDING[output.suffix.lower()]


def settle_format_or_page(
    output_format: Format | Literal["html"] | None, output: Path | None
) -> Format | Literal["html"]:
    """Settle what comes of a report: a page if that is asked for, by its name or by the file's ending alone, else rows.

    Raises:
        click.BadParameter: as settle_format.
        click.UsageError: a page would go to a terminal.
    """
    is_by_ending = output_format is None and output is not None and output.suffix.lower() in PAGE_ENDINGS
    if output_format == "html" or is_by_ending:
        refuse_terminal("a page is", output)
        return "html"
    return settle_format(output_format, output, PAGE_ENDINGS)


def counted(number: int, what: str, plural: str = "") -> str:
    """Write a number with what is counted: 1 figure, 3 figures."""
    return f"{number} {what if number == 1 else plural or what + 's'}"


def warn_of_lost(url: str) -> None:
    """Tell how many corrections do not hold any more, where there are such.

    Args:
        url: the URL of a database.
    """
    from govstats.store import Store, count_lost

    with Store.open(url, create=False) as store, store.reading() as session:
        count = count_lost(session)
    if count:
        say(tell_lost(count))


def tell_lost(count: int) -> str:
    """Say that corrections do not hold any more.

    Args:
        count: how many.
    """
    verb = "does" if count == 1 else "do"
    return f"note: {counted(count, 'correction')} {verb} not hold any more: govstats review list --lost tells which"


def tell_forgotten(count: int) -> str:
    """Say that findings went with the figures that they speak of.

    Args:
        count: how many.
    """
    verb = "speaks" if count == 1 else "speak"
    return (
        f"note: {counted(count, 'finding')} of the checks {verb} of figures as they were and went;"
        " govstats audit checks what they are now"
    )


def is_wanted(question: str) -> bool:
    """Ask before the database is changed.

    Raises:
        QueryError: nobody can answer.
    """
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        raise QueryError(
            "nobody has answered; nothing was changed", "say --yes, or only look with --dry-run"
        ) from None


def tell_failure(error: GovstatsError) -> None:
    """Tell that a file failed, and why, on standard error; the others go on."""
    say(f"failed     {error.message}")
    if error.hint:
        say(f"             try: {error.hint}")


def tell_error(error: GovstatsError) -> None:
    """Tell what was found and what can be done about it, on standard error."""
    say(f"error: {error.message}")
    if error.hint:
        say(f"  try: {error.hint}")


def shown(text: str) -> str:
    """Give text as standard output gets it: on a terminal, control characters of a report are shown, not obeyed."""
    if text.isprintable() or not sys.stdout.isatty():
        return text
    from govstats.exports.terminals import harmless_lines

    return harmless_lines(text)


def say(line: str) -> None:
    """Tell the user something beside the output, on standard error; what it quotes cannot command the terminal."""
    if not line.isprintable():  # few lines are not, and only they are worth the wait
        from govstats.exports.terminals import harmless

        line = harmless(line)
    click.echo(line, err=True)
