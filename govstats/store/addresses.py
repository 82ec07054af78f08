"""What a user calls a database, before anybody looks whether it is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

URL_VARIABLE: Final = "GOVSTATS_DATABASE_URL"
DEFAULT_FILE: Final = "govstats.db"


def wanted_address(given: str | None, environ: Mapping[str, str]) -> str:
    """Settle which database is meant, in the user's words.

    Args:
        given: a path or URL from the user, or None; it goes before the environment.
        environ: environment variables; GOVSTATS_DATABASE_URL is read.

    Returns:
        A path or URL; without any wish that of the file govstats.db in the working folder.
    """
    return given or environ.get(URL_VARIABLE) or DEFAULT_FILE


def plain_path(address: str) -> Path | None:
    """Give the file that an address without a scheme names; None for a URL.

    Args:
        address: as from `wanted_address`.
    """
    return None if "://" in address else Path(address)
