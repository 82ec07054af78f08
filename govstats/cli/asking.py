"""What a query command and the prompt do with a statement: run it, put its rows out, tell how many there were."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from govstats.cli.options import counted, put_out, say, settle_format

if TYPE_CHECKING:
    from typing import BinaryIO

    from govstats.exports import Encoding, Fold, Format, Section
    from govstats.warehouse.asking import Clock

SCREEN_ROWS = 1000  # more would only push the first ones out of the terminal


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user wants of a statement.

    Attributes:
        parameters: values of its $names.
        limit_rows: how many rows at most; None for as many as fit where they go.
        timeout: seconds; None for any time.
        memory: how much memory it may take.
        fold: how a table fits the screen.
        output_format: the format; None for the one that fits.
        output: the file; None for the screen.
        encoding: the encoding; None for that of the format.
    """

    parameters: dict[str, str]
    limit_rows: int | None
    timeout: float | None
    memory: str
    fold: Fold
    output_format: Format | None
    output: Path | None
    encoding: Encoding | None

    @property
    def row_limit(self) -> int | None:
        """How many rows are asked for."""
        is_shown = self.output is None and sys.stdout.isatty()
        if self.limit_rows is None and is_shown and settle_format(self.output_format, None) == "table":
            return SCREEN_ROWS
        return self.limit_rows

    def prepare(self) -> None:
        """Start the process that answers: it loads what it needs while this one looks at the database."""
        from govstats.warehouse.asking import prepare

        prepare()


class _Screen:
    """Standard output; the time that somebody takes to look at it is no time of the query."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def write(self, data: Any) -> int:
        with self._clock.paused():
            return sys.stdout.buffer.write(data)

    def flush(self) -> None:
        with self._clock.paused():
            sys.stdout.buffer.flush()


def run_statement(snapshot: Path, sql: str, asked: Asked, *, is_timed: bool = True) -> None:
    """Run a statement, put its rows out, and tell on standard error how many there were.

    Args:
        snapshot: the snapshot, up to date.
        sql: the statement.
        asked: what is wanted of it.
        is_timed: whether the number of rows and the time are told.

    Raises:
        QueryError: the statement is not allowed, is wrong, fails, or takes too long or too much.
        ExportError: the rows cannot be written.
    """
    from govstats.warehouse.asking import QueryLimits
    from govstats.warehouse.sandbox import open_query, read_all

    limits = QueryLimits(asked.row_limit, asked.timeout, asked.memory)
    with open_query(snapshot, sql, asked.parameters, limits) as answer:
        screen = cast("BinaryIO", _Screen(answer.clock))
        is_table = settle_format(asked.output_format, asked.output) == "table"
        rows = (
            read_all(answer, asked.memory) if is_table else answer
        )  # columns are as wide as all their cells
        put_out(
            rows,
            asked.output_format,
            asked.output,
            asked.encoding,
            fold=asked.fold,
            screen=screen,
            notes=_explain(sql, asked),
        )
        seconds = answer.clock.seconds
    if is_timed:
        say(
            f"{tell_rows(answer.rows, is_cut=answer.is_cut)} in {seconds:.2f} s{_advise(answer.is_cut, asked)}"
        )


def _explain(sql: str, asked: Asked) -> tuple[Section, ...]:
    """Tell beside rows what they answer."""
    from govstats.exports import Section
    from govstats.version import __version__

    about = [("程序", f"govstats {__version__}")]
    if asked.row_limit is not None:
        about.append(("行数上限", str(asked.row_limit)))
    return (
        Section("查询结果", about),
        Section("SQL", [(line,) for line in sql.splitlines()]),
        Section("参数", list(asked.parameters.items())),
    )


def tell_rows(rows: int, *, is_cut: bool) -> str:
    """Tell how many rows there were: 12 rows, the first 100 rows of more."""
    return f"the first {counted(rows, 'row')} of more" if is_cut else counted(rows, "row")


def _advise(is_cut: bool, asked: Asked) -> str:
    return "; --limit-rows gives more, -o FILE all" if is_cut and asked.limit_rows is None else ""
