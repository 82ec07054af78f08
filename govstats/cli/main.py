"""The command `govstats` and how its errors end."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from govstats.cli.interrupts import hear_endings
from govstats.cli.options import INTERRUPTED, tell_error
from govstats.errors import ExportError, GovstatsError
from govstats.version import __version__

_COMMANDS = {
    "ingest": ("govstats.cli.ingest", "Read reports into the database."),
    "extract": ("govstats.cli.extract", "Show what would be read, without a database."),
    "show": ("govstats.cli.show", "Show a stored report: its header, its text, its source."),
    "history": ("govstats.cli.history", "Show the revisions of a report and what changed between them."),
    "query": ("govstats.cli.query", "Ask SQL across places and years."),
    "compare": ("govstats.cli.compare", "Make a comparison table of indicators."),
    "coverage": ("govstats.cli.coverage", "Tell what is reported, and what is not."),
    "audit": ("govstats.cli.audit", "Check the figures by arithmetic, and list what does not come out."),
    "cite": ("govstats.cli.cite", "Give the sentence that states a figure, and the reference to its report."),
    "export": ("govstats.cli.export", "Hand figures on as files that explain themselves."),
    "indicators": ("govstats.cli.indicators", "Look indicators up, and find what has none."),
    "places": ("govstats.cli.places", "Look places up, and what became of them."),
    "recode": ("govstats.cli.recode", "Give stored figures the indicators of a newer catalogue."),
    "reextract": ("govstats.cli.reextract", "Read the stored texts again with the rules of today."),
    "review": ("govstats.cli.review", "Accept, correct or reject doubtful figures, one by one."),
    "db": ("govstats.cli.db", "Look after the database."),
}
_BROKEN_PIPE = 141
_OBJECTS = (
    50_000  # made before Python looks for rings among them: modules and patterns make many, and all stay
)


class _ReaderGone(Exception):  # noqa: N818 -- no error: whoever reads our output has had enough of it
    """The other end of the output was closed, as in `govstats query ... | head -1`."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are run: help does not load what only queries need."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Name the commands in the order of the work."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; help alone shows its first line without."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name][0]).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; click itself would take a closed pipe for a failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands with their first lines."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in _COMMANDS.items()])


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "-V", "--version", prog_name="govstats")
def govstats() -> None:
    """Read the figures out of Chinese government reports, keep them with their evidence, and compare them.

    \b
    Example:
      govstats ingest reports/
      govstats query "select district, year, indicator, value, unit from metrics"
      govstats compare mediation.success_rate --years 2018-2022 -o compare.csv

    Exit codes: 0 done, 1 some files could not be read or --fail-on is met, 2 a wrong command or query, 3 the database cannot
    be used, 4 a data file of the catalogue is wrong, 130 interrupted, 141 nobody reads the output any more, 143 ended by a
    signal (SIGTERM).
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its exit code.

    Args:
        arguments: the words after the program's name; those of the process where None.
    """
    gc.set_threshold(_OBJECTS)
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115, PTH123 -- closed by the caller: >&-
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # the consoles of Windows default to other encodings
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    with hear_endings():
        code = _run(arguments)
    if "_duckdb" not in sys.modules:  # it would take what is frozen for lost
        gc.freeze()  # at its end Python looks through all objects again, for a quarter of a second
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    """Run the command line; every error that is told ends here."""
    try:
        result: Any = govstats.main(args=arguments, prog_name="govstats", standalone_mode=False)
        sys.stdout.flush()
    except GovstatsError as error:
        return _complain(error)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; what was stored before stays", err=True)
        return INTERRUPTED
    except (_ReaderGone, BrokenPipeError):
        _drop_output()
        return _BROKEN_PIPE
    except (
        OSError
    ) as error:  # files of reports and databases are told where they are read; this is the output
        _drop_output()
        where = error.filename or "the output"
        return _complain(
            ExportError(f"{where} cannot be written: {error.strerror or error}", "is there room?")
        )
    return result if isinstance(result, int) else 0


def _drop_output() -> None:
    """Send what is still buffered nowhere, so that Python does not fail on it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(error: GovstatsError) -> int:
    tell_error(error)
    return error.exit_code
