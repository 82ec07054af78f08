"""Files: which ones paths lead to, and their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from govstats.errors import ReadingError
from govstats.reading.limits import DEFAULT_LIMITS

SUFFIXES = (".txt", ".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml", ".docx", ".pdf", ".zip")
REFUSED_SUFFIXES = (".doc", ".wps", ".rtf", ".odt", ".ofd")  # reports too: what to do with them is told
_PAGE_PARTS = ("_files", ".files", "_file")  # folders in which browsers save the parts of a page
_PAGES = (".html", ".htm", ".shtml", ".xhtml")


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


def load_source(path: Path, max_bytes: int = DEFAULT_LIMITS.max_bytes) -> Source:
    """Load a file's bytes.

    Args:
        path: a file.
        max_bytes: how large it may be.

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
            data = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise ReadingError(f"{name}: no such file or folder", "check the path") from error
    except OSError as error:
        raise ReadingError(
            f"{name}: cannot be read: {error.strerror or error}", "check the path and its permissions"
        ) from error
    if len(data) > max_bytes:
        raise ReadingError(
            f"{name}: more than {max_bytes:,} bytes, no report is so long",
            "split the file, or raise the limit with --max-size",
        )
    return Source(name, data, sha256(data).hexdigest())


def find_reports(paths: Iterable[Path]) -> Iterator[Path | ReadingError]:
    """Find the report files that some paths lead to.

    Args:
        paths: files, taken whatever they are called, and folders, searched through for files with the endings of
            reports; what a folder hides behind a leading dot or a linked folder is left out, and so are the folders
            in which browsers save the pictures of a page.

    Yields:
        Files in a stable order, each once; an error in its place for a path that leads to none, and for a
        folder that cannot be read.
    """
    wanted = tuple(paths)
    seen: set[str] = set()
    for path in wanted:
        for found in _search(path) if os.path.isdir(path) else (path,):  # noqa: PTH112 -- raises nothing
            if isinstance(found, ReadingError) or len(wanted) == 1:
                yield found
            elif (real := os.path.realpath(found)) not in seen:
                seen.add(real)
                yield found


def _search(folder: Path) -> Iterator[Path | ReadingError]:
    """Give the reports in a folder, and an error where there are none."""
    is_empty = True
    for found in _walk(folder):
        is_empty = False
        yield found
    if is_empty:
        endings = ", ".join(SUFFIXES)
        yield ReadingError(
            f"{show_path(folder)}: no reports in this folder", f"reports are files ending in {endings}"
        )


def _walk(folder: Path) -> Iterator[Path | ReadingError]:
    """Give the reports in a folder and in those inside it by name, with no more in memory than one folder's names."""
    try:
        with os.scandir(folder) as entries:
            is_folder = {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
    except OSError as error:
        yield ReadingError(
            f"{show_path(folder)}: cannot be read: {error.strerror or error}", "check its permissions"
        )
        return
    beside = frozenset(name.lower() for name in is_folder)
    for name in sorted(is_folder):
        if not is_folder[name]:
            if not is_left_out(PurePath(name), beside) and not (folder / name).is_dir():
                yield folder / name
        elif not name.startswith(".") and not _holds_page_parts(name, beside):
            yield from _walk(folder / name)


def is_left_out(path: PurePath, files: frozenset[str]) -> bool:
    """Tell whether a file in a folder or an archive is no report by its name.

    Args:
        path: its path inside the folder or archive.
        files: the paths of all files there, in lower case.
    """
    if not path.name.lower().endswith(SUFFIXES + REFUSED_SUFFIXES):
        return True
    if path.name.startswith("~$"):  # what Word keeps beside an open document
        return True
    folders = path.parents
    return any(part.startswith((".", "__MACOSX")) for part in path.parts) or any(
        _holds_page_parts(folder.as_posix(), files) for folder in folders
    )


def _holds_page_parts(folder: str, files: frozenset[str]) -> bool:
    """Tell whether a browser has saved the parts of a page there: 报告_files beside 报告.html."""
    folder = folder.lower()
    stems = (folder.removesuffix(ending) for ending in _PAGE_PARTS if folder.endswith(ending))
    return any(stem + page in files for stem in stems for page in _PAGES)


def show_path(path: Path) -> str:
    """Write a path as text that can be stored; bytes that are no UTF-8 become escapes: caf\\xe9.txt.

    Args:
        path: any path.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")
