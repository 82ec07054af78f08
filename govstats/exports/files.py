"""Files that are written as a whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from govstats.errors import ExportError

SQLITE_HEAD = b"SQLite format 3"  # https://www.sqlite.org/fileformat.html
DUCKDB_MARK = b"DUCK"  # behind the checksum of the first block
_PRIVATE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700
_RANDOM_BYTES: Final = 6
NEW_FILE_MODE = 0o666  # what open() asks for; the process's mask takes away what the user does not want


@contextmanager
def replaced_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside the wanted one and put it in its place when all is written.

    Args:
        path: the wanted file, which may exist.

    Yields:
        the stream to write to.

    Raises:
        ExportError: the path is a folder, or its folder is missing or cannot be written, or the disk is full.
    """
    if path.is_dir():
        raise ExportError(f"{path} is a folder", "name a file in it")
    if path.exists() and not path.is_file():  # a device or a pipe is written into, never replaced
        with written_into(path) as stream:
            yield stream
        return
    refuse_database(path)
    target = path.resolve()  # a link stays a link
    unfinished = _beside(target)
    try:
        with open(unfinished, "xb", opener=_open_privately) as stream:
            yield stream
        unfinished.chmod(mode_of(target))
        unfinished.replace(target)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}", "choose another place for the file"
        ) from error
    finally:
        with suppress(OSError):  # it is in its place, or could not be made
            unfinished.unlink()


def _beside(target: Path) -> Path:
    """Name what is unfinished, before it is there: a signal in between would leave it to nobody."""
    return target.with_name(f".{target.name}.{secrets.token_urlsafe(_RANDOM_BYTES)}.part")


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, _PRIVATE)


@contextmanager
def replaced_folder(path: Path, is_own: Callable[[Path], bool]) -> Iterator[Path]:
    """Fill a folder beside the wanted one and put it in its place when all is written.

    Args:
        path: the wanted folder, which may exist.
        is_own: tells whether a folder that is not empty holds nothing but an earlier export, which may go.

    Yields:
        the folder to write into.

    Raises:
        ExportError: the path is a file, or a folder with other things in it, or cannot be written.
    """
    target = path.resolve()
    if target.exists() and not target.is_dir():
        raise ExportError(f"{path} is a file, not a folder", "name a folder, or one that is not there yet")
    if target.is_dir() and any(target.iterdir()) and not is_own(target):
        raise ExportError(
            f"{path} is a folder with other things in it than an export of this kind",
            "name another folder, or one that is not there yet",
        )
    unfinished = _beside(target)
    try:
        unfinished.mkdir(mode=_PRIVATE_FOLDER)
        finished = unfinished / "finished"
        finished.mkdir()
        yield finished
        if target.exists():
            target.replace(unfinished / "former")
        finished.replace(target)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}", "choose another place for the folder"
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write_text(text: str, path: Path) -> None:
    """Write a text in UTF-8, as a whole or not at all.

    Args:
        text: the text.
        path: the file, which may exist and is no database.

    Raises:
        ExportError: it cannot be written there.
    """
    with replaced_file(path) as stream:
        stream.write(text.encode("utf-8"))


@contextmanager
def written_into(path: Path) -> Iterator[BinaryIO]:
    """Open what is no plain file, such as /dev/null, for writing."""
    try:
        with path.open("wb") as stream:
            yield stream
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}") from error


def refuse_database(path: Path) -> None:
    """Refuse to put a table in the place of a database.

    Raises:
        ExportError: the path is a SQLite or DuckDB file.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:  # there is none yet, or what is wrong shows when it is written
        return
    if head.startswith(SQLITE_HEAD) or head[8:12] == DUCKDB_MARK:
        raise ExportError(f"{path} is a database, not a table", "name another file")


def mode_of(path: Path) -> int:
    """Give the permissions of a file that exists, or those that a new one gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return NEW_FILE_MODE & ~mask
