"""The prompt of `govstats query`: statements that end with a semicolon, and commands that begin with a backslash."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer

from govstats.caching import state_folder
from govstats.cli.asking import Asked, run_statement
from govstats.cli.completing import SqlCompleter, Vocabulary, read_vocabulary
from govstats.cli.options import BY_ENDING, refresh_snapshot, say, settle_format, tell_error
from govstats.cli.scanning import scan
from govstats.errors import GovstatsError, QueryError
from govstats.version import __version__

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

COMMANDS = (
    ("\\?", "show this, as help does"),
    ("\\d", "list the views"),
    ("\\d VIEW", "list the columns of a view"),
    ("\\i FILE", "run the statements of a file"),
    ("\\o FILE", "write the rows of the next statement to a file"),
    ("\\format NAME", "table, csv, json, jsonl or markdown; without a name the one that fits"),
    ("\\x", "record under record, or columns again"),
    ("\\wide", "fold no table, or fold again"),
    ("\\limit N", "at most so many rows; without N as many as fit where they go"),
    ("\\timeout SECONDS", "stop a query after so long; without SECONDS never"),
    ("\\set NAME VALUE", "the value of $NAME; without both, show the values"),
    ("\\unset NAME", "forget the value of $NAME"),
    ("\\timing", "tell rows and time, or no longer"),
    ("\\q", "leave, as Ctrl-D does"),
)
_HELP, _LEAVING = "help", ("quit", "exit")  # words that are no SQL
_HISTORY_RIGHTS = 0o600


class KeptHistory(FileHistory):
    """A history in a file that is the user's own; a line that cannot be kept there is kept until the end."""

    def store_string(self, string: str) -> None:
        """Keep a line."""
        try:
            super().store_string(string)
        except OSError:
            return


def open_history() -> History:
    """Open what was asked before, in the user's folder for state; in memory where that cannot be written."""
    path = state_folder() / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(_HISTORY_RIGHTS)
    except OSError:
        return InMemoryHistory()
    return KeptHistory(path)


class Prompt:
    """A prompt on a database.

    Args:
        asked: how statements are run at first.
        database: the database as the user named it; None for the usual one.
        terminal: what is typed; the process's own terminal if not given.
        screen: where it is shown; likewise.
    """

    def __init__(
        self, asked: Asked, database: str | None, terminal: Input | None = None, screen: Output | None = None
    ) -> None:
        self._asked = asked
        self._database = database
        self._next_output: Path | None = asked.output
        self._is_timed = True
        self._session: PromptSession[str] = PromptSession(
            "govstats=> ",
            multiline=True,
            prompt_continuation="govstats-> ",
            history=open_history(),
            completer=SqlCompleter(self._vocabulary, COMMANDS),
            complete_while_typing=False,
            complete_in_thread=True,
            lexer=_lexer(),
            key_bindings=self._keys(),
            input=terminal,
            output=screen,
        )
        self._commands: dict[str, Callable[[list[str]], None]] = {
            "\\?": self._help,
            "\\d": self._describe,
            "\\i": self._include,
            "\\o": self._write_next,
            "\\format": self._set_format,
            "\\x": lambda _: self._fold("records"),
            "\\wide": lambda _: self._fold("none"),
            "\\limit": self._set_limit,
            "\\timeout": self._set_timeout,
            "\\set": self._set,
            "\\unset": self._unset,
            "\\timing": self._set_timing,
        }

    def run(self) -> None:
        """Run what is typed until the user leaves.

        Raises:
            StoreError: the database cannot be used.
        """
        self._asked.prepare()
        refresh_snapshot(self._database)
        say(
            f"govstats {__version__}; statements end with ; \\? tells the commands, Tab completes, Ctrl-D leaves"
        )
        while True:
            try:
                text = self._session.prompt()
            except KeyboardInterrupt:  # what was typed is dropped
                continue
            except EOFError:
                return
            word = text.strip().rstrip(";")
            if word in ("\\q", *_LEAVING):
                return
            self._handle("\\?" if word == _HELP else text)

    def _handle(self, text: str) -> None:
        """Run what was typed; whatever goes wrong with it is told, and the prompt goes on."""
        try:
            if text.lstrip().startswith("\\"):
                self._command(text.strip())
            else:
                self._run(text)
        except GovstatsError as error:
            tell_error(error)
        except click.ClickException as error:
            say(f"error: {error.format_message()}")
        except KeyboardInterrupt:
            say("interrupted")
            self._asked.prepare()
        except OSError as error:
            say(f"error: the output cannot be written: {error.strerror or error}")

    def _run(self, text: str) -> None:
        found = scan(text)
        for statement in (*found.statements, found.rest):
            if statement.strip():
                self._run_one(statement)

    def _run_one(self, statement: str, *, is_timed: bool = True) -> None:
        """Run a statement on the database as it is now."""
        asked = replace(self._asked, output=self._next_output)
        if self._next_output is not None and self._next_output.suffix.lower() in BY_ENDING:
            asked = replace(asked, output_format=None)  # the format is how rows are shown
        wanted = scan(statement).parameters
        asked = replace(asked, parameters={n: v for n, v in asked.parameters.items() if n in wanted})
        snapshot = refresh_snapshot(self._database)
        run_statement(snapshot, statement, asked, is_timed=is_timed and self._is_timed)
        self._next_output = None

    def _command(self, text: str) -> None:
        try:
            word, *arguments = shlex.split(text.replace("\\", "\\\\", 1))
        except ValueError as error:
            raise QueryError(f"{text}: {error}", "close the quotes") from error
        run = self._commands.get(word.rstrip(";"))
        if run is None:
            raise QueryError(f"there is no command {word}", "\\? tells the commands")
        run([argument.rstrip(";") for argument in arguments])

    def _help(self, _arguments: list[str]) -> None:
        widest = max(len(usage) for usage, _ in COMMANDS)
        for usage, meaning in COMMANDS:
            click.echo(f"{usage:{widest}}   {meaning}")

    def _describe(self, arguments: list[str]) -> None:
        listing = (
            "select view_name as view, comment as meaning from duckdb_views() where schema_name = 'main' and not internal"
            " order by 1"
        )
        columns = (
            "select column_name as column, data_type as type, comment as meaning from duckdb_columns()"
            " where schema_name = 'main' and table_name = $view order by column_index"
        )
        if not arguments:
            self._show(listing)
            return
        view = arguments[0].lower()  # as in SQL
        if view not in self._vocabulary().columns:
            raise QueryError(f"there is no view {arguments[0]}", "\\d lists the views")
        self._show(columns, view=view)

    def _show(self, sql: str, **parameters: str) -> None:
        asked = replace(
            self._asked,
            parameters=parameters,
            output=None,
            output_format="table",
            limit_rows=None,
            fold="auto",
        )
        run_statement(refresh_snapshot(self._database), sql, asked, is_timed=False)

    def _include(self, arguments: list[str]) -> None:
        from govstats.cli.query import read_statement

        path = Path(_one(arguments, "\\i FILE"))
        try:
            self._run(read_statement(None, path))
        except QueryError as error:
            is_named = error.message.startswith(str(path))
            raise QueryError(error.message if is_named else f"{path}: {error.message}", error.hint) from None

    def _write_next(self, arguments: list[str]) -> None:
        if not arguments:
            self._next_output = None
            return
        path = Path(_one(arguments, "\\o FILE"))
        if path.suffix.lower() not in BY_ENDING:
            settle_format(self._asked.output_format, path)
        self._next_output = path

    def _set_format(self, arguments: list[str]) -> None:
        from govstats.exports import BINARY, FORMATS

        chosen = arguments[0] if arguments else None
        shown: dict[str, Any] = {name: name for name in FORMATS if name not in BINARY}
        if chosen is not None and chosen not in shown:
            raise QueryError(f"{chosen} is no format of the screen", f"choose one of {', '.join(shown)}")
        self._asked = replace(self._asked, output_format=shown.get(chosen or ""))

    def _fold(self, fold: Any) -> None:
        self._asked = replace(self._asked, fold="auto" if self._asked.fold == fold else fold)
        say(f"tables: {_FOLDS[self._asked.fold]}")

    def _set_limit(self, arguments: list[str]) -> None:
        self._asked = replace(self._asked, limit_rows=_number(arguments, int))

    def _set_timeout(self, arguments: list[str]) -> None:
        self._asked = replace(self._asked, timeout=_number(arguments, float))

    def _set(self, arguments: list[str]) -> None:
        if not arguments:
            for name, value in self._asked.parameters.items():
                click.echo(f"{name} = {value}")
            return
        if len(arguments) != 2 or not arguments[0].isidentifier():
            raise QueryError("\\set needs a name and a value", "\\set place 310113")
        self._asked = replace(self._asked, parameters=self._asked.parameters | {arguments[0]: arguments[1]})

    def _unset(self, arguments: list[str]) -> None:
        gone = _one(arguments, "\\unset NAME")
        kept = {name: value for name, value in self._asked.parameters.items() if name != gone}
        self._asked = replace(self._asked, parameters=kept)

    def _set_timing(self, _arguments: list[str]) -> None:
        self._is_timed = not self._is_timed
        say(f"rows and time: {'told' if self._is_timed else 'not told'}")

    def _vocabulary(self) -> Vocabulary:
        snapshot = refresh_snapshot(self._database)
        return _vocabulary_of(snapshot, snapshot.stat().st_mtime_ns)

    @staticmethod
    def _keys() -> KeyBindings:
        keys = KeyBindings()

        @keys.add("enter", filter=Condition(_is_complete))
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.validate_and_handle()

        return keys


_FOLDS = {"auto": "folded as they fit", "records": "record under record", "none": "not folded"}


def _is_complete() -> bool:
    """Tell whether Enter runs what is typed, and does not begin another line of it."""
    from prompt_toolkit.application import get_app

    text = get_app().current_buffer.text
    is_word = text.strip() in ("", _HELP, *_LEAVING)
    return is_word or text.lstrip().startswith("\\") or scan(text).is_complete


def _one(arguments: list[str], usage: str) -> str:
    if len(arguments) != 1:
        raise QueryError(f"{usage.split(maxsplit=1)[0]} needs one word behind it", usage)
    return arguments[0]


def _number(arguments: Iterable[str], kind: Callable[[str], Any]) -> Any:
    for argument in arguments:
        try:
            number = kind(argument)
        except ValueError:
            number = 0
        if not number > 0:
            raise QueryError(f"{argument} is no number above 0", "leave it out for no limit")
        return number
    return None


@lru_cache(maxsize=1)
def _vocabulary_of(snapshot: Path, _changed: int) -> Vocabulary:
    return read_vocabulary(snapshot)


def _lexer() -> PygmentsLexer:
    from pygments.lexers.sql import PostgresLexer  # type: ignore[import-untyped]

    return PygmentsLexer(PostgresLexer)
