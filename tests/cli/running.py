"""The real command, run in a process of its own, in a folder of its own, with the streams and the exit code of a program."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, NullPool, create_engine, inspect, text

from govstats.caching import cache_folder
from govstats.store import database_url, show_url
from govstats.store.schema import Base
from govstats.warehouse import snapshot_path
from tests.cli.forking import prepared
from tests.postgres import PostgresServer

GOVSTATS = Path(sys.executable).with_name("govstats")
FIXTURES = Path(__file__).parents[2] / "fixtures"
REPORTS = FIXTURES / "reports"
BAOSHAN_2018 = REPORTS / "310113-2018-government.txt"
BAOSHAN_2020 = REPORTS / "310113-2020-justice.txt"
SECONDS = 60
# What Python or the C library look at when they start; a process that is forked has done that.
OF_THE_START = ("PYTHON", "LC_", "LANG", "LANGUAGE", "LD_", "OPENBLAS", "OMP_")
SUMS = re.compile(r"^ +reports +figures +set aside\n(?:.+\n)+", re.MULTILINE)
TOLD = re.compile(r"^(\d+ rows?|the first \d+ rows? of more) in \d+\.\d\d s\n\Z", re.MULTILINE)
# What tells one run of the program from another, and nothing about the reports.
OF_THE_RUN = {"ingested_at", "ingest_run_id", "store_uuid"}


@dataclass(frozen=True)
class Ran:
    """What a command has done.

    Attributes:
        code: its exit code.
        out: what it wrote to standard output.
        err: what it wrote to standard error, but the sums of an ingest and how many rows a query gave.
        sums: these.
        told: how many rows, without the time.
    """

    code: int
    out: bytes
    err: str
    sums: str = ""
    told: str = ""

    @property
    def lines(self) -> list[str]:
        return self.out.decode("utf-8-sig").splitlines()

    @property
    def rows(self) -> list[list[str]]:
        """The rows of CSV output, without the headers."""
        return list(csv.reader(io.StringIO(self.out.decode("utf-8-sig"))))[1:]


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without what the developer may have set for the program."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOVSTATS_")}
    return kept | dict(extra or {})


def hear_interrupts() -> None:
    """Undo in a child what a shell does to its background jobs: they do not hear Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


KINDS = ("sqlite", "postgresql")
# For tests about the files of a database: its place, its log, its rights, damage in it.
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def parted(said: bytes) -> tuple[str, str, str]:
    """Part what a command wrote to standard error from the sums of an ingest, or the rows of a query, at its end."""
    text = said.decode("utf-8")
    if rows := TOLD.search(text):
        return text[: rows.start()], "", rows[1]
    sums = SUMS.search(text)
    return (text[: sums.start()], sums[0], "") if sums else (text, "", "")


@dataclass(frozen=True)
class Home:
    """A folder in which the command is run, on the database govstats.db in it or on one of a server.

    Attributes:
        path: the folder.
        url: the URL of the database of a server; None for govstats.db.
    """

    path: Path
    url: str | None = None

    def __post_init__(self) -> None:
        """Give the command a cache of its own beside a server, where the snapshot lies; catalogues stay shared."""
        if self.url is not None and not self.cache.exists():
            self.cache.mkdir(parents=True)
            shared = cache_folder() / "catalogues"
            shared.mkdir(parents=True, exist_ok=True)
            (self.cache / "catalogues").symlink_to(shared)

    @property
    def cache(self) -> Path:
        """The folder for what can be made again."""
        return self.path / "cache" / "govstats"

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that lead the command to the database of a server."""
        if self.url is None:
            return {}
        return {"GOVSTATS_DATABASE_URL": self.url, "XDG_CACHE_HOME": str(self.cache.parent)}

    @property
    def address(self) -> str:
        """The URL of the database."""
        return self.url or f"sqlite:///{self.path / 'govstats.db'}"

    @property
    def shown(self) -> str:
        """How the command calls the database."""
        return "govstats.db" if self.url is None else show_url(self.url)

    @property
    def snapshot(self) -> Path:
        """Where the snapshot lies."""
        path = snapshot_path(self.address)
        return path if self.url is None else self.cache / path.name

    @property
    def shown_snapshot(self) -> str:
        """How the command calls the snapshot."""
        return self.snapshot.name if self.url is None else str(self.snapshot)

    def run(
        self,
        *words: str | Path,
        environ: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        before: Sequence[str] = (),
        program: Sequence[str | Path] = (),
    ) -> Ran:
        """Run the command to its end; no command may end in a traceback, whatever it is given.

        Args:
            words: the words behind the program's name.
            environ: environment variables.
            stdin: what it can read.
            before: words before the program's name, such as a wrapper that takes rights away.
            program: what to run in the place of the program whose modules are loaded already, such as the installed
                script (GOVSTATS); it is that script with any words before it, or variables that a program's start reads.
        """
        variables = environment(self.variables | dict(environ or {}))
        if program or before or any(name.startswith(OF_THE_START) for name in environ or ()):
            command = [*before, *(program or (GOVSTATS,)), *map(str, words)]
            done = subprocess.run(
                command,
                cwd=self.path,
                env=variables,
                input=stdin,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
            code, out, err = done.returncode, done.stdout, done.stderr
        else:
            command = [str(GOVSTATS), *map(str, words)]
            code, out, err = prepared().run(command, self.path, variables, stdin, SECONDS)
        ran = Ran(code, out, *parted(err))
        assert "Traceback" not in ran.err, ran.err
        return ran

    def start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        """Start the command and go on."""
        return subprocess.Popen(
            [GOVSTATS, *map(str, words)],
            cwd=self.path,
            env=environment(self.variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=hear_interrupts,  # noqa: PLW1509 -- no threads here
        )

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file, making its folders."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Open a connection to the database, in a transaction that is committed at the end."""
        engine = create_engine(self.address, poolclass=NullPool)
        with engine.begin() as connection:
            yield connection

    def change(self, statement: str, *rows: Mapping[str, Any]) -> None:
        """Run a statement on the database, once or for each row of parameters."""
        with self.connected() as connection:
            connection.execute(text(statement), list(rows) or None)

    def select(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database itself."""
        with self.connected() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    def clear(self) -> None:
        """Take everything out of the database."""
        if self.url is None:
            for file in self.path.glob("govstats.db*"):
                file.unlink()
            return
        self.change("drop schema public cascade")
        self.change("create schema public")

    def contents(self, *, renumbered: bool = False) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables, but the runs, their transactions, and what tells one run from another.

        Args:
            renumbered: whether ids are counted anew from 1: PostgreSQL leaves out those of transactions that
                were given up.
        """
        with self.connected() as connection:
            tables = sorted(set(inspect(connection).get_table_names()) - {"ingest_runs", "changes"})
            numbers = ids_from_one(connection) if renumbered else {}
            return {table: rows_of(connection, table, numbers) for table in tables}

    def count(self, table: str) -> int:
        """How many rows a table has; none in a database that is not there."""
        if self.url is None and not (self.path / "govstats.db").exists():
            return 0
        with self.connected() as connection:
            if not inspect(connection).has_table(table):
                return 0
            return int(connection.execute(text(f"select count(*) from {table}")).scalar_one())


@contextmanager
def new_home(request: pytest.FixtureRequest, kind: str, path: Path, template: str = "") -> Iterator[Home]:
    """Make a home with an empty database of a kind, or one that is the copy of another of the server."""
    if kind == "sqlite":
        yield Home(path)
        return
    server: PostgresServer = request.getfixturevalue("server")
    with server.database(f"TEMPLATE {template}" if template else "") as url:
        yield Home(path, database_url(url, {}))


def ids_from_one(connection: Connection) -> dict[str, dict[int, int]]:
    """Give the rows of each table that numbers its rows new numbers, from 1 in the same order."""
    tables = inspect(connection).get_table_names()
    numbered = [each for each in Base.metadata.sorted_tables if each.name in tables and "id" in each.columns]
    return {
        each.name: {
            number: position
            for position, number in enumerate(
                connection.execute(text(f"select id from {each.name} order by id")).scalars(), start=1
            )
        }
        for each in numbered
    }


def rows_of(
    connection: Connection, table: str, numbers: Mapping[str, Mapping[int, int]]
) -> list[tuple[Any, ...]]:
    """Give the rows of a table without what tells one run from another, with other ids where they are given."""
    columns = [
        each["name"] for each in inspect(connection).get_columns(table) if each["name"] not in OF_THE_RUN
    ]
    owners = {"id": table} | {
        key["constrained_columns"][0]: key["referred_table"]
        for key in inspect(connection).get_foreign_keys(table)
    }
    renumbering = [numbers.get(owners.get(column, ""), {}) for column in columns]
    found = connection.execute(text(f"select {', '.join(columns)} from {table}"))
    return sorted(
        (
            tuple(
                ids.get(value, value) if ids else value for ids, value in zip(renumbering, row, strict=True)
            )
            for row in found
        ),
        key=repr,
    )


def without_roots_rights() -> list[str]:
    """The words before a command that make permissions bind root too; skips where that is not possible."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip(
            "root reads and writes everything, and setpriv, which could take that right away, is missing"
        )
    rights = "-dac_override,-dac_read_search"
    return [setpriv, f"--bounding-set={rights}", f"--inh-caps={rights}"]


def small_disk(size: str, folder: Path) -> list[str]:
    """The words before a command that put a small disk in the place of a folder, for that command alone."""
    unshare = shutil.which("unshare")
    wrapper = [
        unshare or "unshare",
        "-m",
        "sh",
        "-c",
        f'mount -t tmpfs -o size={size} tmpfs "{folder}" && exec "$@"',
        "sh",
    ]
    if (
        unshare is None
        or subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode != 0
    ):
        pytest.skip("no small disk can be mounted here")
    return wrapper
