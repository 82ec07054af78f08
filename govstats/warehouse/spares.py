"""The second file of a large snapshot, so that bringing it up to date costs what has changed, not what is stored.

A snapshot is never changed where readers see it. Copying a large one takes longer than loading a report into it, so the
file that was replaced last is kept beside the new one, and is the next to be brought up to date: it lacks two changes
instead of one. The two change places by renaming.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import duckdb

COPIED_AT_ONCE = 64_000_000  # bytes that are copied faster than a spare is worth its room


def spare_path(path: Path) -> Path:
    """Tell where the spare of a snapshot lies.

    Args:
        path: the snapshot.
    """
    return path.with_name(f"{path.name}.spare")


@contextmanager
def held(path: Path) -> Iterator[os.stat_result]:
    """Keep everybody from changing the file that lies at a path now, whatever is put in its place meanwhile.

    Args:
        path: the snapshot.

    Yields:
        which file it is: whoever opens the path after that may find another one there.

    Raises:
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        _share(file)
        yield os.fstat(file.fileno())


def attach_held(connection: duckdb.DuckDBPyConnection, path: Path, name: str, holding: ExitStack) -> None:
    """Attach a snapshot for reading and keep everybody from changing it.

    Args:
        connection: a connection.
        path: the snapshot.
        name: what the connection calls it.
        holding: closes what keeps it; after the connection.

    Raises:
        duckdb.Error: the file is no DuckDB database or cannot be opened.
    """
    quoted = str(path).replace("'", "''")
    while True:
        with ExitStack() as attempt:
            try:
                found = attempt.enter_context(held(path))
                connection.execute(f"attach '{quoted}' as {name} (read_only)")
                is_same = os.path.samestat(path.stat(), found)
            except OSError as error:
                raise duckdb.IOException(f"{path} cannot be opened: {error.strerror or error}") from error
            if is_same:
                holding.push(attempt.pop_all())
                return
        connection.execute(f"detach {name}")  # another file was put in its place just then


def take_spare(path: Path, unfinished: Path) -> bool:
    """Take the spare of a snapshot to be brought up to date, unless somebody still reads it.

    Args:
        path: the snapshot.
        unfinished: the name that it gets; whoever dies over it leaves it under this name.

    Returns:
        Whether there is one.
    """
    spare = spare_path(path)
    try:
        if os.path.samestat(spare.stat(), path.stat()):  # who put the snapshot in its place died halfway
            spare.unlink()
            return False
        with spare.open("rb") as file:
            if not _claim(file):
                return False
        spare.replace(unfinished)
    except OSError:
        return False
    return True


def put_in_place(finished: Path, path: Path) -> None:
    """Replace the snapshot by a finished one at once, and keep a large old one as the spare.

    Args:
        finished: the new one.
        path: where the old one lies, if there is one.

    Raises:
        OSError: the folder cannot be written.
    """
    write_out(finished)
    spare = spare_path(path)
    spare.unlink(missing_ok=True)
    if is_worth_a_spare(finished):
        with suppress(OSError):  # file systems without links do without
            os.link(path, spare)
    finished.replace(path)


def make_spare(path: Path, unfinished: Path) -> None:
    """Copy a large snapshot that was just built, so that the next change finds a spare.

    Args:
        path: the snapshot.
        unfinished: the name of the copy until it is complete.
    """
    if is_worth_a_spare(path):
        with suppress(OSError):  # without room for it the next change makes the copy, or says so
            shutil.copyfile(path, unfinished)
            write_out(unfinished)  # or the next change waits for that
            unfinished.replace(spare_path(path))


def write_out(file: Path) -> None:
    """Wait until a file is on the disk."""
    with file.open("rb") as written:
        os.fsync(written.fileno())


def is_worth_a_spare(path: Path) -> bool:
    """Tell whether copying a snapshot takes longer than bringing it up to date, and the system has the locks for a spare."""
    return sys.platform != "win32" and path.stat().st_size > COPIED_AT_ONCE


if sys.platform == "win32":

    def _share(file: BinaryIO) -> None:
        """Nothing to do: an open file cannot be replaced."""

    def _claim(file: BinaryIO) -> bool:  # noqa: ARG001
        """Tell that there is no spare to claim."""
        return False

else:
    import fcntl

    # Locks of flock(2) belong to the open file, not to the process as those of DuckDB: threads see each other's.
    def _share(file: BinaryIO) -> None:
        """Read a file together with others; who closes it gives it free."""
        fcntl.flock(file, fcntl.LOCK_SH)

    def _claim(file: BinaryIO) -> bool:
        """Tell whether nobody reads a file."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
