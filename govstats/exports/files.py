"""Files that are written as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from govstats.errors import ExportError

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
    target = path.resolve()  # a link stays a link
    unfinished: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        unfinished = Path(name)
        with os.fdopen(handle, "wb") as stream:
            yield stream
        unfinished.chmod(mode_of(target))
        unfinished.replace(target)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}", "choose another place for the file"
        ) from error
    finally:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)


def mode_of(path: Path) -> int:
    """Give the permissions of a file that exists, or those that a new one gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return NEW_FILE_MODE & ~mask
