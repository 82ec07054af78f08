"""SQLite files that lie where nothing can be written: they can be read as they lie there."""

from __future__ import annotations

import os
from pathlib import Path


def is_sealed(path: Path) -> bool:
    """Tell whether a SQLite file lies in a folder that cannot be written, with all of it in the one file.

    Args:
        path: the file; one that is not there is not sealed.
    """
    effective = os.access in os.supports_effective_ids
    if not path.is_file() or os.access(path.parent, os.W_OK, effective_ids=effective):
        return False
    return not any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-journal"))


def sealed_address(path: Path) -> str:
    """Give the address by which SQLite opens a sealed file; the usual way would make files beside it to read it.

    Args:
        path: the file.
    """
    return path.resolve().as_uri() + "?mode=ro&immutable=1"


def reading_address(path: Path) -> str:
    """Give the address by which SQLite opens a store for reading.

    Args:
        path: the file.
    """
    # Not mode=ro: who only reads cannot take the log files away when it is the last to close the database.
    return sealed_address(path) if is_sealed(path) else path.resolve().as_uri() + "?mode=rw"
