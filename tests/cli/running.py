"""The real command, run as a user runs it: the installed script, in a process of its own, in a folder of its own."""

from __future__ import annotations

import csv
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

GOVSTATS = Path(sys.executable).with_name("govstats")
FIXTURES = Path(__file__).parents[2] / "fixtures"
REPORTS = FIXTURES / "reports"
BAOSHAN_2018 = REPORTS / "310113-2018-government.txt"
BAOSHAN_2020 = REPORTS / "310113-2020-justice.txt"
SECONDS = 60
# What tells one run of the program from another, and nothing about the reports.
OF_THE_RUN = {"ingested_at", "ingest_run_id", "store_uuid"}


@dataclass(frozen=True)
class Ran:
    """What a command has done.

    Attributes:
        code: its exit code.
        out: what it wrote to standard output.
        err: what it wrote to standard error.
    """

    code: int
    out: bytes
    err: str

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


@dataclass(frozen=True)
class Home:
    """A folder in which the command is run."""

    path: Path

    def run(
        self,
        *words: str | Path,
        environ: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        before: Sequence[str] = (),
        program: Sequence[str | Path] = (GOVSTATS,),
    ) -> Ran:
        """Run the command to its end; no command may end in a traceback, whatever it is given.

        Args:
            words: the words behind the program's name.
            environ: environment variables.
            stdin: what it can read.
            before: words before the program's name, such as a wrapper that takes rights away.
            program: what to run in the place of the installed script.
        """
        done = subprocess.run(
            [*before, *program, *map(str, words)],
            cwd=self.path,
            env=environment(environ),
            input=stdin,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        ran = Ran(done.returncode, done.stdout, done.stderr.decode("utf-8"))
        assert "Traceback" not in ran.err, ran.err
        return ran

    def start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        """Start the command and go on."""
        return subprocess.Popen(
            [GOVSTATS, *map(str, words)],
            cwd=self.path,
            env=environment(),
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

    def contents(self, name: str = "govstats.db") -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables, but the runs and what tells one run from another."""
        with closing(sqlite3.connect(self.path / name)) as connection:
            found = connection.execute("select name from sqlite_master where type = 'table' order by name")
            tables = {table for (table,) in found} - {"ingest_runs"}
            return {table: self._rows(connection, table) for table in sorted(tables)}

    @staticmethod
    def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
        columns = [
            row[1] for row in connection.execute(f"pragma table_info({table})") if row[1] not in OF_THE_RUN
        ]
        return sorted(connection.execute(f"select {', '.join(columns)} from {table}"), key=repr)

    def count(self, table: str, name: str = "govstats.db") -> int:
        """How many rows a table has; none in a database that is not there."""
        path = self.path / name
        if not path.exists():
            return 0
        with closing(sqlite3.connect(path)) as connection:
            return int(connection.execute(f"select count(*) from {table}").fetchone()[0])


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
