"""Files: which ones paths lead to, and their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from govstats.errors import ReadingError

SUFFIXES = (".txt",)
MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file, not yet read as a report.

    Attributes:
        name: the file's path as given.
        data: its content.
        sha256: hexadecimal hash of the content.
    """

    name: str
    data: bytes
    sha256: str


def load_source(path: Path) -> Source:
    """Load a file's bytes.

    Args:
        path: a file of at most 50 MB.

    Returns:
        Its bytes with their hash.

    Raises:
        ReadingError: it is missing, a folder, unreadable or too large.
    """
    name = show_path(path)
    try:
        if path.exists() and not path.is_file():
            raise ReadingError(f"{name}: no plain file", "name a file or a folder")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ReadingError(f"{name}: no such file or folder", "check the path") from error
    except OSError as error:
        raise ReadingError(
            f"{name}: cannot be read: {error.strerror or error}", "check the path and its permissions"
        ) from error
    if len(data) > MAX_BYTES:
        raise ReadingError(f"{name}: more than {MAX_BYTES:,} bytes, no report is so long", "split the file")
    return Source(name, data, sha256(data).hexdigest())


def find_reports(paths: Iterable[Path]) -> Iterator[Path | ReadingError]:
    """Find the report files that some paths lead to.

    Args:
        paths: files, taken whatever they are called, and folders, searched through for .txt files; what a
            folder hides behind a leading dot or a linked folder is left out.

    Yields:
        Files in a stable order, each once; an error in its place for a path that leads to none, and for a
        folder that cannot be read.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _search(path) if os.path.isdir(path) else (path,):  # noqa: PTH112 -- raises nothing
            if isinstance(found, ReadingError):
                yield found
                continue
            real = os.path.realpath(found)
            if real not in seen:
                seen.add(real)
                yield found


def _search(folder: Path) -> Iterator[Path | ReadingError]:
    """Give the reports in a folder, after the folders that cannot be read."""
    failed: list[OSError] = []
    files: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [
            Path(place, name)
            for name in names
            if not name.startswith(".") and name.lower().endswith(SUFFIXES)
        ]
    for error in failed:
        where = show_path(Path(error.filename or folder))
        yield ReadingError(f"{where}: cannot be read: {error.strerror or error}", "check its permissions")
    if not files and not failed:
        endings = ", ".join(SUFFIXES)
        yield ReadingError(
            f"{show_path(folder)}: no reports in this folder", f"reports are files ending in {endings}"
        )
    yield from sorted(files)


def show_path(path: Path) -> str:
    """Write a path as text that can be stored; bytes that are no UTF-8 become escapes: caf\\xe9.txt.

    Args:
        path: any path.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")
