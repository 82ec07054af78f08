"""A PostgreSQL server that is real, on its own socket, and thrown away at the end of the tests or of a measurement."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

USER = "govstats"
ROOM = 1 << 30  # bytes; a test run takes about a fifth of it
FAST_SETTINGS = (  # for tests; what they store need not outlive a power cut
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=30",
    "shared_buffers=32MB",
    "autovacuum=off",
)


def find_binaries() -> Path | None:
    """Find the folder with initdb and pg_ctl, in PATH or where Debian puts them; None without."""
    in_path = shutil.which("initdb")
    folders = [Path(in_path).resolve().parent] if in_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in folders if (one / "initdb").exists() and (one / "pg_ctl").exists()), None)


def reason_to_skip() -> str | None:
    """Say why there is no server here; a continuous integration run must have one."""
    if find_binaries() is not None:
        return None
    reason = "PostgreSQL is not installed: no initdb in PATH or /usr/lib/postgresql/*/bin"
    if os.environ.get("CI") == "true":
        raise RuntimeError(reason)
    return reason


def unprivileged() -> dict[str, Any]:
    """Give the arguments for subprocess that leave root behind; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


@dataclass
class PostgresServer:
    """A running server.

    Attributes:
        folder: the folder of its data and its socket.
        binaries: where its programs are.
        settings: where it departs from the settings that a new server has.
    """

    folder: Path
    binaries: Path
    settings: tuple[str, ...] = FAST_SETTINGS
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs as the user of the server; fails with what the program says."""
        done = subprocess.run(
            [self.binaries / program, *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if program != "pg_ctl" else subprocess.DEVNULL,
            timeout=60,
            check=False,
            **unprivileged(),
        )
        if done.returncode != 0:
            log = self.folder / "log"
            said = done.stdout or (log.read_bytes() if log.exists() else b"")
            raise RuntimeError(f"{program} failed: {said.decode(errors='replace')[-2000:]}")

    @contextmanager
    def database(self, options: str = "") -> Iterator[str]:
        """Create a database, give its URL, and drop it at the end; options are those of CREATE DATABASE."""
        name = f"test{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as administrator:
            administrator.execute(f"CREATE DATABASE {name} {options}")
        yield self.url(name)
        with psycopg.connect(self.url("postgres"), autocommit=True) as administrator:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def initialise(self) -> None:
        """Make its data."""
        encoded = ("-E", "UTF8", "--locale=C")
        self.run("initdb", "-D", self._data, "-U", USER, "-A", "trust", *encoded, "--no-sync")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = ("listen_addresses=''", f"unix_socket_directories={self.folder}", *self.settings)
        options = " ".join(f"-c {setting}" for setting in settings)
        self.run("pg_ctl", "start", "-w", "-D", self._data, "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """Stop it at once, as a crash of its machine would; the next start recovers what was committed."""
        self.run("pg_ctl", "stop", "-m", "immediate", "-D", self._data)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def url(self, database: str) -> str:
        """Give the URL of a database of this server."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"


def choose_place() -> str:
    """Choose where the server lives: in memory if there is room, where a database is made in 12 ms, not 200.

    Not in pytest's folder: the path of a socket may have 107 bytes at most.
    """
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return str(memory)
    return "/tmp"


@contextmanager
def postgres_server(
    settings: tuple[str, ...] = FAST_SETTINGS, place: str | None = None
) -> Iterator[PostgresServer]:
    """Start a server in a new folder, and take both away at the end.

    Args:
        settings: where it departs from the settings that a new server has, such as fsync=off.
        place: the folder in which its own is made; the fastest one there is where None.
    """
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="govstats-pg-", dir=place or choose_place()))
    try:
        account = unprivileged()
        if account:
            # its group may reach the socket without root's rights
            os.chown(folder, account["user"], os.getegid())
            folder.chmod(0o750)
        server = PostgresServer(folder, binaries, settings)
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
