"""A store that is open: the one way in for the rest of the program."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from govstats.errors import CollisionError, StoreError
from govstats.store.engine import database_path, open_engine
from govstats.store.revisions import Condition, examine, require_head
from govstats.store.sealing import is_sealed
from govstats.store.translating import translate_errors

T = TypeVar("T")

_TRIALS: Final = 10
_PAUSE: Final = 0.05  # seconds


class Store:
    """An open store; use it in a with statement, or close it.

    Attributes:
        url: the URL that it was opened with.
        engine: the engine, for reading.
    """

    def __init__(self, url: str, engine: Engine) -> None:
        self.url = url
        self.engine = engine
        self._writer = engine.execution_options(sqlite_begin="IMMEDIATE")
        is_sqlite = engine.dialect.name == "sqlite"  # where every transaction sees one state anyway
        self._reader = engine if is_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")

    @classmethod
    def open(cls, url: str, *, create: bool) -> Self:
        """Open a store.

        Args:
            url: a URL of `database_url`.
            create: whether to make the file if there is none, and the tables if the database is empty.
                If that fails, nothing half-made stays.

        Returns:
            A store with the revision that this program works with.

        Raises:
            StoreError: there is no database, it cannot be used, or it has another revision.
        """
        _require_room(url) if create else require_existing(url)
        with translate_errors(url), whole_or_none(url):
            engine = open_engine(url)
            try:
                _prepare(engine, create=create)
            except BaseException:
                engine.dispose()
                raise
        return cls(url, engine)

    def write(self, work: Callable[[Session], T], *, durable: bool = True) -> T:
        """Carry work out in one transaction; where other programs are in the way, again from the beginning.

        Args:
            work: takes a session; it may be called several times, each time with nothing of it done.
            durable: whether it must outlive a power cut right after. If not, a later durable one makes it so too; until then
                the machine's end, not the program's, may take it back as a whole.

        Returns:
            What the work gives.

        Raises:
            StoreError: the database cannot be used: locked, full, read-only, damaged ...
        """
        for trial in range(1, _TRIALS):
            try:
                with self.transaction(durable=durable) as session:
                    return work(session)
            except CollisionError:
                time.sleep(random.uniform(0, _PAUSE * trial))  # noqa: S311 -- so that they do not meet again
        with self.transaction(durable=durable) as session:
            return work(session)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Session]:
        """Give a session in one transaction: committed when the block ends well, else rolled back.

        Args:
            durable: as for `write`.

        Yields:
            The session; objects loaded with it stay readable after the commit.

        Raises:
            StoreError: the database cannot be used: locked, full, read-only, damaged ...
        """
        with (
            translate_errors(self.url),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            if not durable and self.engine.dialect.name == "postgresql":
                # SQLite's log is never waited for, see engine.py
                session.connection().exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that reads one state of the store, whatever others write meanwhile.

        Yields:
            The session; what it changes is not kept.

        Raises:
            StoreError: the database cannot be used: damaged, no connection ...; or it lies in a folder that
                cannot be written, where it is read without locks, and was changed meanwhile.
        """
        path = database_path(self.url)
        before = _state(path) if path is not None and is_sealed(path) else None
        with translate_errors(self.url), Session(self._reader, expire_on_commit=False) as session:
            yield session
        if path is not None and before is not None and _state(path) != before:
            raise StoreError(
                f"{path} was changed by another program while it was read",
                "run the command again",
            )

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def whole_or_none(url: str) -> Iterator[None]:
    """Take away the file of a database that was not there before, if the block that makes it fails.

    One that holds tables then is somebody else's, who was quicker, and stays.

    Args:
        url: a URL of `database_url`; of a database server nothing is taken away.
    """
    path = database_path(url)
    is_new = path is not None and not path.exists()
    try:
        yield
    except BaseException:
        if is_new and path is not None and not _holds_tables(path):
            _remove_database(path)
        raise


def require_existing(url: str) -> None:
    """Make sure that there is a database, before SQLite makes an empty file of that name.

    Args:
        url: a URL of `database_url`; of a database server nothing is asked.

    Raises:
        StoreError: the path is a folder, or nothing is there.
    """
    path = database_path(url)
    if path is None:
        return
    _require_no_folder(path)
    if not path.exists():
        raise StoreError(
            f"there is no database {path}",
            "ingest a report first: govstats ingest FILE makes it; or name one with --db",
        )


def _require_room(url: str) -> None:
    """Say what is in the way of a new file, where SQLite says only that it cannot open one."""
    path = database_path(url)
    if path is None:
        return
    _require_no_folder(path)
    if not path.parent.is_dir():
        raise StoreError(f"there is no folder {path.parent} for the database", "make the folder first")


def _require_no_folder(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a database", "name a file in it with --db")


def _prepare(engine: Engine, *, create: bool) -> None:
    if create:
        with engine.connect() as connection:
            condition, _ = examine(connection)
        if condition is Condition.EMPTY:
            from govstats.store.migrating import upgrade  # noqa: PLC0415  loads Alembic, 0.1 s that a query spares

            upgrade(engine)
            return
    require_head(engine)


def _holds_tables(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.Error:  # not there, or only half of it
        return False


def _remove_database(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        with suppress(OSError):
            path.with_name(name).unlink()


def _state(path: Path) -> tuple[int, int]:
    """Tell when a file was written last, and its size."""
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size
