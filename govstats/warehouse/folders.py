"""Folders for what need not be kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govstats.errors import StoreError


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Make a folder for what does not fit into memory, and delete it at the end with all that is in it.

    Args:
        prefix: how its name begins.

    Yields:
        the folder.

    Raises:
        StoreError: it cannot be made anywhere.
    """
    try:
        made = tempfile.TemporaryDirectory(prefix=prefix)
    except OSError as error:
        raise StoreError(
            f"no temporary folder can be made: {error.strerror or error}",
            "make room in one, or name another with the environment variable TMPDIR",
        ) from error
    with made as folder:
        yield Path(folder)
